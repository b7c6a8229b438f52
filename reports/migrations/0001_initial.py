import django.db.models.deletion
import reports.models.annual_seal
import reports.models.annual_text
import reports.models.annual_version
import reports.models.bulletin
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("reforms", "0001_initial"),
        ("societies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
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
                    "return_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="reason for the return"
                    ),
                ),
                (
                    "publish_on",
                    models.DateField(blank=True, null=True, verbose_name="day of publication"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
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
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annual_reports",
                        to="societies.society",
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
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="annual_reports",
                        to="reforms.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "annual report",
                "verbose_name_plural": "annual reports",
                "ordering": ("-workplan__year", "society__code"),
            },
        ),
        migrations.CreateModel(
            name="AnnualComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chapter", models.CharField(max_length=20, verbose_name="chapter")),
                ("quote", models.CharField(blank=True, max_length=500, verbose_name="passage")),
                ("before", models.CharField(blank=True, max_length=60)),
                ("after", models.CharField(blank=True, max_length=60)),
                ("text", models.TextField(max_length=2000, verbose_name="comment")),
                ("from_cast", models.BooleanField(default=True, verbose_name="said by CAST")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                (
                    "resolved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="settled"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="reports.annualcomment",
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="reports.annualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment on an annual report",
                "verbose_name_plural": "comments on annual reports",
                "ordering": ("report", "written_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="AnnualReportVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the content")),
                ("content", models.JSONField(verbose_name="content")),
                ("created_at", models.DateTimeField(verbose_name="made")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="reports.annualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of an annual report",
                "verbose_name_plural": "versions of annual reports",
                "ordering": ("report", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "number"), name="annual_version_number"
                    ),
                    models.UniqueConstraint(
                        fields=("report", "digest"), name="annual_version_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualReportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        choices=[("full", "full"), ("short", "short")],
                        max_length=10,
                        verbose_name="edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        upload_to=reports.models.annual_version.rendered_path,
                        verbose_name="file",
                    ),
                ),
                (
                    "file_sha256",
                    models.CharField(
                        db_index=True, max_length=64, verbose_name="digest of the file"
                    ),
                ),
                (
                    "unsigned_sha256",
                    models.CharField(max_length=64, verbose_name="digest before signing"),
                ),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "missing_characters",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="characters without a glyph"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="rendered")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reports.annualreportversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of an annual report",
                "verbose_name_plural": "files of annual reports",
                "ordering": ("version", "edition", "-language"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "edition", "language"), name="annual_file_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="annualreport",
            name="submitted_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.annualreportversion",
                verbose_name="version handed in",
            ),
        ),
        migrations.CreateModel(
            name="BulletinEdition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="edition")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "corrections",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="corrections it tells of"
                    ),
                ),
                (
                    "content_digest",
                    models.CharField(max_length=64, verbose_name="digest of the content"),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        upload_to=reports.models.bulletin.edition_path,
                        verbose_name="file",
                    ),
                ),
                ("file_sha256", models.CharField(db_index=True, max_length=64)),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("published_at", models.DateTimeField(verbose_name="published")),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="reforms.monthlyissue",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of a bulletin",
                "verbose_name_plural": "editions of bulletins",
                "ordering": ("issue", "language", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "language", "number"), name="bulletin_edition_number"
                    ),
                    models.UniqueConstraint(
                        fields=("issue", "language", "content_digest"), name="bulletin_edition_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="superseded"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                ),
                (
                    "withdrawal_note",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="note on the withdrawal"
                    ),
                ),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "digest",
                    models.CharField(
                        db_index=True, max_length=64, verbose_name="digest of the content"
                    ),
                ),
                ("content", models.JSONField(verbose_name="content")),
                ("created_at", models.DateTimeField(verbose_name="made")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="development_reports",
                        to="reforms.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "development report",
                "verbose_name_plural": "development reports",
                "ordering": ("-workplan__year", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workplan", "number"), name="development_report_number"
                    ),
                    models.UniqueConstraint(
                        fields=("workplan", "digest"), name="development_report_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("published_at__isnull", False), ("superseded_at", None)
                        ),
                        fields=("workplan",),
                        name="development_report_latest_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DevelopmentReportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        choices=[("full", "full"), ("short", "short")],
                        max_length=10,
                        verbose_name="edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        upload_to=reports.models.annual_version.rendered_path,
                        verbose_name="file",
                    ),
                ),
                (
                    "file_sha256",
                    models.CharField(
                        db_index=True, max_length=64, verbose_name="digest of the file"
                    ),
                ),
                (
                    "unsigned_sha256",
                    models.CharField(max_length=64, verbose_name="digest before signing"),
                ),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "missing_characters",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="characters without a glyph"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="rendered")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reports.developmentreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a development report",
                "verbose_name_plural": "files of development reports",
                "ordering": ("report", "edition", "-language"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "edition", "language"), name="development_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chapter", models.CharField(max_length=20, verbose_name="chapter")),
                ("version", models.PositiveIntegerField()),
                ("html", models.TextField(blank=True, verbose_name="text")),
                (
                    "summary",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="words in the short edition"
                    ),
                ),
                ("saved_at", models.DateTimeField(blank=True, null=True, verbose_name="saved")),
                ("replaced_at", models.DateTimeField(verbose_name="replaced")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("typed", "Written in the portal"),
                            ("word", "Taken from Word"),
                            ("restored", "An earlier text brought back"),
                        ],
                        max_length=10,
                        verbose_name="replaced by",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_texts",
                        to="reports.annualreport",
                    ),
                ),
                (
                    "saved_by",
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
                "verbose_name": "earlier text of a chapter",
                "verbose_name_plural": "earlier texts of chapters",
                "ordering": ("report", "chapter", "-version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "chapter", "version"), name="annual_earlier_text_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FinanceExplanation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("finding", models.CharField(max_length=80)),
                ("difference", models.CharField(max_length=40)),
                ("text", models.TextField(max_length=1000, verbose_name="explanation")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finance_explanations",
                        to="reports.annualreport",
                    ),
                ),
                (
                    "written_by",
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
                "verbose_name": "explanation of a finding in the finances",
                "verbose_name_plural": "explanations of findings in the finances",
                "ordering": ("report", "finding"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "finding"), name="finance_explanation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FinanceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("parent", models.CharField(blank=True, max_length=40)),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="this year",
                    ),
                ),
                (
                    "before",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="last year",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finance_lines",
                        to="reports.annualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a financial statement",
                "verbose_name_plural": "lines of financial statements",
                "ordering": ("report", "position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FinanceStatements",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "audit_firm",
                    models.CharField(blank=True, max_length=120, verbose_name="auditing firm"),
                ),
                (
                    "audit_opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unqualified", "unqualified opinion"),
                            ("emphasis", "unqualified opinion with an emphasis of matter"),
                            ("qualified", "qualified opinion"),
                            ("adverse", "adverse opinion"),
                            ("disclaimer", "disclaimer of opinion"),
                            ("none", "not audited"),
                        ],
                        max_length=12,
                        verbose_name="opinion of the audit",
                    ),
                ),
                (
                    "audit_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="number of the audit report"
                    ),
                ),
                (
                    "audited_on",
                    models.DateField(blank=True, null=True, verbose_name="day of the audit report"),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finance",
                        to="reports.annualreport",
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
            ],
            options={
                "verbose_name": "financial statements",
                "verbose_name_plural": "financial statements",
                "ordering": ("report",),
            },
        ),
        migrations.CreateModel(
            name="PublishedAnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "superseded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="superseded"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                ),
                (
                    "withdrawal_note",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="note on the withdrawal"
                    ),
                ),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                ("number", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("version_number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "digest",
                    models.CharField(
                        db_index=True, max_length=64, verbose_name="digest of the content"
                    ),
                ),
                ("content", models.JSONField(verbose_name="content")),
                ("search_text", models.TextField(blank=True, verbose_name="words to search")),
                ("heads", models.JSONField(default=list, verbose_name="heads that are written")),
                ("published_at", models.DateTimeField(verbose_name="published")),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="reports.annualreport",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="societies.society",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workplan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="reforms.workplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "published annual report",
                "verbose_name_plural": "published annual reports",
                "ordering": ("-workplan__year", "society__code", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "number"), name="published_annual_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("superseded_at", None)),
                        fields=("report",),
                        name="published_annual_latest_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        choices=[("full", "full"), ("short", "short")],
                        max_length=10,
                        verbose_name="edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                (
                    "file_sha256",
                    models.CharField(
                        db_index=True, max_length=64, verbose_name="digest of the file"
                    ),
                ),
                (
                    "unsigned_sha256",
                    models.CharField(max_length=64, verbose_name="digest before signing"),
                ),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reports.publishedannualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a published annual report",
                "verbose_name_plural": "files of published annual reports",
                "ordering": ("publication", "edition", "-language"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "edition", "language"), name="published_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("dashboard", "Overview"),
                            ("matrix", "Matrix"),
                            ("queue", "Monthly reviews"),
                            ("slips", "Supervision slips"),
                            ("societies", "Societies"),
                        ],
                        max_length=12,
                        verbose_name="page",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("query", models.TextField(blank=True, max_length=1000)),
                ("is_default", models.BooleanField(default=False, verbose_name="opens first")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "ordering": ("page", "name", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "page", "name"),
                        name="saved_view_name_once",
                        violation_error_message="You have a view of this name already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("person", "page"),
                        name="saved_view_one_default",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedScan",
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
                        upload_to=reports.models.annual_seal.scan_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("media_type", models.CharField(max_length=100, verbose_name="kind of file")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("code", models.CharField(max_length=64, verbose_name="code that was read")),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                ("is_current", models.BooleanField(default=True, verbose_name="counts")),
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="reports.annualreportversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a sealed cover sheet",
                "verbose_name_plural": "scans of sealed cover sheets",
                "ordering": ("version", "-uploaded_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("version",),
                        name="sealed_scan_current_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("url", models.CharField(max_length=500, verbose_name="address")),
                ("events", models.JSONField(default=list, verbose_name="is told")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("secret", models.BinaryField(help_text="Sealed; bound to `key`.")),
                ("is_active", models.BooleanField(default=True, verbose_name="switched on")),
                ("failing_since", models.DateTimeField(blank=True, null=True)),
                (
                    "disabled_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When the portal gave up; null if a person switched off.",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook",
                "verbose_name_plural": "webhooks",
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "event",
                    models.CharField(
                        choices=[
                            ("issue.published", "An issue is published"),
                            ("correction.published", "A correction is published"),
                            ("ping", "Trial message"),
                        ],
                        max_length=30,
                        verbose_name="event",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="What is told, once to each webhook.", max_length=60
                    ),
                ),
                ("body", models.TextField(help_text="Exactly what is sent and signed.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("delivered", "delivered"),
                            ("failed", "given up"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_attempt_at", models.DateTimeField(verbose_name="next attempt")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "status",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="answer"),
                ),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="error")),
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="reports.webhook",
                    ),
                ),
            ],
            options={
                "verbose_name": "message to a webhook",
                "verbose_name_plural": "messages to webhooks",
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["state", "next_attempt_at"], name="webhook_due")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("webhook", "subject"), name="webhook_delivery_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualPreview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        choices=[("full", "full"), ("short", "short")],
                        max_length=10,
                        verbose_name="edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the content")),
                ("token", models.CharField(max_length=32, unique=True)),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("chapters", models.JSONField(blank=True, default=dict)),
                ("missing_characters", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(verbose_name="rendered")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="previews",
                        to="reports.annualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "preview of an annual report",
                "verbose_name_plural": "previews of annual reports",
                "ordering": ("report", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "edition", "language"), name="annual_preview_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualImage",
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
                        upload_to=reports.models.annual_text.image_path,
                        verbose_name="file",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("media_type", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "alt",
                    models.CharField(
                        max_length=300, verbose_name="description for those who do not see it"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="images",
                        to="reports.annualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture of an annual report",
                "verbose_name_plural": "pictures of annual reports",
                "ordering": ("report", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("report", "sha256"), name="annual_image_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualDraftFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        choices=[("full", "full"), ("short", "short")],
                        max_length=10,
                        verbose_name="edition",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200,
                        upload_to=reports.models.annual_version.rendered_path,
                        verbose_name="file",
                    ),
                ),
                (
                    "file_sha256",
                    models.CharField(
                        db_index=True, max_length=64, verbose_name="digest of the file"
                    ),
                ),
                (
                    "unsigned_sha256",
                    models.CharField(max_length=64, verbose_name="digest before signing"),
                ),
                ("pages", models.PositiveSmallIntegerField(verbose_name="pages")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                (
                    "missing_characters",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="characters without a glyph"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="rendered")),
                ("digest", models.CharField(max_length=64, verbose_name="digest of the content")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to="reports.annualreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of an annual report as PDF",
                "verbose_name_plural": "drafts of annual reports as PDF",
                "ordering": ("report", "edition", "-language"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "edition", "language"), name="annual_draft_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnualReportSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chapter", models.CharField(max_length=20, verbose_name="chapter")),
                ("html", models.TextField(blank=True, verbose_name="text")),
                (
                    "summary",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="words in the short edition"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("updated_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="reports.annualreport",
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
            ],
            options={
                "verbose_name": "chapter of an annual report",
                "verbose_name_plural": "chapters of annual reports",
                "ordering": ("report", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "chapter"), name="annual_section_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="annualreport",
            index=models.Index(fields=["workplan", "state"], name="annual_report_queue"),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                fields=("society", "workplan"),
                name="annual_report_once",
                violation_error_message="The society has an annual report for this year.",
            ),
        ),
    ]
