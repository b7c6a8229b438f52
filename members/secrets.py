"""Identity and telephone numbers: encrypted as stored, found by the key of an exact match.

Each is bound to what it is and to the member's registration number: put beside another member, or
into the other column, it does not open. The keys come from SECRET_KEY; those in
SECRET_KEY_FALLBACKS still read and find what they wrote.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.ciphers import FORMAT, NONCE, ciphers, derived_key, known_secrets, open_sealed

ID_NUMBER = "id_number"
PHONE = "phone"
_PURPOSE = "members:cipher"
_BLOCK = 64
_KEY_LENGTH = 32
_NO_DIGIT = re.compile(r"\D+")
_COUNTRY = "86"
_MOBILE_LENGTH = 11
#: Digits alone of these lengths, of mobile telephones and identity cards, are normal already.
_PLAIN = (_MOBILE_LENGTH, 18)


class _Keys:
    """What one secret key gives to search by: the two halves of HMAC-SHA-256 begun once."""

    def __init__(self, secret: str) -> None:
        block = _derived(secret, "search").ljust(_BLOCK, b"\0")
        self.inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self.outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
        self.digest_key = _derived(secret, "digest")

    def search_key(self, normal: str) -> str:
        """Return the first 128 bits of the number's HMAC, in hexadecimal."""
        inner, outer = self.inner.copy(), self.outer.copy()
        inner.update(normal.encode())
        outer.update(inner.digest())
        return outer.hexdigest()[:_KEY_LENGTH]


def _derived(secret: str, purpose: str) -> bytes:
    return derived_key(secret, f"members:{purpose}")


@lru_cache(maxsize=8)
def _keys_of(secret: str) -> _Keys:
    return _Keys(secret)


def _current() -> _Keys:
    return _keys_of(known_secrets()[0])


def _known() -> list[_Keys]:
    return [_keys_of(secret) for secret in known_secrets()]


def encrypt(text: str, kind: str, registration_no: str) -> bytes | None:
    """Return a member's number under AES-GCM; None for an empty one."""
    return encrypt_many([text], kind, [registration_no])[0]


def encrypt_many(
    texts: Sequence[str], kind: str, registration_nos: Sequence[str]
) -> list[bytes | None]:
    """Encrypt numbers of many members, each under a nonce of its own; empty ones give None."""
    encrypted, prefix = ciphers(_PURPOSE)[0].encrypt, _place(kind, "")
    noise = os.urandom(NONCE * len(texts))
    places = zip(texts, registration_nos, range(0, len(noise), NONCE), strict=True)
    return [
        FORMAT
        + (nonce := noise[start : start + NONCE])
        + encrypted(nonce, text.encode(), (prefix + registration_no).encode())
        if text
        else None
        for text, registration_no, start in places
    ]


def decrypt(sealed: bytes | memoryview | None, kind: str, registration_no: str) -> str:
    """Return a member's number again; raises Unreadable when it was sealed otherwise."""
    if not sealed:
        return ""
    place = _place(kind, registration_no)
    return open_sealed(bytes(sealed), purpose=_PURPOSE, place=place).decode()


def _place(kind: str, registration_no: str) -> str:
    return f"{kind}:{registration_no}"


def normal_id_number(text: str) -> str:
    """Write an identity number as it is compared: capitals, no blanks."""
    return "".join(text.split()).upper()


def normal_phone(text: str) -> str:
    """Write a telephone number as it is compared: digits only, mainland numbers without +86."""
    digits = _NO_DIGIT.sub("", text)
    bare = digits.removeprefix("00")
    if bare.startswith(_COUNTRY) and len(bare) == _MOBILE_LENGTH + len(_COUNTRY):
        return bare[len(_COUNTRY) :]
    return digits


def _normal(text: str, kind: str) -> str:
    return normal_phone(text) if kind == PHONE else normal_id_number(text)


def search_key(text: str, kind: str = ID_NUMBER) -> str:
    """Return what an exact match of the number is found by; "" for an empty one."""
    normal = _normal(text, kind)
    return _current().search_key(normal) if normal else ""


def search_keys(text: str, kind: str = ID_NUMBER) -> list[str]:
    """Return the keys under which the number may be stored, older secret keys included."""
    normal = _normal(text, kind)
    return [keys.search_key(normal) for keys in _known()] if normal else []


def search_keys_many(texts: Sequence[str], kind: str) -> list[str]:
    """Return the current search key of each number; "" for empty ones."""
    keys = _current()
    inner, outer = keys.inner.copy, keys.outer.copy
    found: list[str] = []
    for text in texts:
        # The usual spellings are normal already.
        normal = text if text.isdecimal() and len(text) in _PLAIN else _normal(text, kind)
        if not normal:
            found.append("")
            continue
        one, two = inner(), outer()
        one.update(normal.encode())
        two.update(one.digest())
        found.append(two.hexdigest()[:_KEY_LENGTH])
    return found


def digest_key() -> bytes:
    """Return the key of the digests that tell whether a row of a file was taken in before."""
    return _current().digest_key


def file_ciphers() -> list[AESGCM]:
    """Return the ciphers of uploaded files, the current one first."""
    return ciphers("members:file")
