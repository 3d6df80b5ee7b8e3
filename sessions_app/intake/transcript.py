"""A transcript or a captions file becomes turns: what each speaker said until another spoke. No model, no page.

WebVTT (voice tags, or "NAME: ..." in the text), SRT, and text or a read document with a line "NAME: ..." for each turn.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape

from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument
from consult.documents.readers.text import decode
from consult.documents.sandbox import read_safely

MOST_BYTES = 4 * 1024 * 1024
MOST_TEXT = 1024 * 1024  # characters: about a whole day of speech
MOST_CUES, MOST_TURNS = 30_000, 2_000
LONGEST = 4_000  # characters of one turn; a longer one goes on as the next, cut where a sentence ends
UNNAMED = 700  # where captions name nobody, a new turn at the first sentence that ends after so many characters
NAME_LENGTH = 80
PAUSE = 20.0  # seconds of silence after which unnamed captions begin anew
SUFFIXES = ("vtt", "srt", "txt", "docx")

_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?\s+([^<>]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z0-9:.]{0,60}(?:\s[^<>]{0,200})?/?>")
_STAMP = re.compile(r"^[\[(]?(\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?\s+")
# A name before a colon: a few words with a capital or a mark of their own, nothing that reads as a sentence.
_NAMED = re.compile(
    rf"^(?:>>\s*)?(?P<name>[^\W\d_][^:?!\n]{{0,{NAME_LENGTH - 1}}}?)\s?[:：]\s+(?P<rest>\S.*)$", re.DOTALL
)
_ALONE = re.compile(rf"^(?:>>\s*)?(?P<name>[^\W\d_][^:?!\n]{{0,{NAME_LENGTH - 1}}}?)\s?[:：]$")
_END = re.compile(r"[.!?…。！？؟]['”’)»]*(?=\s|$)")
_NAME_WORDS = 8
_ABBREVIATED = frozenset({"mr", "ms", "mrs", "mx", "dr", "prof", "amb", "h.e", "m", "mme", "sr", "sra", "st", "rep"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said. speaker: "" where the file names nobody. start: seconds from the beginning, or None."""

    speaker: str
    text: str
    start: float | None = None


def turns_of_file(data: bytes, name: str) -> list[Turn]:
    """The turns of a WebVTT, SRT, TXT or DOCX file; a DOCX is read in a child process with bounds of its own.

    Raises UnreadableDocument with a reason to show, whatever is in the file.
    """
    suffix = name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        raise UnreadableDocument("Send the transcript as WebVTT, SRT, DOCX or plain text.")
    if len(data) > MOST_BYTES:
        raise UnreadableDocument("The file is larger than a transcript may be.")
    if suffix == "docx" or data.startswith(b"PK\x03\x04"):
        document = read_safely(data, name)
        if document.format != "docx":
            raise UnreadableDocument("Send the transcript as WebVTT, SRT, DOCX or plain text.")
        return turns_of_document(document)
    return turns_of_text(decode(data), name)


def turns_of_text(text: str, name: str) -> list[Turn]:
    """The turns of a captions file or a plain text. Raises UnreadableDocument with a reason to show."""
    if len(text) > MOST_TEXT:
        raise UnreadableDocument("The file is larger than a transcript may be.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").replace("\x00", "")
    is_captions = name.lower().endswith((".vtt", ".srt")) or text.startswith("WEBVTT")
    return _finished(_joined(_cues(text)) if is_captions else _joined(_lines(text.split("\n"))))


def turns_of_document(document: Document) -> list[Turn]:
    """The turns of a document that was read: a paragraph "NAME: ..." begins one; tables hold them row by row."""
    return _finished(_joined(_lines(_paragraphs(document))))


def _paragraphs(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if block.rows:
            for row in block.rows:
                cells = [cell.strip() for cell in row if cell.strip()]
                yield ": ".join(cells[-2:])
        elif block.label:
            yield f"{block.label}: {block.text}"
        elif block.kind not in ("title", "footnote"):
            yield block.text


def _cues(text: str) -> Iterator[Turn]:
    """Cue after cue: an optional name of its own, a line of times, then its text up to an empty line."""
    count, last = 0, ""
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:3]) if _TIMING.match(line)), None)
        if at is None:
            continue  # the head, a note, a style, a region
        count += 1 + block.count("<v")
        if count > MOST_CUES:
            raise UnreadableDocument("The file holds more than 30,000 captions.")
        start = _seconds(lines[at])
        # Captions that roll up repeat the line before: it was said once.
        said = [line for line in lines[at + 1 :] if line.strip() and line.strip() != last]
        last = lines[-1].strip() if len(lines) > at + 1 else ""
        yield from _voices("\n".join(said), start)


def _voices(text: str, start: float) -> Iterator[Turn]:
    """A cue's voices: each tag begins one; without a tag the text itself may name who speaks."""
    parts = _VOICE.split(text)
    before = _plain(parts[0])
    if before:
        yield from _line(before, start)
    for speaker, said in zip(parts[1::2], parts[2::2], strict=True):
        if _plain(said):
            yield Turn(_name(_plain(speaker)), _plain(said), start)


def _lines(lines: Iterable[str]) -> Iterator[Turn]:
    """Line after line. A line that is a name and a colon alone names who speaks in the next."""
    speaker, count = "", 0
    for raw in lines:
        line = " ".join(raw.replace("\x00", "").split())
        if not line:
            continue
        count += 1
        if count > MOST_CUES:
            raise UnreadableDocument("The file holds more than 30,000 lines.")
        stamped = _STAMP.match(line)
        line = line[stamped.end() :] if stamped else line
        alone = _ALONE.match(line)
        if alone and _is_name(alone["name"]):
            speaker = _name(alone["name"])
            continue
        for turn in _line(line, None):
            yield replace(turn, speaker=turn.speaker or speaker)
        speaker = ""


def _line(line: str, start: float | None) -> Iterator[Turn]:
    found = _NAMED.match(line)
    if found and _is_name(found["name"]):
        yield Turn(_name(found["name"]), found["rest"].strip(), start)
    else:
        yield Turn("", line.removeprefix(">>").strip(), start)


def _is_name(text: str) -> bool:
    """Whether words before a colon can be who speaks: few of them, not all in small letters, no end of a sentence."""
    words = text.split()
    if not 0 < len(words) <= _NAME_WORDS or text.islower():
        return False
    short = (word.rstrip(".").lower() for word in words if word.endswith("."))
    return all(word in _ABBREVIATED or len(word) == 1 for word in short)


def _joined(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Of one speaker what follows is one turn; what names nobody belongs to whoever spoke before."""
    open_: Turn | None = None
    last: float | None = None
    for turn in turns:
        goes_on = open_ is not None and turn.speaker in ("", open_.speaker)
        if goes_on and open_ is not None and not open_.speaker:
            silent = turn.start is not None and last is not None and turn.start - last > PAUSE
            goes_on = not silent and not (len(open_.text) > UNNAMED and open_.text.endswith((".", "!", "?", "…", "。")))
        if goes_on and open_ is not None:
            open_ = replace(open_, text=f"{open_.text} {turn.text}".strip())
        else:
            if open_ is not None:
                yield open_
            open_ = turn
        last = turn.start if turn.start is not None else last
        if len(open_.text) > LONGEST:
            *full, rest = _cut(open_.text)
            for place, text in enumerate(full):
                yield replace(open_, text=text, start=None if place else open_.start)
            open_ = replace(open_, text=rest, start=None)
    if open_ is not None:
        yield open_


def _cut(text: str) -> list[str]:
    """Parts that fit: each to the last end of a sentence in it, else between two words, else where it is full."""
    parts, at = [], 0
    while len(text) - at > LONGEST:
        ends = [found.end() for found in _END.finditer(text, at, at + LONGEST)]
        end = ends[-1] if ends else text.rfind(" ", at, at + LONGEST)
        end = end if end > at else at + LONGEST
        parts.append(text[at:end].strip())
        at = end
    return [*parts, text[at:].strip()]


def _finished(turns: Iterable[Turn]) -> list[Turn]:
    found: list[Turn] = []
    for turn in turns:
        if turn.text:
            found.append(turn)
        if len(found) > MOST_TURNS:
            raise UnreadableDocument("The file holds more than 2,000 turns of speakers: cut it in two.")
    if not found:
        raise UnreadableDocument("Nothing that was said was found in the file.")
    return found


def _seconds(line: str) -> float:
    found = _TIMING.match(line)
    hours, minutes, seconds, parts = (found.groups() if found else (0,) * 4)[:4]
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{parts or 0}")


def _plain(text: str) -> str:
    """Without markup, on one line. What stands in angle brackets goes first: an escaped one is the speaker's own."""
    return " ".join(unescape(_TAG.sub("", text)).replace("\x00", "").split())


def _name(text: str) -> str:
    return " ".join(text.split())[:NAME_LENGTH].strip(" -–—")
