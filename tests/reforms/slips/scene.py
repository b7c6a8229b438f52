"""A society with a slip, and the people around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import User
from reforms import months
from reforms.models import SupervisionSlip, Workplan
from societies.models import Society
from tests.factories.reforms import workplan_of
from tests.factories.slips import slip_of
from tests.factories.societies import SocietyFactory, approver, editor, manager, reviewer

AT = dt.datetime(2017, 6, 6, 10, tzinfo=months.BEIJING)
ANSWER = "因人员交接逾期，现已补报，今后由秘书处专人负责。"
REASON = "情况属实，整改措施可行，同意办结。"


@dataclass
class Scene:
    """Who and what there is."""

    society: Society
    workplan: Workplan
    clerk: User
    secretary: User
    officer: User
    chief: User

    def slip(self, number: int = 1, **fields: Any) -> SupervisionSlip:
        """Return a slip to the society."""
        return slip_of(self.society, self.workplan, number, **fields)


def build_scene() -> Scene:
    """Make the society A-01 with its people, and a workplan."""
    society: Society = SocietyFactory(code="A-01", name_zh="中国数学会")
    return Scene(
        society,
        workplan_of(),
        editor(society, name="编"),
        approver(society, name="审"),
        reviewer(society, name="联"),
        manager(name="管"),
    )


def browser(user: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client()
    client.force_login(user)
    return client
