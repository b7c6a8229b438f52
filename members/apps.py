"""Individual and unit members; empty until the membership register is built."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Individual and unit members; empty until the membership register is built."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "members"
