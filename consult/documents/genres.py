"""What sort of document this is, by its own word for it, else by its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consult.documents import lexicon
from consult.documents.blocks import Document
from consult.documents.sections import Section

_HEAD_CHARS = 1_500
_CALL = re.compile(
    r"\bcalls? for (?:inputs?|submissions?|contributions?|evidence|papers|views|comments)\b|"
    r"\b(?:targeted|public|open) consultation\b|appel à contributions|"
    r"(?:convocatoria|llamamiento|solicitud) (?:para|de) .{0,20}(?:contribuciones|aportaciones|aportes)|"
    r"призыв .{2,20} материалов|征集(?:意见|材料)|دعوة (?:إلى|ل)تقديم",
    re.IGNORECASE,
)
_UN_REPORT = re.compile(
    r"\b[A-Z]{1,4}/[A-Z0-9.]+/\d+|^Report of the (?:Working Group|Special|Expert|Independent|United Nations)|Distr\.",
    re.MULTILINE,
)
_CONCEPT_NOTE = re.compile(
    r"\bconcept (?:note|paper)\b|note (?:conceptuelle|de cadrage)|nota conceptual|концептуальная записка|"
    r"概念(?:说明|文件)|مذكرة مفاهيمية|ورقة مفاهيمية",
    re.IGNORECASE,
)
_THINK_PIECE = re.compile(
    r"\b(?:think[ -]?piece|discussion paper|issues paper|food for thought|input paper)\b|note de réflexion|"
    r"documento de reflexión|дискуссионный документ|讨论文件|ورقة نقاش",
    re.IGNORECASE,
)
_SESSION = re.compile(r"\b(?:session|consultation|workshop|WS)\b", re.IGNORECASE)
_SYMPOSIUM = re.compile(r"\b(?:symposium|series|essays?)\b", re.IGNORECASE)
_EVENT_LABELS = {"contacts", "reference", "convenors", "date", "venue"}


def genre(document: Document, found: list[Section], title: str, *, asks: bool, advises: bool) -> str:
    """The genre in the words of the gold files; "document" where nothing tells. asks, advises: what was found in it."""
    if first := next(_marks(document, found, title, asks=asks, advises=advises), None):
        return first
    kinds = {section.kind for section in found}
    return "conference event page" if kinds & _EVENT_LABELS else "document"


def _marks(document: Document, found: list[Section], title: str, *, asks: bool, advises: bool) -> Iterator[str]:
    """The genres that fit, the surest first."""
    head = " ".join(block.text for block in document.blocks[:12])[:_HEAD_CHARS]
    concept_note = bool(_CONCEPT_NOTE.search(head))
    tests = [
        ("call for input", bool(_CALL.search(head))),
        ("concept note", concept_note),
        ("UN report", bool(_UN_REPORT.search(head))),
        ("think piece", asks and _proposes(found)),
        ("conference report, theme page", advises and not asks),
        ("think piece", bool(_THINK_PIECE.search(head))),
        ("session description / consultation note", asks and bool(_SESSION.search(title))),
        ("symposium introduction", bool(_SYMPOSIUM.search(title))),
        ("concept note", asks),
    ]
    yield from (name for name, fits in tests if fits)


def _proposes(found: list[Section]) -> bool:
    """Whether something in the document is labelled a possible recommendation."""
    blocks = [block for section in found for block in section.blocks if len(block.text) < 60 or block.label]
    return any(lexicon.kind_of(block.label or block.text) == "possible_recommendation" for block in blocks)
