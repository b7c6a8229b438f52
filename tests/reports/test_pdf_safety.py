"""Nothing in a document reaches the network or a file, should it get through all else."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
from django.conf import settings
from PIL import Image

from reports.pdf.messages import RenderRequest
from reports.pdf.process import RenderError
from reports.pdf.renderer import Renderer

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
ENTITY = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "FILE">]><svg {SVG}><text>&x;</text></svg>'
#: Each names something that it must not reach: FILE is a file of the machine, NET a server.
VECTORS = [
    '<img src="{}">',
    '<img srcset="{} 2x">',
    '<link rel="stylesheet" href="{}">',
    '<link rel="attachment" href="{}">',
    '<a rel="attachment" href="{}">x</a>',
    '<style>@import url("{}");</style>',
    '<style>body {{ background: url("{}") }}</style>',
    '<style>@font-face {{ font-family: f; src: url("{}") }} p {{ font-family: f }}</style><p>x</p>',
    '<style>li {{ list-style-image: url("{}") }}</style><ul><li>x</li></ul>',
    '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    '<style>@page {{ background: url("{}") }}</style><p>x</p>',
    '<p style="background-image: url({})">x</p>',
    '<p style="border-image-source: url({}); border: 9px solid">x</p>',
    '<object data="{}" type="image/png">x</object>',
    '<embed src="{}" type="image/png">',
    '<iframe src="{}"></iframe>',
    '<video poster="{}"></video>',
    '<input type="image" src="{}">',
    '<table background="{}"><tr><td>x</td></tr></table>',
    '<script src="{}"></script>',
    '<meta http-equiv="refresh" content="0; url={}">',
    '<base href="{}"><img src="x.png">',
    f'<svg {SVG}><image href="{{}}" width="9" height="9"/></svg>',
    f'<svg {SVG}><use xlink:href="{{}}#a"/></svg>',
    f'<svg {SVG}><style>@import url("{{}}");</style><rect fill="url({{}}#a)"/></svg>',
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{}" parse="text"/>',
]
#: Of these only what is inside of a picture names something.
WITHIN_PICTURES = [
    f'<svg {SVG}><image href="{{}}" width="9" height="9"/></svg>',
    f'<svg {SVG}><use href="{{}}#a"/></svg>',
    f'<svg {SVG}><style>@import url("{{}}");</style></svg>',
    ENTITY.replace("FILE", "{}"),
]
SCHEMES = ["gopher://127.0.0.1/x", "ftp://127.0.0.1/x.png", "//127.0.0.1/x.png", "unix:/tmp/x"]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(fonts=settings.FONTS_DIR, stylesheets=())


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture outside of what the renderer may read."""
    path = tmp_path_factory.mktemp("machine") / "secret.png"
    Image.new("RGB", (2, 2), "red").save(path)
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[socket.socket]:
    """Something that listens on this machine, and that nobody may reach."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def pictures_and_files(renderer: Renderer, html: str) -> tuple[int, int]:
    """How many pictures and attached files a document holds; none when it is refused."""
    try:
        pdf = renderer.render(RenderRequest(f"<body>{html}</body>"))
    except RenderError:
        return 0, 0
    with pikepdf.open(io.BytesIO(pdf.data)) as document:
        objects = [each for each in document.objects if isinstance(each, pikepdf.Stream)]
        pictures = sum(each.get("/Subtype") == "/Image" for each in objects)
        return pictures, sum(each.get("/Type") == "/EmbeddedFile" for each in objects)


@pytest.mark.parametrize("vector", VECTORS)
def test_document_reaches_neither_file_nor_network(
    renderer: Renderer, secret: Path, server: socket.socket, vector: str
) -> None:
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
    for target in (secret.as_uri(), address):
        html = vector.replace("{{", "{").replace("}}", "}").replace("{}", target)
        assert pictures_and_files(renderer, html) == (0, 0)
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("vector", WITHIN_PICTURES)
def test_picture_reaches_neither_file_nor_network(
    renderer: Renderer, secret: Path, server: socket.socket, vector: str
) -> None:
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
    for target in (secret.as_uri(), address):
        picture = f"data:image/svg+xml,{quote(vector.replace('{}', target))}"
        assert pictures_and_files(renderer, f'<img src="{picture}">') == (0, 0)
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("address", SCHEMES)
def test_other_ways_lead_nowhere(renderer: Renderer, address: str) -> None:
    assert pictures_and_files(renderer, f'<img src="{address}">') == (0, 0)


def test_scripts_have_no_effect(renderer: Renderer) -> None:
    html = "<p>正文</p><script>document.write('x'.repeat(99999))</script>"
    assert renderer.render(RenderRequest(html)).pages == 1


def test_wide_and_long_table_is_rendered(renderer: Renderer) -> None:
    row = f"<tr>{'<td>1</td>' * 60}</tr>"
    assert renderer.render(RenderRequest(f"<table>{row * 40}</table>")).pages >= 1
