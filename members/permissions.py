"""Who may do what with members and their dues, as sentences about a society."""

from rules.permissions import add_perm

from societies.permissions import is_cast, is_manager, works_for

add_perm("members.view_member", works_for | is_cast)
#: Identity and telephone numbers, e-mail addresses and days of birth stay with the society.
add_perm("members.view_personal", works_for)
add_perm("members.change_member", works_for)
add_perm("members.import_members", works_for | is_manager)
add_perm("members.import_national", is_manager)
add_perm("members.charge_dues", works_for)
add_perm("members.view_summary", is_cast)
