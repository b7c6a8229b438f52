"""The seal of an annual report."""

from django.urls import path

from reports.views import annual_seal

_SEAL = "annual-reports/<int:year>/<str:code>/seal/"

urlpatterns = [
    path(_SEAL, annual_seal.annual_report_seal, name="annual-report-seal"),
    path(f"{_SEAL}add/", annual_seal.annual_report_seal_add, name="annual-report-seal-add"),
    path(
        f"{_SEAL}sheet.pdf", annual_seal.annual_report_seal_sheet, name="annual-report-seal-sheet"
    ),
    path(
        f"{_SEAL}scans/<int:pk>/",
        annual_seal.annual_report_seal_scan,
        name="annual-report-seal-scan",
    ),
]
