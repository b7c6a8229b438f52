"""Views of a page that a person keeps under a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.enums import SAVED_PAGES, SavedPage


class SavedView(models.Model):
    """A page with its filters: only a query, so that opening it asks for everything anew."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views"
    )
    page = models.CharField(_("page"), max_length=12, choices=SavedPage.choices)
    name = models.CharField(pgettext_lazy("saved view", "name"), max_length=40)
    query = models.TextField(max_length=1000, blank=True)
    is_default = models.BooleanField(_("opens first"), default=False)

    objects: ClassVar[models.Manager[SavedView]] = models.Manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("page", "name", "pk")
        constraints = (
            models.UniqueConstraint(
                name="saved_view_name_once",
                fields=("person", "page", "name"),
                violation_error_message=_("You have a view of this name already."),
            ),
            models.UniqueConstraint(
                name="saved_view_one_default",
                fields=("person", "page"),
                condition=Q(is_default=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The page with the query."""
        return f"{reverse(SAVED_PAGES[SavedPage(self.page)])}?{self.query}"
