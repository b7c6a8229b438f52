"""A view of the matrix as the address writes it."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from reports.selectors.matrix_query import MatrixQuery

#: What is meant where the address says nothing.
_USUAL = {"show": "progress", "sort": "code", "dir": "asc", "view": "societies"}


def query_params(on: dt.date, query: MatrixQuery, **changes: str) -> dict[str, str]:
    """Return a query as the address writes it; what is as usual is left out."""
    params = {
        "month": f"{on:%Y-%m}",
        "view": query.view,
        "show": query.show,
        "discipline": query.discipline,
        "report": query.report,
        "state": query.state,
        "late": "1" if query.is_late else "",
        "behind": "1" if query.is_behind else "",
        "against": "1" if query.is_against else "",
        "portfolio": "" if query.codes is None else "1",
        "q": query.text,
        "sort": query.sort,
        "dir": "desc" if query.is_descending else "",
        "group": query.group,
    }
    return {
        name: value
        for name, value in (params | changes).items()
        if value and value != _USUAL.get(name)
    }


def address(on: dt.date, query: MatrixQuery, **changes: str) -> str:
    """Return the query part of the address, with some of it changed."""
    return "?" + urlencode(query_params(on, query, **changes))
