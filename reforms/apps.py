"""Workplans, plans, monthly reports, review and sealed issues."""

from django.apps import AppConfig


class ReformsConfig(AppConfig):
    """Workplans, plans, monthly reports, review and sealed issues."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "reforms"

    def ready(self) -> None:
        """Register permissions, words, how addresses write a month, and who is late with one."""
        from django.urls import register_converter  # noqa: PLC0415

        from reforms import permissions, receivers, witnesses, words  # noqa: F401, PLC0415
        from reforms.converters import MonthConverter  # noqa: PLC0415
        from reforms.selectors.overdue import overdue_societies  # noqa: PLC0415
        from societies.audiences import FINDERS  # noqa: PLC0415
        from societies.enums import NoticeAudience  # noqa: PLC0415

        register_converter(MonthConverter, "month")
        FINDERS[NoticeAudience.OVERDUE] = overdue_societies
