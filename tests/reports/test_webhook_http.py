"""A message goes to public addresses only, once, and not for ever."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import ipaddress
import socket
import threading
from collections.abc import Iterator

import pytest

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


def test_nobody_there_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"{}", {}, allows_local=True).error == "connection"
