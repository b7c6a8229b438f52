"""Writing a person's account: contact data, password links, deactivation."""

from __future__ import annotations

import logging

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.services import audit
from accounts.services.calendars import revoke_calendar
from accounts.services.tokens import revoke_all

CONTACT_FIELDS = ("name", "phone", "email")
logger = logging.getLogger(__name__)


@transaction.atomic
def create_account(
    *, username: str, name: str, email: str = "", phone: str = "", by: User | None
) -> User:
    """Make an account that nobody can use until its password link has been followed.

    User names are kept in small letters, as signing in looks for them.
    """
    username = username.lower()
    person = User(username=username, name=name, email=email, phone=phone)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    after = {"username": username, "name": name, "email": email, "phone": phone}
    audit.record(action="person.created", subject=person, actor=by, after=after)
    return person


@transaction.atomic
def change_contact(*, person: User, name: str, phone: str, email: str, by: User) -> User:
    """Save how a person is called and reached; a former e-mail address opens nothing any more."""
    values = {"name": name, "phone": phone, "email": email}
    stored = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    before = {field: getattr(stored, field) for field in CONTACT_FIELDS}
    changed = [field for field in CONTACT_FIELDS if before[field] != values[field]]
    if not changed:
        return stored
    for field in changed:
        setattr(stored, field, values[field])
    stored.full_clean(exclude=["password"])
    stored.save(update_fields=changed)
    EmailAddress.objects.filter(user=stored).exclude(email__iexact=email).delete()
    audit.record(
        action="person.changed",
        subject=stored,
        actor=by,
        before={field: before[field] for field in changed},
        after={field: values[field] for field in changed},
    )
    return stored


@transaction.atomic
def set_active(*, person: User, is_active: bool, reason: str = "", by: User) -> User:
    """Close or reopen an account.

    Closing it forgets the password and revokes the tokens: every session ends, and nothing comes
    back to life when the account is opened again.
    """
    stored = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if stored.is_active == is_active:
        return stored
    stored.is_active = is_active
    if not is_active:
        stored.set_unusable_password()
    stored.save(update_fields=["is_active", "password"])
    if not is_active:
        revoke_all(owner=stored, by=by)
        revoke_calendar(owner=stored, by=by)
    audit.record(
        action="person.reactivated" if is_active else "person.deactivated",
        subject=stored,
        actor=by,
        before={"is_active": not is_active},
        after={"is_active": is_active},
        reason=reason,
    )
    return stored


@transaction.atomic
def password_link(*, person: User, by: User | None) -> str:
    """Return an address at which the person sets a password, once and within a few days."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    uidb36, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
    audit.record(action="person.password-link", subject=person, actor=by)
    return f"{settings.SITE_URL}{path}"


def mail_password_link(*, person: User, link: str) -> bool:
    """Send the link to the person's e-mail address; False when there is none or it failed."""
    if not person.email:
        return False
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "accounts/mail/password_link.txt", {"person": person, "link": link, "days": days}
        )
    subject, _, body = text.strip().partition("\n")
    try:
        send_mail(subject, body.strip(), None, [person.email])
    except OSError:
        logger.warning("The password link of account %s could not be mailed", person.pk)
        return False
    return True
