"""What is wrong with a single value of the financial statements, wherever it was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from reports.enums import AuditOpinion
from reports.finance.cells import own_name
from reports.finance.lines import Forms
from reports.pdf.text import clean_text

_LONGEST: Final = {"firm": 120, "number": 60}
MOST_NAME: Final = 80


def no_amount(text: str) -> str:
    """Say that a text is no amount."""
    return _("“%(value)s” is no amount in yuan with at most two decimals.") % {"value": text[:40]}


def own_parents(statements: Forms) -> set[str]:
    """The lines under which lines of the society's own can stand."""
    return {line.code for each in statements.statements for line in each.lines if line.takes_own}


def own_problem(name: str, known: Mapping[str, str], parent: str, statements: Forms) -> str:
    """Say what is wrong with the name of a line of the society's own; empty when nothing is."""
    if parent not in own_parents(statements):
        return _("No lines of your own can stand under this line.")
    if not name:
        return _("Say what the line is called.")
    if len(name) > MOST_NAME:
        return _("A name has at most %(most)d characters.") % {"most": MOST_NAME}
    if own_name(parent, name) in known:
        return _("“%(name)s” stands under this line twice.") % {"name": name}
    return ""


def own_line_name(text: str) -> str:
    """A name as it is kept: on one line, without the sign that divides cells."""
    return " ".join(clean_text(text).split()).replace("@", "＠")


def audit_problem(name: str, text: str) -> str:
    """Say what is wrong with what is said of the audit; empty when nothing is."""
    if name == "opinion" and text and text not in AuditOpinion.values:
        return _("Choose one of the opinions.")
    if name == "day" and text:
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            return _("“%(value)s” is no date. Write it as 2017-03-05.") % {"value": text[:40]}
    if len(text) > _LONGEST.get(name, len(text)):
        return _("At most %(most)s characters.") % {"most": _LONGEST[name]}
    return ""
