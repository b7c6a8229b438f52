"""Fields that models of every app share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User


def by_person(verbose_name: Any = None) -> models.ForeignKey[User | None, User | None]:
    """Return who did something, or nobody yet; who did cannot be deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=verbose_name,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
