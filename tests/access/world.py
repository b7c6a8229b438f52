"""A small portal in which every address leads somewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import ClientHandler
from django_scopes import scopes_disabled

from accounts.enums import JobState
from accounts.models import User
from accounts.services import audit
from members.models import DuesCharge, Member
from members.services.imports import begin_import
from members.tasks import check_members_job
from reforms import months
from reforms.enums import PlanState
from reforms.models import (
    CheckException,
    DeadlineExtension,
    Evidence,
    MonthlyIssue,
    PlanVersion,
    Workplan,
)
from reforms.resources.month_book import month_workbook
from reforms.selectors.months import society_month
from reforms.services.entries import save_entry
from reforms.services.extensions import extend_deadline
from reforms.services.report_uploads import base_of, kind_of
from reforms.services.reports import submit_report
from reforms.services.sealing import seal_month
from reports.models import (
    BulletinEdition,
    SavedView,
)
from reports.services.webhooks import ping_webhook, register_webhook
from societies.models import Meeting, RoleAssignment, Society
from societies.registers import REGISTERS
from societies.services.notice_files import attach_file
from societies.services.notices import send_notice
from societies.services.register_uploads import check_upload, keep_file, keep_upload, request_check
from tests.access.days import MAY, NOW, SEALED_AT, SUBMITTED_AT
from tests.access.reports import (
    add_annual_report,
    add_comment,
    add_development_report,
    add_picture,
    add_scan,
)
from tests.factories.accounts import JobFactory, NotificationFactory, UserFactory
from tests.factories.checks import PREMISES, checked_workplan
from tests.factories.month_files import filled
from tests.factories.notices import draft
from tests.factories.reforms import accepted_plan, report_of
from tests.factories.slips import slip_of
from tests.factories.societies import (
    SocietyFactory,
    approver,
    auditor,
    editor,
    manager,
    reviewer,
)

#: Who asks, in the order of the table's columns.
ROLES = (
    "anonymous",
    "editor",
    "approver",
    "other",  # editor of another society
    "reviewer",  # with the society in the portfolio
    "outside",  # a reviewer without it
    "manager",
    "auditor",
)

#: All ask through one chain of middleware; making it takes longer than many an answer.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass
class World:
    """The people of the portal by role, and the keys that addresses need."""

    people: dict[str, User]
    keys: dict[str, int]
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """Return a browser in which a person of that role is signed in."""
        client = Client()
        client.handler = HANDLER
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


@scopes_disabled()  # type: ignore[untyped-decorator]  # the package has no types
def build_world() -> World:
    """Make two societies, a person of each role, and one record of each kind."""
    own = SocietyFactory(code="A-01", name_zh="中国数学会")
    other = SocietyFactory(code="A-02", name_zh="中国物理学会")
    people = {
        "editor": editor(own, name="编"),
        "approver": approver(own, name="审"),
        "other": editor(other, name="别"),
        "reviewer": reviewer(own, name="联"),
        "outside": reviewer(other, name="外"),
        "manager": manager(name="管"),
        "auditor": auditor(name="督"),
    }
    workplan = checked_workplan({1: [PREMISES]})
    keys = _accounts(people) | _registers(own, people) | _members(own, people)
    keys |= _notices(own, people)
    world = World(people, keys | _year(own, other, workplan, people))
    for role, person in people.items():
        client = Client()
        client.force_login(person)
        client.get("/profile/")  # the first request of a session writes it
        world.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return world


def _accounts(people: dict[str, User]) -> dict[str, int]:
    job = JobFactory(requested_by=people["manager"], state=JobState.DONE)
    job.result_file.save("result.zip", ContentFile(b"PK"))
    webhook, _secret = register_webhook(
        name="网站",
        url="https://93.184.216.34/hook",
        events=["issue.published"],
        by=people["manager"],
        at=NOW,
    )
    return {
        "webhook": webhook.pk,
        "delivery": ping_webhook(webhook=webhook, at=NOW).pk,
        "job": job.pk,
        "notification": NotificationFactory(recipient=people["editor"]).pk,
        "person": people["editor"].pk,
        "closed": UserFactory(is_active=False).pk,
        "reviewer": people["reviewer"].pk,
        "view": SavedView.objects.create(
            person=people["manager"], page="dashboard", name="五月", query="month=2017-05"
        ).pk,
        "role": RoleAssignment.objects.get(person=people["editor"]).pk,
    }


def _notices(society: Society, people: dict[str, User]) -> dict[str, int]:
    """One that is sent with an attachment and to be confirmed, and a draft."""
    notice = draft(society, by=people["manager"], confirm_by=dt.date(2017, 6, 9))
    upload = SimpleUploadedFile("附件.pdf", b"%PDF-1.4 %%EOF")
    file = attach_file(notice=notice, upload=upload, by=people["manager"], at=SUBMITTED_AT)
    send_notice(notice=notice, seen=notice.version, by=people["manager"], at=SUBMITTED_AT)
    return {"notice": notice.pk, "notice_file": file.pk, "draft_notice": draft().pk}


def _registers(society: Society, people: dict[str, User]) -> dict[str, int]:
    meeting: Meeting = Meeting.objects.create(
        society=society, level="council", held_on=MAY, file_name="纪要.pdf"
    )
    meeting.file.save("纪要.pdf", ContentFile(b"%PDF"))
    text = "society_code,level,held_on\nA-01,standing,2017-05-02\n"
    kept = [
        keep_upload(
            register=REGISTERS[kind],
            society=society,
            name="台账.csv",
            data=text.encode(),
            by=people["manager"],
            at=SUBMITTED_AT,
        )
        for kind in ("meetings", "rules", "staff")
    ]
    check_upload(upload=kept[0])
    request_check(upload=kept[2])
    event = audit.record(action="register.changed", subject=meeting, scope=society.code)
    return {
        "event": event.pk,
        "meeting": meeting.pk,
        "upload": kept[0].pk,
        "discarded_upload": kept[1].pk,
        "waiting_upload": kept[2].pk,
    }


def _members(society: Society, people: dict[str, User]) -> dict[str, int]:
    member = Member(society=society, registration_no="S01-1", name="王小明")
    member.phone = "13800138000"
    member.save()
    text = "society_code,registration_no,name\nA-01,?,王\n"
    charge = DuesCharge.objects.create(society=society, year=2017, as_of=MAY, made_at=NOW)
    keys = {"member": member.pk, "charge": charge.pk}
    for place, name in ((society, "import"), (None, "national_import")):
        for key in (name, f"{name}_discarded"):  # with it goes its file, which no test puts back
            upload = SimpleUploadedFile("会员.csv", text.encode())
            item = begin_import(society=place, upload=upload, by=people["manager"])
            assert item.job is not None
            check_members_job(item.job.pk)
            keys[key] = item.pk
    return keys


def _year(
    own: Society, other: Society, workplan: Workplan, people: dict[str, User]
) -> dict[str, int]:
    optional = (4, 5, 6, 7, 8)
    version = accepted_plan(own, workplan, optional)
    accepted_plan(other, workplan, optional)
    PlanVersion.objects.create(plan=version.plan, number=2, state=PlanState.SUBMITTED)
    percents = dict.fromkeys((1, 2, *optional), 10)
    report_of(own, workplan, "2017-04", percents, first_submitted_at=SEALED_AT)
    seal_month(workplan=workplan, month=months.parse_month("2017-04"), at=SEALED_AT)
    evidence = _submitted_may(own, workplan, tuple(percents), people)
    add_annual_report(own, workplan)
    add_development_report(workplan)
    add_picture(own, workplan)
    comment = add_comment(own, workplan, people)
    files = {
        "month_file": _month_file(own, workplan, dt.date(2017, 6, 1), people["editor"]),
        "discarded_month_file": _month_file(own, workplan, MAY, people["editor"]),
    }
    _bulletin()
    return {
        "evidence": evidence.pk,
        "exception": _exception(own, workplan).pk,
        "slip": slip_of(own, workplan).pk,
        "extension": _extension(other, workplan, people["manager"]).pk,
        "comment": comment.pk,
        "scan": add_scan(own).pk,
        **files,
    }


def _extension(society: Society, workplan: Workplan, by: User) -> DeadlineExtension:
    return extend_deadline(
        society=society,
        workplan=workplan,
        month=MAY,
        due_on=dt.date(2017, 12, 31),
        reason="换届交接",
        by=by,
        at=SUBMITTED_AT,
    )


def _bulletin() -> None:
    edition = BulletinEdition(
        issue=MonthlyIssue.objects.get(), number=1, language="en", pages=1, size=4, published_at=NOW
    )
    edition.file.save("bulletin.pdf", ContentFile(b"%PDF"), save=False)
    edition.save()


def _month_file(society: Society, workplan: Workplan, month: dt.date, by: User) -> int:
    """A workbook that came back with a percent that is none."""
    page = society_month(society, workplan, month, at=NOW)
    data = filled(month_workbook(page, base_of(page, at=NOW), at=NOW), {1: {"percent": 101}})
    kept = keep_file(
        kind=kind_of(month),
        society=society,
        name="月报.xlsx",
        data=data,
        by=by,
        at=SUBMITTED_AT,
    )
    return int(kept.pk)


def _exception(society: Society, workplan: Workplan) -> CheckException:
    exception: CheckException = CheckException.objects.create(
        society=society,
        task=workplan.tasks.get(number=1),
        check_name="dormant_branches",
        reason="分支机构正在合并，年底前作出决定。",
        requested_at=SUBMITTED_AT,
    )
    return exception


def _submitted_may(
    society: Society, workplan: Workplan, numbers: tuple[int, ...], people: dict[str, User]
) -> Evidence:
    for number in numbers:
        entry = save_entry(
            society=society,
            workplan=workplan,
            month=MAY,
            task=workplan.tasks.get(number=number),
            by=people["editor"],
            expected_version=0,
            at=SUBMITTED_AT,
            percent=20,
            narrative="进展",
        )
    evidence = Evidence(
        society=society,
        name="证.pdf",
        content_type="application/pdf",
        size=4,
        sha256="0" * 64,
        uploaded_at=SUBMITTED_AT,
    )
    evidence.file.save("证.pdf", ContentFile(b"%PDF"))
    entry.report.entries.get(task__number=1).evidence.add(evidence)
    submit_report(report=entry.report, by=people["approver"], at=SUBMITTED_AT)
    return evidence
