"""Identity and telephone numbers: encrypted as stored, found by the key of an exact match.

The keys come from SECRET_KEY; those in SECRET_KEY_FALLBACKS still read and find what they wrote.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.ciphers import derived_key, known_secrets

ID_NUMBER = "id_number"
PHONE = "phone"
_FORMAT = b"\x01"
_NONCE = 12
_BLOCK = 64
_KEY_LENGTH = 32
_NO_DIGIT = re.compile(r"\D+")
_COUNTRY = "86"
_MOBILE_LENGTH = 11
#: Digits alone of these lengths, of mobile telephones and identity cards, are normal already.
_PLAIN = (_MOBILE_LENGTH, 18)


class UnreadableSecret(Exception):
    """No key that is known wrote this number."""


class _Keys:
    """What one secret key gives: a cipher, and the two halves of HMAC-SHA-256 begun once."""

    def __init__(self, secret: str) -> None:
        self.cipher = AESGCM(_derived(secret, "cipher"))
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


def encrypt(text: str) -> bytes | None:
    """Return the number under AES-GCM; None for an empty one."""
    return encrypt_many([text])[0]


def encrypt_many(texts: Sequence[str]) -> list[bytes | None]:
    """Encrypt numbers together, each under a nonce of its own; empty ones give None."""
    seal = _current().cipher.encrypt
    noise = os.urandom(_NONCE * len(texts))
    sealed: list[bytes | None] = []
    for place, text in enumerate(texts):
        if not text:
            sealed.append(None)
            continue
        nonce = noise[place * _NONCE : (place + 1) * _NONCE]
        sealed.append(_FORMAT + nonce + seal(nonce, text.encode(), None))
    return sealed


def decrypt(sealed: bytes | memoryview | None) -> str:
    """Return the number again; raises UnreadableSecret when no known key wrote it."""
    if not sealed:
        return ""
    data = bytes(sealed)
    nonce, body = data[1 : 1 + _NONCE], data[1 + _NONCE :]
    for keys in _known():
        try:
            return keys.cipher.decrypt(nonce, body, None).decode()
        except InvalidTag:
            continue
    raise UnreadableSecret


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
    return [AESGCM(_derived(secret, "file")) for secret in known_secrets()]
