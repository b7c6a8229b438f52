"""Encryption of what lies in the database for a while only, under keys derived from the secret."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "open_sealed", "seal"]


def seal(data: bytes, *, purpose: str) -> bytes:
    """Return the bytes encrypted under the current key of a purpose."""
    return _cipher(purpose).encrypt(data)


def open_sealed(sealed: bytes, *, purpose: str) -> bytes:
    """Return the bytes again; InvalidToken when no known key of the purpose wrote them."""
    return _cipher(purpose).decrypt(sealed)


def _cipher(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{key}".encode()).digest())
