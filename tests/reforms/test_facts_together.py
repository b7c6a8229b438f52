"""Rows of many tables read in one query: what comes back is what the tables hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from reforms.selectors.facts_together import Reading, read_together
from societies.models import Activity, PartyBody, Premises, Seat, Society

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

DAY = dt.date(2017, 6, 15)
SEATS = ("name", "is_grassroots", "birth_year", "from_on", "to_on")


def test_days_marks_and_measures_keep_their_kinds(society: Society) -> None:
    for name, mark in (("“甲”", True), ("乙\\", False), ("丙", None)):
        Seat.objects.create(
            society=society, term=1, body="council", name=name, is_grassroots=mark, from_on=DAY
        )
    Activity.objects.create(
        society=society, kind="journal", title="学报", started_on=DAY, measures={"papers": 10}
    )
    with CaptureQueriesContext(connection) as queries:
        found = read_together(
            {
                "seats": Reading(Seat.objects.all(), SEATS),
                "activities": Reading(Activity.objects.all(), ("started_on", "measures")),
            }
        )
    assert [row[0] for row in found["seats"]] == ["“甲”", "乙\\", "丙"]
    assert [repr(row[1]) for row in found["seats"]] == ["True", "False", "None"]
    assert found["seats"][2] == ["丙", None, None, DAY, None]
    assert found["activities"] == [[DAY, {"papers": 10}]]
    assert len(queries) == 1


def test_rows_come_in_the_order_of_their_ids(society: Society) -> None:
    later = Premises.objects.create(society=society, address="乙")
    Premises.objects.create(pk=later.pk - 1, society=society, address="甲")
    found = read_together({"premises": Reading(Premises.objects.order_by("-pk"), ("address",))})
    assert found == {"premises": [["甲"], ["乙"]]}


def test_groups_stand_beside_tables_and_nothing_is_an_empty_list(society: Society) -> None:
    for name in "甲乙":
        Seat.objects.create(society=society, term=1, body="council", name=name, from_on=DAY)
    groups = Seat.objects.order_by().values("from_on").annotate(number=Count("pk"))
    found = read_together(
        {
            "bodies": Reading(PartyBody.objects.all(), ("layer",)),
            "none": Reading(Seat.objects.filter(pk__in=[]), ("name",)),
            "by_day": Reading(groups, ("from_on", "number"), are_groups=True),
        }
    )
    assert found == {"bodies": [], "none": [], "by_day": [[DAY, 2]]}
