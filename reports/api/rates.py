"""How often one may ask: by token, or by address without one; and how many files one may send."""

from __future__ import annotations

import ipaddress
import math

from django.conf import settings
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

from accounts.middleware import client_address
from reports.api.problems import Problem


class Rate(SimpleRateThrottle):
    """Counts in the cache; without a cache nothing is counted and nobody is refused."""

    def __init__(self, kind: str, who: str) -> None:
        super().__init__(f"{settings.API_RATES[kind]}/min")
        self.who = f"api-rate:{kind}:{who}"

    def get_cache_key(self, _request: HttpRequest) -> str:
        """Name the one who asks."""
        return self.who


def check_rate(request: HttpRequest, token: str | None) -> None:
    """Refuse with 429 and the seconds to wait when somebody asks too often."""
    rate = Rate("token", token) if token else Rate("address", _network(client_address(request)))
    if not rate.allow_request(request):
        seconds = max(1, math.ceil(rate.wait() or 1))
        raise Problem(429, headers={"Retry-After": str(seconds)})


def may_send_file(request: HttpRequest) -> bool:
    """Whether one more file of this address may be looked into, which takes seconds each time."""
    return Rate("file", _network(client_address(request))).allow_request(request)


def _network(text: str) -> str:
    """Return whom an address stands for: of IPv6 one customer has 2^64 to choose from."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
