"""People who sign in, what they are told, what they set in motion, and what they changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import Delivery, JobState, Topic, Weekday

_Model = TypeVar("_Model", bound=models.Model)


class User(AbstractUser):
    """A person with an account; roles are held by the societies app."""

    first_name = None  # type: ignore[assignment]  # one name field: Chinese names have no order
    last_name = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("person", "name"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    requires_second_factor = models.BooleanField(
        _("must use a second factor"),
        default=False,
        help_text=_("Set by the roles a person holds; waived only in the demo."),
    )
    mail_language = models.CharField(
        _("language of e-mails"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    digest_weekday = models.PositiveSmallIntegerField(
        _("day of the weekly digest"), choices=Weekday.choices, default=Weekday.MONDAY
    )

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the person's one name field."""
        return self.name


class AppendOnlyQuerySet(models.QuerySet[_Model]):
    """Rows that are written once."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse: the rows are append-only."""
        raise TypeError(f"{self.model.__name__} rows are append-only")

    def delete(self) -> NoReturn:
        """Refuse: the rows are append-only."""
        raise TypeError(f"{self.model.__name__} rows are append-only")


class AuditEvent(models.Model):
    """Who changed what, when, from where, with the values before and after and the reason."""

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey(
        User,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,  # the one by actor and number serves as well
    )
    actor_label = models.CharField(_("who"), max_length=120)
    origin = models.CharField(_("from where"), max_length=64, blank=True)
    action = models.CharField(_("action"), max_length=60)
    subject_type = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.CharField(_("record"), max_length=60)
    subject_label = models.CharField(_("record"), max_length=200)
    scope = models.CharField(_("society"), max_length=20, blank=True)
    before = models.JSONField(_("before"), null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), null=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("reason"), blank=True)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = AppendOnlyQuerySet["AuditEvent"].as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("subject_type", "subject_id"), name="audit_subject"),
            # each filter of the list finds its newest events without sorting the others
            models.Index(fields=("scope", "id"), name="audit_scope"),
            models.Index(fields=("action", "id"), name="audit_action"),
            models.Index(fields=("actor", "id"), name="audit_actor"),
            models.Index(fields=("subject_type", "id"), name="audit_kind"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new event; an existing one is never changed."""
        if not self._state.adding:
            raise TypeError("audit events are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: the trail is append-only."""
        raise TypeError("audit events are append-only")


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications by what still has to happen to them."""

    def unread(self) -> Self:
        """Not yet read by their recipient."""
        return self.filter(read_at__isnull=True)

    def unmailed(self) -> Self:
        """Still to be sent by e-mail, at once or in a digest, to a person who can receive it."""
        return (
            self.filter(emailed_at__isnull=True, recipient__is_active=True)
            .exclude(delivery=Delivery.PORTAL)
            .exclude(recipient__email="")
        )


class Notification(models.Model):
    """Something one person is told; the words come from `templates/notifications/<kind>.txt`."""

    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.SlugField(_("kind"), max_length=60)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(_("when"), db_index=True)
    read_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.AT_ONCE)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_claimed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when somebody is sending it."
    )
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=("recipient", "read_at"), name="notification_unread"),
            models.Index(
                fields=("delivery", "recipient"),
                condition=models.Q(emailed_at__isnull=True) & ~models.Q(delivery="portal"),
                name="notification_unmailed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id}"


class DeliveryChoice(models.Model):
    """How one person wants to be told about one topic."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="delivery_choices")
    topic = models.CharField(_("topic"), max_length=12, choices=Topic.choices)
    delivery = models.CharField(_("delivery"), max_length=10, choices=Delivery.choices)

    class Meta:
        verbose_name = _("delivery of notifications")
        verbose_name_plural = _("delivery of notifications")
        ordering = ("person", "topic")
        constraints = (
            models.UniqueConstraint(fields=("person", "topic"), name="delivery_once_per_topic"),
        )

    def __str__(self) -> str:
        return f"{self.topic}: {self.delivery}"


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by where they stand."""

    def unfinished(self) -> Self:
        """Waiting or running."""
        return self.filter(state__in=(JobState.QUEUED, JobState.RUNNING))

    def stale(self, *, at: datetime, after: timedelta) -> Self:
        """Unfinished without a sign of life for longer than `after`."""
        return self.unfinished().filter(heartbeat_at__lt=at - after)


class Job(models.Model):
    """A long piece of work: a row first, then a Celery task; running it twice changes nothing."""

    kind = models.SlugField(_("kind"), max_length=60)
    key = models.CharField(max_length=160, help_text=_("What makes the job the same job."))
    task_name = models.CharField(max_length=160)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.QUEUED
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("in all"), default=0)
    error = models.TextField(_("error"), blank=True)
    result = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result_file = models.FileField(upload_to="jobs/", blank=True, max_length=200)
    requested_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs"
    )
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("key",),
                condition=models.Q(state__in=("queued", "running")),
                name="job_one_unfinished_per_key",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_finished(self) -> bool:
        """Done or failed."""
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def percent(self) -> int:
        """Share done, 0–100, rounded down."""
        return self.done * 100 // self.total if self.total else 0


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they open anything."""

    def valid(self, *, at: datetime) -> Self:
        """Neither revoked nor expired, of an account that is open."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, owner__is_active=True)


class ApiToken(models.Model):
    """A key with which a person's programs read; only its digest is kept."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(
        pgettext_lazy("token", "name"),
        max_length=60,
        help_text=_("What it is for, such as “figures for our website”."),
    )
    start = models.CharField(_("begins with"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("may read"), default=list)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

    def state(self, *, at: datetime) -> str:
        """Say whether it is `active`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if at < self.expires_at else "expired"


class CalendarFeed(models.Model):
    """A person's deadlines as a calendar, at a secret address of which only a digest is kept."""

    owner = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revisions = models.JSONField(
        default=dict, help_text="By entry: what it said last, how often that changed, and when."
    )

    class Meta:
        verbose_name = _("calendar of deadlines")
        verbose_name_plural = _("calendars of deadlines")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.owner_id}"
