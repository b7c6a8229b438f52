"""Addresses of the reforms app, by noun."""

from reforms.urls import checks, exceptions, month, plan, report, review, slips, workplan

app_name = "reforms"
urlpatterns = [
    *workplan.urlpatterns,
    *plan.urlpatterns,
    *report.urlpatterns,
    *review.urlpatterns,
    *month.urlpatterns,
    *exceptions.urlpatterns,
    *checks.urlpatterns,
    *slips.urlpatterns,
]
