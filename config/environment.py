"""What the settings derive from the machine: the secret key, the broker's address."""

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

#: The kernel refuses longer paths of unix sockets (108 bytes with the closing zero).
LONGEST_SOCKET_PATH = 100


def secret_key(data_dir: Path) -> str:
    """Return the key kept in the data directory: made on first use, readable by its owner."""
    path = data_dir / "secret-key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _create_once(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


def _create_once(path: Path, text: str) -> None:
    """Write the file whole or not at all; of two processes that try, the first one wins."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def valkey_socket(data_dir: Path) -> Path:
    """Return where the embedded Valkey listens: in the data directory if its path is short."""
    path = data_dir.resolve() / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"portal-{os.getuid()}-{digest}" / "valkey.sock"


def broker_url(redis_url: str) -> str:
    """Return the address as Celery writes it, with a scheme of its own for sockets."""
    if not redis_url.startswith("unix://"):
        return redis_url
    path, _, query = redis_url.removeprefix("unix://").partition("?")
    database = query.removeprefix("db=") if query.startswith("db=") else "0"
    return f"redis+socket://{path}?virtual_host={database}"
