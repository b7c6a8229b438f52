"""One annual report: its page, the review with comments, its pages as pictures."""

from django.urls import path

from reports.views import annual_comments, annual_preview, annual_review

_ONE = "annual-reports/<int:year>/<str:code>/"

urlpatterns = [
    path(_ONE, annual_review.annual_report_detail, name="annual-report-detail"),
    path(f"{_ONE}review/", annual_review.annual_report_review, name="annual-report-review"),
    path(f"{_ONE}changed/", annual_review.annual_report_changed, name="annual-report-changed"),
    path(f"{_ONE}comments/", annual_comments.annual_report_comment, name="annual-report-comment"),
    path(
        f"{_ONE}comments/<int:pk>/",
        annual_comments.annual_report_comment_act,
        name="annual-report-comment-act",
    ),
    path(
        f"{_ONE}preview/<slug:slug>/",
        annual_preview.annual_report_preview,
        name="annual-report-preview",
    ),
    path(
        f"{_ONE}preview/<slug:slug>/changed/",
        annual_preview.annual_report_preview_changed,
        name="annual-report-preview-changed",
    ),
    path(
        f"{_ONE}preview/<slug:slug>/make/",
        annual_preview.annual_report_preview_make,
        name="annual-report-preview-make",
    ),
    path(
        f"{_ONE}preview/pages/<slug:token>/<int:number>.webp",
        annual_preview.annual_report_preview_page,
        name="annual-report-preview-page",
    ),
]
