"""Who may read what CAST sees, as sentences."""

from rules.permissions import add_perm

from societies.permissions import (
    approves_for,
    is_auditor,
    is_cast,
    is_manager,
    reviews,
    works_for,
)

add_perm("reports.view_dashboard", is_cast)
add_perm("reports.view_matrix", is_cast)
add_perm("reports.keep_views", is_cast)
add_perm("reports.view_society_year", works_for | is_cast)
#: Every change with both values, drafts too.
add_perm("reports.view_society_trail", works_for | reviews | is_auditor)

add_perm("reports.view_annual_report", works_for | is_cast)
add_perm("reports.edit_annual_report", works_for)
add_perm("reports.submit_annual_report", approves_for)
add_perm("reports.review_annual_report", reviews)
#: When it is published is for the society to choose, or for CAST.
add_perm("reports.publish_annual_report", approves_for | reviews)
add_perm("reports.withdraw_annual_report", reviews)
add_perm("reports.render_annual_report", works_for | reviews)
add_perm("reports.list_annual_reports", is_cast)
add_perm("reports.manage_annual_reports", is_manager)

add_perm("reports.view_webhooks", is_manager | is_auditor)
add_perm("reports.manage_webhooks", is_manager)
