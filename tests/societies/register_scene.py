"""What tests of registers and their files share: records, files, and what came of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import Workbook

from societies.enums import Body
from societies.files import FilePlan, plan_file
from societies.models import (
    Meeting,
    Society,
)
from societies.registers import REGISTERS, Register
from societies.workbooks import Raw

KINDS = sorted(REGISTERS)
MEETINGS, SEATS, STAFF = REGISTERS["meetings"], REGISTERS["seats"], REGISTERS["staff"]
ATTENDANCE, ACTIVITIES = REGISTERS["attendance"], REGISTERS["activities"]


def workbook(*rows: Sequence[Raw]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def planned(register: Register, text: str | bytes, *societies: Society) -> FilePlan:
    data = text.encode() if isinstance(text, str) else text
    name = "a.xlsx" if data[:2] == b"PK" else "a.csv"
    return plan_file(register, data, name, societies or Society.objects.all())


def places(plan: FilePlan) -> list[tuple[int, str]]:
    assert all(problem.message for problem in plan.problems)
    return [(problem.row, problem.column) for problem in plan.problems]


def counts(plan: FilePlan) -> tuple[int, int, int]:
    assert places(plan) == []
    return len(plan.created), len(plan.changed), plan.unchanged


def in_chinese(choice: Body) -> str:
    with translation.override("zh-hans"):
        return str(choice.label)


def records(register: Register) -> Any:
    model: Any = register.model
    return model.objects


def stored(register: Register) -> list[dict[str, Any]]:
    hidden = {"id", "updated_at", "version", "file", "file_name"}
    return [
        {name: value for name, value in row.items() if name not in hidden}
        for row in records(register).order_by("pk").values()
    ]


def meeting(society: Society, day: str = "2017-05-02", **values: Any) -> Meeting:
    made: Meeting = Meeting.objects.create(
        **{"society": society, "level": "council", "held_on": date.fromisoformat(day), **values}
    )
    return made


def names(answer: Any) -> list[str]:
    return [str(row.record) for row in answer.context["rows"]]


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def exported(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


HEAD = "society_code,level,held_on,title\n"


def upload(client: Client, text: str, path: str = "/societies/A-01/registers/meetings/") -> Any:
    file = SimpleUploadedFile("会议.csv", text.encode(), "text/csv")
    return client.post(f"{path}upload/", {"file": file})


def preview(client: Client, text: str, path: str = "/societies/A-01/registers/meetings/") -> str:
    return str(upload(client, text, path)["Location"])
