"""The month as a society sees it."""

from django.urls import path

from reforms.views import desk, entry, evidence, report, report_files

_MONTH = "months/<str:code>/<month:month>/"
_TASK = f"{_MONTH}tasks/<int:number>/"
_FILE = f"{_MONTH}upload/<int:pk>/"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("months/current/", report.report_current, name="report-current"),
    path(_MONTH, report.report_detail, name="report-detail"),
    path(f"{_MONTH}check/", report.report_check, name="report-check"),
    path(f"{_MONTH}send/", report.report_send, name="report-send"),
    path(f"{_MONTH}send-back/", report.report_send_back, name="report-send-back"),
    path(f"{_MONTH}submit/", report.report_submit, name="report-submit"),
    path(f"{_MONTH}receipts/<int:number>/", report.report_receipt, name="report-receipt"),
    path(f"{_MONTH}workbook/", report_files.report_workbook, name="report-workbook"),
    path(f"{_MONTH}upload/", report_files.report_upload, name="report-upload"),
    path(_FILE, report_files.report_preview, name="report-preview"),
    path(f"{_FILE}corrections/", report_files.report_corrections, name="report-corrections"),
    path(f"{_FILE}apply/", report_files.report_apply, name="report-apply"),
    path(f"{_FILE}discard/", report_files.report_discard, name="report-discard"),
    path(_TASK, entry.entry_detail, name="entry-detail"),
    path(f"{_TASK}evidence/", evidence.evidence_attach, name="evidence-attach"),
    path(f"{_TASK}evidence/<int:pk>/detach/", evidence.evidence_detach, name="evidence-detach"),
    path("evidence/<str:code>/", evidence.evidence_list, name="evidence-list"),
    path("evidence/<str:code>/<int:pk>/", evidence.evidence_detail, name="evidence-detail"),
]
