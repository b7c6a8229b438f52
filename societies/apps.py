"""National societies and who works for them in which role."""

from django.apps import AppConfig


class SocietiesConfig(AppConfig):
    """National societies and who works for them in which role."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "societies"

    def ready(self) -> None:
        """Register the permissions, and the words of roles for the audit trail."""
        from accounts import words  # noqa: PLC0415
        from societies import permissions  # noqa: F401, PLC0415
        from societies.enums import Discipline, Role  # noqa: PLC0415

        words.VALUES["role"] = dict(Role.choices)
        words.VALUES["portfolio"] = dict(Discipline.choices)
        words.VALUES["discipline"] = dict(Discipline.choices)
