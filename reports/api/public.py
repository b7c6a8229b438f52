"""What everybody may read, without a token: what is sealed or published, nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_noop
from ninja import Query, Router

from reforms import months
from reforms.models import Correction, MonthlyIssue, Task, Workplan
from reforms.selectors import figures
from reports.annual.renditions import rendition_of
from reports.api.cursors import Page, Whole, part_of
from reports.api.figures import MonthFigures, SocietyMonth
from reports.api.public_schemas import (
    CodePart,
    CorrectionFilter,
    CorrectionNote,
    EditionFilter,
    EditionItem,
    Issue,
    IssueFilter,
    MonthPart,
    PolicyDocument,
    SocietyFilter,
    SocietyItem,
    WorkplanDetail,
    WorkplanItem,
    YearChoice,
    YearPart,
)
from reports.models import PublishedAnnualReport
from reports.policy import Document, basis
from reports.selectors.annual import published_reports
from reports.selectors.open_data import changed_values
from reports.selectors.public import issue_or_404, society_rows
from societies.models import Society

router = Router()
Row = dict[str, Any]


@router.get(
    "/issues/",
    url_name="issues",
    operation_id="issues",
    summary=gettext_noop("Published issues, newest first"),
    response=Page[Issue],
    tags=["issues"],
)
def issues(request: HttpRequest, chosen: Query[IssueFilter]) -> Row:
    """Every sealed month with its national figures; the newest first."""
    rows = MonthlyIssue.objects.select_related("workplan").annotate(notes=Count("corrections"))
    if chosen.workplan:
        rows = rows.filter(workplan__year=chosen.workplan)
    found, following = part_of(request, rows, chosen, by="month", newest=True)
    return {"results": [_issue(each) for each in found], "next": following}


@router.get(
    "/issues/{month}/",
    url_name="issue",
    operation_id="issue",
    summary=gettext_noop("One issue with every society, exactly as sealed"),
    response=MonthFigures,
    tags=["issues"],
)
def issue(request: HttpRequest, month: MonthPart) -> HttpResponse:
    """What `month_figures --json` prints of a sealed month, byte for byte.

    The digest is the SHA-256 of the rest as canonical JSON.
    """
    payload = figures.issue_payload(issue_or_404(months.parse_month(month)))
    content = json.dumps(payload, ensure_ascii=False) + "\n"
    return HttpResponse(content, content_type="application/json")


@router.get(
    "/corrections/",
    url_name="corrections",
    operation_id="corrections",
    summary=gettext_noop("Corrections to issues, newest first"),
    response=Page[CorrectionNote],
    tags=["issues"],
)
def corrections(request: HttpRequest, chosen: Query[CorrectionFilter]) -> Row:
    """Every published correction with its old and new values; the newest first."""
    rows = Correction.objects.select_related("issue__workplan", "society")
    if chosen.workplan:
        rows = rows.filter(issue__workplan__year=chosen.workplan)
    if chosen.month:
        rows = rows.filter(issue__month=months.parse_month(chosen.month))
    rows = rows.filter(_of_societies(chosen))
    found, following = part_of(request, rows, chosen, by="id", newest=True)
    return {"results": [_correction(each) for each in found], "next": following}


@router.get(
    "/societies/",
    url_name="societies",
    operation_id="societies",
    summary=gettext_noop("National societies that take part"),
    response=Page[SocietyItem],
    tags=["societies"],
)
def societies(request: HttpRequest, chosen: Query[SocietyFilter]) -> Row:
    """The societies in the order of their codes; the search is that of the page."""
    rows = Society.objects.active().called(chosen.q)
    if chosen.discipline:
        rows = rows.filter(discipline=chosen.discipline)
    found, following = part_of(request, rows, chosen, by="code")
    return {"results": _societies(found), "next": following}


@router.get(
    "/societies/{code}/",
    url_name="society",
    operation_id="society",
    summary=gettext_noop("One society"),
    response=SocietyItem,
    tags=["societies"],
)
def society(request: HttpRequest, code: CodePart) -> Row:
    """A society with its progress as of the latest issue."""
    return _societies([get_object_or_404(Society, code=code)])[0]


@router.get(
    "/societies/{code}/figures/",
    url_name="society-figures",
    operation_id="society_figures",
    summary=gettext_noop("One society's sealed figures, month by month"),
    response=Whole[SocietyMonth],
    tags=["societies"],
)
def society_figures(request: HttpRequest, code: CodePart, chosen: Query[YearChoice]) -> Row:
    """The sealed months of a workplan, oldest first; without a year, of the latest one."""
    found = get_object_or_404(Society, code=code)
    plans = Workplan.objects.filter(issues__isnull=False).distinct().order_by("-year")
    plan = (plans.filter(year=chosen.workplan) if chosen.workplan else plans).first()
    return {"results": figures.society_series(found, plan) if plan else []}


@router.get(
    "/workplans/",
    url_name="workplans",
    operation_id="workplans",
    summary=gettext_noop("Workplans, newest first"),
    response=Whole[WorkplanItem],
    tags=["workplans"],
)
def workplans(request: HttpRequest) -> Row:
    """Every year's workplan."""
    return {"results": [_workplan(each) for each in Workplan.objects.order_by("-year")]}


@router.get(
    "/workplans/{year}/",
    url_name="workplan",
    operation_id="workplan",
    summary=gettext_noop("One workplan with its tasks, and where each stands"),
    response=WorkplanDetail,
    tags=["workplans"],
)
def workplan(request: HttpRequest, year: YearPart) -> Row:
    """The tasks of a workplan in our own words, with their national figures."""
    found = get_object_or_404(Workplan, year=year)
    latest = figures.latest_issue(found)
    standing = latest.summary["tasks"] if latest else {}
    tasks = [_task(task, standing.get(str(task.number), {})) for task in found.ordered_tasks]
    return {**_workplan(found), "tasks": tasks}


@router.get(
    "/annual-reports/",
    url_name="annual-reports",
    operation_id="annual_reports",
    summary=gettext_noop("Published annual reports, newest first"),
    response=Page[EditionItem],
    tags=["societies"],
)
def annual_reports(request: HttpRequest, chosen: Query[EditionFilter]) -> Row:
    """Every published annual report with the addresses of its PDFs."""
    rows = published_reports()
    if chosen.workplan:
        rows = rows.filter(workplan__year=chosen.workplan)
    rows = rows.filter(_of_societies(chosen))
    found, following = part_of(request, rows, chosen, by="id", newest=True)
    return {"results": [_edition(each) for each in found], "next": following}


@router.get(
    "/policy/",
    url_name="policy",
    operation_id="policy",
    summary=gettext_noop("The documents that the reform rests on, and what each asks"),
    response=Whole[PolicyDocument],
    tags=["policy"],
)
def policy(request: HttpRequest) -> Row:
    """Titles, numbers, dates, and what each document asks of the societies in our own words."""
    found = basis()
    years = set(Workplan.objects.values_list("year", flat=True))
    return {
        "results": [
            *(_document(each, "basis", years) for each in found.documents),
            *(_document(each, "rule", years) for each in found.rules),
        ]
    }


def address(name: str, **parts: Any) -> str:
    """The whole address of something."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=parts)}"


def _of_societies(chosen: CorrectionFilter | EditionFilter) -> Q:
    """What belongs to the societies that are asked for: by code, group, or the pages' search."""
    wanted = Q(society__code=chosen.society) if chosen.society else Q()
    if chosen.discipline:
        wanted &= Q(society__discipline=chosen.discipline)
    if chosen.q:
        wanted &= Q(society__in=Society.objects.called(chosen.q))
    return wanted


def _month(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def _issue(found: MonthlyIssue) -> Row:
    month = _month(found.month)
    return {
        "workplan": found.workplan.year,
        "month": month,
        "number": found.number,
        "digest": found.digest,
        "as_of": found.as_of.astimezone(months.BEIJING),
        "sealed_at": found.sealed_at.astimezone(months.BEIJING),
        "corrections": vars(found)["notes"],
        "national": found.summary["national"],
        "url": address("api:issue", month=month),
        "page": address("reports:issue-detail", month=month),
    }


def _correction(note: Correction) -> Row:
    return {
        "workplan": note.issue.workplan.year,
        "month": _month(note.issue.month),
        "issue": note.issue.number,
        "number": note.number,
        "society": note.society.code,
        "published_at": note.published_at.astimezone(months.BEIJING),
        "reason": note.reason,
        "changes": [{"field": name, **change} for name, change in changed_values(note.changes)],
        "figures": note.changes["figures"],
        "digest": note.digest,
    }


def _societies(found: Iterable[Society]) -> list[Row]:
    latest = society_rows(figures.latest_issue())
    return [
        {
            "code": each.code,
            "name_zh": each.name_zh,
            "name_en": each.name_en,
            "discipline": each.discipline,
            "progress": latest.get(each.code, {}).get("progress"),
            "url": address("api:society", code=each.code),
            "page": address("reports:public-society-detail", code=each.code),
        }
        for each in found
    ]


def _workplan(found: Workplan) -> Row:
    same = ("year", "document_number", "issued_on", "plan_due_on", "optional_minimum")
    words = ("title_zh", "title_en", "issuer_zh", "issuer_en")
    return {
        **{name: getattr(found, name) for name in (*same, *words)},
        "first_month": _month(found.first_month),
        "last_month": _month(found.last_month),
        "url": address("api:workplan", year=found.year),
        "page": address("reports:public-workplan", year=found.year),
    }


def _task(task: Task, standing: Row) -> Row:
    words = ("title", "short", "requirements", "citation")
    return {
        "number": task.number,
        "group": task.group.kind,
        **{
            f"{name}_{end}": getattr(task, f"{name}_{end}")
            for name in words
            for end in ("zh", "en")
        },
        "weight": f"{task.weight.normalize():f}",
        "due_month": task.due_month and _month(task.due_month),
        **{name: standing.get(name) for name in ("mean", "societies", "done")},
        "page": address("reports:public-task", year=task.workplan.year, number=task.number),
    }


def _edition(found: PublishedAnnualReport) -> Row:
    year, code = found.workplan.year, found.society.code
    return {
        "workplan": year,
        "society": code,
        "edition": found.number,
        "version": found.version_number,
        "published_at": found.published_at.astimezone(months.BEIJING),
        "digest": found.digest,
        "files": [
            {
                "edition": each.edition,
                "language": each.language,
                "pages": each.pages,
                "size": each.size,
                "sha256": each.file_sha256,
                "file": address(
                    "reports:public-annual-report-file",
                    year=year,
                    code=code,
                    slug=rendition_of(each.edition, each.language).slug,
                ),
            }
            for each in found.files.all()
        ],
    }


def _document(found: Document, kind: str, years: set[int]) -> Row:
    return {
        **asdict(found),
        "kind": kind,
        "number": found.number or None,
        "workplan": found.workplan if found.workplan in years else None,
        "page": f"{address('reports:public-policy')}#{found.key}",
    }
