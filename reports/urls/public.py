"""What everybody reads."""

from django.urls import path

from reports.views import public
from reports.views import public_parts as parts

urlpatterns = [
    path("", public.home, name="public-home"),
    path("issues/", public.issue_list, name="issue-list"),
    path("issues/<month:month>/", public.issue_detail, name="issue-detail"),
    path("issues/<month:month>/figures.json", public.issue_data, name="issue-data"),
    path("issues/<month:month>/figures.csv", public.issue_table, name="issue-table"),
    path("public/societies/", public.society_list, name="public-society-list"),
    path("public/societies/<str:code>/", public.society_detail, name="public-society-detail"),
    path("disciplines/", parts.discipline_list, name="public-discipline-list"),
    path("disciplines/<slug:key>/", parts.discipline_detail, name="public-discipline"),
    path("workplan/", public.workplan, name="public-workplan"),
    path("workplan/<int:year>/", public.workplan, name="public-workplan"),
    path("workplan/<int:year>/tasks/<int:number>/", parts.task_detail, name="public-task"),
]
