"""What commands tell scripts that ask for JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, OutputWrapper


@contextmanager
def refusing_in_json(out: OutputWrapper, is_json: bool) -> Iterator[None]:
    """Answer {"error": …} where a command refuses to begin, and let it exit as it does anyway."""
    try:
        yield
    except CommandError as error:
        if is_json:
            out.write(json.dumps({"error": str(error)}, ensure_ascii=False))
        raise
