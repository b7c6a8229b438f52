"""The demo's people: accounts that sign in for every role, and staff of every society."""

from __future__ import annotations

import datetime as dt
import json
import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.hashers import make_password

from accounts.models import User
from reports.demo import words
from societies.enums import SECOND_FACTOR_ROLES, Discipline, Role
from societies.models import PortfolioItem, RoleAssignment, Society

#: Societies whose editor and approver can sign in.
SOCIETIES_WITH_ACCOUNTS = ("A-01", "A-02", "A-03", "B-20", "C-01", "D-01", "E-01")
#: The society where one person does both.
ONE_PERSON_SOCIETY = "A-03"


@dataclass(frozen=True)
class DemoAccount:
    """An account that can sign in."""

    username: str
    name: str
    roles: tuple[Role, ...]
    society: str | None = None
    discipline: str = ""


def demo_accounts(codes: Iterable[str]) -> list[DemoAccount]:
    """Return the accounts for a set of societies, one per role at least."""
    rng = random.Random("people")
    accounts = [
        DemoAccount("manager", words.person(rng), (Role.MANAGER,)),
        DemoAccount("auditor", words.person(rng), (Role.AUDITOR,)),
        *(
            DemoAccount(
                f"reviewer-{discipline}", words.person(rng), (Role.REVIEWER,), None, discipline
            )
            for discipline in Discipline.values
        ),
    ]
    present = set(codes)
    for code in SOCIETIES_WITH_ACCOUNTS:
        if code not in present:
            continue
        short = code.replace("-", "").lower()
        if code == ONE_PERSON_SOCIETY:
            both = (Role.EDITOR, Role.APPROVER)
            accounts.append(DemoAccount(f"{short}-secretary", words.person(rng), both, code))
            continue
        accounts.append(DemoAccount(f"{short}-editor", words.person(rng), (Role.EDITOR,), code))
        accounts.append(DemoAccount(f"{short}-approver", words.person(rng), (Role.APPROVER,), code))
    return accounts


def add_people(societies: list[Society], *, since: dt.date) -> dict[tuple[str, Role], User]:
    """Make everybody who is missing; returns who holds which society role.

    People without a password cannot sign in: they are there so that reports have an author.
    """
    accounts = demo_accounts(society.code for society in societies)
    served = {(a.society, role) for a in accounts for role in a.roles}
    for society in societies:
        rng = random.Random(f"staff {society.code}")
        short = society.code.replace("-", "").lower()
        for role in (Role.EDITOR, Role.APPROVER):
            if (society.code, role) not in served:
                username = f"{short}-{'editor' if role == Role.EDITOR else 'approver'}"
                accounts.append(DemoAccount(username, words.person(rng), (role,), society.code))
    users = _add_users(accounts)
    _add_roles(accounts, users, {s.code: s for s in societies}, since)
    return {
        (account.society, role): users[account.username]
        for account in accounts
        if account.society
        for role in account.roles
    }


def _add_users(accounts: list[DemoAccount]) -> dict[str, User]:
    names = [account.username for account in accounts]
    existing = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    User.objects.bulk_create(
        User(
            username=account.username,
            name=account.name,
            email=f"{account.username}@example.org",
            password=make_password(None),
            requires_second_factor=any(role in SECOND_FACTOR_ROLES for role in account.roles),
        )
        for account in accounts
        if account.username not in existing
    )
    return User.objects.in_bulk(names, field_name="username")


def _add_roles(
    accounts: list[DemoAccount],
    users: dict[str, User],
    societies: dict[str, Society],
    since: dt.date,
) -> None:
    held = set(RoleAssignment.objects.values_list("person_id", "role"))
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            person=users[account.username],
            role=role,
            society=societies.get(account.society or ""),
            started_on=since,
        )
        for account in accounts
        for role in account.roles
        if (users[account.username].pk, role) not in held
    )
    looked_after = set(PortfolioItem.objects.values_list("reviewer_id", "discipline"))
    PortfolioItem.objects.bulk_create(
        PortfolioItem(reviewer=users[account.username], discipline=account.discipline)
        for account in accounts
        if account.discipline
        and (users[account.username].pk, account.discipline) not in looked_after
    )


def new_passwords(path: Path, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return a password and its hash for every account that the file does not know.

    Needs no database: hashing takes seconds, and can be done while the demo is told.
    """
    known = _kept(path)
    drawn = {
        account.username: secrets.token_urlsafe(9)
        for account in demo_accounts(codes)
        if account.username not in known
    }
    return {username: (text, make_password(text)) for username, text in drawn.items()}


def give_passwords(
    path: Path, codes: Iterable[str], new: dict[str, tuple[str, str]]
) -> list[dict[str, str | None]]:
    """Give the demo's accounts their passwords and keep them in a file only its owner reads.

    A file that is there keeps its passwords, and the accounts are set to them.
    """
    known = _kept(path)
    accounts = demo_accounts(codes)
    users = User.objects.in_bulk([a.username for a in accounts], field_name="username")
    entries: list[dict[str, str | None]] = []
    for account in accounts:
        user = users[account.username]
        if account.username in new:
            password, user.password = new[account.username]
        else:
            password = known[account.username]
            if not user.check_password(password):
                user.set_password(password)
        entries.append(
            {
                "username": account.username,
                "password": password,
                "role": account.roles[-1],
                "society": account.society,
            }
        )
    User.objects.bulk_update(users.values(), ["password"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
    return entries


def _kept(path: Path) -> dict[str, str]:
    """Return the passwords that the file knows, by username."""
    if not path.exists():
        return {}
    return {entry["username"]: entry["password"] for entry in json.loads(path.read_text())}
