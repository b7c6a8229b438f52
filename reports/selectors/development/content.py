"""The development report of a year as plain values: chapters of parts, like an annual report.

It holds only what may be public: sums over societies, what published reports and issues show, and
counts of each society, nothing of a person; see docs/architecture.md.
"""

from __future__ import annotations

from typing import Any

from reforms import months
from reforms.models import Workplan
from reports.annual.parts import Part, plain
from reports.selectors.annual_year import Content
from reports.selectors.development import counted, published
from reports.selectors.development.facts import NationalFacts, national_facts

#: Raised when the same content must look different: it is part of the digest.
LAYOUT = 1


def development_content(workplan: Workplan) -> Content:
    """Put together the development report of a workplan's year; reads every society."""
    facts = national_facts(workplan)
    parts = _parts(facts)
    return {
        "layout": LAYOUT,
        "year": workplan.year,
        "as_of": facts.as_of,
        "workplan": {
            name: getattr(workplan, name)
            for name in ("year", "title_zh", "title_en", "issuer_zh", "issuer_en")
        },
        "source": _source(facts),
        "societies": len(facts.members),
        "chapters": [
            {
                "code": code,
                "title_zh": title.zh,
                "title_en": title.en,
                "head": "",
                "in_short": False,
                "html": "",
                "summary": "",
                "parts": [plain(part) for part in parts[code]],
            }
            for code, title in facts.outline.chapters.items()
        ],
        "images": {},
    }


def _parts(facts: NationalFacts) -> dict[str, tuple[Part, ...]]:
    made = {
        "overview": counted.overview(facts),
        "disciplines": counted.by_discipline(facts),
        "sizes": counted.by_size(facts),
        "finance": published.finance(facts),
        "reform": published.reform(facts),
        "registers": published.verdicts(facts),
        "reports": published.reports(facts),
        "societies": counted.societies(facts),
        "methods": counted.methods(facts),
    }
    topics = (code for code in facts.outline.chapters if code not in made)
    return made | {code: counted.topic(facts, code) for code in topics}


def _source(facts: NationalFacts) -> dict[str, Any]:
    """The issue that the reform's figures come from."""
    issue = facts.issue
    return {
        "is_sealed": issue is not None,
        "is_whole_year": issue is not None and issue.month == facts.workplan.last_month,
        "month": issue and f"{issue.month:%Y-%m}",
        "number": issue and issue.number,
        "digest": issue and issue.digest,
        "as_of": issue and issue.as_of.astimezone(months.BEIJING).isoformat(timespec="minutes"),
    }
