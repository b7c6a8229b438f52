"""Published annual reports on the web."""

from django.urls import path, re_path

from reports.views import annual_web

_ONE = "annual-reports/public/<int:year>/<str:code>/"

urlpatterns = [
    path(_ONE, annual_web.public_annual_report_page, name="public-annual-report-page"),
    path(
        f"{_ONE}editions/<int:number>/",
        annual_web.public_annual_report_page,
        name="public-annual-report-edition",
    ),
    path(
        f"{_ONE}pictures/<str:sha256>/",
        annual_web.public_annual_report_image,
        name="public-annual-report-image",
    ),
    re_path(
        r"^annual-reports/public/(?P<year>[0-9]+)/(?P<code>[^/]+)/report\.(?P<suffix>json|csv)$",
        annual_web.public_annual_report_data,
        name="public-annual-report-data",
    ),
]
