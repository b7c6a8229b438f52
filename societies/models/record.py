"""What every record of a register has in common."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from societies.models.society import Society
from societies.scoping import scoped

#: What is said to somebody who would change a record that the portal keeps.
FROM_PORTAL = _("The portal keeps this record itself; it cannot be changed by hand.")


def record_path(record: Record, filename: str) -> str:
    """Store under the society by a random name: nothing of the uploaded name reaches the disk."""
    suffix = PurePath(filename).suffix.lower()
    return f"registers/{record.society_id}/{uuid4().hex}{suffix}"


class Record(models.Model):
    """One row of a register (台账) of a society; `version` counts its changes."""

    society = models.ForeignKey(
        Society, verbose_name=_("society"), on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("remark"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    #: Written by the portal itself: nobody changes it by hand. A field where that can be.
    is_from_portal: Any = False

    objects: Any = scoped(models.Manager["Any"], society="society")

    class Meta:
        abstract = True
