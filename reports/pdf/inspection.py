"""What an uploaded PDF or picture shows, read in a process that can be killed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from reports.pdf.messages import read_message, write_message
from reports.pdf.process import ROOT

#: Seconds of processor time, and of time altogether.
PROCESSOR_SECONDS, SECONDS = 20, 30.0


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """A signature in a file: `end` is how many of the file's bytes it vouches for, with itself."""

    is_ours: bool
    is_sound: bool
    end: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found; `problem` is empty unless the file could not be read."""

    pages: int = 0
    codes: tuple[str, ...] = ()
    signatures: tuple[FoundSignature, ...] = ()
    copy: bytes = b""
    #: Whether a page that was copied holds a picture, as all that was scanned does.
    has_pictures: bool = False
    problem: str = ""

    @property
    def is_read(self) -> bool:
        """Whether the file could be read."""
        return not self.problem


def inspect(
    data: bytes, *, fingerprint: str = "", wants_copy: bool = False, timeout: float = SECONDS
) -> Inspection:
    """Read the file; never raises for what the file is. The fingerprint is our certificate's."""
    question = io.BytesIO()
    write_message(question, {"fingerprint": fingerprint, "wants_copy": wants_copy}, data)
    keys = ("PATH", "HOME", "LANG")
    environment = {key: os.environ[key] for key in keys if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no words of a user
            [sys.executable, "-m", "reports.pdf.reading", str(PROCESSOR_SECONDS)],
            cwd=ROOT,
            env={**environment, "PYTHONUTF8": "1"},
            input=question.getbuffer(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Inspection(problem=f"longer than {timeout:g} seconds")
    try:
        answer = read_message(io.BytesIO(done.stdout))
    except (EOFError, ValueError):
        answer = None
    if answer is None:
        return Inspection(problem=f"the process ended ({done.returncode})")
    return _inspection(*answer)


def _inspection(head: dict[str, Any], copy: bytes) -> Inspection:
    if "error" in head:
        return Inspection(problem=str(head["error"]))
    return Inspection(
        pages=head["pages"],
        codes=tuple(head["codes"]),
        signatures=tuple(
            FoundSignature(each["is_ours"], each["is_sound"], each["end"])
            for each in head["signatures"]
        ),
        copy=copy,
        has_pictures=head["has_pictures"],
    )
