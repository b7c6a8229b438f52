"""Keeping, naming and dropping views. They are a person's own bookmarks: nothing is audited."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.enums import SavedPage
from reports.models import SavedView
from reports.selectors.saved_views import clean_query

#: More than anybody can tell apart in a menu.
MOST_VIEWS = 30


@transaction.atomic
def save_view(
    *,
    person: User,
    page: SavedPage,
    name: str,
    query: str,
    is_default: bool = False,
    keeps_time: bool = True,
) -> SavedView:
    """Keep a page's query under a name; ValidationError when the name is taken."""
    mine = _mine(person, page)
    if len(mine) >= MOST_VIEWS:
        raise ValidationError(
            _("You keep %(count)d views of this page. Delete one first."),
            code="too_many",
            params={"count": MOST_VIEWS},
        )
    kept = clean_query(query, keeps_time=keeps_time)
    view = SavedView(person=person, page=page, name=name.strip(), query=kept)
    view.full_clean()
    view.save()
    if is_default:
        choose_default(view=view)
    return view


@transaction.atomic
def rename_view(*, view: SavedView, name: str) -> None:
    """Call a view something else; ValidationError when the name is taken or empty."""
    view.name = name.strip()
    view.full_clean()
    view.save(update_fields=["name"])


@transaction.atomic
def choose_default(*, view: SavedView, is_default: bool = True) -> None:
    """Let a view open first, instead of any other of its page; or no view at all."""
    _mine(view.person, SavedPage(view.page))
    others = SavedView.objects.filter(person=view.person, page=view.page)
    others.filter(is_default=True).update(is_default=False)
    view.is_default = is_default
    view.save(update_fields=["is_default"])


@transaction.atomic
def delete_view(*, view: SavedView) -> None:
    """Forget a view."""
    view.delete()


def _mine(person: User, page: SavedPage) -> list[SavedView]:
    """Read the views of a page after locking their owner, so that two tabs take turns."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    return list(SavedView.objects.filter(person=person, page=page))
