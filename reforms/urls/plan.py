"""Reform plans."""

from django.urls import path, re_path

from reforms.views import plan, plan_edit, queue_exports

_ONE = "plans/<int:year>/<str:code>/"

urlpatterns = [
    path("plans/", plan.plan_queue, name="plan-queue"),
    re_path(r"^plans/export\.(?P<suffix>csv|xlsx)$", queue_exports.plan_export, name="plan-export"),
    path("plans/current/", plan.plan_current, name="plan-current"),
    path(_ONE, plan.plan_detail, name="plan-detail"),
    path(f"{_ONE}start/", plan.plan_start, name="plan-start"),
    path(f"{_ONE}edit/", plan_edit.plan_edit, name="plan-edit"),
    path(f"{_ONE}submit/", plan.plan_submit, name="plan-submit"),
    path(f"{_ONE}decide/", plan.plan_decide, name="plan-decide"),
]
