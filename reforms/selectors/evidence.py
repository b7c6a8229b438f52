"""A society's evidence, and the tasks and months it proves."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from reforms.models import Evidence, ProgressEntry
from societies.models import Society


def evidence_of(society: Society, *, words: str = "") -> QuerySet[Evidence]:
    """The society's files, newest first, each with the entries that use it."""
    entries = ProgressEntry.objects.select_related("task", "report").order_by("month_ordinal")
    found = (
        Evidence.objects.filter(society=society)
        .select_related("uploaded_by")
        .prefetch_related(Prefetch("entries", queryset=entries))
    )
    for word in words.split():
        found = found.filter(name__icontains=word)
    return found
