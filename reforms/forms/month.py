"""The page of a month as one form: each task is saved by itself, what fails stays on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from reforms.enums import Verdict
from reforms.forms.report import EntryForm, entry_form, entry_prefix, initial_of
from reforms.models import ProgressEntry
from reforms.selectors.checks import DONE, Counted
from reforms.selectors.months import EntryRow, SocietyMonth
from reforms.services.entries import (
    FIELDS,
    MonthLocked,
    StaleEntry,
    open_month,
    save_in_month,
)
from reforms.services.evidence import attach_in_month, detach_evidence
from societies.uploads import UploadProblem

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.utils.datastructures import MultiValueDict


@dataclass(frozen=True)
class Difference:
    """One field that two people wrote at the same time."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass
class RowForm:
    """A task of the month with its form, and what went wrong with it."""

    row: EntryRow
    form: EntryForm
    theirs: ProgressEntry | None = None
    problems: list[str] = field(default_factory=list)
    #: What the registers counted for the task's measured value.
    counted: tuple[Counted, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether something of this row could not be saved."""
        return bool(self.theirs or self.problems or (self.form.is_bound and self.form.errors))

    @cached_property
    def differences(self) -> list[Difference]:
        """Fields in which the typed and the saved differ."""
        return differences(self.form, self.theirs) if self.theirs else []

    def show(self, name: str) -> str:
        """What stands in a field of the form."""
        value = self.form[name].value()
        return "" if value is None else str(value)

    @property
    def is_no_change(self) -> bool:
        """Whether the box is ticked on the page."""
        return bool(self.form["is_no_change"].value())

    @property
    def shows_fall(self) -> bool:
        """Whether the reason for a fall has to be seen."""
        percent, before = self.show("percent"), self.row.previous.percent
        has_fallen = percent.isdecimal() and before is not None and int(percent) < before
        return has_fallen or bool(self.show("fall_reason")) or "fall_reason" in self.form.errors

    @property
    def shows_explanation(self) -> bool:
        """Whether the explanation against the registers has to be seen."""
        claims_all = self.row.verdict == Verdict.NOT_MET and self.show("percent") == str(DONE)
        is_wrong = "claim_explanation" in self.form.errors
        return claims_all or is_wrong or bool(self.show("claim_explanation"))


class MonthForm:
    """The forms of all tasks of a month."""

    def __init__(
        self,
        page: SocietyMonth,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
    ) -> None:
        self.page = page
        self.data = data.copy() if data is not None else QueryDict(mutable=True)
        self.files = files
        self.rows = {row.task.number: RowForm(row, self._form(row)) for row in page.rows}

    def _form(self, row: EntryRow) -> EntryForm:
        is_posted = f"{entry_prefix(row.task.number)}-version" in self.data
        is_taken = str(row.task.number) in self.data.getlist("take")
        use = is_posted and row.is_editable and not is_taken
        return entry_form(row, self.data if use else None)

    def save(self, *, by: User, at: dt.datetime) -> bool:
        """Save every touched row by itself; True when nothing is left unsaved."""
        touched = [item for item in self.rows.values() if self._is_touched(item)]
        try:
            if touched:
                self._save_all(touched, by, at)
            self._detach(by, at)
        except MonthLocked as locked:
            for item in touched:
                item.problems.append(str(locked))
        return not any(item.has_failed for item in self.rows.values())

    def _is_touched(self, item: RowForm) -> bool:
        return bool(self._uploads(item)) or (item.form.is_bound and item.form.is_touched)

    @transaction.atomic
    def _save_all(self, touched: list[RowForm], by: User, at: dt.datetime) -> None:
        """Open the month once; what one row is refused for does not touch the others."""
        page = open_month(
            society=self.page.society, workplan=self.page.workplan, month=self.page.month, at=at
        )
        for item in touched:
            if item.form.is_bound and item.form.is_valid():
                self._save(page, item, by, at)
            self._attach(page, item, by, at)

    def redisplayed(self, page: SocietyMonth) -> MonthForm:
        """The page as it stands now, with the typed values of what could not be saved."""
        fresh = MonthForm(page)
        for number, item in self.rows.items():
            if item.has_failed and number in fresh.rows:
                fresh.rows[number] = replace(item, row=fresh.rows[number].row)
        return fresh

    def offer(self, counted: Mapping[int, tuple[Counted, ...]]) -> None:
        """Put what was counted beside the measured values of commitments."""
        for number, item in self.rows.items():
            if item.row.commitment:
                item.counted = tuple(one for one in counted.get(number, ()) if one.number)

    def groups(self) -> Iterator[tuple[str, list[RowForm]]]:
        """Rows by kind of task group."""
        for kind, rows in self.page.groups:
            yield kind, [self.rows[row.task.number] for row in rows]

    def _save(self, page: SocietyMonth, item: RowForm, by: User, at: dt.datetime) -> None:
        try:
            save_in_month(
                page=page,
                task=item.row.task,
                by=by,
                expected_version=item.form.cleaned_data["version"],
                at=at,
                **item.form.values,
            )
        except StaleEntry as stale:
            item.theirs = stale.current
            self._answer_to(item, stale.current)
        except MonthLocked as locked:
            item.problems.append(str(locked))
        except ValidationError as error:
            item.form.add_error(None, error)

    def _answer_to(self, item: RowForm, current: ProgressEntry) -> None:
        """Let the next press of "Save" put the typed values over the ones now seen."""
        prefix = entry_prefix(item.row.task.number)
        for name in ("version", "seen"):
            self.data[f"{prefix}-{name}"] = str(initial_of(current)[name])
        item.form = entry_form(item.row, self.data)

    def _uploads(self, item: RowForm) -> list[UploadedFile[Any]]:
        name = f"{entry_prefix(item.row.task.number)}-files"
        return self.files.getlist(name) if self.files else []

    def _attach(self, page: SocietyMonth, item: RowForm, by: User, at: dt.datetime) -> None:
        for upload in self._uploads(item):
            try:
                attach_in_month(page=page, task=item.row.task, upload=upload, by=by, at=at)
            except (UploadProblem, MonthLocked) as problem:
                item.problems.append(f"{upload.name}: {problem}")

    def _detach(self, by: User, at: dt.datetime) -> None:
        """Take off the file whose button was pressed: `task number:evidence id`."""
        number, _colon, pk = self.data.get("detach", "").partition(":")
        if not (number.isdecimal() and pk.isdecimal() and int(number) in self.rows):
            return
        item = self.rows[int(number)]
        evidence = next((file for file in item.row.evidence if file.pk == int(pk)), None)
        if evidence is None:
            return
        detach_evidence(
            society=self.page.society,
            workplan=self.page.workplan,
            month=self.page.month,
            task=item.row.task,
            evidence=evidence,
            by=by,
            at=at,
        )


def differences(form: EntryForm, theirs: ProgressEntry) -> list[Difference]:
    """Fields in which the typed and the saved differ, in words."""
    mine, saved = form.values, initial_of(theirs)
    result = []
    for name in FIELDS:
        typed, kept = _shown(dict(mine)[name]), _shown(saved[name])
        if typed != kept:
            result.append(Difference(name, str(form[name].label), typed, kept))
    return result


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.date | str):
        return str(value)
    if value is None:
        return ""
    return str(value.normalize()) if hasattr(value, "normalize") else str(value)
