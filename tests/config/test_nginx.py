"""The web server in front lets through what the portal takes."""

import re

from django.conf import settings
from django.urls import reverse

from members.importing.reading import MAX_BYTES as LARGEST_MEMBER_FILE
from societies.uploads import MAX_BYTES as LARGEST_FILE

CONFIGURATION = (settings.BASE_DIR / "deploy" / "nginx" / "portal.conf").read_text("utf-8")


def limits() -> list[int]:
    """Return the largest bodies in bytes: in general, and of files of members."""
    return [
        int(size) * 1024**2 for size in re.findall(r"client_max_body_size (\d+)m;", CONFIGURATION)
    ]


def test_largest_files_and_their_form_pass() -> None:
    general, members = limits()
    assert LARGEST_FILE < general < 2 * LARGEST_FILE
    assert LARGEST_MEMBER_FILE < members < 2 * LARGEST_MEMBER_FILE


def test_only_imports_of_members_may_be_so_large() -> None:
    (pattern,) = re.findall(r"location ~ (\S+) {", CONFIGURATION)
    large = re.compile(pattern)
    assert large.search(reverse("members:import-create"))
    assert large.search(reverse("members:import-create", args=["A-01"]))
    assert not large.search(reverse("members:import-list", args=["A-01"]))
    assert not large.search("/societies/A-01/x/members/imports/new/")


def test_secret_addresses_stay_out_of_the_log() -> None:
    (block,) = re.findall(r"location /calendar/ {(.*?)}", CONFIGURATION, re.DOTALL)
    assert "access_log off;" in block
    assert reverse("reports:calendar-feed", args=["x"]).startswith("/calendar/")
