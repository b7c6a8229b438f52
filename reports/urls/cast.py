"""What CAST reads, and the calendar of deadlines."""

from django.urls import path

from reports.views import calendar, cast, compare, explain, slip_document

urlpatterns = [
    path("explain/<month:month>/<slug:figure>/", explain.figure, name="explain-figure"),
    path("explain/<month:month>/societies/<str:code>/", explain.society, name="explain-society"),
    path(
        "explain/<month:month>/societies/<str:code>/<int:number>/",
        explain.task,
        name="explain-task",
    ),
    path("calendar/<slug:secret>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("dashboard/", cast.dashboard, name="dashboard"),
    path("dashboard/compare/", compare.comparison, name="dashboard-compare"),
    path(
        "dashboard/compare/export.<str:kind>",
        compare.comparison_export,
        name="dashboard-compare-export",
    ),
    path("dashboard/societies/<str:code>/", cast.society_year, name="society-year"),
    path("dashboard/societies/<str:code>/history/", cast.society_history, name="society-history"),
    path("matrix/", cast.matrix, name="matrix"),
    path("matrix/export.<str:kind>", cast.matrix_export, name="matrix-export"),
    path("slips/<str:code>/<int:pk>/slip.pdf", slip_document.slip_document, name="slip-document"),
]
