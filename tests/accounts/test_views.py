"""Pages of one's own account, notifications, jobs and the audit log."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.html import parse_html
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.enums import JobState, Topic
from accounts.models import AuditEvent, Notification, User
from accounts.services import audit
from accounts.services.delivery import delivery_of
from societies.services.societies import change_society
from tests.factories.accounts import PASSWORD, JobFactory, NotificationFactory, UserFactory
from tests.factories.societies import SocietyFactory, auditor, editor, manager

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    user: User = UserFactory(name="原名", email="old@example.org")
    client.force_login(user)
    return user


def save_profile(client: Client, **values: str) -> int:
    data = {"name": "原名", "phone": "", "email": "old@example.org", **values}
    return client.post("/profile/", data).status_code


def test_profile_saves_name_and_phone(client: Client, person: User) -> None:
    assert save_profile(client, name="新名", phone="+86 10 5555") == 302
    person.refresh_from_db()
    assert (person.name, person.phone) == ("新名", "+86 10 5555")
    event = AuditEvent.objects.get(action="person.changed")
    assert event.before == {"name": "原名", "phone": ""}
    assert save_profile(client, name="新名", phone="+86 10 5555") == 302
    assert AuditEvent.objects.count() == 1, "saving nothing new is no event"


@pytest.mark.parametrize("password", ["", "wrong"])
def test_profile_keeps_the_address_without_the_password(
    client: Client, person: User, password: str
) -> None:
    answer = client.post(
        "/profile/", {"name": "新名", "email": "new@example.org", "current_password": password}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"current_password"}
    assert "new@example.org" in answer.content.decode(), "what was typed stays"
    person.refresh_from_db()
    assert (person.name, person.email) == ("原名", "old@example.org")


def test_profile_changes_the_address_and_forgets_the_old_one(client: Client, person: User) -> None:
    EmailAddress.objects.create(user=person, email="old@example.org", primary=True)
    assert save_profile(client, email="new@example.org", current_password=PASSWORD) == 302
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert not EmailAddress.objects.filter(email="old@example.org").exists()


def test_profile_refuses_an_empty_name(client: Client, person: User) -> None:
    answer = client.post("/profile/", {"name": "", "phone": "123", "email": person.email})
    assert "name" in answer.context["form"].errors
    assert "123" in answer.content.decode()


def test_notifications_come_unread_first_in_the_language_of_the_page(
    client: Client, person: User
) -> None:
    at = datetime(2017, 5, 1, tzinfo=UTC)
    NotificationFactory(recipient=person, read_at=at, params=failed("已读"), kind="job-failed")
    NotificationFactory(recipient=person, params=failed("未读"), kind="job-failed", created_at=at)
    NotificationFactory(params=failed("别人"), kind="job-failed")
    page = client.get("/notifications/").content.decode()
    assert page.index("未读") < page.index("已读")
    assert "别人" not in page


def failed(error: str) -> dict[str, object]:
    return {"kind": "seal-month", "params": {}, "error": error}


def test_opening_a_notification_marks_it_read_and_leads_on(client: Client, person: User) -> None:
    note = NotificationFactory(recipient=person, url="/profile/")
    answer = client.post(f"/notifications/{note.pk}/")
    note.refresh_from_db()
    assert (answer["Location"], note.read_at is not None) == ("/profile/", True)


def test_marking_read_without_leaving(client: Client, person: User) -> None:
    note = NotificationFactory(recipient=person, url="/profile/")
    assert client.post(f"/notifications/{note.pk}/", {"stay": "1"})["Location"].endswith(
        "/notifications/"
    )
    assert not Notification.objects.unread().exists()


def test_marking_all_read_leaves_other_people_alone(client: Client, person: User) -> None:
    NotificationFactory.create_batch(2, recipient=person)
    other = NotificationFactory()
    client.post("/notifications/read/")
    assert list(Notification.objects.unread()) == [other]


def test_somebody_elses_notification_is_not_found(client: Client, person: User) -> None:
    note = NotificationFactory()
    assert client.post(f"/notifications/{note.pk}/").status_code == 404
    assert Notification.objects.unread().count() == 1


def test_notifications_ask_as_many_queries_for_one_as_for_thirty(
    client: Client, person: User
) -> None:
    client.get("/notifications/")  # the first request of a session also writes it
    counts = []
    for _ in range(3):
        NotificationFactory.create_batch(5, recipient=person)
        with CaptureQueriesContext(connection) as queries:
            client.get("/notifications/")
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 15


@pytest.mark.parametrize("state", JobState.values)
def test_a_job_shows_where_it_stands(client: Client, person: User, state: str) -> None:
    job = JobFactory(requested_by=person, state=state, done=3, total=10, error="磁盘已满")
    answer = client.get(f"/jobs/{job.pk}/")
    assert answer.status_code == 200
    part = client.get(f"/jobs/{job.pk}/progress/").content.decode()
    is_running = state in {JobState.QUEUED, JobState.RUNNING}
    assert (f'hx-get="/jobs/{job.pk}/progress/"' in part) is is_running
    assert ("磁盘已满" in part) is (state == JobState.FAILED)
    assert ("3/10" in part) is is_running
    assert "<html" not in part


def test_what_failed_is_within_the_part_that_is_asked_for_again(
    client: Client, person: User
) -> None:
    failed = {
        "code": "A-01",
        "reason": "render-image",
        "error": "data:image/png;base64,AAAA: ",
        "url": "/x/",
    }
    job = JobFactory(requested_by=person, state=JobState.RUNNING, result={"failed": [failed]})
    part = client.get(f"/jobs/{job.pk}/progress/").content.decode()
    root = parse_html(part)
    assert root.name == "div"  # all of it gives way to the next answer
    assert ("id", f"job-{job.pk}") in root.attributes
    assert '<a href="/x/">A-01</a>' in part
    assert "base64" not in part


def test_a_job_of_one_step_shows_no_share(client: Client, person: User) -> None:
    job = JobFactory(requested_by=person, state=JobState.RUNNING, done=0, total=1)
    part = client.get(f"/jobs/{job.pk}/progress/").content.decode()
    assert "<progress" in part
    assert "value=" not in part
    assert "0/1" not in part


def test_a_jobs_file_is_an_attachment(client: Client, person: User) -> None:
    job = JobFactory(requested_by=person, state=JobState.DONE)
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404
    job.result_file.save("年报.zip", ContentFile(b"PK"))
    answer = client.get(f"/jobs/{job.pk}/file/")
    assert b"".join(answer) == b"PK"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert f"/jobs/{job.pk}/file/" in client.get(f"/jobs/{job.pk}/").content.decode()
    job.result_file.storage.delete(job.result_file.name)
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_a_job_is_its_owners_and_the_managers(client: Client, person: User) -> None:
    job = JobFactory()
    for path in ("", "progress/", "file/"):
        assert client.get(f"/jobs/{job.pk}/{path}").status_code == 404
    client.force_login(manager())
    assert client.get(f"/jobs/{job.pk}/").status_code == 200


def test_audit_log_shows_before_after_and_reason_in_words(client: Client) -> None:
    chief = manager(name="王处长")
    society = SocietyFactory(code="A-01", discipline="science")
    change_society(
        society=society,
        values={"discipline": "medicine", "president": "=1+1"},
        expected_version=0,
        by=chief,
    )
    client.force_login(auditor())
    page = client.get("/audit/").content.decode()
    assert "王处长" in page
    assert "=1+1" in page
    discipline = society._meta.get_field("discipline")
    assert str(discipline.verbose_name) in page
    assert "medicine" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲", "乙"}),
        ("who=王", {"甲"}),
        ("who=zhang", {"乙"}),
        ("action=role.granted", {"甲"}),
        ("q=乙", {"乙"}),
        ("who=平台", set()),
        ("kind=society", set()),
        ("subject=user:0", set()),
        ("society=a-01", {"甲"}),
        ("since=2000-01-01&until=2999-01-01", {"甲", "乙"}),
        ("until=2000-01-01", set()),
    ],
)
def test_audit_log_is_filtered_in_the_address(client: Client, query: str, found: set[str]) -> None:
    king, zhang = UserFactory(name="王"), UserFactory(name="张", username="zhang")
    audit.record(action="role.granted", subject=UserFactory(name="甲"), actor=king, scope="A-01")
    audit.record(action="person.created", subject=UserFactory(name="乙"), actor=zhang)
    client.force_login(manager())
    answer = client.get(f"/audit/?{query}")
    assert {event.subject_label for event in answer.context["page_obj"]} == found


def test_audit_log_says_what_is_wrong_with_a_filter(client: Client) -> None:
    client.force_login(manager())
    answer = client.get("/audit/?since=yesterday")
    assert answer.status_code == 200
    assert "since" in answer.context["filter"].form.errors


def test_audit_log_comes_in_pages_with_as_many_queries(client: Client) -> None:
    society = SocietyFactory()
    chief = manager()
    client.force_login(chief)
    client.get("/audit/")  # the first request of a session also writes it
    counts = []
    for _ in range(3):
        for _ in range(30):
            audit.record(action="x", subject=society, actor=chief)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/audit/")
        counts.append(len(queries))
    assert len(answer.context["page_obj"]) == 50
    assert len(client.get("/audit/?page=2").context["page_obj"]) == 40
    assert counts[1] == counts[2] <= 15
    assert counts[0] == counts[1] - 1  # what fits one page is not counted


def test_pages_are_complete_in_english(client: Client, settings: Settings) -> None:
    client.force_login(editor(SocietyFactory()))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Keeping the account safe" in client.get("/profile/").content.decode()


@pytest.mark.parametrize(
    ("state", "shown_on", "is_refreshed"),
    [
        (JobState.DONE, "https://portal.test/annual-reports/2017/A-01/", True),
        (JobState.FAILED, "https://portal.test/annual-reports/2017/A-01/", True),
        (JobState.RUNNING, "https://portal.test/annual-reports/2017/A-01/", False),
        (JobState.DONE, "https://portal.test/jobs/1/", False),
        (JobState.DONE, "", False),
    ],
)
def test_end_of_a_job_loads_the_page_it_changed_again(
    client: Client, person: User, state: str, shown_on: str, is_refreshed: bool
) -> None:
    job = JobFactory(requested_by=person, state=state, url="/annual-reports/2017/A-01/")
    answer = client.get(f"/jobs/{job.pk}/progress/", headers={"hx-current-url": shown_on})
    assert ("HX-Refresh" in answer) == is_refreshed


def test_notifications_are_found_by_topic_and_by_being_unread(client: Client, person: User) -> None:
    at = datetime(2017, 5, 1, tzinfo=UTC)
    slip = NotificationFactory(recipient=person, topic=Topic.SLIPS)
    read = NotificationFactory(recipient=person, topic=Topic.SLIPS, read_at=at)
    job = NotificationFactory(recipient=person, topic=Topic.JOBS)

    def shown(query: str) -> set[Notification]:
        rows = client.get(f"/notifications/?{query}").context["rows"]
        return {row.notification for row in rows}

    assert shown("topic=slips") == {slip, read}
    assert shown("state=unread") == {slip, job}
    assert shown("topic=slips&state=unread") == {slip}
    assert shown("topic=issues") == set()


def test_marking_a_topic_read_comes_back_to_the_filter(client: Client, person: User) -> None:
    NotificationFactory(recipient=person, topic=Topic.SLIPS)
    job = NotificationFactory(recipient=person, topic=Topic.JOBS)
    answer = client.post("/notifications/read/", {"topic": "slips", "state": "unread"})
    assert answer["Location"] == "/notifications/?topic=slips&state=unread"
    assert list(Notification.objects.unread()) == [job]


WISH = {f"delivery_{topic}": "at_once" for topic in Topic} | {
    "digest_weekday": "5",
    "mail_language": "en",
}


def test_a_person_chooses_how_each_topic_is_sent(client: Client, person: User) -> None:
    waiting = NotificationFactory(recipient=person, topic=Topic.SLIPS)
    page = client.get("/profile/notifications/").context["form"]
    assert page["delivery_jobs"].value() == "portal"
    wish = WISH | {"delivery_slips": "weekly"}
    assert client.post("/profile/notifications/", wish).status_code == 302
    person.refresh_from_db()
    waiting.refresh_from_db()
    assert (person.digest_weekday, person.mail_language) == (5, "en")
    assert waiting.delivery == "weekly"  # what still waits follows
    assert delivery_of(person)["slips"] == "weekly"
    event = AuditEvent.objects.get(action="person.delivery_changed")
    assert event.after is not None
    assert event.after["delivery_slips"] == "weekly"
    assert "delivery_reports" not in event.after  # as before
    client.post("/profile/notifications/", wish)
    assert AuditEvent.objects.filter(action="person.delivery_changed").count() == 1


def test_an_unknown_delivery_is_refused_beside_its_topic(client: Client, person: User) -> None:
    answer = client.post("/profile/notifications/", WISH | {"delivery_slips": "pigeon"})
    assert "delivery_slips" in answer.context["form"].errors
    assert delivery_of(person)["slips"] == "at_once"


def test_without_an_address_the_settings_say_that_nothing_is_sent(
    client: Client, person: User
) -> None:
    User.objects.filter(pk=person.pk).update(email="")
    note = NotificationFactory(recipient=person, topic=Topic.SLIPS, delivery="portal")
    assert "没有邮箱" in client.get("/profile/notifications/").content.decode()
    client.post("/profile/notifications/", WISH | {"delivery_slips": "daily"})
    note.refresh_from_db()
    assert note.delivery == "portal"
