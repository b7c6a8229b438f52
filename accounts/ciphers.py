"""Encryption of what lies in the database, under keys that the secret key gives.

What an older key wrote is read as long as that key stands in SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "derived_key", "known_secrets", "open_sealed", "seal"]


def known_secrets() -> list[str]:
    """Return the secret keys, the current one first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def derived_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes that serve one purpose only."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def seal(data: bytes, *, purpose: str) -> bytes:
    """Return the bytes encrypted under the current key of a purpose."""
    return _cipher(purpose).encrypt(data)


def open_sealed(sealed: bytes, *, purpose: str) -> bytes:
    """Return the bytes again; InvalidToken when no known key of the purpose wrote them."""
    return _cipher(purpose).decrypt(sealed)


def _cipher(purpose: str) -> MultiFernet:
    keys = (derived_key(secret, purpose) for secret in known_secrets())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
