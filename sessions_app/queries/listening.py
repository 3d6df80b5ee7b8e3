"""How a sitting can be followed: which language is spoken, and the links of interpretation and captions."""

from dataclasses import dataclass

from django.conf import settings

from sessions_app.models import Session
from sessions_app.rules.links import is_https


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its own name. code: as ``lang`` has it, "" where somebody wrote a name that has none."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One booth: the language heard there, and where."""

    language: Language
    link: str


@dataclass(frozen=True, slots=True)
class Listening:
    """What stands on the pages of those admitted. floor: None where it was not said. captions: a link, or ""."""

    floor: Language | None
    channels: list[Channel]
    captions: str

    def __bool__(self) -> bool:
        return bool(self.floor or self.channels or self.captions)


def language_of(told: str) -> Language:
    """The language of a code or of its own name; other words stand as they are: a sign language has no code here."""
    for code, name in settings.LANGUAGES:
        if told.casefold() in (code, name.casefold()):
            return Language(code, name)
    return Language("", told)


def listening(session: Session) -> Listening:
    """Links are checked when they are kept and once more here: only https stands on a page."""
    return Listening(
        floor=language_of(session.floor_language) if session.floor_language else None,
        channels=[
            Channel(language_of(str(row["language"])), str(row["link"]))
            for row in session.interpretation
            if is_https(str(row["link"]))
        ],
        captions=session.captions_link if is_https(session.captions_link) else "",
    )
