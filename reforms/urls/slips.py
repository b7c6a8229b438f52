"""Supervision slips."""

from django.urls import path

from reforms.views import slip_rules, slips, slips_register

_SOCIETY = "slips/<str:code>/"
_ONE = f"{_SOCIETY}<int:pk>/"

urlpatterns = [
    path("slips/", slips_register.slip_list, name="slip-list"),
    path("slips/export.<str:kind>", slips_register.slip_export, name="slip-export"),
    path(_SOCIETY, slips_register.slip_society, name="slip-society"),
    path(f"{_SOCIETY}<int:year>/new/", slips.slip_create, name="slip-create"),
    path(_ONE, slips.slip_detail, name="slip-detail"),
    path(f"{_ONE}acknowledge/", slips.slip_acknowledge, name="slip-acknowledge"),
    path(f"{_ONE}answer/", slips.slip_answer, name="slip-answer"),
    path(f"{_ONE}send/", slips.slip_send, name="slip-send"),
    path(f"{_ONE}return/", slips.slip_return, name="slip-return"),
    path(f"{_ONE}close/", slips.slip_close, name="slip-close"),
    path(f"{_ONE}withdraw/", slips.slip_withdraw, name="slip-withdraw"),
    path("workplans/<int:year>/slip-rules/", slip_rules.rules_edit, name="workplan-slip-rules"),
]
