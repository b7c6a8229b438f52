import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import societies.models.activities
import societies.models.notice
import societies.models.record
import societies.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("subsociety", "branch society"),
                            ("professional", "professional committee"),
                            ("working", "working committee"),
                            ("fund", "special fund committee"),
                            ("representative", "representative office"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "parent",
                    models.CharField(
                        blank=True,
                        help_text="Empty for the society itself. A branch may not stand under a branch.",
                        max_length=160,
                        verbose_name="stands under",
                    ),
                ),
                ("set_up_on", models.DateField(blank=True, null=True, verbose_name="set up on")),
                (
                    "decided_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("congress", "congress"),
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("president", "president's meeting"),
                            ("secretary_general", "secretary-general's meeting"),
                            ("supervisory", "board of supervisors"),
                            ("party", "Party body"),
                        ],
                        max_length=20,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "decision_on",
                    models.DateField(blank=True, null=True, verbose_name="decision of"),
                ),
                (
                    "person_in_charge",
                    models.CharField(blank=True, max_length=80, verbose_name="person in charge"),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="Empty for mainland China.",
                        max_length=60,
                        verbose_name="country or region",
                    ),
                ),
                (
                    "has_own_charter",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="has a charter of its own"
                    ),
                ),
                (
                    "is_legal_person",
                    models.BooleanField(blank=True, null=True, verbose_name="is a legal person"),
                ),
                (
                    "last_activity_on",
                    models.DateField(blank=True, null=True, verbose_name="last activity on"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
            ],
            options={
                "verbose_name": "branch",
                "verbose_name_plural": "branches",
                "ordering": ("society__code", "name"),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(max_length=20000, verbose_name="text")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("all", "all societies"),
                            ("disciplines", "societies of some disciplines"),
                            ("societies", "chosen societies"),
                            ("overdue", "societies whose report of the open month is overdue"),
                        ],
                        default="all",
                        max_length=12,
                        verbose_name="for",
                    ),
                ),
                (
                    "disciplines",
                    models.JSONField(blank=True, default=list, verbose_name="disciplines"),
                ),
                ("to_editors", models.BooleanField(default=True, verbose_name="to editors")),
                ("to_approvers", models.BooleanField(default=True, verbose_name="to approvers")),
                (
                    "confirm_by",
                    models.DateField(
                        blank=True,
                        help_text="Without a day nobody has to confirm anything.",
                        null=True,
                        verbose_name="to be confirmed by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("sent", "sent"), ("withdrawn", "withdrawn")],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="written")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="withdrawn"),
                ),
                (
                    "withdrawal_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="reason of the withdrawal"
                    ),
                ),
                (
                    "reminded_on",
                    models.DateField(blank=True, null=True, verbose_name="last reminded on"),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
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
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="withdrawn by",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice from CAST",
                "verbose_name_plural": "notices from CAST",
                "ordering": ("-sent_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Society",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=8,
                        unique=True,
                        validators=[societies.validators.validate_society_code],
                        verbose_name="code",
                    ),
                ),
                (
                    "name_zh",
                    models.CharField(max_length=120, unique=True, verbose_name="Chinese name"),
                ),
                (
                    "name_en",
                    models.CharField(blank=True, max_length=200, verbose_name="English name"),
                ),
                (
                    "name_pinyin",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Syllables apart; written with the Chinese name.",
                        max_length=500,
                        verbose_name="name in pinyin",
                    ),
                ),
                (
                    "discipline",
                    models.CharField(
                        choices=[
                            ("science", "Science"),
                            ("engineering", "Engineering"),
                            ("agriculture", "Agriculture"),
                            ("medicine", "Medicine"),
                            ("interdisciplinary", "Interdisciplinary"),
                        ],
                        db_index=True,
                        max_length=20,
                        verbose_name="discipline group",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="takes part")),
                (
                    "credit_code",
                    models.CharField(
                        blank=True,
                        max_length=18,
                        validators=[societies.validators.validate_credit_code],
                        verbose_name="unified social credit code",
                    ),
                ),
                (
                    "supporting_unit",
                    models.CharField(blank=True, max_length=160, verbose_name="supporting unit"),
                ),
                ("founded_on", models.DateField(blank=True, null=True, verbose_name="founded on")),
                (
                    "president",
                    models.CharField(blank=True, max_length=80, verbose_name="president"),
                ),
                (
                    "secretary_general",
                    models.CharField(blank=True, max_length=80, verbose_name="secretary-general"),
                ),
                (
                    "term_starts_on",
                    models.DateField(blank=True, null=True, verbose_name="term begins on"),
                ),
                (
                    "term_ends_on",
                    models.DateField(blank=True, null=True, verbose_name="term ends on"),
                ),
                (
                    "council_seats",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="council seats"
                    ),
                ),
                (
                    "standing_seats",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="standing council seats"
                    ),
                ),
                (
                    "supervisor_seats",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="supervisors' seats"
                    ),
                ),
                ("website", models.URLField(blank=True, verbose_name="website")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=40, verbose_name="office telephone"),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="office e-mail"),
                ),
                (
                    "member_prefix",
                    models.CharField(
                        blank=True,
                        help_text="What every member's registration number of this society begins with.",
                        max_length=12,
                        verbose_name="prefix of registration numbers",
                    ),
                ),
                (
                    "member_pattern",
                    models.CharField(
                        blank=True,
                        help_text="What follows the prefix: # is a digit, @ a capital letter; such as #######@.",
                        max_length=20,
                        verbose_name="pattern of registration numbers",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "society",
                "verbose_name_plural": "societies",
                "ordering": ("code",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term_ends_on__isnull", True),
                            ("term_starts_on__isnull", True),
                            ("term_ends_on__gt", models.F("term_starts_on")),
                            _connector="OR",
                        ),
                        name="society_term_order",
                        violation_error_message="The term must end after it begins.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("credit_code", ""), _negated=True),
                        fields=("credit_code",),
                        name="society_credit_code_unique",
                        violation_error_message="Another society has this credit code.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("member_prefix", ""), _negated=True),
                        fields=("member_prefix",),
                        name="society_member_prefix_unique",
                        violation_error_message="Another society has this prefix.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="register")),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("content", models.BinaryField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "being checked"),
                            ("checked", "checked"),
                            ("applying", "being applied"),
                            ("applied", "applied"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("plan", models.BinaryField(default=bytes)),
                ("created", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("is_other", models.BooleanField(default=False)),
                ("uploaded_at", models.DateTimeField(db_index=True, verbose_name="uploaded")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.job",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "uploaded register",
                "verbose_name_plural": "uploaded registers",
                "ordering": ("-uploaded_at",),
            },
        ),
        migrations.CreateModel(
            name="NoticeRecipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="confirmed"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="societies.notice",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "society of a notice",
                "verbose_name_plural": "societies of notices",
                "ordering": ("society__code",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "society"), name="notice_recipient_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="chosen",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="societies.society", verbose_name="societies"
            ),
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("congress", "congress"),
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("president", "president's meeting"),
                            ("secretary_general", "secretary-general's meeting"),
                            ("supervisory", "board of supervisors"),
                            ("party", "Party body"),
                        ],
                        max_length=20,
                        verbose_name="level",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="place")),
                ("has_notice", models.BooleanField(blank=True, null=True, verbose_name="notice")),
                (
                    "has_attendance",
                    models.BooleanField(blank=True, null=True, verbose_name="attendance list"),
                ),
                ("has_record", models.BooleanField(blank=True, null=True, verbose_name="record")),
                ("has_minutes", models.BooleanField(blank=True, null=True, verbose_name="minutes")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=societies.models.record.record_path,
                        verbose_name="minutes as file",
                    ),
                ),
                (
                    "file_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="file name"
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "meeting",
                "verbose_name_plural": "meetings",
                "ordering": ("society__code", "-held_on", "level"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "level", "held_on"),
                        name="meeting_once",
                        violation_error_message="The society has a meeting of this level on this day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Election",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "term",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="term",
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("supervisory", "board of supervisors"),
                        ],
                        max_length=12,
                        verbose_name="body",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("president", "president"),
                            ("past_president", "past president"),
                            ("president_elect", "president-elect"),
                            ("vice_president", "vice-president"),
                            ("secretary_general", "secretary-general"),
                            ("chief_supervisor", "chief supervisor"),
                            ("member", "member"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "elected_by",
                    models.CharField(
                        choices=[
                            ("congress", "congress"),
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("president", "president's meeting"),
                            ("secretary_general", "secretary-general's meeting"),
                            ("supervisory", "board of supervisors"),
                            ("party", "Party body"),
                        ],
                        max_length=20,
                        verbose_name="elected by",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="seats to fill",
                    ),
                ),
                (
                    "voters_due",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="voters in all"
                    ),
                ),
                (
                    "voters_present",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="voters present"
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "election",
                "verbose_name_plural": "elections",
                "ordering": ("society__code", "-held_on", "body", "role"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "term", "body", "role", "held_on"),
                        name="election_once",
                        violation_error_message="This election is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "term",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="term",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("elected", "elected by members"),
                            ("recommended", "recommended by a unit"),
                            ("ex_officio", "by office"),
                        ],
                        max_length=16,
                        verbose_name="how chosen",
                    ),
                ),
                (
                    "constituency",
                    models.CharField(blank=True, max_length=160, verbose_name="chosen by"),
                ),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegate",
                "verbose_name_plural": "delegates",
                "ordering": ("society__code", "-term", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "term", "name", "constituency"),
                        name="delegate_once",
                        violation_error_message="This delegate is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "term",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="term",
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="begins on")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "congress_on",
                    models.DateField(blank=True, null=True, verbose_name="congress on"),
                ),
                (
                    "previous_council_size",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="seats of the previous council"
                    ),
                ),
                (
                    "council_quorum",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1/2", "more than one half"),
                            ("2/3", "two thirds"),
                            ("3/4", "three quarters"),
                        ],
                        help_text="As in the charter; empty: two thirds, as in the model charter.",
                        max_length=4,
                        verbose_name="quorum of the council",
                    ),
                ),
                (
                    "council_majority",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1/2", "more than one half"),
                            ("2/3", "two thirds"),
                            ("3/4", "three quarters"),
                        ],
                        help_text="As in the charter; empty: two thirds, as in the model charter.",
                        max_length=4,
                        verbose_name="majority of those present",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "council term",
                "verbose_name_plural": "council terms",
                "ordering": ("society__code", "-term"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "term"),
                        name="council_term_once",
                        violation_error_message="The society has this term already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="council_term_order",
                        violation_error_message="The term must end after it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Congress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "term",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="term"),
                ),
                (
                    "delegates_due",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="delegates in all"
                    ),
                ),
                (
                    "delegates_present",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="delegates present"
                    ),
                ),
                (
                    "plan_filed_on",
                    models.DateField(blank=True, null=True, verbose_name="plan filed with CAST on"),
                ),
                (
                    "requested_on",
                    models.DateField(blank=True, null=True, verbose_name="congress requested on"),
                ),
                (
                    "result_filed_on",
                    models.DateField(blank=True, null=True, verbose_name="result filed on"),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "congress",
                "verbose_name_plural": "congresses",
                "ordering": ("society__code", "-held_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "held_on"),
                        name="congress_once",
                        violation_error_message="The society has a congress on this day.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "votes_for",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="votes for"),
                ),
                ("is_elected", models.BooleanField(blank=True, null=True, verbose_name="elected")),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="candidates",
                        to="societies.election",
                        verbose_name="election",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate",
                "verbose_name_plural": "candidates",
                "ordering": ("election", "-votes_for", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("election", "name"),
                        name="candidate_once",
                        violation_error_message="This candidate is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("renamed", "renamed"),
                            ("person", "new person in charge"),
                            ("adjusted", "business adjusted"),
                            ("rectify", "told to put things right"),
                            ("merged", "merged"),
                            ("closed", "closed"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(
                        choices=[
                            ("congress", "congress"),
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("president", "president's meeting"),
                            ("secretary_general", "secretary-general's meeting"),
                            ("supervisory", "board of supervisors"),
                            ("party", "Party body"),
                        ],
                        max_length=20,
                        verbose_name="decided by",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="detail")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="societies.branch",
                        verbose_name="branch",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a branch",
                "verbose_name_plural": "changes of branches",
                "ordering": ("-decided_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "kind", "decided_on"),
                        name="branch_change_once",
                        violation_error_message="This decision is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchAssessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1949),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("excellent", "excellent"),
                            ("passed", "passed"),
                            ("barely", "barely passed"),
                            ("failed", "failed"),
                        ],
                        max_length=12,
                        verbose_name="grade",
                    ),
                ),
                (
                    "assessed_on",
                    models.DateField(blank=True, null=True, verbose_name="assessed on"),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="societies.branch",
                        verbose_name="branch",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment of a branch",
                "verbose_name_plural": "assessments of branches",
                "ordering": ("-year", "branch__name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "year"),
                        name="branch_assessed_once_a_year",
                        violation_error_message="The branch is assessed for this year already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BranchActivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "participants",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="participants"),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="societies.branch",
                        verbose_name="branch",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity of a branch",
                "verbose_name_plural": "activities of branches",
                "ordering": ("-held_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "held_on", "title"),
                        name="branch_activity_once",
                        violation_error_message="This activity is recorded already.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="branch",
            name="society",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="societies.society",
                verbose_name="society",
            ),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("present", "present"),
                            ("excused", "excused"),
                            ("unexcused", "absent without excuse"),
                        ],
                        max_length=10,
                        verbose_name="attendance",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendance",
                        to="societies.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendance",
                "ordering": ("-meeting__held_on", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "name"),
                        name="attendance_once",
                        violation_error_message="The person's attendance is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "term",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="term",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "nominated_by",
                    models.CharField(blank=True, max_length=80, verbose_name="nominated by"),
                ),
                (
                    "nominated_on",
                    models.DateField(blank=True, null=True, verbose_name="nominated on"),
                ),
                ("voted_on", models.DateField(blank=True, null=True, verbose_name="voted on")),
                (
                    "votes_for",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="votes for"),
                ),
                (
                    "votes_against",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="votes against"
                    ),
                ),
                (
                    "votes_abstain",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="abstentions"),
                ),
                (
                    "voters_present",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="voters present"
                    ),
                ),
                (
                    "appointed_on",
                    models.DateField(blank=True, null=True, verbose_name="appointed on"),
                ),
                (
                    "is_full_time",
                    models.BooleanField(blank=True, null=True, verbose_name="full-time"),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "appointment of a secretary-general",
                "verbose_name_plural": "appointments of secretaries-general",
                "ordering": ("society__code", "-term", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "term", "name"),
                        name="appointment_once",
                        violation_error_message="This appointment is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=societies.models.activities.kind_choices,
                        max_length=40,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("started_on", models.DateField(verbose_name="began on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="place")),
                (
                    "partner",
                    models.CharField(blank=True, max_length=200, verbose_name="partner or client"),
                ),
                (
                    "approval",
                    models.CharField(
                        blank=True,
                        help_text="Awards need an approval; a community needs a binding contract.",
                        max_length=120,
                        verbose_name="number of approval or contract",
                    ),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="address on the web"),
                ),
                (
                    "measures",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="measures",
                    ),
                ),
                (
                    "co_hosts",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="societies.society",
                        verbose_name="held together with",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "activity",
                "verbose_name_plural": "activities",
                "ordering": ("society__code", "-started_on", "pk"),
                "indexes": [models.Index(fields=["kind", "started_on"], name="activity_kind")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "kind", "title", "started_on"),
                        name="activity_once",
                        violation_error_message="This activity is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True),
                            ("ended_on__gte", models.F("started_on")),
                            _connector="OR",
                        ),
                        name="activity_dates",
                        violation_error_message="An activity cannot end before it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "employment",
                    models.CharField(
                        choices=[("full_time", "full-time"), ("part_time", "part-time")],
                        max_length=10,
                        verbose_name="employment",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("secretary_general", "secretary-general"),
                            ("deputy_secretary_general", "deputy secretary-general"),
                            ("director", "head of department"),
                            ("senior", "senior staff"),
                            ("staff", "staff"),
                        ],
                        max_length=24,
                        verbose_name="grade",
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("branches", "management of branches"),
                            ("members", "service to members"),
                            ("finance", "finance"),
                            ("party", "Party affairs"),
                            ("other", "other"),
                        ],
                        max_length=10,
                        verbose_name="duty",
                    ),
                ),
                (
                    "education",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("doctor", "doctor"),
                            ("master", "master"),
                            ("bachelor", "bachelor"),
                            ("college", "college"),
                            ("other", "other"),
                        ],
                        max_length=10,
                        verbose_name="education",
                    ),
                ),
                (
                    "has_contract",
                    models.BooleanField(blank=True, null=True, verbose_name="employment contract"),
                ),
                (
                    "has_insurance",
                    models.BooleanField(blank=True, null=True, verbose_name="social insurance"),
                ),
                (
                    "is_openly_recruited",
                    models.BooleanField(blank=True, null=True, verbose_name="recruited openly"),
                ),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of staff",
                "verbose_name_plural": "staff",
                "ordering": ("society__code", "name", "from_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="staff_dates",
                        violation_error_message="Employment cannot end before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("held_on", models.DateField(verbose_name="held on")),
                (
                    "hours",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="hours"),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "training",
                "verbose_name_plural": "trainings",
                "ordering": ("society__code", "-held_on", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "name", "title", "held_on"),
                        name="training_once",
                        violation_error_message="This training is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeFile",
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
                        upload_to=societies.models.notice.notice_path,
                        verbose_name="file",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("content_type", models.CharField(max_length=100, verbose_name="kind of file")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="uploaded")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="societies.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ("notice", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "name"),
                        name="notice_file_once",
                        violation_error_message="A file of this name is attached already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField(verbose_name="read")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="societies.noticerecipient",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt of a notice",
                "verbose_name_plural": "receipts of notices",
                "ordering": ("read_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "person"), name="notice_receipt_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "term",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="term",
                    ),
                ),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("supervisory", "board of supervisors"),
                        ],
                        max_length=12,
                        verbose_name="body",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("president", "president"),
                            ("past_president", "past president"),
                            ("president_elect", "president-elect"),
                            ("vice_president", "vice-president"),
                            ("secretary_general", "secretary-general"),
                            ("chief_supervisor", "chief supervisor"),
                            ("member", "member"),
                        ],
                        default="member",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "is_grassroots",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="works at the grass roots"
                    ),
                ),
                (
                    "grassroots_basis",
                    models.CharField(
                        blank=True,
                        help_text="Post and unit on which the statement rests; the text defines no basis.",
                        max_length=160,
                        verbose_name="basis of “grass roots”",
                    ),
                ),
                (
                    "is_party_member",
                    models.BooleanField(blank=True, null=True, verbose_name="Party member"),
                ),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1900),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year of birth",
                    ),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("male", "male"), ("female", "female")],
                        max_length=8,
                        verbose_name="sex",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("university", "university"),
                            ("institute", "research institute"),
                            ("enterprise", "enterprise"),
                            ("non_public", "non-public sector"),
                            ("hospital", "hospital"),
                            ("government", "government"),
                            ("student", "student"),
                            ("retired", "retired"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="sector",
                    ),
                ),
                (
                    "nationality",
                    models.CharField(
                        blank=True,
                        help_text="Empty for Chinese.",
                        max_length=60,
                        verbose_name="nationality",
                    ),
                ),
                ("employer", models.CharField(blank=True, max_length=160, verbose_name="employer")),
                (
                    "elected_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("congress", "congress"),
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("president", "president's meeting"),
                            ("secretary_general", "secretary-general's meeting"),
                            ("supervisory", "board of supervisors"),
                            ("party", "Party body"),
                        ],
                        max_length=20,
                        verbose_name="elected by",
                    ),
                ),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "ordering": ("society__code", "-term", "body", "pk"),
                "indexes": [models.Index(fields=["society", "body", "from_on"], name="seat_body")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "term", "body", "name"),
                        name="seat_once",
                        violation_error_message="The person has a seat in this body and term already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="seat_dates",
                        violation_error_message="A seat cannot end before it begins.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charter", "charter"),
                            ("procedure_congress", "procedure of the congress"),
                            ("procedure_council", "procedure of the council"),
                            ("procedure_standing", "procedure of the standing council"),
                            ("procedure_president", "procedure of the president's meeting"),
                            (
                                "procedure_secretary_general",
                                "procedure of the secretary-general's meeting",
                            ),
                            ("procedure_supervisory", "procedure of the board of supervisors"),
                            ("procedure_party", "procedure of the Party body"),
                            ("branches", "management of branches"),
                            ("part_time_conduct", "conduct of part-time office-holders"),
                            ("membership", "membership"),
                            ("membership_plan", "plan for membership"),
                            ("dues", "membership dues"),
                            ("recruitment", "recruitment of staff"),
                            ("personnel", "personnel"),
                            ("performance", "performance and pay"),
                            ("finance", "finance"),
                            ("election", "elections"),
                            ("other", "other"),
                        ],
                        max_length=28,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("edition", models.CharField(blank=True, max_length=40, verbose_name="version")),
                (
                    "adopted_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("congress", "congress"),
                            ("council", "council"),
                            ("standing", "standing council"),
                            ("president", "president's meeting"),
                            ("secretary_general", "secretary-general's meeting"),
                            ("supervisory", "board of supervisors"),
                            ("party", "Party body"),
                        ],
                        max_length=20,
                        verbose_name="adopted by",
                    ),
                ),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="adopted on")),
                (
                    "repealed_on",
                    models.DateField(blank=True, null=True, verbose_name="repealed on"),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=societies.models.record.record_path,
                        verbose_name="file",
                    ),
                ),
                (
                    "file_name",
                    models.CharField(
                        blank=True, editable=False, max_length=200, verbose_name="file name"
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule",
                "verbose_name_plural": "rules library",
                "ordering": ("society__code", "kind", "-adopted_on", "title"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("repealed_on__isnull", True),
                            ("adopted_on__isnull", True),
                            ("repealed_on__gte", models.F("adopted_on")),
                            _connector="OR",
                        ),
                        name="rule_dates",
                        violation_error_message="A rule cannot be repealed before it was adopted.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoleAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("society_editor", "society editor"),
                            ("society_approver", "society approver"),
                            ("cast_reviewer", "CAST reviewer"),
                            ("cast_manager", "CAST manager"),
                            ("auditor", "auditor"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("started_on", models.DateField(verbose_name="since")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="role_assignments",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "role",
                "verbose_name_plural": "roles",
                "ordering": ("society__code", "role", "person__username"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("role__in", ("society_editor", "society_approver")),
                                ("society__isnull", False),
                            ),
                            models.Q(
                                ("role__in", ("cast_reviewer", "cast_manager", "auditor")),
                                ("society__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="role_society_fits",
                        violation_error_message="A society role needs a society; a CAST role must not name one.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("person", "role", "society"),
                        name="role_once_per_society",
                        violation_error_message="The person holds this role already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("society__isnull", True)),
                        fields=("person", "role"),
                        name="role_once_at_cast",
                        violation_error_message="The person holds this role already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("owner", models.CharField(blank=True, max_length=80, verbose_name="owner")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="carried out on")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="outcome")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="societies.meeting",
                        verbose_name="meeting",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "resolution",
                "verbose_name_plural": "resolutions",
                "ordering": ("-meeting__held_on", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "title"),
                        name="resolution_once",
                        violation_error_message="This resolution is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPublication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1949),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "published_on",
                    models.DateField(blank=True, null=True, verbose_name="published on"),
                ),
                (
                    "channel",
                    models.CharField(blank=True, max_length=160, verbose_name="published in"),
                ),
                (
                    "url",
                    models.URLField(blank=True, max_length=300, verbose_name="address on the web"),
                ),
                (
                    "has_development",
                    models.BooleanField(blank=True, null=True, verbose_name="state of development"),
                ),
                (
                    "has_internal",
                    models.BooleanField(blank=True, null=True, verbose_name="internal building"),
                ),
                (
                    "has_activities",
                    models.BooleanField(blank=True, null=True, verbose_name="main activities"),
                ),
                (
                    "has_members",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="growth of and service to members"
                    ),
                ),
                (
                    "has_finance",
                    models.BooleanField(blank=True, null=True, verbose_name="finances"),
                ),
                (
                    "is_from_portal",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="kept by the portal"
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of an annual report",
                "verbose_name_plural": "publications of annual reports",
                "ordering": ("society__code", "-year"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "year", "title"),
                        name="report_publication_once",
                        violation_error_message="This publication is recorded already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Premises",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("address", models.CharField(max_length=200, verbose_name="address")),
                (
                    "tenure",
                    models.CharField(
                        choices=[
                            ("owned", "owned"),
                            ("rented", "rented"),
                            ("lent", "lent by the supporting unit"),
                        ],
                        max_length=8,
                        verbose_name="used as",
                    ),
                ),
                (
                    "area",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="area (m²)"),
                ),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("to_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "premises",
                "verbose_name_plural": "premises",
                "ordering": ("society__code", "-from_on", "address"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on__isnull", True),
                            ("from_on__isnull", True),
                            ("to_on__gte", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="premises_dates",
                        violation_error_message="The use cannot end before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PortfolioItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "discipline",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("science", "Science"),
                            ("engineering", "Engineering"),
                            ("agriculture", "Agriculture"),
                            ("medicine", "Medicine"),
                            ("interdisciplinary", "Interdisciplinary"),
                        ],
                        max_length=20,
                        verbose_name="discipline group",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="portfolio",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="CAST reviewer",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "portfolio item",
                "verbose_name_plural": "portfolio items",
                "ordering": ("discipline", "society__code"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("discipline", ""), ("society__isnull", False)),
                            models.Q(
                                ("society__isnull", True),
                                models.Q(("discipline", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="portfolio_society_or_discipline",
                        violation_error_message="Choose a society or a discipline group, not both.",
                    ),
                    models.UniqueConstraint(
                        fields=("reviewer", "society"),
                        name="portfolio_society_once",
                        violation_error_message="This is in the portfolio already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("discipline", ""), _negated=True),
                        fields=("reviewer", "discipline"),
                        name="portfolio_discipline_once",
                        violation_error_message="This is in the portfolio already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyBody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "layer",
                    models.CharField(
                        choices=[
                            ("council", "council"),
                            ("office", "office"),
                            ("branch", "branch"),
                        ],
                        max_length=8,
                        verbose_name="layer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("committee", "Party committee"),
                            ("general_branch", "general Party branch"),
                            ("branch", "Party branch"),
                            ("group", "Party working group"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="name")),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="approved on"),
                ),
                (
                    "dissolved_on",
                    models.DateField(blank=True, null=True, verbose_name="dissolved on"),
                ),
                (
                    "members",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="members"),
                ),
                (
                    "members_with_duty",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="members with a stated duty"
                    ),
                ),
                (
                    "has_procedure",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="has rules of procedure"
                    ),
                ),
                ("duties", models.TextField(blank=True, max_length=4000, verbose_name="duties")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "Party body",
                "verbose_name_plural": "Party bodies",
                "ordering": ("society__code", "layer", "approved_on"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("members_with_duty__isnull", True),
                            ("members__isnull", True),
                            ("members_with_duty__lte", models.F("members")),
                            _connector="OR",
                        ),
                        name="party_body_duties",
                        violation_error_message="More members have a duty than there are members.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_editors", True), ("to_approvers", True), _connector="OR"),
                name="notice_to_somebody",
                violation_error_message="Say whom in the society the notice is for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("state", "draft")),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="notice_sent_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.UniqueConstraint(
                fields=("society", "name"),
                name="branch_name_once",
                violation_error_message="The society has a branch of this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True),
                    ("set_up_on__isnull", True),
                    ("closed_on__gte", models.F("set_up_on")),
                    _connector="OR",
                ),
                name="branch_closed_after_set_up",
                violation_error_message="A branch cannot be closed before it was set up.",
            ),
        ),
    ]
