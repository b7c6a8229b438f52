"""The portal's signature: its key by the settings, its public certificate, signing a document."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from reports.pdf.keys import KeyFile, load_key
from reports.pdf.signing import DocumentSigner, SigningError, http_timestamper

__all__ = ["SigningError", "certificate_pem", "document_signer", "key_file", "sign_document"]


def key_file() -> KeyFile:
    """The operator's key where the settings name one, else ours in the data directory."""
    if settings.SIGNING_PKCS12:
        return KeyFile(Path(settings.SIGNING_PKCS12), settings.SIGNING_PASSWORD, is_ours=False)
    return KeyFile(Path(settings.DATA_DIR) / "signing.p12")


def document_signer() -> DocumentSigner:
    """What signs documents, with the key read once; SigningKeyError when it cannot be used."""
    return _signer(key_file(), settings.SIGNING_NAME, settings.SITE_URL, settings.TSA_URL)


@lru_cache(maxsize=4)
def _signer(file: KeyFile, name: str, contact: str, tsa_url: str) -> DocumentSigner:
    # Reading the clock here: a certificate begins on the day its key is made, whoever asks first.
    keys = load_key(file, name=name, now=timezone.now())
    timestamper = http_timestamper(tsa_url) if tsa_url else None
    return DocumentSigner(keys, name=name, contact=contact, timestamper=timestamper)


def sign_document(data: bytes, *, reason: str) -> bytes:
    """Return the document signed; SigningError or SigningKeyError, never an unsigned document.

    Without an answer of the time stamp service it is signed without a time stamp only where the
    operator allows it.
    """
    try:
        return document_signer().sign(data, reason=reason)
    except SigningError:
        if not settings.TSA_URL or settings.TSA_REQUIRED:
            raise
    return _signer(key_file(), settings.SIGNING_NAME, settings.SITE_URL, "").sign(
        data, reason=reason
    )


def certificate_pem() -> bytes:
    """The public certificate, for anyone to check signatures with."""
    return document_signer().pem
