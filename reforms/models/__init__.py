"""Models of the reforms app, by noun."""

from reforms.models.check import CheckException, CheckRequest, RegistryCheck, SealedChecks
from reforms.models.deadline import DeadlineExtension, SealReminder
from reforms.models.evidence import Evidence
from reforms.models.issue import Correction, MonthlyIssue, SocietyFigure
from reforms.models.plan import Commitment, PlanVersion, ReformPlan
from reforms.models.reminder import Reminder
from reforms.models.report import MonthlyReport, ProgressEntry, Reopening, Submission
from reforms.models.slip import SlipAnswer, SlipCounter, SlipEvent, SupervisionSlip
from reforms.models.workplan import MonthDeadline, Task, TaskGroup, Workplan

__all__ = [
    "CheckException",
    "CheckRequest",
    "Commitment",
    "Correction",
    "DeadlineExtension",
    "Evidence",
    "MonthDeadline",
    "MonthlyIssue",
    "MonthlyReport",
    "PlanVersion",
    "ProgressEntry",
    "ReformPlan",
    "RegistryCheck",
    "Reminder",
    "Reopening",
    "SealReminder",
    "SealedChecks",
    "SlipAnswer",
    "SlipCounter",
    "SlipEvent",
    "SocietyFigure",
    "Submission",
    "SupervisionSlip",
    "Task",
    "TaskGroup",
    "Workplan",
]
