"""Addresses of members, their import and their dues."""

from django.urls import path, re_path

from members.views import dues, lists, records, summary

app_name = "members"
_MEMBERS = "societies/<str:code>/members/"

urlpatterns = [
    path("members/", summary.member_summary, name="member-summary"),
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
    path(f"{_MEMBERS}<int:pk>/", records.member_detail, name="member-detail"),
    path(f"{_MEMBERS}<int:pk>/edit/", records.member_edit, name="member-edit"),
    path(f"{_MEMBERS}<int:pk>/leave/", records.member_leave, name="member-leave"),
    path(f"{_MEMBERS}<int:pk>/reveal/", records.member_reveal, name="member-reveal"),
]
