"""The development report of all societies."""

from django.urls import path, re_path

from reports.views import development

_ALL = "development-reports/all/<int:year>/"

urlpatterns = [
    path(
        "development-reports/<int:year>/",
        development.public_development_report,
        name="public-development-report",
    ),
    re_path(
        r"^development-reports/(?P<year>[0-9]+)/(?P<language>zh|en)\.pdf$",
        development.public_development_report_file,
        name="public-development-report-file",
    ),
    path(_ALL, development.development_report, name="development-report"),
    path(f"{_ALL}make/", development.development_report_make, name="development-report-make"),
    path(
        f"{_ALL}<int:number>/publish/",
        development.development_report_publish,
        name="development-report-publish",
    ),
    path(
        f"{_ALL}<int:number>/withdraw/",
        development.development_report_withdraw,
        name="development-report-withdraw",
    ),
    path(
        f"{_ALL}<int:number>/<str:language>.pdf",
        development.development_report_download,
        name="development-report-download",
    ),
]
