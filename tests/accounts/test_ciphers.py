"""What is sealed opens for its purpose and in its place, while a key that wrote it is kept."""

import pytest
from allauth.mfa.adapter import get_adapter
from pytest_django import Settings

from accounts.ciphers import Unreadable, open_sealed, seal

TEXT = "身份证".encode()


def test_sealed_text_opens_in_its_place_only() -> None:
    sealed = seal(TEXT, purpose="one", place="row 1")
    assert TEXT not in sealed
    assert sealed != seal(TEXT, purpose="one", place="row 1")
    assert open_sealed(sealed, purpose="one", place="row 1") == TEXT
    for purpose, place in (("one", "row 2"), ("one", ""), ("two", "row 1")):
        with pytest.raises(Unreadable):
            open_sealed(sealed, purpose=purpose, place=place)


def test_sealed_text_cut_or_changed_does_not_open() -> None:
    sealed = seal(TEXT, purpose="one")
    for damaged in (b"", sealed[:5], sealed[:-1], b"\x02" + sealed[1:], sealed[:-1] + b"?"):
        with pytest.raises(Unreadable):
            open_sealed(damaged, purpose="one")


def test_every_key_that_is_kept_opens_what_it_sealed(settings: Settings) -> None:
    sealed = {}
    for secret in ("first", "second", "third"):
        settings.SECRET_KEY = secret
        sealed[secret] = (seal(TEXT, purpose="one"), get_adapter().encrypt("JBSWY3DPEHPK3PXP"))
    settings.SECRET_KEY_FALLBACKS = ["second", "first"]
    for text, factor in sealed.values():
        assert open_sealed(text, purpose="one") == TEXT
        assert get_adapter().decrypt(factor) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = ["second"]
    with pytest.raises(Unreadable):
        open_sealed(sealed["first"][0], purpose="one")
    with pytest.raises(Unreadable):
        get_adapter().decrypt(sealed["first"][1])
    assert open_sealed(sealed["second"][0], purpose="one") == TEXT
