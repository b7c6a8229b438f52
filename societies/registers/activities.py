"""The register of activities, whose kinds and measures are data."""

from __future__ import annotations

from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from societies.activity_kinds import Measure, activity_kinds
from societies.bilingual import in_words
from societies.models import Activity
from societies.registers.definition import CodesColumn, Column, Flag, MeasureColumn, Register

_NEEDED = {
    "approval": _("Approval missing: an award stands only with the number of its approval."),
    "contract": _("Contract missing: give the number of the binding contract."),
}
_MUST_BE_ZERO = _("“%(measure)s” must be 0.")


def activity_flags(activity: Activity, _today: date) -> list[Flag]:
    """Return what the record lacks of what its kind demands."""
    kind = activity_kinds().kinds.get(activity.kind)
    if kind is None:
        return []
    source = in_words(kind.source_zh, kind.source_en)
    flags = []
    if kind.needs and not activity.approval.strip():
        flags.append(Flag(_NEEDED[kind.needs], source))
    flags += [
        Flag(_MUST_BE_ZERO % {"measure": measure.title}, source)
        for measure in kind.measures
        if measure.key in kind.zero and activity.measures.get(measure.key)
    ]
    return flags


def kinds_explained() -> list[tuple[str, str, str, str, str]]:
    """Say of each kind what one of it is, and which columns count for it."""
    fields = Activity._meta
    approval = capfirst(str(fields.get_field("approval").verbose_name))
    heads = (
        capfirst(str(fields.get_field("kind").verbose_name)),
        gettext("Machine name"),
        gettext("Required"),
        gettext("What to write"),
        gettext("Meaning"),
    )
    between = pgettext("between several values", "; ")
    return [heads] + [
        (
            kind.title,
            kind.key,
            approval if kind.needs else "",
            between.join(measure.title for measure in kind.measures),
            kind.what,
        )
        for kind in activity_kinds().kinds.values()
    ]


def _measure_column(measure: Measure) -> MeasureColumn:
    return MeasureColumn(
        measure.key,
        in_words(measure.title_zh, measure.title_en),
        "" if measure.form == "flag" else in_words(measure.unit_zh, measure.unit_en),
        is_flag=measure.form == "flag",
    )


REGISTERS = (
    Register(
        kind="activities",
        model=Activity,
        group="activities",
        title=_("Activities"),
        purpose=_("What the society did that counts: meetings, services, awards, exchange."),
        columns=(
            Column("kind"),
            Column("title"),
            Column("started_on"),
            Column("ended_on"),
            Column("place"),
            Column("partner"),
            Column("approval"),
            Column("url"),
            CodesColumn("co_hosts", "co_hosts"),
            *(_measure_column(measure) for measure in activity_kinds().measures.values()),
            Column("note"),
        ),
        key=("kind", "title", "started_on"),
        listed=("started_on", "kind", "title", "place", "partner"),
        searched=("title", "place", "partner", "approval"),
        filtered=("kind",),
        dated="started_on",
        flags=activity_flags,
        explained=kinds_explained,
    ),
)
