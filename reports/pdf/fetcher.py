"""What a document may fetch while it is rendered: data in its own text, and our own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

_TYPES = {
    ".css": "text/css",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}


class OwnFilesFetcher(URLFetcher):
    """Fetches `data:` and files below the given folders; no network, no other file."""

    def __init__(self, *folders: Path) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._folders = tuple(folder.resolve() for folder in folders)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return what the address names; ValueError for anything that is not ours."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError(f"not one of our files: {url}")
        path = Path(unquote(parts.path)).resolve()
        if not any(path.is_relative_to(folder) for folder in self._folders):
            raise ValueError(f"not one of our files: {url}")
        kind = _TYPES.get(path.suffix.lower())
        if kind is None:
            raise ValueError(f"not a kind of file a document needs: {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
