"""Everything that is read: dashboard, matrix, public pages, annual reports and PDFs."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Everything that is read: dashboard, matrix, public pages, annual reports and PDFs."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"
