"""National societies and who works for them in which role."""

from django.apps import AppConfig


class SocietiesConfig(AppConfig):
    """National societies and who works for them in which role."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "societies"

    def ready(self) -> None:
        """Register the permissions."""
        from societies import permissions  # noqa: F401, PLC0415
