"""Background work of the societies app."""

from celery import shared_task
from django.utils import timezone
from django_scopes import scopes_disabled

from societies.services.register_uploads import delete_expired_uploads


@shared_task
def forget_uploads() -> int:
    """Delete files of registers that were looked at and never applied."""
    with scopes_disabled():
        return delete_expired_uploads(at=timezone.now())
