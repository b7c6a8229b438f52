"""What is said of a member, in one order: files, the form and the tables of imports follow it."""

from __future__ import annotations

from collections.abc import Iterable

#: Numbers that identify or reach a person: kept encrypted, found by a key.
SECRETS = ("id_number", "phone")
#: What only a society's own people read; of it the trail keeps no more than that it changed.
PERSONAL = ("birth_on", *SECRETS, "email")
#: What the row of a file says of a member, beside whose and which it is.
VALUES = (
    "name",
    "kind",
    "grade",
    "gender",
    "birth_on",
    "id_number",
    "phone",
    "email",
    "employer",
    "sector",
    "region",
    "joined_on",
    "left_on",
)
#: The columns of a file, in the order of the template.
COLUMNS = ("society_code", "registration_no", *VALUES)
#: What an import can change of a member: who comes back has no reason for leaving.
CHANGEABLE = (*VALUES, "left_reason")
#: What a person may say of a member.
FIELDS = ("registration_no", *CHANGEABLE, "note")


def without_secrets(names: Iterable[str]) -> tuple[str, ...]:
    """Return the fields that are stored as they are."""
    return tuple(name for name in names if name not in SECRETS)


def stored(names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of the table in which fields are stored."""
    return tuple(
        column
        for name in names
        for column in ((f"{name}_cipher", f"{name}_key") if name in SECRETS else (name,))
    )
