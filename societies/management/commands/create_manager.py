"""Make a CAST manager from a server's command line."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from societies.services.people import create_manager

PASSWORD_VARIABLE = "MANAGER_PASSWORD"  # noqa: S105  # the name of a variable


class Command(BaseCommand):
    """Make an account with the role of CAST manager."""

    help = f"Create a CAST manager; the password is asked for, or taken from {PASSWORD_VARIABLE}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare who it is."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", default="")

    def handle(self, *, username: str, name: str, email: str, **_options: Any) -> None:
        """Make the manager, or say what is wrong and exit 2."""
        password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass(_("Password") + ": ")
        try:
            validate_password(password, User(username=username, name=name, email=email))
            person = create_manager(
                username=username,
                name=name,
                email=email,
                password=password,
                on=timezone.localdate(),
            )
        except ValidationError as error:
            raise CommandError("\n".join(error.messages), returncode=2) from error
        self.stdout.write(_("Manager %(username)s created.") % {"username": person.username})
