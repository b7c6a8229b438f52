"""Sign-in, sessions, notifications, long jobs and the audit trail."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Sign-in, sessions, notifications, long jobs and the audit trail."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "accounts"
