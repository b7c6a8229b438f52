"""A message goes to public addresses only, once, and not for ever."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reports import webhook_http
from reports.webhook_http import TargetError, checked, is_public, post, resolved, signature


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/", "scheme"),
        ("ftp://example.org/", "scheme"),
        ("https://", "form"),
        ("https://me:pass@example.org/", "form"),
        ("https://example.org/#part", "form"),
        ("https://example.org:0/", "form"),
        ("https://example.org:99999/", "form"),
        ("https://exa mple.org/", "form"),
        ("https://example.org/\r\nx", "form"),
        ("https://[::1/", "form"),
        ("https://127.0.0.1/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://[::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("http://127.0.0.1/", "scheme"),
    ],
)
def test_address_is_refused(url: str, code: str) -> None:
    with pytest.raises(TargetError) as refusal:
        checked(url, allows_local=False)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("url", "allows_local"),
    [
        ("https://example.org/hook?a=1", False),
        ("https://example.org:8443/", False),
        ("https://93.184.216.34/", False),
        ("http://127.0.0.1:9000/", True),
        ("http://localhost:9000/", True),
    ],
)
def test_address_is_taken(url: str, allows_local: bool) -> None:
    assert checked(url, allows_local=allows_local).hostname


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("2606:4700::1", True),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.216.34", True),
        ("2002:0a00:0001::1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("64:ff9b:1::10.0.0.1", False),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", False),
    ],
)
def test_public_addresses_are_known(text: str, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(text)) is expected


def test_name_is_refused_when_any_of_its_addresses_is_private(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(2, 1, 6, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(TargetError) as refusal:
        resolved("rebind.example", 443, allows_local=False)
    assert refusal.value.code == "private"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost."])
def test_other_ways_to_write_our_own_address_are_seen_through(host: str) -> None:
    assert post(f"https://{host}/", b"{}", {}, allows_local=False).error in {"private", "unknown"}


def test_address_looked_up_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def once(*_args: object, **_options: object) -> list[object]:
        asked.append(None)
        return [(2, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 443))]

    connected: list[object] = []

    def connect(address: object, **_options: object) -> None:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", once)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert post("https://rebind.example/", b"{}", {}, allows_local=False).error == "connection"
    assert (connected, len(asked)) == ([("93.184.216.34", 443)], 1)


def test_demonstration_reaches_no_other_private_address() -> None:
    assert post("https://10.0.0.1/", b"{}", {}, allows_local=True).error == "private"


def test_signature_is_that_of_standard_webhooks() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == expected
    plain = b"msg_1.7." + body
    digest = base64.b64encode(hmac.new(b"k", plain, hashlib.sha256).digest()).decode()
    assert signature(b"k", "msg_1", 7, body) == f"v1,{digest}"


class Answering(http.server.BaseHTTPRequestHandler):
    """Says what its path asks for."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            server: Server = self.server  # type: ignore[assignment]
            server.ended.wait(5)
            return
        status = int(self.path.strip("/"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


class Server(http.server.ThreadingHTTPServer):
    """A server that a test can end while somebody waits for it."""

    daemon_threads = True
    ended = threading.Event()


@pytest.fixture
def server() -> Iterator[str]:
    running = Server(("127.0.0.1", 0), Answering)
    running.ended.clear()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{running.server_address[1]}"
    running.ended.set()
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.mark.parametrize(
    ("status", "is_received"), [(200, True), (204, True), (302, False), (500, False)]
)
def test_answers_of_the_200s_only_count_as_received(
    server: str, status: int, is_received: bool
) -> None:
    answer = post(f"{server}/{status}", b"{}", {}, allows_local=True)
    assert (answer.status, answer.is_received) == (status, is_received)


def test_silence_ends(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_http, "SECONDS", 0.05)
    assert post(f"{server}/slow", b"{}", {}, allows_local=True).error == "timeout"


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for this machine, by nobody but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = folder / "key.pem", folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    kept[0].write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    kept[1].write_bytes(made.public_bytes(pem))
    return kept


@contextmanager
def dripping(wrap: Callable[[socket.socket], socket.socket]) -> Iterator[int]:
    """A server that says its answer sign by sign, so slowly that each one is in time."""
    is_over = threading.Event()

    def answer() -> None:
        with suppress(OSError), wrap(listening.accept()[0]) as spoken:
            spoken.recv(4096)
            for sign in b"HTTP/1.1 200 OK\r\n\r\n":
                spoken.sendall(bytes([sign]))
                is_over.wait(0.1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        is_over.set()
        thread.join()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_dripping_answer_ends(scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_http, "SECONDS_IN_ALL", 0.3)
    wrap: Callable[[socket.socket], socket.socket] = lambda plain: plain  # noqa: E731
    if scheme == "https":
        key, chain = certificate(tmp_path)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain, key)
        trusting = ssl.create_default_context(cafile=str(chain))
        monkeypatch.setattr(webhook_http, "_context", lambda: trusting)
        wrap = partial(context.wrap_socket, server_side=True)
    with dripping(wrap) as port:
        answer = post(f"{scheme}://127.0.0.1:{port}/", b"{}", {}, allows_local=True)
    assert (answer.status, answer.error) == (0, "timeout")


def test_nobody_there_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"{}", {}, allows_local=True).error == "connection"
