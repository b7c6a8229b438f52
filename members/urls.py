"""Addresses of members, their import and their dues."""

from django.urls import URLPattern, path, re_path

from members.views import dues, imports, lists, records, summary

app_name = "members"
_MEMBERS = "societies/<str:code>/members/"


def _imports(place: str) -> list[URLPattern]:
    """The pages of imports: of a society, and for CAST of members of any society."""
    one = f"{place}<int:pk>/"
    return [
        path(place, imports.import_list, name="import-list"),
        path(f"{place}new/", imports.import_create, name="import-create"),
        path(f"{place}template.xlsx", imports.import_template, name="import-template"),
        path(one, imports.import_detail, name="import-detail"),
        path(f"{one}progress/", imports.import_progress, name="import-progress"),
        path(f"{one}corrections.xlsx", imports.import_corrections, name="import-corrections"),
        path(f"{one}apply/", imports.import_apply, name="import-apply"),
        path(f"{one}recheck/", imports.import_recheck, name="import-recheck"),
        path(f"{one}discard/", imports.import_discard, name="import-discard"),
        path(f"{one}undo/", imports.import_undo, name="import-undo"),
    ]


urlpatterns = [
    path("members/", summary.member_summary, name="member-summary"),
    *_imports("members/imports/"),
    *_imports(f"{_MEMBERS}imports/"),
    path(_MEMBERS, lists.member_list, name="member-list"),
    path(f"{_MEMBERS}counts/", lists.member_counts, name="member-counts"),
    path(f"{_MEMBERS}find/", lists.member_find, name="member-find"),
    re_path(
        r"^societies/(?P<code>[^/]+)/members/export\.(?P<kind>csv|xlsx)$",
        lists.member_export,
        name="member-export",
    ),
    path(f"{_MEMBERS}new/", records.member_create, name="member-create"),
    path(f"{_MEMBERS}declared/", dues.declared_list, name="declared-list"),
    path(f"{_MEMBERS}dues/", dues.dues_overview, name="dues-overview"),
    path(f"{_MEMBERS}dues/<int:year>/make/", dues.dues_charge, name="dues-charge"),
    path(f"{_MEMBERS}dues/charges/<int:pk>/undo/", dues.charge_undo, name="charge-undo"),
    path(f"{_MEMBERS}<int:pk>/", records.member_detail, name="member-detail"),
    path(f"{_MEMBERS}<int:pk>/edit/", records.member_edit, name="member-edit"),
    path(f"{_MEMBERS}<int:pk>/leave/", records.member_leave, name="member-leave"),
    path(f"{_MEMBERS}<int:pk>/reveal/", records.member_reveal, name="member-reveal"),
]
