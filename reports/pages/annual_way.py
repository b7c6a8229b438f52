"""The way of an annual report from writing to publication: what is done, what is to do. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.enums import AnnualReportState

_AFTER_REVIEW = (AnnualReportState.ACCEPTED, AnnualReportState.PUBLISHED)
_WRITING = (AnnualReportState.DRAFT, AnnualReportState.RETURNED, AnnualReportState.WITHDRAWN)


class StepState(StrEnum):
    """How far a step is."""

    DONE = "done"
    NOW = "now"
    PROBLEM = "problem"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the steps are told from."""

    state: str
    written: int
    chapters: int
    missing: tuple[str, ...]
    findings: int
    comments: int
    may_submit_yet: bool
    opens_on: dt.date
    due_on: dt.date | None
    submitted_on: dt.date | None
    decided_on: dt.date | None
    is_seal_required: bool
    has_seal: bool
    publish_on: dt.date | None
    published_on: dt.date | None
    is_reopened: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the society writes."""
        return self.state in _WRITING

    @property
    def is_complete(self) -> bool:
        """Whether nothing keeps it from being submitted but the day."""
        return not self.missing and not self.findings


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way."""

    code: str
    title: str
    state: StepState
    text: str


def way_of(facts: Facts) -> list[Step]:
    """The steps in their order; sealing is one of them where CAST asks for it or it was done."""
    steps = [_write(facts), _check(facts), _submit(facts)]
    if facts.is_seal_required or facts.has_seal:
        steps.append(_seal(facts))
    return [*steps, _review(facts), _publish(facts)]


def _write(facts: Facts) -> Step:
    text = _("%(written)d of %(total)d chapters are written.") % {
        "written": facts.written,
        "total": facts.chapters,
    }
    state = StepState.DONE
    if facts.is_open and facts.missing:
        state = StepState.NOW
        text += "\n" + _("Still missing: %(names)s.") % {
            "names": pgettext("list", ", ").join(facts.missing)
        }
    return Step("write", pgettext("step", "Write"), state, text)


def _check(facts: Facts) -> Step:
    texts = []
    if facts.is_open and facts.findings:
        texts.append(
            ngettext(
                "%(count)d finding in the statements is to be corrected or explained.",
                "%(count)d findings in the statements are to be corrected or explained.",
                facts.findings,
            )
            % {"count": facts.findings}
        )
    if facts.comments:
        texts.append(
            ngettext(
                "%(count)d comment by CAST is open.",
                "%(count)d comments by CAST are open.",
                facts.comments,
            )
            % {"count": facts.comments}
        )
    state = StepState.DONE
    if texts and facts.state not in _AFTER_REVIEW:
        state = StepState.PROBLEM
    elif facts.is_open and facts.missing:
        state = StepState.LATER
    text = "\n".join(texts) or _("Statements agree or are explained; no comment is open.")
    return Step("check", pgettext("step", "Check"), state, text)


def _submit(facts: Facts) -> Step:
    title = pgettext("step", "Submit to CAST")
    if not facts.is_open:
        return Step("submit", title, StepState.DONE, _on(_("Submitted on %s."), facts.submitted_on))
    state = StepState.NOW if facts.is_complete and facts.may_submit_yet else StepState.LATER
    if not facts.may_submit_yet:
        text = _on(_("Possible from %s on."), facts.opens_on)
    else:
        text = _on(_("Due on %s."), facts.due_on)
    return Step("submit", title, state, text)


def _seal(facts: Facts) -> Step:
    title = pgettext("step", "Seal")
    if facts.has_seal and facts.is_open:
        text = _("The sealed sheet belongs to the version before; the next one is sealed anew.")
        return Step("seal", title, StepState.LATER, text)
    if facts.has_seal:
        text = _("The scan of the sealed cover sheet belongs to this version.")
        return Step("seal", title, StepState.DONE, text)
    text = _("Print the cover sheet, seal it, and upload its scan.")
    return Step("seal", title, StepState.LATER if facts.is_open else StepState.NOW, text)


def _review(facts: Facts) -> Step:
    title = pgettext("step", "Review by CAST")
    if facts.state in _AFTER_REVIEW:
        return Step("review", title, StepState.DONE, _on(_("Accepted on %s."), facts.decided_on))
    if facts.state == AnnualReportState.SUBMITTED:
        return Step("review", title, StepState.NOW, _("CAST is reviewing the report."))
    if facts.state == AnnualReportState.RETURNED and not facts.is_reopened:
        text = _on(_("Returned on %s."), facts.decided_on)
        return Step("review", title, StepState.PROBLEM, text)
    return Step("review", title, StepState.LATER, _("After it has been submitted."))


def _publish(facts: Facts) -> Step:
    title = pgettext("step", "Publication")
    if facts.state == AnnualReportState.PUBLISHED:
        return Step(
            "publish", title, StepState.DONE, _on(_("Published on %s."), facts.published_on)
        )
    if facts.state == AnnualReportState.WITHDRAWN:
        text = _("Withdrawn. It can be corrected and submitted again.")
        return Step("publish", title, StepState.PROBLEM, text)
    if facts.state != AnnualReportState.ACCEPTED:
        return Step("publish", title, StepState.LATER, _("After CAST has accepted it."))
    if facts.publish_on:
        text = _on(_("The portal publishes it on %s."), facts.publish_on)
    else:
        text = _("Publish it now, or choose a day.")
    return Step("publish", title, StepState.NOW, text)


def _on(words: str, day: dt.date | None) -> str:
    """Words about a day; nothing where no day is known."""
    return words % f"{day:%Y-%m-%d}" if day else ""
