"""Signatures over finished documents: PAdES, added behind the bytes that were rendered.

Works in the portal's own process, never in the one that renders what people wrote.
"""

from __future__ import annotations

import io
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from reports.pdf.keys import SigningError

FIELD = "PortalSignature"
TSA_SECONDS = 10
TSA_TRIES = 3


class _Update(IncrementalPdfFileWriter):
    """Leaves the metadata as they are: they tell of the content, as the archive demands."""

    def _update_meta(self) -> None:
        """Change nothing."""


class DocumentSigner:
    """Signs documents with one key; costs some milliseconds a document."""

    def __init__(
        self,
        keys: PKCS12KeyAndCertificates,
        *,
        name: str,
        contact: str = "",
        timestamper: TimeStamper | None = None,
    ) -> None:
        assert keys.cert is not None  # noqa: S101 - load_key has seen to it
        self.certificate: x509.Certificate = keys.cert.certificate
        self._name, self._contact, self._timestamper = name, contact, timestamper
        self._signer = _Signer(keys)
        self._room = _room(keys, timestamper is not None)

    def sign(self, data: bytes, *, reason: str) -> bytes:
        """Return the document with a signature appended; SigningError when that fails."""
        failure: Exception | None = None
        for _ in range(TSA_TRIES):
            try:
                return self._signed(data, reason)
            except (TimestampRequestError, OSError) as error:
                failure = error
            except Exception as error:
                raise SigningError(f"{type(error).__name__}: {error}") from error
        raise SigningError(f"the time stamp service failed: {failure}") from failure

    def _signed(self, data: bytes, reason: str) -> bytes:
        update = _Update(io.BytesIO(data))
        hidden = fields.InvisSigSettings(box_out_of_bounds=True)
        field = fields.SigFieldSpec(
            FIELD, invis_sig_settings=hidden, readable_field_name=self._name
        )
        facts = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            name=self._name,
            reason=reason,
            contact_info=self._contact or None,
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        output: Any = signers.PdfSigner(
            facts, self._signer, timestamper=self._timestamper, new_field_spec=field
        ).sign_pdf(update, bytes_reserved=self._room)
        return bytes(output.getbuffer())


def http_timestamper(url: str) -> TimeStamper:
    """A time stamp service (RFC 3161) at an address."""
    return HTTPTimeStamper(url, timeout=TSA_SECONDS)


class _Signer(signers.Signer):
    """Keeps the key ready: pyHanko's own would read and check it anew for every document."""

    def __init__(self, keys: PKCS12KeyAndCertificates) -> None:
        assert keys.cert is not None  # noqa: S101
        self._key = keys.key
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        for each in keys.additional_certs:
            chain.register_multiple(_converted(each.certificate))
        (certificate,) = _converted(keys.cert.certificate)
        super().__init__(signing_cert=certificate, cert_registry=chain)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign with RSA or an elliptic curve; SHA-256 is all that is asked for."""
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        assert isinstance(self._key, rsa.RSAPrivateKey)  # noqa: S101 - load_key has seen to it
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def _converted(certificate: x509.Certificate) -> Any:
    return load_certs_from_pemder_data(certificate.public_bytes(serialization.Encoding.DER))


def _room(keys: PKCS12KeyAndCertificates, has_timestamp: bool) -> int:
    """Hexadecimal digits to leave for the signature: certificates, attributes, time stamp."""
    certificates = [each for each in (keys.cert, *keys.additional_certs) if each is not None]
    sizes = (
        len(each.certificate.public_bytes(serialization.Encoding.DER)) for each in certificates
    )
    return 2 * (sum(sizes) + 3 * 1024 + (16 * 1024 if has_timestamp else 0))
