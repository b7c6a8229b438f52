"""The office on a day: staff beside the year-end, Party bodies by layer, rules in force."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from societies.models import PartyBody, Premises, Rule, Society, StaffMember
from societies.selectors.office import office_of
from tests.factories.societies import SocietyFactory, editor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

D = dt.date
DAY = D(2017, 6, 30)


def employ(society: Society, name: str, **values: object) -> None:
    """Record a member of staff, full-time unless told."""
    StaffMember.objects.create(society=society, name=name, **({"employment": "full_time"} | values))


def test_staff_is_counted_on_the_day_and_at_the_year_end() -> None:
    society = SocietyFactory()
    employ(society, "一直", grade="secretary_general", has_contract=True)
    employ(society, "当天到", from_on=DAY, employment="part_time")
    employ(society, "当天走", to_on=DAY, grade="deputy_secretary_general")
    employ(society, "次日到", from_on=D(2017, 7, 1))
    employ(
        society, "年末走", to_on=D(2016, 12, 31), employment="part_time", grade="secretary_general"
    )
    office = office_of(society, DAY)
    assert (office.now.total, office.now.full_time, office.now.part_time) == (3, 2, 1)
    assert (office.now.head_level, office.now.contract) == (2, 1)
    assert (office.before.on, office.before.total) == (D(2016, 12, 31), 3)
    assert office.before.head_level == 2


def test_party_bodies_stand_in_three_layers() -> None:
    society = SocietyFactory()
    PartyBody.objects.create(society=society, layer="council", kind="committee", approved_on=DAY)
    PartyBody.objects.create(society=society, layer="office", kind="branch", dissolved_on=DAY)
    PartyBody.objects.create(
        society=society, layer="branch", kind="branch", approved_on=D(2017, 7, 1)
    )
    layers = office_of(society, DAY).layers
    assert [len(bodies) for _word, bodies in layers] == [1, 0, 0]


def test_rules_and_premises_are_those_of_the_day(client: Client) -> None:
    society = SocietyFactory(code="A-01")
    Rule.objects.create(society=society, kind="charter", title="新章程", adopted_on=DAY)
    Rule.objects.create(society=society, kind="charter", title="旧章程", repealed_on=DAY)
    Premises.objects.create(society=society, address="旧址", tenure="rented", to_on=D(2017, 6, 29))
    client.force_login(editor(society))
    url = "/societies/A-01/overviews/office/"
    now = client.get(f"{url}?on=2017-06-30").content.decode()
    before = client.get(f"{url}?on=2017-06-29").content.decode()
    assert ("新章程" in now, "旧章程" in now, "旧址" in now) == (True, False, False)
    assert ("新章程" in before, "旧章程" in before, "旧址" in before) == (False, True, True)
    for wrong in ("yesterday", "0001-01-01", "1948-12-31", "2201-01-01"):
        assert client.get(f"{url}?on={wrong}").context["form"].errors
