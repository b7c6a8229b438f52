"""The key that signs documents: the operator's own, or one made on first use and kept."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID, ObjectIdentifier

KEY_BITS = 3072
#: Files signed today are to be verified for as long as annual reports are kept.
YEARS = 30
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


class SigningError(RuntimeError):
    """A document could not be signed; the message says why, for people who run the portal."""


class SigningKeyError(SigningError):
    """The key cannot be used; the message says why, for people who run the portal."""


@dataclass(frozen=True)
class KeyFile:
    """Where the key lies; what is ours may be made, what the operator gave may not."""

    path: Path
    password: str = ""
    is_ours: bool = True


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def load_key(file: KeyFile, *, name: str, now: dt.datetime) -> pkcs12.PKCS12KeyAndCertificates:
    """Return key and certificate; ours is made when there is none."""
    try:
        if file.is_ours and not file.path.exists():
            make_key(file.path, name=name, now=now)
        found = pkcs12.load_pkcs12(file.path.read_bytes(), file.password.encode() or None)
    except (OSError, ValueError) as error:
        raise SigningKeyError(f"the signing key {file.path} cannot be read: {error}") from error
    if not isinstance(found.key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningKeyError(f"the signing key {file.path} holds no RSA or elliptic curve key")
    if found.cert is None:
        raise SigningKeyError(f"the signing key {file.path} holds no certificate for its key")
    return found


def make_key(path: Path, *, name: str, now: dt.datetime) -> None:
    """Keep a new key with a certificate of its own; of two processes the first one wins."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    certificate = self_signed(key, name=name, now=now)
    data = pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, None, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".signing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def self_signed(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, *, name: str, now: dt.datetime
) -> x509.Certificate:
    """A certificate that the portal gives itself: for signatures that cannot be denied."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    public = key.public_key()
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
