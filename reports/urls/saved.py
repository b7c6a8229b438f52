"""Views that a person keeps."""

from django.urls import path

from reports.views import saved

urlpatterns = [
    path("views/", saved.view_list, name="view-list"),
    path("views/save/", saved.view_save, name="view-save"),
    path("views/<int:pk>/rename/", saved.view_rename, name="view-rename"),
    path("views/<int:pk>/default/", saved.view_default, name="view-default"),
    path("views/<int:pk>/delete/", saved.view_delete, name="view-delete"),
]
