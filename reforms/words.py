"""The words for what plans, reports and issues leave in the audit trail and among the jobs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.words import ACTIONS, FIELDS, FROM_FILES, JOBS, PARTS, SUBJECTS, VALUES
from reforms.enums import GroupKind, SlipStep

ACTIONS.update(
    {
        "workplan.loaded": _("Workplan loaded"),
        "workplan.reloaded": _("Workplan loaded again"),
        "workplan.changed": _("Workplan changed"),
        "workplan.deadlines_changed": _("Deadlines of months changed"),
        "workplan.slip_rules_changed": _("Rules of supervision slips changed"),
        "workplan.rolled_forward": _("Workplan rolled forward"),
        "task.changed": _("Task of the workplan changed"),
        "plan.begun": _("Reform plan begun"),
        "plan.amended": _("Amendment of the plan begun"),
        "plan.sent_to_approver": _("Plan sent to the approver"),
        "plan.submitted": _("Plan submitted"),
        "plan.returned": _("Plan returned"),
        "plan.accepted": _("Plan accepted"),
        "plan.imported": _("Plan imported"),
        "entry.changed": _("Entry changed"),
        "entry.decided": _("Entry decided"),
        "evidence.attached": _("Evidence attached"),
        "evidence.detached": _("Evidence taken away"),
        "report.sent_to_approver": _("Report sent to the approver"),
        "report.sent_back": _("Report sent back to the editor"),
        "report.submitted": _("Report submitted"),
        "report.returned": _("Report returned"),
        "report.accepted": _("Report accepted"),
        "report.review_reopened": _("Report under review again"),
        "report.file_applied": _("Workbook of the month applied"),
        "checks.changed": _("Checks of the registers computed"),
        "exception.requested": _("Exception requested"),
        "exception.withdrawn": _("Exception withdrawn"),
        "exception.approved": _("Exception approved"),
        "exception.refused": _("Exception refused"),
        "slip.issued": _("Supervision slip issued"),
        "slip.raised": _("Supervision slip raised"),
        "slip.escalated": _("Supervision slip escalated"),
        "slip.acknowledged": _("Supervision slip acknowledged"),
        "slip.drafted": _("Answer to a slip drafted"),
        "slip.answered": _("Supervision slip answered"),
        "slip.returned": _("Answer to a slip returned"),
        "slip.closed": _("Supervision slip closed"),
        "slip.withdrawn": _("Supervision slip withdrawn"),
        "history.imported": _("Earlier months imported"),
        "month.seal_requested": _("Seal of a month ordered"),
        "month.seal_put_off": _("Seal of a month put off"),
        "month.sealed": _("Month sealed"),
        "deadline.extended": _("Deadline extended for one society"),
        "deadline.extension_ended": _("Extension of a deadline ended"),
        "month.reopened": _("Month opened again"),
        "reopening.expired": _("Reopening expired"),
        "correction.published": _("Correction published"),
    }
)
FROM_FILES.add("report.file_applied")
JOBS["seal-month"] = _("Sealing of a month")
SUBJECTS.update(
    {
        "workplan": pgettext_lazy("record", "Workplan"),
        "task": pgettext_lazy("record", "Task"),
        "reformplan": pgettext_lazy("record", "Reform plan"),
        "planversion": pgettext_lazy("record", "Version of a plan"),
        "monthlyreport": pgettext_lazy("record", "Monthly report"),
        "progressentry": pgettext_lazy("record", "Entry"),
        "evidence": pgettext_lazy("record", "Evidence"),
        "checkexception": pgettext_lazy("record", "Exception to a check"),
        "supervisionslip": pgettext_lazy("record", "Supervision slip"),
        "monthlyissue": pgettext_lazy("record", "Monthly issue"),
        "correction": pgettext_lazy("record", "Correction"),
        "deadlineextension": pgettext_lazy("record", "Extension of a deadline"),
    }
)
FIELDS.update(
    {
        "accepted": pgettext_lazy("field", "Accepted"),
        "against": pgettext_lazy("seal", "100% against the registers"),
        "awaiting": pgettext_lazy("seal", "Not reviewed"),
        "extended": pgettext_lazy("seal", "With more time"),
        "lowered": pgettext_lazy("seal", "Accepted with another percent"),
        "missing": pgettext_lazy("seal", "Not submitted"),
        "month": pgettext_lazy("field", "Month"),
        "no_plan": pgettext_lazy("seal", "Without a plan in force"),
        "outside": pgettext_lazy("seal", "Not in the plan"),
        "remind_on": pgettext_lazy("field", "Remind on"),
        "returned": pgettext_lazy("seal", "Returned"),
        "extended_to": pgettext_lazy("field", "Extended to"),
        "basic": GroupKind.BASIC.label,
        "check": pgettext_lazy("field", "Check"),
        "checks": pgettext_lazy("field", "Checks"),
        "chosen": pgettext_lazy("field", "Chosen"),
        "claimed": pgettext_lazy("field", "Claimed"),
        "code": pgettext_lazy("field", "Code"),
        "discipline": pgettext_lazy("field", "Discipline"),
        "due": pgettext_lazy("field", "Due"),
        "due_on": pgettext_lazy("field", "Due on"),
        "entries": pgettext_lazy("field", "Entries"),
        "expected": pgettext_lazy("field", "Expected"),
        "expires_at": pgettext_lazy("field", "Open until"),
        "group": pgettext_lazy("field", "Group"),
        "groups": pgettext_lazy("field", "Task groups"),
        "late": pgettext_lazy("field", "Late"),
        "optional": GroupKind.OPTIONAL.label,
        "progress": pgettext_lazy("field", "Progress"),
        "removed": pgettext_lazy("field", "Taken away"),
        "receipt": pgettext_lazy("field", "Receipt"),
        "reelection": GroupKind.REELECTION.label,
        "report": pgettext_lazy("field", "Report"),
        "reports": pgettext_lazy("field", "Reports"),
        "sha256": pgettext_lazy("field", "Digest"),
        "societies": pgettext_lazy("field", "Societies"),
        "source": pgettext_lazy("field", "Rolled forward from"),
        "state": pgettext_lazy("field", "State"),
        "step": pgettext_lazy("field", "Reaches"),
        "submitted_on": pgettext_lazy("field", "Submitted on"),
        "tasks": pgettext_lazy("field", "Tasks"),
        "task": pgettext_lazy("field", "Task"),
        "unchanged": pgettext_lazy("field", "Unchanged"),
        "verdicts": pgettext_lazy("field", "Verdicts"),
        "weight": pgettext_lazy("field", "Weight"),
        "workplan": pgettext_lazy("field", "Workplan"),
    }
)
PARTS["task"] = "commitment"
VALUES["group"] = dict(GroupKind.choices)
VALUES["holds_reelection"] = VALUES["chosen"] = {"1": _("yes")}  # as the form of a plan has it
VALUES["step"] = dict(SlipStep.choices)
