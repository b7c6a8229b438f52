"""Static files: what the pages ask for is there, what they do not ask for is not."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from config.storage import StaticStorage

ASKED_FOR = re.compile(r"""static(?:\(|\s+)['"]([^'"]+)['"]""")


def collected() -> set[str]:
    """Return the names that `collectstatic` would copy."""
    return {
        f"{storage.prefix}/{path}" if getattr(storage, "prefix", None) else path
        for finder in finders.get_finders()
        for path, storage in finder.list(["*.map"])
    }


def asked_for() -> set[str]:
    """Return the names that the templates mention."""
    sources = Path(settings.BASE_DIR / "templates").rglob("*.html")
    return {name for path in sources for name in ASKED_FOR.findall(path.read_text("utf-8"))}


def test_templates_ask_for_files_that_are_served() -> None:
    assert asked_for() - collected() == set()


@pytest.mark.parametrize("name", sorted(settings.VENDOR_FILES))
def test_vendor_file_is_installed(name: str) -> None:
    assert finders.find(name)


def test_of_the_packages_only_the_chosen_files_are_served() -> None:
    vendor = {name for name in collected() if name.startswith("vendor/")}
    assert vendor == settings.VENDOR_FILES


def test_storage_gives_the_plain_name_of_what_was_not_collected(tmp_path: Path) -> None:
    storage = StaticStorage(location=str(tmp_path), base_url="/static/")
    assert isinstance(storage, StaticFilesStorage)
    assert storage.stored_name("css/portal.css") == "css/portal.css"
