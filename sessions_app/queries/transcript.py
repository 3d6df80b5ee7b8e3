"""Reading a transcript that waits: its remarks, and whom its names mean as far as the rule lets them show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.attribution import Detail
from consult.models import Delegation, StakeholderGroup
from sessions_app.models import GuidingQuestion, Session, Transcript
from sessions_app.queries import floor, taking

PAGE = 20
_BODY = re.compile(r"^(?P<person>[^()]{1,160}?)\s*\((?P<body>[^()]{1,160})\)$")
_TITLE = re.compile(r"^(?:(?:mr|ms|mrs|mx|dr|prof|amb|ambassador|h\.e|mme|sr|sra)\.?\s+)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Directory:
    """Whom a scribe can put something down to under one question. labels: what stands in the field -> the value sent.

    names: what a file may call somebody, folded -> that value; "" where it means two.
    """

    shows: Detail
    labels: dict[str, str]
    names: dict[str, str]

    def value_of(self, label: str) -> str:
        """The value of a label or of a name in a file; "" where it is nobody's here."""
        return self.labels.get(label) or next(filter(None, (self.names.get(one) for one in _ways(label))), "")

    def label_for(self, name: str) -> str:
        """What stands in the field for whom a file names: their label, else the name where names are shown."""
        value = self.value_of(name)
        if value:
            return next(label for label, own in self.labels.items() if own == value)
        return name if self.shows is Detail.NAME else ""

    def is_known(self, name: str) -> bool:
        """Whether it can be taken without asking who it was."""
        return self.shows is Detail.NOTHING or bool(self.label_for(name))


@dataclass(frozen=True, slots=True)
class Remark:
    """A turn that waits. number: its place in the file; speaker: what stands in the field.

    said_by: what the file says, where that is another and names are shown. clock: when it begins, "01:02:03", or "".
    """

    number: int
    speaker: str
    said_by: str
    text: str
    clock: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A transcript as its scribes see it. remarks: of one page; known: how many can be taken as they were read."""

    row: Transcript
    remarks: list[Remark]
    waits: int
    known: int

    @property
    def total(self) -> int:
        return len(self.row.cues)

    @property
    def decided(self) -> int:
        return self.total - self.waits


def questions(session: Session) -> list[GuidingQuestion]:
    return list(session.questions.select_related("session__consultation"))


def of_session(session: Session) -> list[Waiting]:
    """The transcripts of a session, the newest first, without their remarks."""
    return [_counted(row, []) for row in session.transcripts.order_by("-pk")]


def waiting(row: Transcript, known: Directory) -> Waiting:
    """The first page of what waits: it moves up as it is decided."""
    still = [(number, cue) for number, cue in enumerate(row.cues) if not cue["state"]]
    remarks = []
    for number, cue in still[:PAGE]:
        label = known.label_for(cue["speaker"])
        says = cue["speaker"] if known.shows is Detail.NAME and cue["speaker"] != label else ""
        remarks.append(Remark(number, label, says, cue["text"], _clock(cue["start"])))
    return _counted(row, remarks, sum(known.is_known(cue["speaker"]) for _number, cue in still))


def directory(session: Session, question: GuidingQuestion) -> Directory:
    """Everybody who can be put down under this question: people and whoever spoke, bodies, groups."""
    shows = question.terms.here
    hand = taking.hand(session, question)
    voices = [(voice.value, str(voice.by.label)) for voice in hand.voices if voice.by.detail is shows is Detail.NAME]
    labels: dict[str, str] = {}
    for value, label in [*hand.participants, *hand.delegations, *hand.groups]:
        labels[_told_apart(label, labels)] = value
    for value, label in voices:
        labels.setdefault(label, value)
    names: dict[str, str] = {}
    for name, value in [*_named(session, shows), *((label, value) for value, label in voices)]:
        folded = " ".join(name.split()).casefold()
        names[folded] = value if names.get(folded, value) == value else ""
    offered = set(labels.values())
    return Directory(shows, labels, {name: value for name, value in names.items() if name and value in offered})


def _told_apart(label: str, among: dict[str, str]) -> str:
    """Two of one label get a number each, so that what is typed means one of them."""
    again = sum(one == label or one.startswith(f"{label} (") for one in among)
    return f"{label} ({again + 1})" if again and label in among else label


def _named(session: Session, shows: Detail) -> Iterator[tuple[str, str]]:
    """(name, value): of people as much as the rule shows. Whoever is never listed counts as their body."""
    if shows is Detail.NOTHING:
        return
    for one in session.consultation.participants.filter(removed_at=None).select_related("delegation", "group"):
        own = shows is Detail.NAME and not one.never_list
        yield one.name, f"participant-{one.pk}" if own else _body(shows, one.delegation, one.group)
    for body in session.consultation.delegations.select_related("group"):
        yield body.name, _body(shows, body, body.group)
    for group in session.consultation.groups.all():
        yield group.name, f"group-{group.pk}"


def _body(shows: Detail, delegation: Delegation | None, group: StakeholderGroup | None) -> str:
    if delegation and shows in floor.NAMED:
        return f"delegation-{delegation.pk}"
    return f"group-{group.pk}" if group else ""


def _ways(label: str) -> Iterator[str]:
    """A name as it may be known: as it stands, without a title, the person before a bracket, the body in it."""
    whole = " ".join(label.split())
    found = _BODY.match(whole)
    for one in (whole, *(found.group("person", "body") if found else ())):
        yield one.casefold()
        yield _TITLE.sub("", one).casefold()


def _counted(row: Transcript, remarks: list[Remark], known: int = 0) -> Waiting:
    return Waiting(row, remarks, sum(not cue["state"] for cue in row.cues), known)


def _clock(start: float | None) -> str:
    if start is None:
        return ""
    minutes, seconds = divmod(int(start), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
