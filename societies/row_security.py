"""Row-level security on PostgreSQL: the database itself holds to the scope of a request.

While a request is answered its connection acts as a role without privileges of its own, which reads
and writes rows of the societies in scope only; the policies are in `societies.policies`. Where the
code switches scopes off the connection acts as its owner again. So does everything outside
requests: commands, jobs and migrations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django_scopes import get_scope

#: Where policies find the keys of the societies in scope, separated by commas.
SETTING = "portal.societies"
#: The role of requests, named after the one that signs in to the database.
ROLE = "left(session_user, 50) || '_scoped'"

_TELL = (
    "SELECT set_config('role', CASE WHEN %(is_confined)s "
    f"THEN {ROLE} ELSE 'none' END, %(is_local)s), "
    f"set_config('{SETTING}', %(societies)s, %(is_local)s)"
)
_UNKNOWN = "?"
#: In these states a connection takes another statement.
_READY = ("IDLE", "INTRANS")
_is_confined: ContextVar[bool] = ContextVar("is_confined", default=False)


@contextmanager
def confined() -> Iterator[None]:
    """Let statements touch rows of the societies in scope only; without a scope none."""
    token = _is_confined.set(True)
    try:
        yield
    finally:
        _is_confined.reset(token)


def societies_in_reach() -> str | None:
    """Return the keys of the societies whose rows may be touched now; None means all."""
    scope = get_scope()
    if not _is_confined.get() or not scope.get("_enabled", True):
        return None
    return ",".join(str(key) for key in scope.get("society", ()))


class ScopeFollower:
    """Tells one connection, before a statement, whose rows it may touch, when that has changed.

    Within a transaction it is told for the transaction: its end, good or bad, takes that back.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin with a new connection."""
        self._lasting: str | None = _UNKNOWN
        self._told: str | None = _UNKNOWN

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Run a statement as whoever the scope says."""
        wrapper: BaseDatabaseWrapper = context["connection"]
        status = wrapper.connection.info.transaction_status.name
        if status == "IDLE":
            self._told = self._lasting
        wanted = societies_in_reach()
        if wanted != self._told and status in _READY:
            self._tell(wrapper, wanted)
        result = execute(sql, params, many, context)
        if str(sql).startswith("ROLLBACK TO SAVEPOINT"):
            self._told = _UNKNOWN
        return result

    def withdraw(self, wrapper: BaseDatabaseWrapper) -> None:
        """Put everything out of reach, as the next request begins."""
        raw = wrapper.connection
        if raw is not None and self._told != "" and raw.info.transaction_status.name in _READY:
            try:
                self._tell(wrapper, "")
            except DatabaseError:  # gone; the next statement will find out
                self.forget()

    def _tell(self, wrapper: BaseDatabaseWrapper, societies: str | None) -> None:
        is_local = not wrapper.connection.autocommit
        values = {
            "is_confined": societies is not None,
            "is_local": is_local,
            "societies": societies or "",
        }
        with wrapper.wrap_database_errors:
            wrapper.connection.execute(_TELL, values)
        self._told = societies
        if not is_local:
            self._lasting = societies


def follow_scope(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Have a new connection follow the scope; the receiver of `connection_created`."""
    if connection.vendor != "postgresql":
        return
    for follower in _followers(connection):
        follower.forget()
        return
    # The first, for a wrapper that somebody adds for a while is taken away from the end.
    connection.execute_wrappers.insert(0, ScopeFollower())


def end_reach(**_kwargs: Any) -> None:
    """Leave no connection with the scope of a request that is over: of `request_finished`."""
    for connection in connections.all(initialized_only=True):
        for follower in _followers(connection):
            follower.withdraw(connection)


def _followers(connection: BaseDatabaseWrapper) -> list[ScopeFollower]:
    return [found for found in connection.execute_wrappers if isinstance(found, ScopeFollower)]
