"""National societies and who works for them in which role."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.core.signals import request_finished
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class SocietiesConfig(AppConfig):
    """National societies and who works for them in which role."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "societies"

    def ready(self) -> None:
        """Register the permissions, and the words of roles for the audit trail."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from accounts import words  # noqa: PLC0415
        from societies import permissions  # noqa: F401, PLC0415
        from societies.enums import (  # noqa: PLC0415
            Discipline,
            NoticeAudience,
            Role,
        )

        words.JOBS["check-register"] = _("Checking a file of a register")
        words.JOBS["apply-register"] = _("Taking in a file of a register")
        from societies.policies import check_row_security, update_policies  # noqa: PLC0415
        from societies.row_security import end_reach, follow_scope  # noqa: PLC0415

        connection_created.connect(follow_scope)
        request_finished.connect(end_reach)
        post_migrate.connect(update_policies, sender=self)
        register(check_row_security, Tags.database, deploy=True)
        words.VALUES["role"] = dict(Role.choices)
        words.VALUES["portfolio"] = dict(Discipline.choices)
        words.VALUES["audience"] = dict(NoticeAudience.choices)
        words.VALUES["disciplines"] = dict(Discipline.choices)
        words.VALUES["discipline"] = dict(Discipline.choices)
