"""What everybody reads."""

from django.urls import path

from reports.views import api, corrections, explain, public, verify
from reports.views import open_data as data
from reports.views import public_parts as parts

urlpatterns = [
    path("", public.home, name="public-home"),
    path("issues/", public.issue_list, name="issue-list"),
    path("issues/<month:month>/", public.issue_detail, name="issue-detail"),
    path(
        "issues/<month:month>/explain/<slug:figure>/", explain.public_figure, name="issue-explain"
    ),
    path(
        "issues/<month:month>/explain/societies/<str:code>/",
        explain.public_society,
        name="issue-explain-society",
    ),
    path(
        "issues/<month:month>/bulletin/<slug:language>/<int:number>.pdf",
        verify.bulletin_edition,
        name="bulletin-edition",
    ),
    path("verify/", verify.verify_page, name="verify"),
    path("verify/certificate.pem", verify.signing_certificate, name="signing-certificate"),
    path("verify/<str:digest>/", verify.verify_digest, name="verify-digest"),
    path("issues/<month:month>/figures.json", data.issue_data, name="issue-data"),
    path("issues/<month:month>/figures.csv", data.issue_table, name="issue-table"),
    path("data/", data.open_data, name="public-data"),
    path("data/api/", api.api_page, name="public-api"),
    path("data/dictionary.json", data.data_dictionary, name="public-data-dictionary"),
    path("data/<int:year>/figures.json", data.year_data, name="year-data"),
    path("data/<int:year>/figures.csv", data.year_table, name="year-table"),
    path("data/<int:year>/progress.csv", data.year_progress, name="year-progress"),
    path("data/<int:year>/corrections.csv", data.year_corrections, name="year-corrections"),
    path("corrections/", corrections.correction_list, name="public-correction-list"),
    path("policy/", public.policy, name="public-policy"),
    path("sitemap.xml", data.sitemap, name="sitemap"),
    path("robots.txt", data.robots, name="robots"),
    path("public/societies/", public.society_list, name="public-society-list"),
    path("public/societies/<str:code>/", public.society_detail, name="public-society-detail"),
    path("disciplines/", parts.discipline_list, name="public-discipline-list"),
    path("disciplines/<slug:key>/", parts.discipline_detail, name="public-discipline"),
    path("workplan/", public.workplan, name="public-workplan"),
    path("workplan/<int:year>/", public.workplan, name="public-workplan"),
    path("workplan/<int:year>/tasks/<int:number>/", parts.task_detail, name="public-task"),
]
