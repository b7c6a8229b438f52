"""One content to one finished PDF: composed, rendered in a process of its own, signed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from reports.annual.numbers import report_number
from reports.annual.renditions import Rendition
from reports.enums import ReportEdition
from reports.models import AnnualImage, AnnualReport
from reports.pdf.failures import Reason, RenderError
from reports.pdf.messages import Attachment, RenderedPdf
from reports.pdf.process import RenderProcess
from reports.selectors.annual_content import Content, content_digest
from reports.services.rendering import compose_html, file_digest, file_title
from reports.services.report_data import attachments
from reports.services.signing import sign_document
from societies.models import Society


@dataclass(frozen=True, slots=True)
class Paper:
    """A document ready to be rendered."""

    html: str
    identifier: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class FinishedPdf:
    """A signed document with its digests before and after signing."""

    data: bytes
    pages: int
    missing: str
    unsigned_sha256: str
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", file_digest(self.data))


def image_addresses(report: AnnualReport, content: Content) -> dict[str, str]:
    """The pictures that a content names, as `data:` addresses: nothing is fetched.

    RenderError when one of them is not there any more.
    """
    wanted = list(content["images"])
    if not wanted:
        return {}
    found = AnnualImage.objects.filter(report=report, sha256__in=wanted)
    addresses = {image.sha256: _address(image) for image in found}
    if missing := [digest for digest in wanted if digest not in addresses]:
        raise RenderError(missing[0][:12], Reason.IMAGE)
    return addresses


def _address(image: AnnualImage) -> str:
    try:
        with image.file.open("rb") as stored:
            data = base64.b64encode(stored.read()).decode()
    except OSError as error:
        raise RenderError(image.alt, Reason.IMAGE) from error
    return f"data:{image.media_type};base64,{data}"


def compose_paper(
    content: Content, rendition: Rendition, *, images: Mapping[str, str], version: int | None
) -> Paper:
    """Compose a content in an edition and language; without a version it is marked a draft."""
    digest = content_digest(content)
    number = ""
    if version is not None:
        number = report_number(content["year"], content["society"]["code"], version)
    html = compose_html(
        content,
        edition=rendition.edition,
        language=rendition.language,
        number=number,
        digest=digest,
        images=images,
        is_draft=version is None,
    )
    identifier = hashlib.sha256(f"{digest} {rendition.slug} {number}".encode()).hexdigest()
    return Paper(html, identifier, attachments(content))


def finish(paper: Paper, process: RenderProcess) -> FinishedPdf:
    """Render and sign; RenderError or SigningError when that fails."""
    return signed(rendered(paper, process))


def rendered(paper: Paper, process: RenderProcess) -> RenderedPdf:
    """Render a paper; RenderError when that fails."""
    return process.render(
        paper.html,
        identifier=paper.identifier,
        attachments=paper.attachments,
        is_archival=True,
    )


def signed(pdf: RenderedPdf) -> FinishedPdf:
    """Sign a rendered document; SigningError when that fails."""
    data = sign_document(pdf.data, reason=_("Made by the portal; unchanged since."))
    return FinishedPdf(data, pdf.pages, pdf.missing, file_digest(pdf.data))


def title_of_file(society: Society, year: int, rendition: Rendition) -> str:
    """Name of a downloaded file, without its ending."""
    facts = {"society": {"code": society.code, "name_zh": society.name_zh}, "year": year}
    with translation.override(rendition.language):
        title = file_title(facts)
        if rendition.edition == ReportEdition.SHORT:
            title += _(" (short edition)")
    return title
