"""Workplans."""

from django.urls import path

from reforms.views import workplan

urlpatterns = [
    path("workplans/", workplan.workplan_list, name="workplan-list"),
    path("workplans/<int:year>/", workplan.workplan_detail, name="workplan-detail"),
    path("workplans/<int:year>/edit/", workplan.workplan_edit, name="workplan-edit"),
    path("workplans/<int:year>/deadlines/", workplan.workplan_deadlines, name="workplan-deadlines"),
    path("workplans/<int:year>/roll-forward/", workplan.workplan_roll, name="workplan-roll"),
    path("workplans/<int:year>/tasks/<int:number>/edit/", workplan.task_edit, name="task-edit"),
    path(
        "workplans/<int:year>/tasks/<int:number>/checks/", workplan.task_checks, name="task-checks"
    ),
]
