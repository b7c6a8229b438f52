import django.core.validators
import django.db.models.deletion
import societies.models.record
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("societies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DuesCharge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("as_of", models.DateField(verbose_name="as of")),
                ("members", models.PositiveIntegerField(default=0, verbose_name="members")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=15, verbose_name="yuan together"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                (
                    "made_by",
                    models.ForeignKey(
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
                        verbose_name="society",
                    ),
                ),
            ],
            options={
                "verbose_name": "dues made at once",
                "verbose_name_plural": "dues made at once",
                "ordering": ("-made_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="MemberImport",
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
                            ("checking", "being checked"),
                            ("checked", "ready to apply"),
                            ("rejected", "to be corrected"),
                            ("applying", "being applied"),
                            ("applied", "applied"),
                            ("undone", "undone"),
                            ("discarded", "discarded"),
                            ("failed", "failed"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("file", models.CharField(blank=True, editable=False, max_length=120)),
                ("corrections", models.CharField(blank=True, editable=False, max_length=120)),
                ("file_name", models.CharField(max_length=120, verbose_name="file name")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=list)),
                ("created", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("unchanged", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                (
                    "rejected",
                    models.PositiveIntegerField(default=0, verbose_name="to be corrected"),
                ),
                (
                    "doubtful",
                    models.PositiveIntegerField(default=0, verbose_name="to be looked at"),
                ),
                ("problems", models.JSONField(default=list)),
                ("run", models.CharField(blank=True, editable=False, max_length=32)),
                ("requested_at", models.DateTimeField(verbose_name="uploaded")),
                ("checked_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True, verbose_name="kept until")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="applied")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.job",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import of members",
                "verbose_name_plural": "imports of members",
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "registration_no",
                    models.CharField(
                        max_length=40, unique=True, verbose_name="registration number"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("individual", "individual member"), ("unit", "unit member")],
                        default="individual",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ordinary", "ordinary member"),
                            ("senior", "senior member"),
                            ("fellow", "fellow"),
                            ("student", "student member"),
                            ("foreign", "foreign member"),
                            ("hk_macao_taiwan", "member from Hong Kong, Macao or Taiwan"),
                            ("honorary", "honorary member"),
                            ("unit", "ordinary unit"),
                            ("unit_council", "council unit"),
                            ("unit_standing", "standing council unit"),
                        ],
                        max_length=16,
                        verbose_name="grade",
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("male", "male"), ("female", "female")],
                        max_length=8,
                        verbose_name="sex",
                    ),
                ),
                ("birth_on", models.DateField(blank=True, null=True, verbose_name="born on")),
                ("id_number_cipher", models.BinaryField(null=True)),
                (
                    "id_number_key",
                    models.CharField(
                        blank=True, editable=False, max_length=32, verbose_name="identity number"
                    ),
                ),
                ("phone_cipher", models.BinaryField(null=True)),
                (
                    "phone_key",
                    models.CharField(
                        blank=True, editable=False, max_length=32, verbose_name="telephone"
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("employer", models.CharField(blank=True, max_length=160, verbose_name="employer")),
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
                ("region", models.CharField(blank=True, max_length=60, verbose_name="region")),
                ("joined_on", models.DateField(blank=True, null=True, verbose_name="joined on")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                (
                    "left_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resigned", "resigned"),
                            ("unpaid", "dues unpaid"),
                            ("inactive", "long inactive"),
                            ("deceased", "deceased"),
                            ("expelled", "expelled"),
                            ("dissolved", "unit dissolved"),
                            ("other", "other"),
                        ],
                        max_length=10,
                        verbose_name="reason for leaving",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "made_version",
                    models.PositiveIntegerField(db_default=0, default=0, editable=False),
                ),
                ("row_digest", models.BigIntegerField(editable=False, null=True)),
                (
                    "society",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
                (
                    "created_in",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.memberimport",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "ordering": ("society__code", "registration_no"),
                "indexes": [
                    models.Index(
                        fields=[
                            "society",
                            "kind",
                            "grade",
                            "sector",
                            "joined_on",
                            "left_on",
                            "region",
                        ],
                        name="member_counted",
                    ),
                    models.Index(fields=["society", "joined_on"], name="member_joined"),
                    models.Index(fields=["society", "registration_no"], name="member_listed"),
                    models.Index(fields=["society", "name"], name="member_name"),
                    models.Index(
                        condition=models.Q(("id_number_key", ""), _negated=True),
                        fields=["id_number_key"],
                        name="member_id_number",
                    ),
                    models.Index(
                        condition=models.Q(("phone_key", ""), _negated=True),
                        fields=["phone_key"],
                        name="member_phone",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_on__isnull", True),
                            ("joined_on__isnull", True),
                            ("left_on__gte", models.F("joined_on")),
                            _connector="OR",
                        ),
                        name="member_dates",
                        violation_error_message="A member cannot leave before joining.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("before", "before the change"),
                            ("rejected", "to be corrected"),
                            ("doubtful", "to be looked at"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("member_id", models.BigIntegerField(null=True)),
                ("version", models.PositiveIntegerField(db_default=0)),
                (
                    "registration_no",
                    models.CharField(max_length=40, verbose_name="registration number"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("individual", "individual member"), ("unit", "unit member")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("ordinary", "ordinary member"),
                            ("senior", "senior member"),
                            ("fellow", "fellow"),
                            ("student", "student member"),
                            ("foreign", "foreign member"),
                            ("hk_macao_taiwan", "member from Hong Kong, Macao or Taiwan"),
                            ("honorary", "honorary member"),
                            ("unit", "ordinary unit"),
                            ("unit_council", "council unit"),
                            ("unit_standing", "standing council unit"),
                        ],
                        max_length=16,
                        verbose_name="grade",
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        choices=[("male", "male"), ("female", "female")],
                        max_length=8,
                        verbose_name="sex",
                    ),
                ),
                ("birth_on", models.DateField(null=True, verbose_name="born on")),
                ("id_number_cipher", models.BinaryField(null=True)),
                ("id_number_key", models.CharField(max_length=32)),
                ("phone_cipher", models.BinaryField(null=True)),
                ("phone_key", models.CharField(max_length=32)),
                ("email", models.CharField(max_length=254, verbose_name="e-mail")),
                ("employer", models.CharField(max_length=160, verbose_name="employer")),
                (
                    "sector",
                    models.CharField(
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
                ("region", models.CharField(max_length=60, verbose_name="region")),
                ("joined_on", models.DateField(null=True, verbose_name="joined on")),
                ("left_on", models.DateField(null=True, verbose_name="left on")),
                (
                    "left_reason",
                    models.CharField(
                        choices=[
                            ("resigned", "resigned"),
                            ("unpaid", "dues unpaid"),
                            ("inactive", "long inactive"),
                            ("deceased", "deceased"),
                            ("expelled", "expelled"),
                            ("dissolved", "unit dissolved"),
                            ("other", "other"),
                        ],
                        db_default="",
                        max_length=10,
                        verbose_name="reason for leaving",
                    ),
                ),
                ("row_digest", models.BigIntegerField(null=True)),
                ("problems", models.JSONField(null=True)),
                (
                    "member_import",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="members.memberimport",
                    ),
                ),
                (
                    "society",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of an import",
                "ordering": ("member_import", "number"),
                "indexes": [
                    models.Index(
                        fields=["member_import", "action", "number"], name="import_row_place"
                    ),
                    models.Index(
                        condition=models.Q(("action", "changed")),
                        fields=["member_id"],
                        name="import_row_member",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredCount",
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
                ("as_of", models.DateField(verbose_name="as of")),
                (
                    "individual",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="individual members"
                    ),
                ),
                (
                    "unit",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="unit members"),
                ),
                (
                    "senior",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="senior members"
                    ),
                ),
                (
                    "fellow",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="fellows"),
                ),
                (
                    "student",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="student members"
                    ),
                ),
                (
                    "foreign",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="foreign members"
                    ),
                ),
                (
                    "hk_macao_taiwan",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        verbose_name="members from Hong Kong, Macao and Taiwan",
                    ),
                ),
                (
                    "honorary",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="honorary members"
                    ),
                ),
                (
                    "dues_owing",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="members owing dues"
                    ),
                ),
                (
                    "dues_paid",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="members who paid"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        max_length=200,
                        upload_to=societies.models.record.record_path,
                        verbose_name="supporting file",
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
                "verbose_name": "declared count",
                "verbose_name_plural": "declared counts",
                "ordering": ("society__code", "-as_of"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "as_of"),
                        name="declared_count_once",
                        violation_error_message="The society has declared counts for this day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dues_paid__isnull", True),
                            ("dues_owing__isnull", True),
                            ("dues_paid__lte", models.F("dues_owing")),
                            _connector="OR",
                        ),
                        name="declared_dues",
                        violation_error_message="More members paid than owed.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuesStandard",
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
                    "grade",
                    models.CharField(
                        choices=[
                            ("ordinary", "ordinary member"),
                            ("senior", "senior member"),
                            ("fellow", "fellow"),
                            ("student", "student member"),
                            ("foreign", "foreign member"),
                            ("hk_macao_taiwan", "member from Hong Kong, Macao or Taiwan"),
                            ("honorary", "honorary member"),
                            ("unit", "ordinary unit"),
                            ("unit_council", "council unit"),
                            ("unit_standing", "standing council unit"),
                        ],
                        max_length=16,
                        verbose_name="grade",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="yuan per year",
                    ),
                ),
                (
                    "resolved_by",
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
                        default="congress",
                        max_length=20,
                        verbose_name="resolved by",
                    ),
                ),
                ("resolved_on", models.DateField(verbose_name="resolved on")),
                ("effective_on", models.DateField(verbose_name="in force from")),
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
                    "votes_for",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="votes for"),
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
                "verbose_name": "standard of dues",
                "verbose_name_plural": "standards of dues",
                "ordering": ("society__code", "grade", "-effective_on"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("society", "grade", "effective_on"),
                        name="dues_standard_once",
                        violation_error_message="The grade has a standard from this day already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dues",
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
                    "owing",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="owing",
                    ),
                ),
                (
                    "paid",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=9,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="paid",
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="paid on")),
                (
                    "society",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="societies.society",
                        verbose_name="society",
                    ),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.duescharge",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dues",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "dues of a member",
                "verbose_name_plural": "dues",
                "ordering": ("society__code", "-year", "member__registration_no"),
                "indexes": [models.Index(fields=["society", "year"], name="dues_year")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("member", "year"),
                        name="dues_once",
                        violation_error_message="The member's dues of this year are recorded already.",
                    )
                ],
            },
        ),
    ]
