"""Activities: one typed register whose kinds and countable measures are data."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from societies.activity_kinds import activity_kinds, measure_problems
from societies.bilingual import in_words
from societies.models.record import Record
from societies.models.society import Society


def kind_choices() -> list[tuple[object, list[tuple[str, object]]]]:
    """The kinds under their headings, as choices."""
    known = activity_kinds()
    return [
        (
            in_words(group.title_zh, group.title_en),
            [
                (kind.key, in_words(kind.title_zh, kind.title_en))
                for kind in known.kinds.values()
                if kind.group == group.key
            ],
        )
        for group in known.groups
    ]


class Activity(Record):
    """Something a society did that can be counted.

    `kind` and the keys of `measures` are those of `societies/data/activities.yaml`; measures are
    whole numbers, and one that nobody knows is left out. An activity of several societies is
    recorded once, by the society that leads.
    """

    kind = models.CharField(_("kind"), max_length=40, choices=kind_choices)
    title = models.CharField(_("title"), max_length=200)
    started_on = models.DateField(_("began on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=160, blank=True)
    partner = models.CharField(_("partner or client"), max_length=200, blank=True)
    approval = models.CharField(
        _("number of approval or contract"),
        max_length=120,
        blank=True,
        help_text=_("Awards need an approval; a community needs a binding contract."),
    )
    url = models.URLField(_("address on the web"), blank=True, max_length=300)
    measures = models.JSONField(_("measures"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    co_hosts = models.ManyToManyField(
        Society, verbose_name=_("held together with"), blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("society__code", "-started_on", "pk")
        indexes = (models.Index(fields=("kind", "started_on"), name="activity_kind"),)
        constraints = (
            models.UniqueConstraint(
                name="activity_once",
                fields=("society", "kind", "title", "started_on"),
                violation_error_message=_("This activity is recorded already."),
            ),
            models.CheckConstraint(
                name="activity_dates",
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                violation_error_message=_("An activity cannot end before it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse measures that the kind does not have; each error's `code` is the measure's key."""
        self.measures = {
            key: value for key, value in (self.measures or {}).items() if value is not None
        }
        kind = activity_kinds().kinds.get(self.kind)
        if kind is None:
            return  # the choice itself is refused already
        problems = measure_problems(kind, self.measures)
        if problems:
            errors = [ValidationError(text, code=key) for key, text in problems.items()]
            raise ValidationError({"measures": errors})
