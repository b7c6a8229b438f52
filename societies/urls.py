"""Addresses of societies and of the people who work for them."""

from django.urls import path, re_path

from societies.views import people, setup, society

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
    path("people/", people.person_list, name="person-list"),
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
]
