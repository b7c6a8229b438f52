"""The financial statements of an annual report, and what changed in it."""

from django.urls import path

from reports.views import annual_compare, annual_finance, annual_finance_files

_ONE = "annual-reports/<int:year>/<str:code>/finance/"
_FILE = f"{_ONE}file/<int:pk>/"

urlpatterns = [
    path(
        "annual-reports/<int:year>/<str:code>/compare/",
        annual_compare.annual_compare,
        name="annual-compare",
    ),
    path(_ONE, annual_finance.annual_finance, name="annual-finance"),
    path(f"{_ONE}explain/", annual_finance.annual_finance_explain, name="annual-finance-explain"),
    path(
        f"{_ONE}workbook.xlsx",
        annual_finance_files.annual_finance_workbook,
        name="annual-finance-workbook",
    ),
    path(f"{_ONE}file/", annual_finance_files.annual_finance_upload, name="annual-finance-upload"),
    path(_FILE, annual_finance_files.annual_finance_preview, name="annual-finance-preview"),
    path(
        f"{_FILE}corrections.xlsx",
        annual_finance_files.annual_finance_corrections,
        name="annual-finance-corrections",
    ),
    path(f"{_FILE}apply/", annual_finance_files.annual_finance_apply, name="annual-finance-apply"),
    path(
        f"{_FILE}discard/",
        annual_finance_files.annual_finance_discard,
        name="annual-finance-discard",
    ),
]
