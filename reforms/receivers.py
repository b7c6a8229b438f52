"""What follows when registers change: a row that asks for checks, then a job that computes them."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from reforms.services.checks import request_checks
from reforms.signals import checks_requested
from societies.signals import registers_changed

logger = logging.getLogger(__name__)
RECOMPUTE_TASK = "reforms.tasks.recompute_checks"


@receiver(registers_changed, dispatch_uid="reforms.ask_for_checks")
def ask_for_checks(society_ids: set[int], **_signal: Any) -> None:
    """Ask for the checks of the societies whose registers changed."""
    request_checks(society_ids=society_ids, at=timezone.now())


@receiver(checks_requested, dispatch_uid="reforms.queue_checks")
def queue_checks(society_ids: set[int], **_signal: Any) -> None:
    """Hand the work to the workers once it is committed; without a broker the sweep will."""
    transaction.on_commit(partial(_send, sorted(society_ids)))


def _send(society_ids: list[int]) -> None:
    try:
        current_app.send_task(RECOMPUTE_TASK, args=[society_ids])
    except OperationalError:
        logger.warning("no broker: the checks of %s societies wait", len(society_ids))
