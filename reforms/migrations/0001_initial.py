import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import reforms.models.evidence
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("societies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SlipCounter",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "counter of slips",
                "verbose_name_plural": "counters of slips",
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("title_zh", models.CharField(max_length=120, verbose_name="Chinese title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English title"),
                ),
                ("short_zh", models.CharField(max_length=16, verbose_name="Chinese short title")),
                (
                    "short_en",
                    models.CharField(blank=True, max_length=40, verbose_name="English short title"),
                ),
                (
                    "requirements_zh",
                    models.JSONField(default=list, verbose_name="requirements (Chinese)"),
                ),
                (
                    "requirements_en",
                    models.JSONField(
                        blank=True, default=list, verbose_name="requirements (English)"
                    ),
                ),
                (
                    "citation_zh",
                    models.CharField(max_length=200, verbose_name="citation (Chinese)"),
                ),
                (
                    "citation_en",
                    models.CharField(blank=True, max_length=200, verbose_name="citation (English)"),
                ),
                ("note_zh", models.TextField(blank=True, verbose_name="note (Chinese)")),
                ("note_en", models.TextField(blank=True, verbose_name="note (English)")),
                (
                    "evidence_kinds",
                    models.JSONField(blank=True, default=list, verbose_name="kinds of evidence"),
                ),
                (
                    "indicator",
                    models.JSONField(blank=True, default=dict, verbose_name="suggested indicator"),
                ),
                (
                    "checks",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Checks that apply, each with its thresholds and who set them.",
                        verbose_name="checks of the registers",
                    ),
                ),
                (
                    "counts",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Kinds and measures of activities that count for the task.",
                        verbose_name="counted from the registers",
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1"),
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="weight",
                    ),
                ),
                ("due_month", models.DateField(blank=True, null=True, verbose_name="due month")),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
                "ordering": ("workplan", "number"),
            },
        ),
        migrations.CreateModel(
            name="TaskGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("basic", "Basic tasks"),
                            ("reelection", "Re-election tasks"),
                            ("optional", "Optional tasks"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("title_zh", models.CharField(max_length=120, verbose_name="Chinese title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English title"),
                ),
            ],
            options={
                "verbose_name": "task group",
                "verbose_name_plural": "task groups",
                "ordering": ("workplan", "position"),
            },
        ),
        migrations.CreateModel(
            name="CheckRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                (
                    "society",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for checks",
                "verbose_name_plural": "requests for checks",
                "ordering": ("requested_at",),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        upload_to=reforms.models.evidence.evidence_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="kind of file")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="societies.society",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "ordering": ("-uploaded_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "sha256", "name"),
                        name="evidence_once_per_society",
                        violation_error_message="This file is in the society's evidence already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyIssue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("number", models.PositiveSmallIntegerField(verbose_name="issue number")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed")),
                ("as_of", models.DateTimeField(verbose_name="figures as of")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "summary",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Everything of the figures except `societies`.",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly issue",
                "verbose_name_plural": "monthly issues",
                "ordering": ("-month",),
            },
        ),
        migrations.CreateModel(
            name="MonthlyReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_society_review", "with the approver"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                        ],
                        default="draft",
                        max_length=18,
                        verbose_name="state",
                    ),
                ),
                (
                    "first_submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first submitted"),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="submitted"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "returned_due_on",
                    models.DateField(blank=True, null=True, verbose_name="returned report due on"),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="The last remark that sent the report back.",
                        verbose_name="remark",
                    ),
                ),
                ("is_imported", models.BooleanField(default=False, verbose_name="imported")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="monthly_reports",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly report",
                "verbose_name_plural": "monthly reports",
                "ordering": ("-month", "society__code"),
            },
        ),
        migrations.CreateModel(
            name="ReformPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first_submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first submitted"),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reform_plans",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "reform plan",
                "verbose_name_plural": "reform plans",
                "ordering": ("society__code",),
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "holds_reelection",
                    models.BooleanField(default=False, verbose_name="re-election in this year"),
                ),
                (
                    "lead_person",
                    models.CharField(blank=True, max_length=80, verbose_name="person responsible"),
                ),
                ("summary", models.TextField(blank=True, verbose_name="aims of the year")),
                (
                    "amendment_reason",
                    models.TextField(blank=True, verbose_name="reason for the amendment"),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="submitted"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason")),
                ("is_imported", models.BooleanField(default=False, verbose_name="imported")),
                ("lock_version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reforms.reformplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a reform plan",
                "verbose_name_plural": "versions of reform plans",
                "ordering": ("plan", "-number"),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted"), _negated=True),
                        fields=("plan",),
                        name="plan_one_open_version",
                        violation_error_message="The plan has an open version already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "monthly report"),
                            ("returned", "returned monthly report"),
                            ("plan", "reform plan"),
                            ("annual", "annual report"),
                            ("slip", "answer to a supervision slip"),
                            ("reelection", "re-election"),
                            ("review", "review"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "thing",
                    models.CharField(help_text="What is due, such as A-01/2017-06.", max_length=60),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "offset",
                    models.SmallIntegerField(
                        help_text="Days from the deadline, below zero before it; months for a re-election."
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="reminded")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ("-sent_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "kind", "thing", "due_on", "offset"), name="reminder_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("expires_at", models.DateTimeField(verbose_name="open until")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopenings",
                        to="reforms.monthlyreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "reopening of a month",
                "verbose_name_plural": "reopenings of months",
                "ordering": ("-opened_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("report",),
                        name="reopening_one_open",
                        violation_error_message="The month is open for this society already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="correction number")),
                ("published_at", models.DateTimeField(verbose_name="published")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "changes",
                    models.JSONField(
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="Old and new values: tasks, society progress, national mean and median.",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="societies.society",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="reforms.monthlyissue",
                    ),
                ),
                (
                    "reopening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="reforms.reopening",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ("issue", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "number"), name="correction_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedChecks",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField()),
                (
                    "checks",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="reforms.monthlyissue",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "sealed checks of a society",
                "verbose_name_plural": "sealed checks of societies",
                "ordering": ("issue", "society__code"),
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "society"), name="sealed_checks_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SocietyFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "progress",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="progress",
                    ),
                ),
                ("report_state", models.CharField(blank=True, max_length=18)),
                ("is_late", models.BooleanField(null=True)),
                ("figures", models.JSONField(help_text="This society's element of `societies`.")),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="reforms.monthlyissue",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "sealed figures of a society",
                "verbose_name_plural": "sealed figures of societies",
                "ordering": ("issue", "society__code"),
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "society"), name="society_figure_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="submission")),
                (
                    "receipt_number",
                    models.CharField(max_length=40, unique=True, verbose_name="receipt number"),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="submitted")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("is_late", models.BooleanField(verbose_name="late")),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="reforms.monthlyreport",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
                "ordering": ("report", "-number"),
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="submission_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionSlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("report_late", "Monthly report late"),
                            ("returned_overdue", "Returned report overdue"),
                            ("plan_late", "Reform plan late"),
                            ("stalled", "Tasks without movement"),
                            ("behind", "Progress behind expected"),
                            ("claim", "Claim against the registers"),
                            ("unanswered", "Slip without an answer"),
                            ("by_hand", "Issued by hand"),
                        ],
                        max_length=20,
                        verbose_name="reason of the slip",
                    ),
                ),
                ("case", models.CharField(blank=True, max_length=40)),
                ("month", models.DateField(blank=True, null=True, verbose_name="month")),
                (
                    "level",
                    models.CharField(
                        choices=[("blue", "blue"), ("yellow", "yellow"), ("red", "red")],
                        max_length=6,
                        verbose_name="level",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("issued", "issued"),
                            ("acknowledged", "acknowledged"),
                            ("answered", "answered"),
                            ("returned", "answer returned"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="issued",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("subject", models.CharField(blank=True, max_length=100, verbose_name="subject")),
                ("reason", models.TextField(blank=True, max_length=4000, verbose_name="reason")),
                (
                    "facts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                (
                    "terms",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("acknowledge_due_on", models.DateField(verbose_name="to be acknowledged by")),
                ("answer_due_on", models.DateField(verbose_name="answer due on")),
                ("counted_from", models.DateField()),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="acknowledged"),
                ),
                (
                    "draft_text",
                    models.TextField(blank=True, max_length=4000, verbose_name="answer"),
                ),
                ("draft_at", models.DateTimeField(blank=True, null=True, verbose_name="drafted")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "ending_reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="reason of the end"),
                ),
                (
                    "is_ended_by_rule",
                    models.BooleanField(default=False, verbose_name="ended by rule"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acknowledged by",
                    ),
                ),
                (
                    "draft_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                (
                    "draft_evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reforms.evidence",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ended by",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="issued by",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="societies.society",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reforms.task",
                        verbose_name="task",
                    ),
                ),
            ],
            options={
                "verbose_name": "supervision slip",
                "verbose_name_plural": "supervision slips",
                "ordering": ("-year", "-number"),
            },
        ),
        migrations.CreateModel(
            name="SlipEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("issued", "Issued"),
                            ("raised", "Level raised"),
                            ("escalated", "Escalated"),
                            ("acknowledged", "Acknowledged"),
                            ("answered", "Answered"),
                            ("returned", "Answer returned"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=14,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "level",
                    models.CharField(
                        choices=[("blue", "blue"), ("yellow", "yellow"), ("red", "red")],
                        max_length=6,
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("editor", "editors of the society"),
                            ("approver", "approvers of the society"),
                            ("reviewer", "CAST reviewers"),
                            ("manager", "CAST managers"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("report_late", "Monthly report late"),
                            ("returned_overdue", "Returned report overdue"),
                            ("plan_late", "Reform plan late"),
                            ("stalled", "Tasks without movement"),
                            ("behind", "Progress behind expected"),
                            ("claim", "Claim against the registers"),
                            ("unanswered", "Slip without an answer"),
                            ("by_hand", "Issued by hand"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "facts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "slip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="reforms.supervisionslip",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a slip",
                "verbose_name_plural": "events of slips",
                "ordering": ("slip", "at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("step", ""), _negated=True),
                        fields=("slip", "step"),
                        name="slip_step_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SlipAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="answer")),
                ("text", models.TextField(max_length=4000, verbose_name="answer")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("is_late", models.BooleanField(default=False, verbose_name="late")),
                (
                    "returned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="returned"),
                ),
                (
                    "return_reason",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="reason of the return"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="drafted by",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reforms.evidence",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="returned by",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "slip",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="reforms.supervisionslip",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a slip",
                "verbose_name_plural": "answers to slips",
                "ordering": ("slip", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("slip", "number"), name="slip_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistryCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_name", models.SlugField(max_length=40)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("met", "met"),
                            ("not_met", "not met"),
                            ("justified", "justified exception"),
                            ("no_data", "no data"),
                            ("not_applicable", "not applicable"),
                            ("shown", "shown, not judged"),
                        ],
                        db_index=True,
                        max_length=16,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "inputs",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "threshold",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "remedy",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("computed_at", models.DateTimeField(verbose_name="computed")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="societies.society",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks_of_societies",
                        to="reforms.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "registry check",
                "verbose_name_plural": "registry checks",
                "ordering": ("society__code", "task__number", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "task", "check_name"), name="registry_check_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month_ordinal", models.PositiveIntegerField()),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="percent",
                    ),
                ),
                (
                    "narrative",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="progress of the month"
                    ),
                ),
                (
                    "claim_explanation",
                    models.TextField(
                        blank=True,
                        help_text="Needed where 100% is claimed and a check of the registers is not met.",
                        max_length=2000,
                        verbose_name="explanation against the registers",
                    ),
                ),
                (
                    "measured_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="measured value",
                    ),
                ),
                (
                    "is_no_change",
                    models.BooleanField(default=False, verbose_name="no change this month"),
                ),
                (
                    "no_change_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="reason for no change"
                    ),
                ),
                (
                    "fall_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="reason for the fall"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                (
                    "claimed_percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="claimed",
                    ),
                ),
                ("is_submitted", models.BooleanField(default=False)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("pending", "awaiting review"),
                            ("accepted", "accepted"),
                            ("lowered", "accepted lower"),
                            ("returned", "returned"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "accepted_percent",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="accepted",
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="reason of the decision"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ManyToManyField(
                        blank=True, related_name="entries", to="reforms.evidence"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="reforms.monthlyreport",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="reforms.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "progress entry",
                "verbose_name_plural": "progress entries",
                "ordering": ("report", "task__number"),
                "indexes": [
                    models.Index(
                        fields=[
                            "task",
                            "society",
                            "month_ordinal",
                            "claimed_percent",
                            "accepted_percent",
                        ],
                        name="entry_standing",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "task"), name="progress_entry_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_no_change", False), ("percent__isnull", True), _connector="OR"
                        ),
                        name="progress_entry_percent_or_no_change",
                        violation_error_message="Give a percent or say “no change”, not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__isnull", True), ("percent__lte", 100), _connector="OR"
                        ),
                        name="progress_entry_percent_range",
                        violation_error_message="A percent is a whole number from 0 to 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.CharField(blank=True, max_length=200, verbose_name="indicator"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="baseline",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="target",
                    ),
                ),
                (
                    "lower_is_better",
                    models.BooleanField(default=False, verbose_name="a lower value is better"),
                ),
                ("due_month", models.DateField(blank=True, null=True, verbose_name="due month")),
                ("measure", models.TextField(blank=True, verbose_name="measures")),
                (
                    "person_in_charge",
                    models.CharField(blank=True, max_length=80, verbose_name="person in charge"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="reforms.planversion",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="reforms.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "commitment",
                "verbose_name_plural": "commitments",
                "ordering": ("task__number",),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "task"), name="commitment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_name", models.SlugField(max_length=40)),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="requested")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "decision_note",
                    models.TextField(blank=True, max_length=2000, verbose_name="remark of CAST"),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reforms.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception to a check",
                "verbose_name_plural": "exceptions to checks",
                "ordering": ("-requested_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("requested", "approved"))),
                        fields=("society", "task", "check_name"),
                        name="check_exception_one_open",
                        violation_error_message="An exception to this check is open already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="task",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="reforms.taskgroup",
                verbose_name="group",
            ),
        ),
        migrations.CreateModel(
            name="Workplan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="year")),
                (
                    "document_number",
                    models.CharField(blank=True, max_length=60, verbose_name="document number"),
                ),
                ("title_zh", models.CharField(max_length=120, verbose_name="Chinese title")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English title"),
                ),
                ("issuer_zh", models.CharField(max_length=120, verbose_name="issued by (Chinese)")),
                (
                    "issuer_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="issued by (English)"
                    ),
                ),
                (
                    "source_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="source (Chinese)"),
                ),
                (
                    "source_en",
                    models.CharField(blank=True, max_length=300, verbose_name="source (English)"),
                ),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("plan_due_on", models.DateField(verbose_name="reform plans due on")),
                ("first_month", models.DateField(verbose_name="first month")),
                ("last_month", models.DateField(verbose_name="last month")),
                (
                    "report_due_day",
                    models.PositiveSmallIntegerField(
                        help_text="Day of the following month, until 23:59:59 in Beijing.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="monthly reports due on day",
                    ),
                ),
                (
                    "annual_report_due_on",
                    models.DateField(blank=True, null=True, verbose_name="annual reports due on"),
                ),
                (
                    "annual_seal_is_required",
                    models.BooleanField(
                        default=False,
                        help_text="Without it an annual report cannot be accepted. Set by CAST.",
                        verbose_name="annual reports need the scan of their sealed cover sheet",
                    ),
                ),
                (
                    "optional_minimum",
                    models.PositiveSmallIntegerField(
                        verbose_name="optional tasks to choose, at least"
                    ),
                ),
                (
                    "behind_margin",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="behind when more points below expected than",
                    ),
                ),
                (
                    "ahead_margin",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="ahead when more points above expected than",
                    ),
                ),
                (
                    "stalled_months",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(2)],
                        verbose_name="stalled when unchanged for months",
                    ),
                ),
                (
                    "due_soon_days",
                    models.PositiveSmallIntegerField(
                        verbose_name="due soon when days left are at most"
                    ),
                ),
                (
                    "return_days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days to send a returned report again",
                    ),
                ),
                (
                    "slip_rules",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="What slips are issued for, from which numbers on, and in how many days.",
                        verbose_name="rules of supervision slips",
                    ),
                ),
                (
                    "reminder_days",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Days before and after a deadline, and months before a term ends, to remind on.",
                        verbose_name="reminders",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "more_time",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        editable=False,
                        help_text="Extended days by month and the society's id, as the extensions say.",
                    ),
                ),
            ],
            options={
                "verbose_name": "workplan",
                "verbose_name_plural": "workplans",
                "ordering": ("-year",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_month__gte", models.F("first_month"))),
                        name="workplan_month_order",
                        violation_error_message="The last month must not lie before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("plan_due_on__gte", models.F("issued_on"))),
                        name="workplan_plan_due_after_issue",
                        violation_error_message="Plans cannot be due before the workplan is issued.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="taskgroup",
            name="workplan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="groups",
                to="reforms.workplan",
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="workplan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tasks",
                to="reforms.workplan",
            ),
        ),
        migrations.AddField(
            model_name="supervisionslip",
            name="workplan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="slips",
                to="reforms.workplan",
            ),
        ),
        migrations.CreateModel(
            name="SealReminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("remind_on", models.DateField(verbose_name="remind me on")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reforms.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "reminder to seal",
                "verbose_name_plural": "reminders to seal",
                "ordering": ("month", "remind_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workplan", "month", "person"), name="seal_reminder_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="reformplan",
            name="workplan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="plans",
                to="reforms.workplan",
            ),
        ),
        migrations.AddField(
            model_name="monthlyreport",
            name="workplan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="reforms.workplan",
            ),
        ),
        migrations.AddField(
            model_name="monthlyissue",
            name="workplan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="issues",
                to="reforms.workplan",
            ),
        ),
        migrations.CreateModel(
            name="MonthDeadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="month_deadlines",
                        to="reforms.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline of a month",
                "verbose_name_plural": "deadlines of months",
                "ordering": ("month",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workplan", "month"),
                        name="month_deadline_once",
                        violation_error_message="This month has a deadline of its own already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineExtension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("reason", models.TextField(max_length=1000, verbose_name="reason")),
                ("granted_at", models.DateTimeField(verbose_name="extended")),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="ended early on"),
                ),
                (
                    "end_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="reason for the end"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadline_extensions",
                        to="societies.society",
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="reforms.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "extension of a deadline",
                "verbose_name_plural": "extensions of deadlines",
                "ordering": ("month", "society__code", "granted_at"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("society", "workplan", "month"),
                        name="deadline_extension_one_open",
                        violation_error_message="The society has more time for this month already.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="taskgroup",
            constraint=models.UniqueConstraint(
                fields=("workplan", "kind"),
                name="task_group_kind_once",
                violation_error_message="The workplan has this group already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                fields=("workplan", "number"),
                name="task_number_once",
                violation_error_message="The workplan has a task with this number.",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gt", 0)),
                name="task_weight_positive",
                violation_error_message="A weight must be greater than 0.",
            ),
        ),
        migrations.AddIndex(
            model_name="supervisionslip",
            index=models.Index(fields=["state", "answer_due_on"], name="slip_waiting"),
        ),
        migrations.AddConstraint(
            model_name="supervisionslip",
            constraint=models.UniqueConstraint(fields=("year", "number"), name="slip_number_once"),
        ),
        migrations.AddConstraint(
            model_name="supervisionslip",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["issued", "acknowledged", "returned", "answered"])
                ),
                fields=("society", "workplan", "rule", "case"),
                name="slip_one_open",
                violation_error_message="A slip for this is open already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisionslip",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_due_on__gte", models.F("issued_on"))),
                name="slip_answer_after_issue",
                violation_error_message="An answer cannot be due before the slip is issued.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reformplan",
            constraint=models.UniqueConstraint(
                fields=("society", "workplan"),
                name="reform_plan_once",
                violation_error_message="The society has a plan for this workplan.",
            ),
        ),
        migrations.AddIndex(
            model_name="monthlyreport",
            index=models.Index(fields=["workplan", "month", "state"], name="report_queue"),
        ),
        migrations.AddConstraint(
            model_name="monthlyreport",
            constraint=models.UniqueConstraint(
                fields=("society", "workplan", "month"),
                name="monthly_report_once",
                violation_error_message="The society has a report for this month.",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyissue",
            constraint=models.UniqueConstraint(
                fields=("workplan", "month"), name="monthly_issue_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyissue",
            constraint=models.UniqueConstraint(
                fields=("workplan", "number"), name="monthly_issue_number"
            ),
        ),
    ]
