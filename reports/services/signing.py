"""The portal's signature: its key by the settings, its public certificate, signing a document."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
from django.conf import settings
from django.utils import timezone

from reports.pdf.keys import KeyFile, SigningError, SigningKeyError, fingerprint, load_key

if TYPE_CHECKING:
    from reports.pdf.signing import DocumentSigner

__all__ = ["SigningError", "SigningKeyError", "sign_document", "signing_certificate"]


def key_file() -> KeyFile:
    """The operator's key where the settings name one, else ours in the data directory."""
    if settings.SIGNING_PKCS12:
        return KeyFile(Path(settings.SIGNING_PKCS12), settings.SIGNING_PASSWORD, is_ours=False)
    return KeyFile(Path(settings.DATA_DIR) / "signing.p12")


@lru_cache(maxsize=2)
def _keys(file: KeyFile, name: str) -> PKCS12KeyAndCertificates:
    # Reading the clock here: a certificate begins on the day its key is made, whoever asks first.
    return load_key(file, name=name, now=timezone.now())


def signing_certificate() -> x509.Certificate:
    """The certificate of the key that signs, made with its key when there is none."""
    keys = _keys(key_file(), settings.SIGNING_NAME)
    assert keys.cert is not None  # noqa: S101 - load_key has seen to it
    return keys.cert.certificate


def certificate_pem() -> bytes:
    """The public certificate, for anyone to check signatures with."""
    return signing_certificate().public_bytes(serialization.Encoding.PEM)


def certificate_fingerprint() -> str:
    """SHA-256 of the certificate in hexadecimal; empty when the key cannot be used."""
    try:
        return fingerprint(signing_certificate())
    except SigningKeyError:
        return ""


def sign_document(data: bytes, *, reason: str) -> bytes:
    """Return the document signed; SigningError (or SigningKeyError), never an unsigned document.

    Without an answer of the time stamp service it is signed without a time stamp only where the
    operator allows it.
    """
    keys, name = _keys(key_file(), settings.SIGNING_NAME), settings.SIGNING_NAME
    try:
        return _signer(keys, name, settings.TSA_URL).sign(data, reason=reason)
    except SigningError:
        if not settings.TSA_URL or settings.TSA_REQUIRED:
            raise
    return _signer(keys, name, "").sign(data, reason=reason)


@lru_cache(maxsize=4)
def _signer(keys: PKCS12KeyAndCertificates, name: str, tsa_url: str) -> DocumentSigner:
    from reports.pdf.signing import DocumentSigner, http_timestamper  # noqa: PLC0415 - slow, for jobs

    return DocumentSigner(
        keys,
        name=name,
        contact=settings.SITE_URL,
        timestamper=http_timestamper(tsa_url) if tsa_url else None,
    )
