"""What the shell of every page knows: the menu by role, the unread count, who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy

from accounts.models import Notification, User
from societies.enums import Role
from societies.selectors import Roles, SocietyRef, roles_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class MenuItem:
    """One word of the menu, where it leads, and the views that light it."""

    word: _StrPromise
    name: str
    lit_by: tuple[str, ...]
    takes_society: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Link:
    """A menu item on one page."""

    word: _StrPromise
    url: str
    is_current: bool
    icon: str = ""


#: What of an address makes a page another one, so that both are to be found.
SHOWN_BY_ADDRESS = ("workplan", "year", "discipline", "page")
PUBLIC = (
    MenuItem(
        pgettext_lazy("menu", "Monitoring issues"),
        "reports:issue-list",
        ("reports:issue-", "reports:public-home"),
    ),
    MenuItem(
        pgettext_lazy("menu", "Societies"),
        "reports:public-society-list",
        ("reports:public-society-",),
    ),
    MenuItem(
        pgettext_lazy("menu", "Disciplines"),
        "reports:public-discipline-list",
        ("reports:public-discipline",),
    ),
    MenuItem(
        pgettext_lazy("menu", "Workplan"),
        "reports:public-workplan",
        ("reports:public-workplan", "reports:public-task"),
    ),
    MenuItem(
        pgettext_lazy("menu", "Annual reports"),
        "reports:public-annual-report-list",
        ("reports:public-annual-report", "reports:public-development-report"),
    ),
    MenuItem(pgettext_lazy("menu", "Open data"), "reports:public-data", ("reports:public-data",)),
)
#: What stands at the foot of the public pages.
PUBLIC_FOOTER = (
    MenuItem(
        pgettext_lazy("menu", "Latest issue"), "reports:public-home", ("reports:public-home",)
    ),
    MenuItem(
        pgettext_lazy("menu", "Corrections"),
        "reports:public-correction-list",
        ("reports:public-correction",),
    ),
    MenuItem(pgettext_lazy("menu", "Verify"), "reports:verify", ("reports:verify",)),
    MenuItem(
        pgettext_lazy("menu", "Policy basis"), "reports:public-policy", ("reports:public-policy",)
    ),
    MenuItem(pgettext_lazy("menu", "Open data"), "reports:public-data", ("reports:public-data",)),
)
SOCIETY = (
    MenuItem(pgettext_lazy("menu", "Desk"), "reforms:desk", ("reforms:desk", "reforms:slip-")),
    MenuItem(pgettext_lazy("menu", "Reform plan"), "reforms:plan-current", ("reforms:plan-",)),
    MenuItem(
        pgettext_lazy("menu", "Monthly progress"), "reforms:report-current", ("reforms:report-",)
    ),
    MenuItem(
        pgettext_lazy("menu", "Registers"),
        "societies:register-index",
        ("societies:register-", "members:", "reforms:check-", "reforms:exception-"),
        takes_society=True,
    ),
    MenuItem(
        pgettext_lazy("menu", "My society"),
        "societies:society-detail",
        ("societies:society-",),
        takes_society=True,
    ),
    MenuItem(
        pgettext_lazy("menu", "Annual report"),
        "reports:annual-report-current",
        ("reports:annual-report-", "reports:annual-finance", "reports:annual-compare"),
    ),
    MenuItem(pgettext_lazy("menu", "Notices"), "societies:notice-list", ("societies:notice-",)),
)
_OVERVIEW = (
    MenuItem(
        pgettext_lazy("menu", "Overview"),
        "reports:dashboard",
        ("reports:dashboard", "reports:society-year"),
    ),
    MenuItem(pgettext_lazy("menu", "Matrix"), "reports:matrix", ("reports:matrix",)),
)
_REVIEW = (
    MenuItem(
        pgettext_lazy("menu", "Monthly reviews"), "reforms:review-queue", ("reforms:review-",)
    ),
    MenuItem(pgettext_lazy("menu", "Plan reviews"), "reforms:plan-queue", ("reforms:plan-",)),
    MenuItem(pgettext_lazy("menu", "Slips"), "reforms:slip-list", ("reforms:slip-",)),
)
_YEAR = (
    MenuItem(pgettext_lazy("menu", "Sealing"), "reforms:month-list", ("reforms:month-",)),
    MenuItem(
        pgettext_lazy("menu", "Annual reports"),
        "reports:annual-report-list",
        (
            "reports:annual-report-",
            "reports:annual-finance",
            "reports:annual-compare",
            "reports:development-report",
        ),
    ),
    MenuItem(
        pgettext_lazy("menu", "Workplan"),
        "reforms:workplan-list",
        ("reforms:workplan-", "reforms:task-"),
    ),
    MenuItem(
        pgettext_lazy("menu", "Registers"),
        "societies:register-index",
        ("societies:register-", "members:", "reforms:check-", "reforms:exception-"),
    ),
    MenuItem(pgettext_lazy("menu", "Societies"), "societies:society-list", ("societies:society-",)),
)
#: What every one of CAST's people reaches by their own menu.
_CAST_OWN = (
    MenuItem(
        pgettext_lazy("menu", "Notices to societies"),
        "societies:notice-register",
        ("societies:notice-",),
        icon="send",
    ),
)
_OFFICE = (
    MenuItem(
        pgettext_lazy("menu", "People"),
        "societies:person-list",
        ("societies:person-",),
        icon="users",
    ),
    MenuItem(
        pgettext_lazy("menu", "Audit log"),
        "accounts:audit-list",
        ("accounts:audit-",),
        icon="clock",
    ),
)


def menu_of(roles: Roles) -> tuple[MenuItem, ...]:
    """Return the menu of a person: their society's work, then CAST's."""
    items: tuple[MenuItem, ...] = SOCIETY if roles.societies else ()
    if roles.is_cast:
        items += _OVERVIEW
        items += _REVIEW if roles.is_reviewer or roles.is_manager else ()
        items += _YEAR
        items += _CAST_OWN
        items += _OFFICE if roles.is_manager or roles.is_auditor else ()
    return items


class Shell:
    """Read lazily: a page that does not ask who is signed in stays the same for everybody."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def _links(self, items: tuple[MenuItem, ...], roles: Roles) -> Iterator[Link]:
        match = self._request.resolver_match
        view = match.view_name if match else ""
        for item in items:
            kwargs = {"code": roles.societies[0].code} if item.takes_society else {}
            url, is_lit = reverse(item.name, kwargs=kwargs), view.startswith(item.lit_by)
            yield Link(item.word, url, is_lit, item.icon)

    @cached_property
    def public_links(self) -> tuple[Link, ...]:
        """The menu of the public pages."""
        return tuple(self._links(PUBLIC, Roles()))

    @cached_property
    def public_footer(self) -> tuple[Link, ...]:
        """What stands at the foot of the public pages."""
        return tuple(self._links(PUBLIC_FOOTER, Roles()))

    @cached_property
    def roles(self) -> Roles:
        """The roles of whoever is signed in."""
        return roles_of(self._request.user)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The menu of the person signed in; the public one without roles."""
        items = tuple(item for item in menu_of(self.roles) if item not in (*_CAST_OWN, *_OFFICE))
        return tuple(self._links(items, self.roles)) if items else self.public_links

    @cached_property
    def office_links(self) -> tuple[Link, ...]:
        """What is looked at now and then; it stands in the person's own menu."""
        items = tuple(item for item in menu_of(self.roles) if item in (*_CAST_OWN, *_OFFICE))
        return tuple(self._links(items, self.roles))

    @cached_property
    def home_url(self) -> str:
        """Where the product's name leads."""
        if self.roles.is_cast:
            return reverse("reports:dashboard")
        return reverse("reforms:desk") if self.roles.societies else self.public_home_url

    @property
    def public_home_url(self) -> str:
        """The latest published issue."""
        return reverse("reports:public-home")

    @property
    def address(self) -> str:
        """This page, in whatever language the reader has chosen."""
        query = self._request.GET.copy()
        query.pop("lang", None)
        return f"{self._request.path}?{query.urlencode()}" if query else self._request.path

    @cached_property
    def addresses(self) -> dict[str, str]:
        """This page in full, by language: Chinese at the plain address, English at `?lang=en`."""
        query = QueryDict(mutable=True)
        for name in SHOWN_BY_ADDRESS:
            if value := self._request.GET.get(name):
                query[name] = value
        plain = f"{settings.SITE_URL}{self._request.path}"
        chinese = f"{plain}?{query.urlencode()}" if query else plain
        query["lang"] = "en"
        return {
            "zh-Hans": chinese,
            "en": f"{plain}?{query.urlencode()}",
            "x-default": chinese,
        }

    @property
    def canonical_url(self) -> str:
        """The one address of this page in this language."""
        return self.addresses["zh-Hans" if self.other_language == "en" else "en"]

    @property
    def notifications_url(self) -> str:
        """What the person was told."""
        return reverse("accounts:notification-list")

    @property
    def profile_url(self) -> str:
        """The person's own account."""
        return reverse("accounts:profile")

    @property
    def society(self) -> SocietyRef | None:
        """The society the person works for, the first of several."""
        return self.roles.societies[0] if self.roles.societies else None

    @property
    def role_words(self) -> list[str]:
        """The names of the roles the person holds, the one that decides most first."""
        held = (
            (Role.MANAGER, self.roles.is_manager),
            (Role.REVIEWER, self.roles.is_reviewer),
            (Role.AUDITOR, self.roles.is_auditor),
            (Role.APPROVER, bool(self.roles.approver_of)),
            (Role.EDITOR, bool(self.roles.editor_of)),
        )
        return [str(role.label) for role, is_held in held if is_held]

    @cached_property
    def unread(self) -> int:
        """How many notifications wait to be read."""
        user = self._request.user
        if not isinstance(user, User):
            return 0
        return Notification.objects.filter(recipient=user).unread().count()

    @property
    def is_demo(self) -> bool:
        """Whether this is a demonstration with accounts that anybody may use."""
        return bool(settings.DEMO)

    @property
    def other_language(self) -> str:
        """The language the switch leads to."""
        return "en" if (get_language() or "").startswith("zh") else "zh-hans"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template the shell."""
    return {"shell": Shell(request)}
