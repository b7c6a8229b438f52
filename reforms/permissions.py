"""Who may do what with plans, reports and issues, as sentences about a society."""

from rules.permissions import add_perm
from rules.predicates import is_authenticated

from societies.permissions import (
    approves_for,
    edits_for,
    is_cast,
    is_manager,
    is_reviewer,
    reviews,
    works_for,
)

add_perm("reforms.view_workplan", is_authenticated)
add_perm("reforms.change_workplan", is_manager)
add_perm("reforms.view_plan", works_for | is_cast)
add_perm("reforms.edit_plan", works_for)
add_perm("reforms.submit_plan", approves_for)
add_perm("reforms.review_plan", reviews)
add_perm("reforms.view_plan_queue", is_cast)
add_perm("reforms.view_report", works_for | is_cast)
add_perm("reforms.edit_report", works_for)
add_perm("reforms.send_to_approver", edits_for)
add_perm("reforms.submit_report", approves_for)
add_perm("reforms.review_report", reviews)
add_perm("reforms.reopen_report", is_manager)
add_perm("reforms.seal_month", is_manager)
add_perm("reforms.view_review_queue", is_cast)
add_perm("reforms.accept_reports", is_reviewer | is_manager)
add_perm("reforms.view_months", is_cast)
add_perm("reforms.view_checks", works_for | is_cast)
add_perm("reforms.view_national_checks", is_cast)
add_perm("reforms.view_exceptions", works_for | is_cast)
add_perm("reforms.request_exception", works_for)
add_perm("reforms.withdraw_exception", approves_for)
add_perm("reforms.decide_exception", reviews)
add_perm("reforms.view_exception_queue", is_cast)
add_perm("reforms.view_slips", works_for | is_cast)
add_perm("reforms.acknowledge_slip", works_for)
add_perm("reforms.draft_slip_answer", works_for)
add_perm("reforms.send_slip_answer", approves_for)
add_perm("reforms.issue_slip", reviews)
add_perm("reforms.decide_slip", reviews)
add_perm("reforms.withdraw_slip", is_manager)
add_perm("reforms.view_slip_register", is_cast)
