"""Cutting what came in writing into numbered passages."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consult.documents.blocks import Document
from consult.procedure import RefusedError

MOST = 600  # passages of one submission
LONGEST = 4_000  # characters of one passage
_END_OF_SENTENCE = re.compile(r"(?<=[.!?。！？؟])\s+")


@dataclass(frozen=True, slots=True)
class Cut:
    """One passage: its text, the heading it stands under, the question it answers."""

    text: str
    heading: str = ""
    question: int | None = None


def words_in(text: str) -> int:
    """Words as an author counts them: what stands between spaces, and each letter of a script without spaces."""
    spaceless = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", text))
    return spaceless + len(re.sub(r"[\u3040-\u30ff\u3400-\u9fff]", " ", text).split())


def cut_text(text: str, question: int | None = None) -> list[Cut]:
    """An answer: a passage for each paragraph, separated by an empty line."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
    return _bounded([Cut(piece, question=question) for part in paragraphs for piece in _pieces(part)])


def cut_document(document: Document) -> list[Cut]:
    """A document: a passage for each paragraph, list item, quotation and table; headings stand with what follows."""
    heading, cuts = "", []
    for block in document.blocks:
        if block.kind in {"title", "heading"}:
            heading = block.text[:300]
            continue
        cuts += [Cut(piece, heading=heading) for piece in _pieces(block.printed.strip())]
    return _bounded(cuts)


def _bounded(cuts: list[Cut]) -> list[Cut]:
    if len(cuts) > MOST:
        raise RefusedError(_("This has more than {count} paragraphs. Send the rest as an annex.").format(count=MOST))
    return cuts


def _pieces(text: str) -> list[str]:
    """The text, cut after a sentence where it is longer than a passage may be."""
    if len(text) <= LONGEST:
        return [text] if text else []
    pieces, held = [], ""
    for sentence in _END_OF_SENTENCE.split(text):
        if held and len(held) + len(sentence) + 1 > LONGEST:
            pieces.append(held)
            held = ""
        held = f"{held} {sentence}".strip()
        while len(held) > LONGEST:
            pieces.append(held[:LONGEST])
            held = held[LONGEST:]
    return [*pieces, held] if held else pieces
