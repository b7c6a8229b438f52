"""Signatures over documents: valid, appended, by a key that is made once and kept closed."""

from __future__ import annotations

import datetime as dt
import io
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import KeyUsage
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import validation
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext

from reports.pdf import signing as pdf_signing
from reports.pdf.keys import (
    KeyFile,
    SigningError,
    SigningKeyError,
    fingerprint,
    load_key,
    make_key,
    self_signed,
)
from reports.pdf.signing import DocumentSigner
from reports.services import signing

NOW = dt.datetime(2018, 1, 20, 9, tzinfo=dt.UTC)
TODAY = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> KeyFile:
    file = KeyFile(tmp_path_factory.mktemp("key") / "signing.p12")
    load_key(file, name="学会改革监测", now=TODAY)
    return file


@pytest.fixture(scope="module")
def signer(key: KeyFile) -> DocumentSigner:
    return DocumentSigner(load_key(key, name="", now=NOW), name="学会改革监测")


@pytest.fixture(scope="module")
def document() -> bytes:
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


class SilentService(TimeStamper):
    """A time stamp service that does not answer; counts how often it was asked."""

    asked = 0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    async def async_request_tsa_response(self, req: Any) -> Any:
        SilentService.asked += 1
        raise TimestampRequestError("no answer")


@pytest.fixture
def fresh() -> Iterator[None]:
    signing._keys.cache_clear()
    signing._signer.cache_clear()
    yield
    signing._keys.cache_clear()
    signing._signer.cache_clear()


def judged(data: bytes, signer: DocumentSigner) -> Any:
    """What pyHanko says of the one signature."""
    der = signer.certificate.public_bytes(serialization.Encoding.DER)
    trusted = ValidationContext(trust_roots=[asn1_x509.Certificate.load(der)], allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    return validation.validate_pdf_signature(signature, trusted)


def test_signature_is_valid_and_the_document_stays_as_it_was(
    signer: DocumentSigner, document: bytes
) -> None:
    signed = signer.sign(document, reason="中国数学会 CAST-AR-2017-A01-1")
    assert signed.startswith(document)
    status = judged(signed, signer)
    assert status.bottom_line
    assert status.coverage == validation.SignatureCoverageLevel.ENTIRE_FILE
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert (str(field.TU), int(field.F)) == ("学会改革监测", 132)
        assert (str(field.V.SubFilter), str(field.V.Reason)) == (
            "/ETSI.CAdES.detached",
            "中国数学会 CAST-AR-2017-A01-1",
        )
        assert "/Metadata" not in pdf.Root


def test_a_changed_byte_breaks_the_signature(signer: DocumentSigner, document: bytes) -> None:
    signed = signer.sign(document, reason="x")
    changed = signed.replace(b"612", b"613", 1)
    assert (changed != signed, judged(changed, signer).bottom_line) == (True, False)


def test_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "signing.p12"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: make_key(path, name="甲", now=NOW), range(2)))
    assert [each.name for each in tmp_path.iterdir()] == ["signing.p12"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = load_key(KeyFile(path), name="乙", now=NOW)
    assert first.cert is not None
    certificate = first.cert.certificate
    assert certificate.subject.rfc4514_string() == "CN=甲"
    assert certificate.not_valid_after_utc > NOW + dt.timedelta(days=10 * 365)
    usage = certificate.extensions.get_extension_for_class(KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, True)
    assert (usage.key_cert_sign, usage.key_encipherment) == (False, False)


def test_the_operators_own_key_signs(tmp_path: Path, document: bytes) -> None:
    path = tmp_path / "own.p12"
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = self_signed(private, name="某机构", now=TODAY)
    sealed = serialization.BestAvailableEncryption(b"secret")
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", private, certificate, None, sealed)
    )
    found = load_key(KeyFile(path, "secret", is_ours=False), name="", now=NOW)
    signer = DocumentSigner(found, name="某机构")
    assert judged(signer.sign(document, reason="x"), signer).bottom_line
    with pytest.raises(SigningKeyError, match="cannot be read"):
        load_key(KeyFile(path, "wrong", is_ours=False), name="", now=NOW)


def test_a_key_that_cannot_sign_is_named(tmp_path: Path) -> None:
    missing = KeyFile(tmp_path / "none.p12", is_ours=False)
    with pytest.raises(SigningKeyError, match=r"none\.p12 cannot be read"):
        load_key(missing, name="", now=NOW)
    assert not missing.path.exists()
    (tmp_path / "file").touch()
    with pytest.raises(SigningKeyError, match="cannot be read"):
        load_key(KeyFile(tmp_path / "file" / "signing.p12"), name="x", now=NOW)
    other = tmp_path / "other.p12"
    open_ = serialization.NoEncryption()
    private = ed25519.Ed25519PrivateKey.generate()
    other.write_bytes(pkcs12.serialize_key_and_certificates(b"x", private, None, None, open_))
    with pytest.raises(SigningKeyError, match="no RSA or elliptic curve key"):
        load_key(KeyFile(other), name="", now=NOW)
    curve = ec.generate_private_key(ec.SECP256R1())
    other.write_bytes(pkcs12.serialize_key_and_certificates(b"x", curve, None, None, open_))
    with pytest.raises(SigningKeyError, match="no certificate"):
        load_key(KeyFile(other), name="", now=NOW)


def test_time_stamp_is_part_of_the_signature(key: KeyFile, document: bytes) -> None:
    keys = load_key(key, name="", now=NOW)
    plain = DocumentSigner(keys, name="x")
    der = plain.certificate.public_bytes(serialization.Encoding.DER)
    service = DummyTimeStamper(asn1_x509.Certificate.load(der), _asn1_key(keys), fixed_dt=TODAY)
    stamped = DocumentSigner(keys, name="x", timestamper=service).sign(document, reason="x")
    (signature,) = PdfFileReader(io.BytesIO(stamped)).embedded_signatures
    assert signature.signer_info["unsigned_attrs"][0]["type"].native == "signature_time_stamp_token"


def _asn1_key(keys: pkcs12.PKCS12KeyAndCertificates) -> Any:
    assert keys.key is not None
    return PrivateKeyInfo.load(
        keys.key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.mark.usefixtures("fresh")
def test_without_the_time_stamp_nothing_is_signed_unless_allowed(
    settings: Any, monkeypatch: pytest.MonkeyPatch, key: KeyFile, document: bytes
) -> None:
    SilentService.asked = 0
    settings.SIGNING_PKCS12, settings.TSA_URL = str(key.path), "http://tsa.invalid/"
    monkeypatch.setattr(pdf_signing, "http_timestamper", lambda _url: SilentService())
    with pytest.raises(SigningError, match="time stamp service failed: no answer"):
        signing.sign_document(document, reason="x")
    assert SilentService.asked == 3
    settings.TSA_REQUIRED = False
    signed = signing.sign_document(document, reason="x")
    keys = load_key(key, name="", now=NOW)
    assert judged(signed, DocumentSigner(keys, name="x")).bottom_line


@pytest.mark.usefixtures("fresh")
def test_a_time_stamp_service_that_is_away_is_named(
    settings: Any, key: KeyFile, document: bytes
) -> None:
    settings.SIGNING_PKCS12, settings.TSA_URL = str(key.path), "http://127.0.0.1:9/"
    with pytest.raises(SigningError, match="time stamp service failed"):
        signing.sign_document(document, reason="x")


def test_what_is_no_pdf_cannot_be_signed(signer: DocumentSigner) -> None:
    with pytest.raises(SigningError, match="PdfReadError"):
        signer.sign(b"%PDF-1.7 broken", reason="x")


@pytest.mark.usefixtures("fresh")
def test_settings_decide_whose_key_signs(settings: Any, tmp_path: Path, key: KeyFile) -> None:
    settings.DATA_DIR = tmp_path
    assert signing.key_file() == KeyFile(tmp_path / "signing.p12")
    settings.SIGNING_PKCS12 = str(key.path)
    assert signing.key_file() == KeyFile(key.path, "", is_ours=False)
    assert signing.certificate_pem().startswith(b"-----BEGIN CERTIFICATE-----")
    assert signing.certificate_fingerprint() == fingerprint(signing.signing_certificate())
    settings.SIGNING_PKCS12 = str(tmp_path / "none.p12")
    assert signing.certificate_fingerprint() == ""
