"""Encryption of what lies in the database or on disk, under keys that the secret key gives.

What is sealed is bound to its purpose and to its place, such as the record it belongs to: copied to
another place it does not open. What an older key wrote is read as long as that key stands in
SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

#: Each sealed text begins with the format's number and the nonce.
FORMAT, NONCE = b"\x01", 12


class Unreadable(Exception):
    """No key that is known sealed this for this purpose and place, or it was changed since."""


def known_secrets() -> list[str]:
    """Return the secret keys, the current one first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def derived_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes that serve one purpose only."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def ciphers(purpose: str) -> list[AESGCM]:
    """Return the ciphers of a purpose, the current one first."""
    return [_cipher(secret, purpose) for secret in known_secrets()]


def seal(data: bytes, *, purpose: str, place: str = "") -> bytes:
    """Return the bytes encrypted under the current key of a purpose, to be opened in one place."""
    nonce = os.urandom(NONCE)
    return FORMAT + nonce + ciphers(purpose)[0].encrypt(nonce, data, place.encode())


def open_sealed(sealed: bytes, *, purpose: str, place: str = "") -> bytes:
    """Return the bytes again; raises Unreadable."""
    start, nonce, body = sealed[:1], sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    if start == FORMAT and len(nonce) == NONCE:
        for cipher in ciphers(purpose):
            try:
                return cipher.decrypt(nonce, body, place.encode())
            except InvalidTag:
                continue
    raise Unreadable


@lru_cache(maxsize=64)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(derived_key(secret, purpose))
