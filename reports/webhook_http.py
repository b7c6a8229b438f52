"""Sending a message to an address somebody named, without reaching into our own network.

Only HTTPS, only addresses of the public internet, checked on the very address connected to;
redirects are not followed, and neither time nor what is read has no end.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

SECONDS = 10
SECONDS_IN_ALL = 20
MOST_READ = 4096
#: Addresses that carry an IPv4 address within (NAT64).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: All that the public internet uses of IPv6; elsewhere lie old ways to write private addresses.
_UNICAST = ipaddress.ip_network("2000::/3")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TargetError(Exception):
    """An address that is not written to; says why as a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What came back: a status, or 0 and what went wrong."""

    status: int
    error: str = ""

    @property
    def is_received(self) -> bool:
        """Any answer of the 200s says that the message arrived."""
        return 200 <= self.status < 300


def checked(url: str, *, allows_local: bool) -> SplitResult:
    """Return the parts of an address that a message may go to; raises TargetError.

    Local addresses, by plain HTTP, are for demonstrations only.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TargetError("form") from error
    host = parts.hostname or ""
    if not host or port == 0 or not url.isascii() or any(c <= " " for c in url):
        raise TargetError("form")
    if parts.username is not None or parts.fragment:
        raise TargetError("form")
    if parts.scheme != "https" and not (
        allows_local and parts.scheme == "http" and host in {"127.0.0.1", "localhost", "::1"}
    ):
        raise TargetError("scheme")
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return parts
    if not is_public(literal) and not (allows_local and literal.is_loopback):
        raise TargetError("private")
    return parts


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, also the one within another."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None:
            return False
        if within is not None:
            return is_public(within)
        return address in _UNICAST and address.is_global
    return address.is_global and not address.is_multicast


def resolved(host: str, port: int, *, allows_local: bool) -> str:
    """Return an address of the host to connect to; raises TargetError if any is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TargetError("unknown") from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    for text in addresses:
        address = ipaddress.ip_address(text)
        if not is_public(address) and not (allows_local and address.is_loopback):
            raise TargetError("private")
    return addresses[0]


def signature(secret: bytes, message_id: str, seconds: int, body: bytes) -> str:
    """Sign as Standard Webhooks say: HMAC-SHA256 over id, time and content."""
    signed = b".".join((message_id.encode(), str(seconds).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()


def post(url: str, body: bytes, headers: Mapping[str, str], *, allows_local: bool) -> Answer:
    """Send a message once; never raises for what the other side does."""
    try:
        parts = checked(url, allows_local=allows_local)
        host, is_tls = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if is_tls else 80)
        address = resolved(host, port, allows_local=allows_local)
    except TargetError as error:
        return Answer(0, error.code)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_over = threading.Event()
    deadline = threading.Timer(SECONDS_IN_ALL, _cut, args=[connection, is_over])
    try:
        connection.sock = socket.create_connection((address, port), timeout=SECONDS)
        deadline.start()
        if is_tls:
            # The socket passes into another one, which the deadline must know before it speaks.
            connection.sock = _context().wrap_socket(
                connection.sock, server_hostname=host, do_handshake_on_connect=False
            )
            connection.sock.do_handshake()
        connection.request("POST", path, body=body, headers=dict(headers))
        response = connection.getresponse()
        response.read(MOST_READ)
        return Answer(response.status)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(0, "timeout" if is_over.is_set() else _word(error))
    finally:
        deadline.cancel()
        connection.close()


def _context() -> ssl.SSLContext:
    """What a server must prove: a certificate of its name by somebody whom the machine trusts."""
    return ssl.create_default_context()


def _cut(connection: http.client.HTTPConnection, is_over: threading.Event) -> None:
    """End a conversation that lasts too long, below the encryption if there is any."""
    is_over.set()
    try:
        # The encrypted one would wait for the other side's goodbye.
        socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
    except (OSError, TypeError):  # it has ended meanwhile
        return


def _word(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return "tls"
    return "connection"
