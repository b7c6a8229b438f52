"""Published annual reports on the web."""

from django.urls import path, re_path

from reports.views import annual_web, library

_ONE = "annual-reports/public/<int:year>/<str:code>/"
_EDITION = f"{_ONE}editions/<int:number>/"
_DATA = r"^annual-reports/public/(?P<year>[0-9]+)/(?P<code>[^/]+)/"

urlpatterns = [
    path(_ONE, annual_web.public_annual_report_page, name="public-annual-report-page"),
    path(
        _EDITION,
        annual_web.public_annual_report_page,
        name="public-annual-report-edition",
    ),
    path(
        f"{_EDITION}<slug:slug>.pdf",
        library.public_annual_report,
        name="public-annual-report-edition-file",
    ),
    re_path(
        rf"{_DATA}editions/(?P<number>[0-9]+)/report\.(?P<suffix>json|csv)$",
        annual_web.public_annual_report_data,
        name="public-annual-report-edition-data",
    ),
    path(
        f"{_ONE}pictures/<str:sha256>/",
        annual_web.public_annual_report_image,
        name="public-annual-report-image",
    ),
    re_path(
        rf"{_DATA}report\.(?P<suffix>json|csv)$",
        annual_web.public_annual_report_data,
        name="public-annual-report-data",
    ),
]
