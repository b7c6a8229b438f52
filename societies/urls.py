"""Addresses of societies and of the people who work for them."""

from django.urls import path, re_path

from societies.views import (
    activities,
    governance,
    meetings,
    notice_office,
    notices,
    office,
    people,
    records,
    register_files,
    register_uploads,
    registers,
    setup,
    society,
)

app_name = "societies"
urlpatterns = [
    path("setup/", setup.first_manager, name="first-manager"),
    path("start/", setup.start, name="start"),
    path("societies/", society.society_list, name="society-list"),
    re_path(
        r"^societies/export\.(?P<kind>csv|xlsx)$", society.society_export, name="society-export"
    ),
    path("societies/<str:code>/", society.society_detail, name="society-detail"),
    path("societies/<str:code>/edit/", society.society_edit, name="society-edit"),
    path("societies/<str:code>/registers/", registers.society_index, name="register-index"),
    path("registers/", registers.national_index, name="register-index"),
    path("registers/<slug:kind>/", registers.register_list, name="register-list"),
    re_path(
        r"^registers/(?P<kind>[-\w]+)/export\.(?P<suffix>csv|xlsx)$",
        register_files.register_export,
        name="register-export",
    ),
    path(
        "societies/<str:code>/registers/<slug:kind>/template/",
        register_files.register_template,
        name="register-template",
    ),
    path(
        "societies/<str:code>/registers/<slug:kind>/upload/",
        register_uploads.register_upload,
        name="register-upload",
    ),
    path("registers/<slug:kind>/upload/", register_uploads.national_upload, name="register-upload"),
    path("registers/uploads/<int:pk>/", register_uploads.register_preview, name="register-preview"),
    path(
        "registers/uploads/<int:pk>/progress/",
        register_uploads.register_progress,
        name="register-progress",
    ),
    path(
        "registers/uploads/<int:pk>/corrections/",
        register_uploads.register_corrections,
        name="register-corrections",
    ),
    path(
        "registers/uploads/<int:pk>/apply/", register_uploads.register_apply, name="register-apply"
    ),
    path(
        "registers/uploads/<int:pk>/discard/",
        register_uploads.register_discard,
        name="register-discard",
    ),
    path("registers/<slug:kind>/new/", records.register_create, name="register-create"),
    path("registers/<slug:kind>/<int:pk>/", records.register_detail, name="register-detail"),
    path("registers/<slug:kind>/<int:pk>/edit/", records.register_edit, name="register-edit"),
    path("registers/<slug:kind>/<int:pk>/delete/", records.register_delete, name="register-delete"),
    path("registers/<slug:kind>/<int:pk>/file/", records.register_file, name="register-file"),
    path("overviews/governance/", governance.calendar, name="register-calendar"),
    re_path(
        r"^overviews/governance\.(?P<suffix>csv|xlsx)$",
        governance.calendar_export,
        name="register-calendar-export",
    ),
    path(
        "societies/<str:code>/overviews/governance/",
        governance.governance,
        name="register-governance",
    ),
    re_path(
        r"^societies/(?P<code>[^/]+)/overviews/governance\.(?P<suffix>csv|xlsx)$",
        governance.governance_export,
        name="register-governance-export",
    ),
    path("overviews/meetings/", meetings.national_meetings, name="register-meetings-national"),
    re_path(
        r"^overviews/meetings\.(?P<suffix>csv|xlsx)$",
        meetings.meetings_export,
        name="register-meetings-export",
    ),
    path("societies/<str:code>/overviews/meetings/", meetings.meetings, name="register-meetings"),
    path(
        "societies/<str:code>/overviews/attendance/",
        meetings.attendance,
        name="register-attendance",
    ),
    path("overviews/office/", office.national_offices, name="register-office-national"),
    re_path(
        r"^overviews/office\.(?P<suffix>csv|xlsx)$",
        office.offices_export,
        name="register-office-export",
    ),
    path("societies/<str:code>/overviews/office/", office.office, name="register-office"),
    path(
        "overviews/activities/",
        activities.national_activities,
        name="register-activities-national",
    ),
    re_path(
        r"^overviews/activities\.(?P<suffix>csv|xlsx)$",
        activities.activities_export,
        name="register-activities-export",
    ),
    path(
        "societies/<str:code>/overviews/activities/",
        activities.activities,
        name="register-activities",
    ),
    path("people/", people.person_list, name="person-list"),
    re_path(r"^people/export\.(?P<suffix>csv|xlsx)$", people.person_export, name="person-export"),
    path("people/new/", people.person_create, name="person-create"),
    path("people/<int:pk>/", people.person_detail, name="person-detail"),
    path("people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("people/<int:pk>/portfolio/", people.portfolio_edit, name="person-portfolio"),
    path("people/<int:pk>/roles/", people.role_grant, name="person-role-grant"),
    path("people/<int:pk>/roles/<int:role_pk>/end/", people.role_end, name="person-role-end"),
    path("people/<int:pk>/close/", people.person_deactivate, name="person-deactivate"),
    path("people/<int:pk>/reopen/", people.person_reactivate, name="person-reactivate"),
    path(
        "people/<int:pk>/password-link/", people.person_password_link, name="person-password-link"
    ),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/all/", notice_office.register, name="notice-register"),
    path("notices/new/", notice_office.create, name="notice-create"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("notices/<int:pk>/edit/", notice_office.edit, name="notice-edit"),
    path("notices/<int:pk>/send/", notice_office.send, name="notice-send"),
    path("notices/<int:pk>/discard/", notice_office.discard, name="notice-discard"),
    path("notices/<int:pk>/withdraw/", notice_office.withdraw, name="notice-withdraw"),
    path("notices/<int:pk>/remind/", notice_office.remind, name="notice-remind"),
    re_path(
        r"^notices/(?P<pk>[0-9]+)/receipts\.(?P<suffix>csv|xlsx)$",
        notice_office.receipts_export,
        name="notice-export",
    ),
    path("notices/<int:pk>/files/", notice_office.attach, name="notice-attach"),
    path("notices/<int:pk>/files/<int:file_pk>/", notices.notice_file, name="notice-file"),
    path(
        "notices/<int:pk>/files/<int:file_pk>/remove/", notice_office.detach, name="notice-detach"
    ),
    path("notices/<int:pk>/confirm/<str:code>/", notices.notice_confirm, name="notice-confirm"),
]
