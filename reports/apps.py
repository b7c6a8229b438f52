"""Everything that is read: dashboard, matrix, public pages, annual reports and PDFs."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Everything that is read: dashboard, matrix, public pages, annual reports and PDFs."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"

    def ready(self) -> None:
        """Register the permissions and the words for what is done here."""
        from reports import permissions, words  # noqa: F401, PLC0415
