"""Exploratory: every address, hostile GET parameters and POST fields. Copied to tests/access/test_zz_fuzz.py while run."""
from __future__ import annotations
import re, html, sys
from typing import Any
import pytest, time_machine
from django.db import connection, transaction
from django.urls import reverse
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.access.table import TABLE, Row
from tests.access.world import NOW, World
pytestmark = pytest.mark.django_db
NAMES = re.compile(r'name="([^"]+)"')
QUERY = re.compile(r'[?&]([a-z_]+)=')
COMMON = {"page","sort","q","order","o","society","month","workplan","year","version","show","part","group","lang","next","from","to","on","at","discipline","state","level","kind","export","limit","cursor","portfolio","check","day","days","task","columns","by","view","mode","since","as_of"}
NASTY = ["\0", "a\0b", "\ud800", "９" * 5, "-1", "99999999999999999999999999", "' OR 1=1--", "2017-13", "0000-00", "9999-12", "10000-01", "9999-12-31", "0001-01-01", "x" * 20000, "%00", "١٢", "nan", "1e400", "²", "[]", "{}", "../../etc/passwd", "\r\nX: y", "=cmd|' /C calc'!A0", "\u202e", "null", "2017-06-31", "2017-6"]
BAD = []
FEW = ["\0", "99999999999999999999999999", "9999-12"]

def values_of(world: World, row: Row) -> dict[str, Any]:
    return {n: world.keys[v[1:]] if isinstance(v, str) and v[:1] == "@" else v for n, v in row.values.items()}

def send(client, method, address, data):
    try:
        with transaction.atomic():
            try:
                r = client.get(address, data) if method == "get" else client.post(address, data)
                code = r.status_code
                if getattr(r, "streaming", False):
                    try: b"".join(r)
                    except Exception as e: code = f"stream {type(e).__name__}: {e}"
                    r.close()
            except Exception as e:
                code = f"{type(e).__name__}: {str(e)[:150]}"
                import traceback
                tb = traceback.extract_tb(e.__traceback__)
                code += " @ " + next((f"{f.filename.split('/work/main/')[-1]}:{f.lineno}" for f in reversed(tb) if '/work/main/' in f.filename and '.venv' not in f.filename), "")
            transaction.set_rollback(True)
    except Exception as e:
        code = f"outer {type(e).__name__}: {e}"
    return code

@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r.name}-{'-'.join(r.values)}")
def test_get(world: World, row: Row) -> None:
    found = {}
    with time_machine.travel(NOW, tick=False):
        for role in (["anonymous"] if " " not in row.get and row.get == "200" else ["manager", "editor"]):
            client = world.client(role)
            address = reverse(row.name, kwargs=values_of(world, row))
            try:
                r = client.get(address)
            except Exception as e:
                found["plain"] = repr(e); continue
            if r.status_code != 200: continue
            text = "" if r.streaming else html.unescape(r.content.decode(errors="replace"))
            if r.streaming: r.close()
            names = (set(NAMES.findall(text)) if "text/html" in r.get("Content-Type", "") else set()) | set(QUERY.findall(text[:300000])) | {"page","society","q","sort"}
            if len(names) > 60: names = set(sorted(names)[:60])
            for v in NASTY:
                code = send(client, "get", address, {n: v.encode("utf-8","surrogatepass") if "\ud800" in v else v for n in names})
                if not isinstance(code, int) or code >= 500: found[(role, "ALL", v[:20])] = code
            for n in sorted(names):
                for v in FEW:
                    code = send(client, "get", address, {n: v.encode("utf-8", "surrogatepass") if "\ud800" in v else v})
                    if not isinstance(code, int) or code >= 500:
                        found[(role, n, v[:20])] = code
            break
    with open("/tmp/h7/out.txt", "a") as f:
        for k, c in found.items():
            print(connection.vendor, "GET", row.name, k, c, file=f)

@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r.name}-{'-'.join(r.values)}")
def test_post(world: World, row: Row) -> None:
    found = {}
    if row.post == "405": return
    with time_machine.travel(NOW, tick=False):
        for role in ["anonymous", "editor", "manager"]:
            client = world.client(role)
            address = reverse(row.name, kwargs=values_of(world, row))
            names = set(row.data)
            if row.get != "405":
                try:
                    r = client.get(address)
                except Exception as e:
                    continue
                if r.status_code != 200 or r.streaming: continue
                names |= set(NAMES.findall(html.unescape(r.content.decode(errors="replace"))))
            names |= {"reason", "name", "text", "version", "note", "level", "state", "month", "percent", "expires_on", "pk", "society", "query", "page"}
            names.discard("csrfmiddlewaretoken")
            if len(names) > 80: names = set(sorted(names)[:80])
            # all at once
            for v in NASTY:
                code = send(client, "post", address, {n: v for n in names if True} if "\ud800" not in v else {})
                if not isinstance(code, int) or code >= 500:
                    found[(role, "ALL", v[:20])] = code
            for n in sorted(names):
                for v in ["\0", "99999999999999999999999999", "9999-12-31"]:
                    data = {m: "1" for m in names}; data[n] = v
                    code = send(client, "post", address, data)
                    if not isinstance(code, int) or code >= 500:
                        found[(role, n, v[:20])] = code
            for m in ["file", "upload", "workbook"]:
                code = send(client, "post", address, {**{k: "1" for k in names}, m: SimpleUploadedFile("a\0b.xlsx", b"PK\x03\x04junk")})
                if not isinstance(code, int) or code >= 500:
                    found[(role, m, "file")] = code
    with open("/tmp/h7/out.txt", "a") as f:
        for k, c in found.items():
            print(connection.vendor, "POST", row.name, k, c, file=f)
