"""Activities: one typed register whose kinds and countable measures are data."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from societies.models.record import Record
from societies.models.society import Society


class Activity(Record):
    """Something a society did that can be counted.

    `kind` and the keys of `measures` are those of `societies/data/activities.yaml`; measures are
    whole numbers. An activity of several societies is recorded once, by the society that leads.
    """

    kind = models.SlugField(_("kind"), max_length=40)
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
