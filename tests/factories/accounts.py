"""Test data of the accounts app."""

import factory
from django.utils import timezone

from accounts.enums import Topic
from accounts.models import Job, Notification, User

PASSWORD = "correct horse battery"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person; the password is PASSWORD."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"人员{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class NotificationFactory(factory.django.DjangoModelFactory[Notification]):
    """A notification that a job is done."""

    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    kind = "job-done"
    topic = Topic.JOBS
    params = factory.LazyFunction(lambda: {"kind": "seal-month", "params": {}, "error": ""})
    created_at = factory.LazyFunction(timezone.now)


class JobFactory(factory.django.DjangoModelFactory[Job]):
    """A job that waits."""

    class Meta:
        model = Job

    kind = "seal-month"
    key = factory.Sequence(lambda n: f"job:{n}")
    task_name = "reforms.tasks.seal_month_job"
    requested_by = factory.SubFactory(UserFactory)
    created_at = factory.LazyFunction(timezone.now)
    heartbeat_at = factory.LazyFunction(timezone.now)
