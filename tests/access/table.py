"""Who gets what from every address: one row per address, one column per role.

Columns: anonymous, editor, approver, other (an editor of another society), reviewer (with the
society in the portfolio), outside (a reviewer without it), manager, auditor. One word stands for
all of them. `in` is a redirect to signing in, `>` a redirect elsewhere; POSTs carry no data but
what the row names.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

APRIL, MAY = dt.date(2017, 4, 1), dt.date(2017, 5, 1)
Value = str | int | dt.date

#: What every person with an account gets.
SIGNED_IN = "in 200 200 200 200 200 200 200"
LED_ON = "in > > > > > > >"
HIDDEN = "in 404 404 404 404 404 404 404"
NO_POST = "405"
NO_GET = "405"
#: The society's own people and CAST; nobody else knows that it is there.
OWN_AND_CAST = "in 200 200 404 200 200 200 200"
TRAIL = "in 200 200 404 200 403 200 200"
CAST = "in 403 403 403 200 200 200 200"
CONTROL = "in 403 403 403 403 403 200 200"
MANAGER = "in 403 403 403 403 403 200 403"


@dataclass(frozen=True)
class Row:
    """One address; `@name` among its values stands for a key of the world."""

    name: str
    get: str
    post: str
    values: dict[str, Value] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)


SOCIETY: dict[str, Value] = {"code": "A-01"}
YEAR: dict[str, Value] = {"code": "A-01", "year": 2017}
NATIONAL: dict[str, Value] = {"year": 2017, "number": 1}
MONTH: dict[str, Value] = {"code": "A-01", "month": MAY}
TASK: dict[str, Value] = {**MONTH, "number": 1}
MONTH_FILE: dict[str, Value] = {"code": "A-01", "month": dt.date(2017, 6, 1), "pk": "@month_file"}
#: Nobody has a file of statements: the report is published.
STATEMENTS_FILE: dict[str, Value] = {**YEAR, "pk": 1}
#: The editor's file; a colleague is led back to the month.
OWN_FILE = "in 200 > 404 403 403 403 403"
PERSON: dict[str, Value] = {"pk": "@person"}
JOB: dict[str, Value] = {"pk": "@job"}
#: A view that the manager keeps.
VIEW: dict[str, Value] = {"pk": "@view"}
OWN_VIEW = "in 403 403 403 404 404 > 404"

CONFIG = [
    Row("healthz", "200/503", NO_POST),
    Row("set_language", ">", ">"),
]
SIGN_IN = [
    Row("account_login", "200 > > > > > > >", "200 > > > > > > >"),
    Row("account_logout", "> 200 200 200 200 200 200 200", ">"),
    Row("account_inactive", "200", NO_POST),
    Row("account_signup", "200 > > > > > > >", "200 > > > > > > >"),
    Row("account_reauthenticate", SIGNED_IN, SIGNED_IN),
    Row("account_email", ">", ">"),
    Row("account_email_verification_sent", "200", NO_POST),
    Row("account_confirm_email", "200", "404", {"key": "x"}),
    Row("account_change_password", SIGNED_IN, SIGNED_IN),
    Row("account_set_password", LED_ON, LED_ON),
    Row("account_reset_password", "200", "200"),
    Row("account_reset_password_done", "200", NO_POST),
    Row("account_reset_password_from_key", "200", "200", {"uidb36": "1", "key": "x"}),
    Row("account_reset_password_from_key_done", "200", NO_POST),
    Row("account_confirm_login_code", LED_ON, LED_ON),
    Row("mfa_index", SIGNED_IN, "in 405 405 405 405 405 405 405"),
    Row("mfa_authenticate", LED_ON, LED_ON),
    Row("mfa_reauthenticate", LED_ON, LED_ON),
    Row("mfa_activate_totp", LED_ON, LED_ON),
    Row("mfa_deactivate_totp", HIDDEN, HIDDEN),
    Row("mfa_view_recovery_codes", HIDDEN, "in 405 405 405 405 405 405 405"),
    Row("mfa_generate_recovery_codes", LED_ON, LED_ON),
    Row("mfa_download_recovery_codes", HIDDEN, HIDDEN),
]
ACCOUNTS = [
    Row("accounts:profile", SIGNED_IN, SIGNED_IN),
    Row("accounts:notification-settings", SIGNED_IN, SIGNED_IN),
    Row("accounts:calendar", SIGNED_IN, SIGNED_IN),
    Row("accounts:calendar-revoke", NO_GET, LED_ON),
    Row("reports:calendar-feed", "404", NO_POST, {"secret": "x"}),
    Row("accounts:notification-list", SIGNED_IN, NO_POST),
    Row("accounts:notification-read-all", NO_GET, LED_ON),
    Row(
        "accounts:notification-open",
        NO_GET,
        "in > 404 404 404 404 404 404",
        {"pk": "@notification"},
    ),
    Row("accounts:job-detail", "in 404 404 404 404 404 200 404", NO_POST, JOB),
    Row("accounts:job-progress", "in 404 404 404 404 404 200 404", NO_POST, JOB),
    Row("accounts:job-file", "in 404 404 404 404 404 200 404", NO_POST, JOB),
    Row("accounts:audit-list", CONTROL, NO_POST),
    Row("reports:audit-export", CONTROL, NO_POST, {"kind": "xlsx"}),
    # The society's own people, those who review it, and who sees the whole log.
    Row("reports:history-record", "in > > 404 > 404 > >", NO_POST, {"pk": "@event"}),
    Row("reports:society-trail", TRAIL, NO_POST, SOCIETY),
    Row("reports:society-trail-export", TRAIL, NO_POST, {**SOCIETY, "kind": "csv"}),
]
SOCIETIES = [
    Row("societies:first-manager", "404", "404"),
    Row("societies:start", LED_ON, NO_POST),
    Row("societies:society-list", CAST, NO_POST),
    Row("societies:society-export", CAST, NO_POST, {"kind": "xlsx"}),
    Row("societies:society-detail", OWN_AND_CAST, NO_POST, SOCIETY),
    Row(
        "societies:society-edit",
        "in 200 200 404 403 403 200 403",
        "in 200 200 404 403 403 200 403",
        SOCIETY,
    ),
    Row("societies:register-calendar", CAST, NO_POST),
    Row("societies:register-calendar-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row("societies:register-governance", OWN_AND_CAST, NO_POST, SOCIETY),
    Row(
        "societies:register-governance-export",
        OWN_AND_CAST,
        NO_POST,
        {**SOCIETY, "suffix": "csv"},
    ),
    Row("societies:register-meetings-national", CAST, NO_POST),
    Row("societies:register-meetings-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row("societies:register-meetings", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("societies:register-attendance", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("societies:register-office-national", CAST, NO_POST),
    Row("societies:register-office-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row("societies:register-office", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("societies:register-activities-national", CAST, NO_POST),
    Row("societies:register-activities-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row("societies:register-activities", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("societies:person-list", CONTROL, NO_POST),
    Row("societies:person-export", CONTROL, NO_POST, {"suffix": "xlsx"}),
    Row("societies:person-create", MANAGER, MANAGER),
    Row("societies:person-detail", CONTROL, NO_POST, PERSON),
    Row("societies:person-edit", MANAGER, MANAGER, PERSON),
    Row(
        "societies:person-portfolio",
        MANAGER,
        "in 403 403 403 403 403 > 403",
        {"pk": "@reviewer"},
    ),
    Row("societies:person-role-grant", NO_GET, MANAGER, PERSON),
    Row(
        "societies:person-role-end",
        NO_GET,
        "in 403 403 403 403 403 > 403",
        {"pk": "@person", "role_pk": "@role"},
    ),
    Row("societies:person-deactivate", NO_GET, MANAGER, PERSON),
    Row("societies:person-reactivate", NO_GET, MANAGER, {"pk": "@closed"}),
    Row("societies:person-password-link", NO_GET, MANAGER, PERSON),
]
NOTICE: dict[str, Value] = {"pk": "@notice"}
DRAFT: dict[str, Value] = {"pk": "@draft_notice"}
WRITES_NOTICE = "in 403 403 403 403 403 422 403"
NOTICES = [
    Row("societies:notice-list", "in 200 200 200 > > > >", NO_POST),
    Row("societies:notice-register", CAST, NO_POST),
    Row("societies:notice-create", MANAGER, WRITES_NOTICE),
    Row("societies:notice-detail", OWN_AND_CAST, NO_POST, NOTICE),
    Row("societies:notice-edit", MANAGER, WRITES_NOTICE, DRAFT),
    Row("societies:notice-send", NO_GET, "in 403 403 403 403 403 409 403", DRAFT),
    Row("societies:notice-discard", NO_GET, WRITES_NOTICE, NOTICE),
    Row("societies:notice-withdraw", NO_GET, WRITES_NOTICE, NOTICE),
    Row("societies:notice-remind", NO_GET, "in 403 403 403 403 403 > 403", NOTICE),
    Row("societies:notice-export", CAST, NO_POST, {**NOTICE, "suffix": "csv"}),
    Row("societies:notice-attach", NO_GET, WRITES_NOTICE, DRAFT),
    Row("societies:notice-file", OWN_AND_CAST, NO_POST, {**NOTICE, "file_pk": "@notice_file"}),
    Row(
        "societies:notice-detach",
        NO_GET,
        WRITES_NOTICE,
        {**NOTICE, "file_pk": "@notice_file"},
    ),
    Row(
        "societies:notice-confirm",
        NO_GET,
        "in > > 404 404 404 404 404",
        {**NOTICE, "code": "A-01"},
    ),
]
MEETINGS: dict[str, Value] = {"kind": "meetings"}
MEETING: dict[str, Value] = {**MEETINGS, "pk": "@meeting"}
OWN_MEETINGS: dict[str, Value] = {**SOCIETY, **MEETINGS}
UPLOAD: dict[str, Value] = {"pk": "@upload"}
CHANGES_RECORD = "in 200 200 404 403 403 200 403"
UPLOADER = "in 404 404 404 404 404 200 404"
REGISTERS = [
    Row("societies:register-index", "in > > > 200 200 200 200", NO_POST),
    Row("societies:register-index", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("societies:register-list", SIGNED_IN, NO_POST, MEETINGS),
    Row("societies:register-export", SIGNED_IN, NO_POST, {**MEETINGS, "suffix": "csv"}),
    Row("societies:register-template", OWN_AND_CAST, NO_POST, OWN_MEETINGS),
    Row(
        "societies:register-create",
        "in 200 200 200 403 403 200 403",
        "in 200 200 200 403 403 200 403",
        MEETINGS,
    ),
    Row("societies:register-detail", OWN_AND_CAST, NO_POST, MEETING),
    Row("societies:register-edit", CHANGES_RECORD, CHANGES_RECORD, MEETING),
    Row("societies:register-delete", CHANGES_RECORD, CHANGES_RECORD, MEETING),
    Row("societies:register-file", OWN_AND_CAST, NO_POST, MEETING),
    Row("societies:register-upload", CHANGES_RECORD, CHANGES_RECORD, OWN_MEETINGS),
    Row("societies:register-upload", MANAGER, MANAGER, MEETINGS),
    Row("societies:register-preview", UPLOADER, NO_POST, UPLOAD),
    Row("societies:register-progress", UPLOADER, NO_POST, {"pk": "@waiting_upload"}),
    Row("societies:register-corrections", UPLOADER, NO_POST, UPLOAD),
    Row("societies:register-apply", NO_GET, "in 404 404 404 404 404 > 404", UPLOAD),
    Row(
        "societies:register-discard",
        NO_GET,
        "in 404 404 404 404 404 > 404",
        {"pk": "@discarded_upload"},
    ),
]
MEMBER: dict[str, Value] = {**SOCIETY, "pk": "@member"}
#: What only the society's own people may do; CAST looks on.
OWN = "in 200 200 404 403 403 403 403"
OWN_LED_ON = "in > > 404 403 403 403 403"
IMPORTS = "in 200 200 404 403 403 200 403"


def import_rows(values: dict[str, Value]) -> list[Row]:
    """The pages of imports of a society, or without one those that only CAST's manager has."""
    own = IMPORTS if values else MANAGER
    led = own.replace("200", ">")
    key = {**values, "pk": "@import" if values else "@national_import"}
    return [
        Row("members:import-list", own, NO_POST, values),
        Row("members:import-create", own, own, values),
        Row("members:import-template", own, NO_POST, values),
        Row("members:import-detail", own, NO_POST, key),
        Row("members:import-progress", own, NO_POST, key),
        Row("members:import-corrections", own, NO_POST, key),
        Row("members:import-apply", NO_GET, led, key),
        Row("members:import-recheck", NO_GET, led, key),
        Row("members:import-discard", NO_GET, led, {**key, "pk": f"{key['pk']}_discarded"}),
        Row("members:import-undo", NO_GET, led, key),
    ]


MEMBERS = [
    Row("members:member-summary", "in > > > 200 200 200 200", NO_POST),
    Row("members:member-list", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("members:member-counts", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("members:member-find", OWN_LED_ON, OWN, SOCIETY),
    Row("members:member-export", OWN_AND_CAST, NO_POST, {**SOCIETY, "kind": "csv"}),
    Row("members:member-create", OWN, OWN, SOCIETY),
    Row("members:member-detail", OWN_AND_CAST, NO_POST, MEMBER),
    Row("members:member-edit", OWN, OWN, MEMBER),
    Row("members:member-leave", OWN, OWN, MEMBER),
    Row("members:member-reveal", OWN_LED_ON, OWN, MEMBER),
    *(row for values in (SOCIETY, {}) for row in import_rows(values)),
    Row("members:declared-list", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("members:dues-overview", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("members:dues-charge", OWN, OWN, YEAR),
    Row("members:charge-undo", NO_GET, "in > > 404 403 403 403 403", {**SOCIETY, "pk": "@charge"}),
]
WORKPLANS = [
    Row("reforms:workplan-list", SIGNED_IN, NO_POST),
    Row("reforms:workplan-detail", SIGNED_IN, NO_POST, {"year": 2017}),
    Row("reforms:workplan-edit", MANAGER, MANAGER, {"year": 2017}),
    Row("reforms:workplan-deadlines", MANAGER, MANAGER, {"year": 2017}),
    Row("reforms:workplan-roll", MANAGER, "in 403 403 403 403 403 422 403", {"year": 2017}),
    Row("reforms:task-edit", MANAGER, MANAGER, {"year": 2017, "number": 1}),
    Row(
        "reforms:task-checks",
        MANAGER,
        "in 403 403 403 403 403 422 403",
        {"year": 2017, "number": 1},
    ),
]
PLANS = [
    Row("reforms:plan-queue", CAST, NO_POST),
    Row("reforms:plan-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row("reforms:plan-current", LED_ON, NO_POST),
    Row("reforms:plan-detail", OWN_AND_CAST, NO_POST, YEAR),
    Row("reforms:plan-start", NO_GET, "in > > 404 403 403 403 403", YEAR),
    Row(
        "reforms:plan-edit",
        "in > > 404 403 403 403 403",
        "in 409 409 404 403 403 403 403",
        YEAR,
    ),
    Row("reforms:plan-submit", NO_GET, "in 403 > 404 403 403 403 403", YEAR),
    Row("reforms:plan-decide", NO_GET, "in 403 403 404 200 403 200 403", YEAR),
]
MONTHS = [
    Row("reforms:desk", "in 200 200 200 > > > >", NO_POST),
    Row("reforms:report-current", LED_ON, "in 405 405 405 405 405 405 405"),
    Row("reforms:report-detail", OWN_AND_CAST, "in > > 404 403 403 403 403", MONTH),
    Row("reforms:report-check", OWN_AND_CAST, NO_POST, MONTH),
    Row("reforms:report-send", NO_GET, "in 422 403 404 403 403 403 403", MONTH),
    Row("reforms:report-send-back", NO_GET, "in 403 422 404 403 403 403 403", MONTH),
    Row("reforms:report-submit", NO_GET, "in 403 > 404 403 403 403 403", MONTH),
    Row("reforms:report-receipt", OWN_AND_CAST, NO_POST, {**MONTH, "number": 1}),
    Row("reforms:report-workbook", "in > > 404 403 403 403 403", NO_POST, MONTH),
    Row("reforms:report-upload", OWN, "in 409 409 404 403 403 403 403", MONTH),
    Row("reforms:report-preview", OWN_FILE, NO_POST, MONTH_FILE),
    Row("reforms:report-corrections", OWN_FILE, NO_POST, MONTH_FILE),
    Row("reforms:report-apply", NO_GET, "in 409 > 404 403 403 403 403", MONTH_FILE),
    Row(
        "reforms:report-discard",
        NO_GET,
        "in > > 404 403 403 403 403",
        {**MONTH, "pk": "@discarded_month_file"},
    ),
    Row("reforms:entry-detail", "in > > 404 > > > >", "in 422 422 404 403 403 403 403", TASK),
    Row("reforms:evidence-attach", NO_GET, "in 422 422 404 403 403 403 403", TASK),
    Row(
        "reforms:evidence-detach",
        NO_GET,
        "in 423 423 404 403 403 403 403",
        {**TASK, "pk": "@evidence"},
    ),
    Row("reforms:evidence-list", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("reforms:evidence-detail", OWN_AND_CAST, NO_POST, {**SOCIETY, "pk": "@evidence"}),
]
REVIEW = [
    Row("reforms:review-queue", CAST, NO_POST),
    Row("reforms:review-export", CAST, NO_POST, {"suffix": "csv"}),
    Row("reforms:review-bulk", NO_GET, "in 403 403 403 > > > 403"),
    Row("reforms:review-detail", "in 403 403 404 200 200 200 200", NO_POST, MONTH),
    Row("reforms:review-decide", NO_GET, "in 403 403 404 422 403 422 403", TASK),
    Row("reforms:review-clean", NO_GET, "in 403 403 404 > 403 > 403", MONTH),
    Row("reforms:review-finish", NO_GET, "in 403 403 404 422 403 422 403", MONTH),
    Row("reforms:review-again", NO_GET, "in 403 403 404 422 403 422 403", MONTH),
]
SEALING = [
    Row("reforms:month-list", CAST, NO_POST),
    Row("reforms:month-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row("reforms:month-detail", CAST, NO_POST, {"month": MAY}),
    Row(
        "reforms:month-seal",
        MANAGER,
        "in 403 403 403 403 403 > 403",
        {"month": MAY},
        {"seen": "on", "reason": "按期通报"},
    ),
    Row("reforms:month-extend", MANAGER, "in 403 403 403 403 403 422 403", {"month": MAY}),
    Row(
        "reforms:month-extension-end",
        MANAGER,
        "in 403 403 403 403 403 422 403",
        {"month": MAY, "pk": "@extension"},
    ),
    Row("reforms:month-wait", NO_GET, "in 403 403 403 403 403 > 403", {"month": MAY}),
    Row("reforms:month-reopen", MANAGER, MANAGER, {"month": APRIL}),
]
EXCEPTION: dict[str, Value] = {**SOCIETY, "pk": "@exception"}
EXCEPTIONS = [
    Row("reforms:exception-queue", CAST, NO_POST),
    Row("reforms:exception-export", CAST, NO_POST, {"suffix": "csv"}),
    Row("reforms:exception-list", OWN_AND_CAST, NO_POST, SOCIETY),
    Row(
        "reforms:exception-create",
        "in 200 200 404 403 403 403 403",
        "in 422 422 404 403 403 403 403",
        YEAR,
    ),
    Row("reforms:exception-detail", OWN_AND_CAST, NO_POST, EXCEPTION),
    Row("reforms:exception-decide", NO_GET, "in 403 403 404 422 403 422 403", EXCEPTION),
    Row("reforms:exception-withdraw", NO_GET, "in 403 > 404 403 403 403 403", EXCEPTION),
]
SLIP: dict[str, Value] = {"code": "A-01", "pk": "@slip"}
DECIDES_SLIP = "in 403 403 404 422 403 422 403"
SLIPS = [
    Row("reforms:slip-list", CAST, NO_POST),
    Row("reforms:slip-export", CAST, NO_POST, {"kind": "csv"}),
    Row("reforms:slip-society", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("reforms:slip-create", "in 403 403 404 200 403 200 403", DECIDES_SLIP, YEAR),
    Row("reforms:slip-detail", OWN_AND_CAST, NO_POST, SLIP),
    Row("reforms:slip-acknowledge", NO_GET, "in 422 422 404 403 403 403 403", SLIP),
    Row("reforms:slip-answer", NO_GET, "in 422 422 404 403 403 403 403", SLIP),
    Row("reforms:slip-send", NO_GET, "in 403 422 404 403 403 403 403", SLIP),
    Row("reforms:slip-return", NO_GET, DECIDES_SLIP, SLIP),
    Row("reforms:slip-close", NO_GET, DECIDES_SLIP, SLIP),
    Row("reforms:slip-withdraw", NO_GET, "in 403 403 404 403 403 422 403", SLIP),
    Row("reforms:workplan-slip-rules", MANAGER, "in 403 403 403 403 403 422 403", {"year": 2017}),
    Row("reports:slip-document", OWN_AND_CAST, NO_POST, SLIP),
]
CHECK: dict[str, Value] = {"year": 2017, "number": 1, "check": "premises"}
CHECKS = [
    Row("reforms:check-list", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("reforms:check-overview", CAST, NO_POST),
    Row("reforms:check-export", CAST, NO_POST, {"suffix": "csv"}),
    Row("reforms:check-societies", CAST, NO_POST, CHECK),
    Row("reforms:check-societies-export", CAST, NO_POST, {**CHECK, "suffix": "xlsx"}),
]
PUBLIC = [
    Row("reports:public-home", "200", NO_POST),
    Row("reports:issue-list", "200", NO_POST),
    Row("reports:issue-detail", "200", NO_POST, {"month": APRIL}),
    Row("reports:issue-data", "200", NO_POST, {"month": APRIL}),
    Row("reports:issue-table", "200", NO_POST, {"month": APRIL}),
    Row(
        "reports:bulletin-edition",
        "200",
        NO_POST,
        {"month": APRIL, "language": "en", "number": 1},
    ),
    Row("reports:verify", "200", "422"),
    Row("reports:signing-certificate", "200", NO_POST),
    Row("reports:verify-digest", "200", NO_POST, {"digest": "0" * 64}),
    Row("reports:public-society-list", "200", NO_POST),
    Row("reports:public-society-detail", "200", NO_POST, SOCIETY),
    Row("reports:public-data", "200", NO_POST),
    Row("reports:public-data-dictionary", "200", NO_POST),
    Row("reports:year-data", "200", NO_POST, {"year": 2017}),
    Row("reports:year-table", "200", NO_POST, {"year": 2017}),
    Row("reports:year-progress", "200", NO_POST, {"year": 2017}),
    Row("reports:year-corrections", "200", NO_POST, {"year": 2017}),
    Row("reports:public-correction-list", "200", NO_POST),
    Row("reports:public-policy", "200", NO_POST),
    Row("reports:sitemap", "200", NO_POST),
    Row("reports:robots", "200", NO_POST),
    Row("reports:public-discipline-list", "200", NO_POST),
    Row("reports:public-discipline", "200", NO_POST, {"key": "science"}),
    Row("reports:public-task", "200", NO_POST, {"year": 2017, "number": 1}),
    Row("reports:public-workplan", "200", NO_POST),
    Row("reports:public-workplan", "200", NO_POST, {"year": 2017}),
    Row("reports:public-annual-report-list", "200", NO_POST),
    Row("reports:public-annual-report-page", "200", NO_POST, YEAR),
    Row("reports:public-annual-report-edition", "200", NO_POST, {**YEAR, "number": 1}),
    Row("reports:public-annual-report-image", "404", NO_POST, {**YEAR, "sha256": "0" * 64}),
    Row("reports:public-annual-report-data", "200", NO_POST, {**YEAR, "suffix": "csv"}),
    Row(
        "reports:public-annual-report-edition-data",
        "200",
        NO_POST,
        {**YEAR, "number": 1, "suffix": "json"},
    ),
    Row(
        "reports:public-annual-report-edition-file",
        "200",
        NO_POST,
        {**YEAR, "number": 1, "slug": "full-zh"},
    ),
    Row("reports:public-annual-report", "200", NO_POST, YEAR),
    Row("reports:public-annual-report-file", "200", NO_POST, {**YEAR, "slug": "full-zh"}),
    Row("reports:public-development-report", "200", NO_POST, {"year": 2017}),
    Row("reports:public-development-report-file", "200", NO_POST, {"year": 2017, "language": "zh"}),
]
FIGURES = [
    Row("reports:dashboard", CAST, NO_POST),
    Row("reports:explain-figure", CAST, NO_POST, {"month": MAY, "figure": "mean"}),
    Row("reports:explain-society", OWN_AND_CAST, NO_POST, MONTH),
    Row("reports:explain-task", OWN_AND_CAST, NO_POST, TASK),
    Row("reports:issue-explain", "200", NO_POST, {"month": APRIL, "figure": "median"}),
    Row("reports:issue-explain-society", "200", NO_POST, {"month": APRIL, "code": "A-01"}),
    Row("reports:dashboard-compare", CAST, NO_POST),
    Row(
        "reports:dashboard-compare-export",
        "in 403 403 403 200 200 200 200",
        NO_POST,
        {"kind": "csv"},
    ),
    Row("reports:view-list", CAST, NO_POST),
    Row(
        "reports:view-save",
        NO_GET,
        "in 403 403 403 > > > >",
        data={"page": "matrix", "query": "late=on", "name": "迟报"},
    ),
    Row("reports:view-rename", NO_GET, OWN_VIEW, VIEW, {"name": "迟交"}),
    Row("reports:view-default", NO_GET, OWN_VIEW, VIEW),
    Row("reports:view-delete", NO_GET, OWN_VIEW, VIEW),
    Row("reports:society-year", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("reports:society-history", OWN_AND_CAST, NO_POST, SOCIETY),
    Row("reports:matrix", CAST, NO_POST),
    Row("reports:matrix-export", CAST, NO_POST, {"kind": "xlsx"}),
]
ANNUAL_REPORTS = [
    Row("reports:annual-report-current", LED_ON, NO_POST),
    Row("reports:annual-report-list", CAST, NO_POST),
    Row("reports:annual-report-export", CAST, NO_POST, {"suffix": "xlsx"}),
    Row(
        "reports:annual-report-render-all",
        NO_GET,
        "in 403 403 403 403 403 > 403",
        {"year": 2017},
    ),
    Row(
        "reports:annual-report-publish-all",
        NO_GET,
        "in 403 403 403 403 403 > 403",
        {"year": 2017},
    ),
    Row("reports:development-report", CAST, NO_POST, {"year": 2017}),
    Row(
        "reports:development-report-make",
        NO_GET,
        "in 403 403 403 403 403 > 403",
        {"year": 2017},
    ),
    Row(
        "reports:development-report-publish",
        NO_GET,
        "in 403 403 403 403 403 > 403",
        NATIONAL,
    ),
    Row(
        "reports:development-report-withdraw",
        NO_GET,
        "in 403 403 403 403 403 422 403",
        NATIONAL,
    ),
    Row("reports:development-report-download", CAST, NO_POST, {**NATIONAL, "language": "zh"}),
    Row("reports:annual-compare", OWN_AND_CAST, NO_POST, YEAR),
    Row("reports:annual-finance", OWN_AND_CAST, "in > > 404 403 403 403 403", YEAR),
    Row("reports:annual-finance-explain", NO_GET, "in > > 404 403 403 403 403", YEAR),
    Row("reports:annual-finance-workbook", "in > > 404 403 403 403 403", NO_POST, YEAR),
    Row(
        "reports:annual-finance-upload",
        "in > > 404 403 403 403 403",
        "in > > 404 403 403 403 403",
        YEAR,
    ),
    Row("reports:annual-finance-preview", "in > > 404 403 403 403 403", NO_POST, STATEMENTS_FILE),
    Row(
        "reports:annual-finance-corrections",
        "in > > 404 403 403 403 403",
        NO_POST,
        STATEMENTS_FILE,
    ),
    Row("reports:annual-finance-apply", NO_GET, "in > > 404 403 403 403 403", STATEMENTS_FILE),
    Row("reports:annual-finance-discard", NO_GET, "in > > 404 403 403 403 403", STATEMENTS_FILE),
    Row("reports:annual-report-detail", OWN_AND_CAST, NO_POST, YEAR),
    Row("reports:annual-report-edit", "in > > 404 403 403 403 403", NO_POST, YEAR),
    Row(
        "reports:annual-report-chapter",
        "in > > 404 403 403 403 403",
        "in 422 422 404 403 403 403 403",
        {**YEAR, "chapter": "finance"},
    ),
    Row(
        "reports:annual-report-parts",
        "in 200 200 404 403 403 403 403",
        NO_POST,
        {**YEAR, "chapter": "members"},
    ),
    Row("reports:annual-report-image-add", NO_GET, "in 422 422 404 403 403 403 403", YEAR),
    Row(
        "reports:annual-report-earlier",
        "in > > 404 403 403 403 403",
        NO_POST,
        {**YEAR, "chapter": "finance"},
    ),
    Row(
        "reports:annual-report-restore",
        NO_GET,
        "in > > 404 403 403 403 403",
        {**YEAR, "chapter": "finance", "version": 1},
    ),
    Row("reports:annual-report-image", OWN_AND_CAST, NO_POST, {**YEAR, "sha256": "0" * 64}),
    Row(
        "reports:annual-report-word-chapter",
        "in > > 404 403 403 403 403",
        "in > > 404 403 403 403 403",
        {**YEAR, "chapter": "finance"},
    ),
    Row(
        "reports:annual-report-word-take",
        NO_GET,
        "in 422 422 404 403 403 403 403",
        {**YEAR, "chapter": "finance"},
    ),
    Row("reports:annual-report-word", OWN_AND_CAST, NO_POST, {**YEAR, "language": "zh"}),
    Row(
        "reports:annual-report-word-version",
        OWN_AND_CAST,
        NO_POST,
        {**YEAR, "number": 1, "language": "en"},
    ),
    Row("reports:annual-report-submit", NO_GET, "in 403 > 404 403 403 403 403", YEAR),
    Row(
        "reports:annual-report-review",
        "in 403 403 404 200 403 200 403",
        "in 403 403 404 200 403 200 403",
        YEAR,
    ),
    Row("reports:annual-report-changed", OWN_AND_CAST, NO_POST, YEAR),
    Row(
        "reports:annual-report-comment",
        NO_GET,
        "in 403 403 404 422 403 422 403",
        YEAR,
        {"page": "review", "chapter": "finance", "text": "请补充。"},
    ),
    Row(
        "reports:annual-report-comment-act",
        NO_GET,
        "in 422 422 404 422 403 422 403",
        {**YEAR, "pk": "@comment"},
        {"page": "detail", "action": "settle"},
    ),
    Row("reports:annual-report-preview", OWN_AND_CAST, NO_POST, {**YEAR, "slug": "full-zh"}),
    Row(
        "reports:annual-report-preview-changed", OWN_AND_CAST, NO_POST, {**YEAR, "slug": "full-zh"}
    ),
    Row(
        "reports:annual-report-preview-make",
        NO_GET,
        "in > > 404 > 403 > 403",
        {**YEAR, "slug": "full-zh"},
    ),
    Row(
        "reports:annual-report-preview-page",
        OWN_AND_CAST,
        NO_POST,
        {**YEAR, "token": "0" * 32, "number": 1},
    ),
    Row("reports:annual-report-seal", OWN_AND_CAST, NO_POST, YEAR),
    Row("reports:annual-report-seal-add", NO_GET, "in 422 422 404 403 403 403 403", YEAR),
    Row("reports:annual-report-seal-sheet", OWN_AND_CAST, NO_POST, YEAR),
    Row("reports:annual-report-seal-scan", OWN_AND_CAST, NO_POST, {**YEAR, "pk": "@scan"}),
    Row("reports:annual-report-publish", NO_GET, "in 403 > 404 > 403 > 403", YEAR),
    Row("reports:annual-report-unschedule", NO_GET, "in 403 > 404 > 403 > 403", YEAR),
    Row("reports:annual-report-reopen", NO_GET, "in 403 > 404 > 403 > 403", YEAR),
    Row("reports:annual-report-withdraw", NO_GET, "in 403 403 404 > 403 > 403", YEAR),
    Row("reports:annual-report-render", NO_GET, "in > > 404 > 403 > 403", YEAR),
    Row(
        "reports:annual-report-download",
        OWN_AND_CAST,
        NO_POST,
        {**YEAR, "number": 1, "slug": "full-zh"},
    ),
]
#: Without a token, whoever is signed in: the API looks at no cookie.
API = [
    Row("api:openapi", "200", NO_POST),
    Row("api:issues", "200", NO_POST),
    Row("api:issue", "200", NO_POST, {"month": "2017-04"}),
    Row("api:corrections", "200", NO_POST),
    Row("api:societies", "200", NO_POST),
    Row("api:society", "200", NO_POST, SOCIETY),
    Row("api:society-figures", "200", NO_POST, SOCIETY),
    Row("api:workplans", "200", NO_POST),
    Row("api:workplan", "200", NO_POST, {"year": 2017}),
    Row("api:annual-reports", "200", NO_POST),
    Row("api:policy", "200", NO_POST),
    *(Row(f"api:{name}", "401", NO_POST) for name in ("me", "review", "slip-register")),
    Row("api:month", "401", NO_POST, {"month": "2017-05"}),
    Row("api:report", "401", NO_POST, {**SOCIETY, "month": "2017-05"}),
    *(
        Row(f"api:{name}", "401", NO_POST, SOCIETY)
        for name in ("reports", "plans", "checks", "registers", "slips")
    ),
    Row("accounts:token-list", SIGNED_IN, SIGNED_IN),
    Row("accounts:token-revoke", NO_GET, "in 404 404 404 404 404 404 404", {"pk": 1}),
    Row("reports:webhook-list", CONTROL, MANAGER),
    Row("reports:webhook-detail", CONTROL, NO_POST, {"pk": "@webhook"}),
    Row("reports:webhook-change", NO_GET, MANAGER, {"pk": "@webhook"}),
    *(
        Row(f"reports:webhook-{name}", NO_GET, MANAGER.replace("200", answer), {"pk": "@webhook"})
        for name, answer in (("secret", "200"), ("ping", ">"), ("switch", ">"))
    ),
    Row(
        "reports:webhook-again",
        NO_GET,
        MANAGER.replace("200", ">"),
        {"pk": "@webhook", "delivery_pk": "@delivery"},
    ),
    Row("api:unknown", "404", NO_POST, {"rest": "nothing/"}),
    Row("reports:public-api", "200", NO_POST),
]
TABLE = [
    *API,
    *CONFIG,
    *SIGN_IN,
    *ACCOUNTS,
    *SOCIETIES,
    *NOTICES,
    *REGISTERS,
    *MEMBERS,
    *WORKPLANS,
    *PLANS,
    *MONTHS,
    *REVIEW,
    *SEALING,
    *EXCEPTIONS,
    *SLIPS,
    *CHECKS,
    *PUBLIC,
    *FIGURES,
    *ANNUAL_REPORTS,
]
