"""How the history of a member tells of numbers that nobody may read there."""

import pytest
from django.utils import translation

from accounts.models import AuditEvent
from accounts.templatetags.trail import changes


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (True, True, ("recorded", "replaced")),
        (False, True, ("—", "recorded")),
        (True, False, ("recorded", "—")),
    ],
)
def test_hidden_number_is_told_without_its_value(
    *, before: bool, after: bool, words: tuple[str, str]
) -> None:
    event = AuditEvent(
        subject_type="member", before={"id_number": before}, after={"id_number": after}
    )
    with translation.override("en"):
        assert changes(event) == [("Identity number", *words)]


def test_telephone_of_a_person_is_told_as_it_is() -> None:
    event = AuditEvent(subject_type="user", before={"phone": "010"}, after={"phone": "020"})
    with translation.override("en"):
        assert changes(event) == [("Telephone", "010", "020")]
