"""Everything that is read: dashboard, matrix, public pages, annual reports and PDFs."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Everything that is read: dashboard, matrix, public pages, annual reports and PDFs."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"

    def ready(self) -> None:
        """Register the permissions, the words for what is done here, and what is published."""
        from django.db.models.signals import post_delete, post_save  # noqa: PLC0415

        from accounts.scopes import SCOPES  # noqa: PLC0415
        from reforms.models import Correction, MonthlyIssue  # noqa: PLC0415
        from reports import permissions  # noqa: F401, PLC0415
        from reports.api.scopes import OFFERED  # noqa: PLC0415
        from reports.models import BulletinEdition, PublishedAnnualReport  # noqa: PLC0415
        from reports.page_cache import forget_stamp  # noqa: PLC0415
        from reports.receivers import correction_published, issue_published  # noqa: PLC0415
        from reports.words import annual, finance  # noqa: F401, PLC0415

        SCOPES.update((each.name, each) for each in OFFERED)
        for model in (MonthlyIssue, Correction, PublishedAnnualReport, BulletinEdition):
            for signal in (post_save, post_delete):
                signal.connect(forget_stamp, sender=model, dispatch_uid=f"stamp-{model.__name__}")
        post_save.connect(issue_published, sender=MonthlyIssue, dispatch_uid="tell-issue")
        post_save.connect(correction_published, sender=Correction, dispatch_uid="tell-correction")
