"""CAST speaks of passages of an annual report, the society answers, either settles."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Notification, User
from reports.annual.anchor import Change, Passage
from reports.enums import AnnualReportState
from reports.models import AnnualComment, AnnualReport
from reports.selectors.annual_comments import open_counts, placed, threads_of, with_passages
from reports.services import annual_comments as services
from tests.factories.reports import AFTER_YEAR, Year, annual_report_of
from tests.factories.societies import SocietyFactory, auditor, editor, manager, reviewer
from tests.reports.annual_scene import HTMX, page, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unscoped")]

TEXT = "本年度召开理事会4次，审议规章制度8项。"
SUBMITTED, RETURNED = AnnualReportState.SUBMITTED, AnnualReportState.RETURNED


@pytest.fixture
def report(year: Year) -> AnnualReport:
    return annual_report_of(year, SUBMITTED, text=TEXT)


@pytest.fixture
def cast(year: Year) -> User:
    return reviewer(year.society)


@pytest.fixture
def person(year: Year) -> User:
    return editor(year.society)


def said(report: AnnualReport, by: User, quote: str = "", **more: Any) -> AnnualComment:
    values = {"chapter": "finance", "text": "请补充说明。", "at": AFTER_YEAR, **more}
    return services.add_comment(report=report, by=by, passage=Passage(quote), **values)


def answered(comment: AnnualComment, by: User, *, from_cast: bool = False) -> AnnualComment:
    at = comment.written_at + dt.timedelta(hours=1)
    return services.answer_comment(
        comment=comment, text="已补充。", by=by, at=at, from_cast=from_cast
    )


def notices(person: User) -> list[str]:
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def test_a_comment_tells_the_society_once_until_it_has_read_it(
    report: AnnualReport, cast: User, person: User
) -> None:
    said(report, cast)
    said(report, cast)
    assert notices(person) == ["annual-report-commented"]
    assert notices(cast) == []
    Notification.objects.update(read_at=AFTER_YEAR)
    said(report, cast)
    assert len(notices(person)) == 2


def test_an_answer_tells_the_other_side(
    report: AnnualReport, cast: User, person: User, year: Year
) -> None:
    writer = manager()
    comment = said(report, writer)
    Notification.objects.all().delete()
    answered(comment, person)
    assert notices(cast) == notices(writer) == ["annual-report-answered"]
    assert notices(person) == []
    answered(comment, cast, from_cast=True)
    assert notices(person) == ["annual-report-commented"]


def test_a_passage_is_kept_with_the_words_around_it(report: AnnualReport, cast: User) -> None:
    passage = Passage("理事会4次，\n 审议", "x" * 70, "y" * 70)
    comment = services.add_comment(
        report=report, chapter="finance", text="　依据？ ", by=cast, at=AFTER_YEAR, passage=passage
    )
    assert (comment.quote, comment.text) == ("理事会4次， 审议", "依据？")
    assert (comment.before, comment.after) == ("x" * 60, "y" * 60)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"chapter": "nothing"}, "没有这一章"),
        ({"text": " \n "}, "请填写"),
        ({"text": "长" * 2001}, "2000"),
        ({"quote": "从来没有写过的一段文字"}, "重新选择"),
        ({"quote": "长" * 501}, "500"),
    ],
)
def test_what_cannot_be_said_is_refused(
    report: AnnualReport, cast: User, change: dict[str, str], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        said(report, cast, **change)
    assert not AnnualComment.objects.exists()


def test_the_longest_passage_and_comment_fit(year: Year, cast: User) -> None:
    report = annual_report_of(year, SUBMITTED, text="长" * 600)
    comment = said(report, cast, "长" * 500, text="长" * 2000)
    assert (len(comment.quote), len(comment.text)) == (500, 2000)


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        ("draft", False),
        ("submitted", True),
        ("returned", True),
        ("accepted", True),
        ("withdrawn", True),
        ("published", False),
    ],
)
def test_comments_are_open_from_submission_to_publication(
    year: Year, cast: User, state: str, is_open: bool
) -> None:
    report = annual_report_of(year, AnnualReportState(state), text=TEXT)
    comment = AnnualComment.objects.create(
        report=report, chapter="finance", text="说明", written_at=AFTER_YEAR, written_by=cast
    )
    if is_open:
        said(report, cast)
        answered(comment, cast)
        services.settle_comment(comment=comment, by=cast, at=AFTER_YEAR)
        services.reopen_comment(comment=comment, by=cast)
        return
    for act in (
        lambda: said(report, cast),
        lambda: answered(comment, cast),
        lambda: services.settle_comment(comment=comment, by=cast, at=AFTER_YEAR),
        lambda: services.reopen_comment(comment=comment, by=cast),
        lambda: services.take_comment_back(comment=comment, by=cast),
    ):
        with pytest.raises(ValidationError):
            act()


def test_a_settled_comment_is_not_answered_until_it_is_reopened(
    report: AnnualReport, cast: User, person: User
) -> None:
    comment = said(report, cast)
    services.settle_comment(comment=comment, by=person, at=AFTER_YEAR)
    again = services.settle_comment(comment=comment, by=cast, at=AFTER_YEAR + dt.timedelta(days=1))
    assert (again.resolved_by, again.resolved_at) == (person, AFTER_YEAR)
    assert open_counts(report) == {}
    with pytest.raises(ValidationError, match="重新打开"):
        answered(comment, person)
    services.reopen_comment(comment=comment, by=cast)
    assert open_counts(report) == {"finance": 1}
    answered(comment, person)
    kinds = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert kinds == [
        "annual_report.commented",
        "annual_report.comment-settled",
        "annual_report.comment-reopened",
        "annual_report.comment-answered",
    ]


def test_one_takes_back_what_nobody_has_answered(
    report: AnnualReport, cast: User, person: User
) -> None:
    comment = said(report, cast)
    with pytest.raises(ValidationError, match="本人"):
        services.take_comment_back(comment=comment, by=person)
    answer = answered(comment, person)
    with pytest.raises(ValidationError, match="已有答复"):
        services.take_comment_back(comment=comment, by=cast)
    services.take_comment_back(comment=answer, by=person)
    services.take_comment_back(comment=comment, by=cast)
    assert not AnnualComment.objects.exists()
    event = AuditEvent.objects.latest("pk")
    assert event.before == {"chapter": "finance", "quote": "", "comment": "请补充说明。"}


def test_threads_stand_in_the_order_of_the_text(report: AnnualReport, cast: User) -> None:
    lost = said(report, cast, "审议规章制度8项")
    late, early = said(report, cast, "规章制度"), said(report, cast, "本年度召开")
    whole = said(report, cast)
    AnnualComment.objects.filter(pk=lost.pk).update(quote="早已删去的一段文字")
    threads = placed(threads_of(report), f"<p>{TEXT}</p>")
    assert [thread.comment for thread in threads] == [whole, early, late, lost]
    assert [thread.number for thread in threads] == [4, 3, 2, 1]
    assert [thread.is_lost for thread in threads] == [False, False, False, True]


def test_only_open_passages_are_marked(report: AnnualReport, cast: User) -> None:
    settled, kept = said(report, cast, "本年度"), said(report, cast, "规章制度8项")
    services.settle_comment(comment=settled, by=cast, at=AFTER_YEAR)
    threads = placed(threads_of(report), "<p>本年度审议规章制度9项。</p>")
    html = with_passages("<p>本年度审议规章制度9项。</p>", threads)
    assert f'data-comments="{kept.pk}"' in html
    assert f'data-comments="{settled.pk}"' not in html
    [edited] = [thread.place for thread in threads if thread.comment == kept]
    assert edited is not None
    assert edited.change == Change.EDITED


def post(user: User, pk: int | None = None, htmx: bool = False, **data: Any) -> Any:
    address = page("comment", 2017, "A-01") if pk is None else page("comment-act", 2017, "A-01", pk)
    given = {"page": "review", "chapter": "finance", "text": "请说明。", **data}
    return signed_in(user).post(address, given, headers=HTMX if htmx else {})


def test_a_comment_leads_back_to_its_place(report: AnnualReport, cast: User) -> None:
    response = post(cast, quote="理事会4次")
    comment = AnnualComment.objects.get()
    assert comment.from_cast
    assert response.url == f"{page('review')}#comment-{comment.pk}"


def test_the_society_answers_from_its_own_page(
    report: AnnualReport, cast: User, person: User
) -> None:
    comment = said(report, cast)
    response = post(person, comment.pk, page="detail", action="answer", text="已补充。")
    answer = AnnualComment.objects.get(parent=comment)
    assert not answer.from_cast
    assert response.url == f"{page('detail')}#comment-{comment.pk}"


def test_a_script_gets_the_comments_of_the_chapter_alone(
    report: AnnualReport, cast: User, person: User
) -> None:
    comment = said(report, cast)
    response = post(person, comment.pk, htmx=True, page="chapter", action="settle")
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    assert "已有 1 条" in response.content.decode() or "settled" in response.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_answer_is_not_lost(
    report: AnnualReport, cast: User, person: User, htmx: bool
) -> None:
    comment = said(report, cast)
    services.settle_comment(comment=comment, by=cast, at=AFTER_YEAR)
    response = post(person, comment.pk, htmx, page="detail", action="answer", text="我写的话")
    assert response.status_code == (200 if htmx else 422)
    assert "重新打开" in response.content.decode()
    assert htmx or "我写的话" in response.content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_refused_comment_is_not_lost(report: AnnualReport, cast: User, htmx: bool) -> None:
    response = post(cast, htmx=htmx, quote="从来没有写过的一段文字", text="我写的话", page="detail")
    assert response.status_code == (200 if htmx else 422)
    assert "我写的话" in response.content.decode()
    assert "从来没有写过的一段文字" in response.content.decode()
    assert not AnnualComment.objects.exists()


@pytest.mark.parametrize("data", [{"page": "x"}, {"chapter": "x" * 21}, {"chapter": "nothing"}])
def test_what_no_page_sends_is_not_found(
    report: AnnualReport, cast: User, data: dict[str, Any]
) -> None:
    assert post(cast, **data).status_code == 404


def test_who_only_reads_settles_nothing(report: AnnualReport, cast: User) -> None:
    comment = said(report, cast)
    assert post(auditor(), comment.pk, action="settle").status_code == 403
    other = reviewer(SocietyFactory(code="B-01"))
    assert post(other, comment.pk, action="settle").status_code == 403
    assert post(editor(report.society)).status_code == 403
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_a_comment_of_another_report_is_not_found(
    report: AnnualReport, cast: User, person: User
) -> None:
    other = annual_report_of(Year(report.workplan, SocietyFactory(code="B-01")), RETURNED)
    comment = said(other, cast)
    assert post(person, comment.pk, action="settle").status_code == 404
