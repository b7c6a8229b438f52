"""Test data of the members app: members, their dues, and files of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from members.enums import MemberGrade
from members.fields import COLUMNS
from members.models import Dues, DuesStandard, Member
from societies.models import Society
from tests.factories.societies import SocietyFactory

#: A resident's number with the right check character, and the same with a wrong one.
GOOD_ID, BAD_ID = "11010519491231002X", "110105194912310021"
PHONE = "13800138000"
#: The day as of which most tests count.
DAY = date(2017, 12, 31)


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """An individual member."""

    class Meta:
        model = Member

    society = factory.SubFactory(SocietyFactory)
    registration_no = factory.Sequence(lambda n: f"F{n:07d}")
    name = factory.Sequence(lambda n: f"会员{n}")
    joined_on = date(2016, 5, 1)


def member(society: Society, number: int = 1, **values: Any) -> Member:
    """Make a member of a society."""
    facts = {"name": "王", "registration_no": f"{society.code}-{number}", **values}
    made: Member = Member.objects.create(society=society, **facts)
    return made


def dues(owner: Member, owing: str, paid: str, year: int = 2017, **values: Any) -> Dues:
    """Make a year's dues of a member."""
    made: Dues = Dues.objects.create(
        society=owner.society,
        member=owner,
        year=year,
        owing=Decimal(owing),
        paid=Decimal(paid),
        **values,
    )
    return made


def standard(society: Society, **values: Any) -> DuesStandard:
    """Make a standard whose resolution is in order."""
    facts = {
        "grade": MemberGrade.ORDINARY,
        "amount": Decimal(60),
        "resolved_on": date(2016, 5, 1),
        "effective_on": date(2017, 1, 1),
        "delegates_due": 150,
        "delegates_present": 100,
        "votes_for": 51,
        **values,
    }
    made: DuesStandard = DuesStandard.objects.create(society=society, **facts)
    return made


def member_row(number: str = "M0001", /, **values: Any) -> dict[str, str]:
    """Return a row of a file: a right one unless told otherwise."""
    row = {
        "society_code": "A-01",
        "registration_no": number,
        "name": "张三",
        "kind": "individual",
        "grade": "ordinary",
        "gender": "male",
        "birth_on": "1949-12-31",
        "id_number": GOOD_ID,
        "phone": "13800000001",
        "email": "zhang@example.org",
        "employer": "北京大学",
        "sector": "university",
        "region": "北京",
        "joined_on": "2016-05-01",
        "left_on": "",
    }
    return row | {name: str(value) for name, value in values.items()}


def members_csv(*rows: dict[str, str], columns: Sequence[str] = COLUMNS) -> bytes:
    """Return a CSV file of rows with these columns."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def members_xlsx(*rows: Sequence[Any]) -> bytes:
    """Return a workbook of rows, the head among them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(data: bytes, name: str = "members.csv") -> SimpleUploadedFile:
    """Return a file as a form hands it over."""
    return SimpleUploadedFile(name, data)
