"""Comments on an annual report: CAST speaks of a passage, the society answers, either settles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Topic
from accounts.models import Notification, User
from accounts.services import audit
from accounts.services.notifications import notify
from reports.annual.anchor import Passage, place_of, squeezed
from reports.annual.chapters import chapter_by_code
from reports.annual.rich_text import plain_text
from reports.enums import AnnualReportState
from reports.models import AnnualComment, AnnualReport
from reports.pdf.text import clean_text
from reports.selectors.annual_comments import may_be_commented
from reports.services.annual_trail import cast_people, society_people

MAX_QUOTE, MAX_AROUND, MAX_COMMENT = 500, 60, 2000
_WHOLE = Passage("")


@transaction.atomic
def add_comment(
    *,
    report: AnnualReport,
    chapter: str,
    text: str,
    by: User,
    at: dt.datetime,
    passage: Passage = _WHOLE,
) -> AnnualComment:
    """Say something of a chapter, or of a passage of it; the society is told.

    ValidationError when the report cannot be commented on now, the chapter or the passage is
    not there, or nothing is said.
    """
    report = _open_report(report)
    if chapter not in chapter_by_code():
        raise ValidationError(_("The report has no such chapter."))
    quote = " ".join(clean_text(passage.quote).split())
    if len(quote) > MAX_QUOTE:
        raise ValidationError(
            _("The passage is too long: at most %(limit)d characters fit.") % {"limit": MAX_QUOTE}
        )
    if quote and not any(_holds(html, passage) for html in _texts(report, chapter)):
        raise ValidationError(_("These words are not in the chapter any more. Select them again."))
    comment = AnnualComment(
        report=report,
        chapter=chapter,
        quote=quote,
        before=clean_text(passage.before)[-MAX_AROUND:] if quote else "",
        after=clean_text(passage.after)[:MAX_AROUND] if quote else "",
        text=_said(text),
        written_at=at,
        written_by=by,
    )
    _keep(comment)
    said = {"chapter": chapter, "quote": quote, "comment": comment.text}
    _record("annual_report.commented", report, by, after=said)
    _tell_society(report)
    return comment


@transaction.atomic
def answer_comment(
    *, comment: AnnualComment, text: str, by: User, at: dt.datetime, from_cast: bool
) -> AnnualComment:
    """Answer in a thread; the other side is told. ValidationError when it is settled."""
    comment = _locked(comment)
    report = _open_report(comment.report)
    if comment.resolved_at is not None:
        raise ValidationError(_("The comment has been settled; reopen it to go on."))
    answer = AnnualComment(
        report=report,
        parent=comment,
        chapter=comment.chapter,
        text=_said(text),
        from_cast=from_cast,
        written_at=at,
        written_by=by,
    )
    _keep(answer)
    said = {"chapter": comment.chapter, "comment": answer.text}
    _record("annual_report.comment-answered", report, by, after=said)
    if from_cast:
        _tell_society(report)
    else:
        _tell_cast(report, comment)
    return answer


@transaction.atomic
def settle_comment(*, comment: AnnualComment, by: User, at: dt.datetime) -> AnnualComment:
    """Settle a thread; settling it twice changes nothing."""
    comment = _locked(comment)
    report = _open_report(comment.report)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = at, by
        comment.save(update_fields=["resolved_at", "resolved_by"])
        _record("annual_report.comment-settled", report, by, after=_about(comment))
    return comment


@transaction.atomic
def reopen_comment(*, comment: AnnualComment, by: User) -> AnnualComment:
    """Take up a settled thread again; taking it up twice changes nothing."""
    comment = _locked(comment)
    report = _open_report(comment.report)
    if comment.resolved_at is not None:
        comment.resolved_at, comment.resolved_by = None, None
        comment.save(update_fields=["resolved_at", "resolved_by"])
        _record("annual_report.comment-reopened", report, by, after=_about(comment))
        _tell_society(report)
    return comment


@transaction.atomic
def take_comment_back(*, comment: AnnualComment, by: User) -> None:
    """Take one's own comment or answer back, as long as nothing was said after it."""
    comment = _locked(comment)
    report = _open_report(comment.report)
    if comment.written_by_id != by.pk:
        raise ValidationError(_("Only who wrote it can take it back."))
    thread = comment if comment.parent is None else comment.parent
    later = thread.answers.exclude(pk=comment.pk).filter(written_at__gte=comment.written_at)
    if later.exists() or thread.resolved_at is not None:
        raise ValidationError(_("It has been answered or settled and stays."))
    _record("annual_report.comment-taken-back", report, by, before=_about(comment))
    comment.delete()


def _open_report(report: AnnualReport) -> AnnualReport:
    """The report as it is stored; ValidationError unless it can be commented on now."""
    stored: AnnualReport = AnnualReport.objects.select_related(
        "society", "workplan", "submitted_version"
    ).get(pk=report.pk)
    if not may_be_commented(stored):
        if stored.state == AnnualReportState.DRAFT:
            raise ValidationError(_("The report has not been submitted yet."))
        raise ValidationError(_("The report has been published; its comments are closed."))
    return stored


def _locked(comment: AnnualComment) -> AnnualComment:
    locked: AnnualComment = (
        AnnualComment.objects.select_related("parent", "report")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=comment.pk)
    )
    return locked


def _said(text: str) -> str:
    text = clean_text(text).strip()
    if not text:
        raise ValidationError({"text": _("Say something.")})
    if len(text) > MAX_COMMENT:
        raise ValidationError(
            {"text": _("At most %(limit)d characters fit.") % {"limit": MAX_COMMENT}}
        )
    return text


def _texts(report: AnnualReport, chapter: str) -> Iterable[str]:
    """What the chapter says now, and what it said when the report was handed in."""
    yield from report.sections.filter(chapter=chapter).values_list("html", flat=True)
    if report.submitted_version is not None:
        for each in report.submitted_version.content["chapters"]:
            if each["code"] == chapter:
                yield each["html"]


def _holds(html: str, passage: Passage) -> bool:
    return place_of(Passage(passage.quote), squeezed(plain_text(html))) is not None


def _keep(comment: AnnualComment) -> None:
    comment.full_clean(exclude=("written_by", "resolved_by"))
    comment.save()


def _about(comment: AnnualComment) -> dict[str, Any]:
    return {"chapter": comment.chapter, "quote": comment.quote, "comment": comment.text}


def _record(
    action: str,
    report: AnnualReport,
    by: User,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.record(
        action=action,
        subject=report,
        actor=by,
        scope=report.society.code,
        before=before,
        after=after,
    )


def _tell_society(report: AnnualReport) -> None:
    people = society_people(report)
    _tell(people, "annual-report-commented", report, "reports:annual-report-detail")


def _tell_cast(report: AnnualReport, comment: AnnualComment) -> None:
    people = cast_people(report)
    if comment.written_by is not None:
        people.append(comment.written_by)
    _tell(people, "annual-report-answered", report, "reports:annual-report-review")


def _tell(people: Iterable[User], kind: str, report: AnnualReport, page: str) -> None:
    """Tell people once: who has not read of earlier comments yet is not told again."""
    url = reverse(page, args=(report.workplan.year, report.society.code)) + "#comments"
    unread = Notification.objects.unread().filter(kind=kind, url=url)
    told = set(unread.values_list("recipient", flat=True))
    notify(
        recipients=[person for person in people if person.pk not in told],
        kind=kind,
        topic=Topic.REPORTS,
        params={"society": report.society.names, "year": report.workplan.year},
        url=url,
    )
