"""Somebody at the pages of notices."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from societies.models import Notice

PDF = b"%PDF-1.4 %%EOF"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, notice: Notice, **query: str) -> str:
    return client.get(address(notice), query).content.decode()


def address(notice: Notice, name: str = "detail", **more: Any) -> str:
    return reverse(f"societies:notice-{name}", kwargs={"pk": notice.pk, **more})
