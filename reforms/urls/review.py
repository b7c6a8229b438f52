"""Review of monthly reports by CAST."""

from django.urls import path, re_path

from reforms.views import queue_exports, review

urlpatterns = [
    path("review/", review.queue, name="review-queue"),
    re_path(
        r"^review/export\.(?P<suffix>csv|xlsx)$",
        queue_exports.review_export,
        name="review-export",
    ),
    path("review/bulk/", review.bulk, name="review-bulk"),
    path("review/<str:code>/<month:month>/", review.detail, name="review-detail"),
    path(
        "review/<str:code>/<month:month>/tasks/<int:number>/", review.decide, name="review-decide"
    ),
    path("review/<str:code>/<month:month>/clean/", review.accept_clean, name="review-clean"),
    path("review/<str:code>/<month:month>/finish/", review.finish, name="review-finish"),
    path("review/<str:code>/<month:month>/again/", review.again, name="review-again"),
]
