"""What became of every contribution, worked out from a report and from what its rapporteur says.

A unit is a contribution that the room sees, or a submission with everything that was taken from it: it counts once.
*Cited*: a paragraph that rests on it quotes it. *Reflected*: a paragraph rests on it, or people put it under a
confirmed theme that a paragraph reports. Both go before what was set by hand.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from consult.models import Participant
from sessions_app.models import Contribution
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from synthesis.models.coding import Code
from synthesis.models.coverage import Disposition, Reason, Status
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, Style
from synthesis.models.theme import Theme, ThemeState
from synthesis.queries.printed import Number, numbers, paragraphs_of
from synthesis.rules.coverage import percents, quotes

# Findings that count contributions without telling what any of them says.
GENERAL = frozenset({"contributed", "overview", "themes", "thin", "moderated", "silent"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: its number, or the one before it; "" before the first. section: its heading."""

    paragraph: int
    number: Number
    section: str

    @property
    def words(self) -> str:
        if self.number.own is not None:
            return _("paragraph {number}").format(number=self.number.own)
        if self.number.last:
            return _("after paragraph {number}").format(number=self.number.last)
        return _("under “{heading}”").format(heading=self.section)


@dataclass(frozen=True, slots=True)
class Unit:
    """What counts once. key: "c12" or "s3". ids: of its contributions, the first first. places: what rests on it."""

    key: str
    ids: tuple[int, ...]
    question: int
    status: Status
    places: tuple[Place, ...] = ()
    reason: str = ""
    words: str = ""

    @property
    def why(self) -> str:
        """The reason given to its author, in words; "" where there is none."""
        told = str(Reason(self.reason).label) if self.reason and self.reason != Reason.OTHER else ""
        return ". ".join(filter(None, (told, self.words)))

    @property
    def is_worked_out(self) -> bool:
        return self.status in (Status.CITED, Status.REFLECTED)


def said(report: Report, author: Participant | None = None) -> QuerySet[Contribution]:
    """Every contribution that is to be accounted for, or those of one author: what the room sees, by id."""
    rows = Contribution.objects.filter(
        seen_by("participant"), IN_PLENARY, question__session__consultation=report.consultation_id
    )
    if author is not None:
        rows = rows.filter(Q(author=author) | Q(submission__author=author))
    return rows.order_by("id")


def coverage(report: Report, author: Participant | None = None) -> list[Unit]:
    """Every unit with what became of it, in the order in which they were given; of ``author`` alone where one is."""
    reading = _Reading(report)
    return [reading.unit(key, members) for key, members in _units(said(report, author)).items()]


def counts(units: Iterable[Unit]) -> dict[Status, int]:
    """How many there are of each status, every status present."""
    found = Counter(unit.status for unit in units)
    return {status: found[status] for status in Status}


@dataclass(frozen=True, slots=True)
class Line:
    """One status in the summary. percent: of all; all lines add up to 100. None under ten units."""

    status: Status
    count: int
    percent: int | None


def summary(units: Sequence[Unit], smallest_base: int = 10) -> list[Line]:
    """Every status with its count and its share."""
    found = counts(units)
    shares = percents(found)
    return [
        Line(status, count, shares[status] if len(units) >= smallest_base else None) for status, count in found.items()
    ]


def _units(rows: QuerySet[Contribution]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows.values("id", "question", "submission", "text", "sentence"):
        key = f"s{row['submission']}" if row["submission"] else f"c{row['id']}"
        found.setdefault(key, []).append(dict(row))
    return found


class _Reading:
    """A report as far as contributions are concerned, read in a fixed number of queries."""

    def __init__(self, report: Report) -> None:
        self.report = report
        rows = list(paragraphs_of(report).filter(removed_at=None).select_related("section"))
        number = numbers(report, rows)
        self.paragraphs: dict[int, Paragraph] = {}
        self.places: dict[int, Place] = {}
        for paragraph in rows:
            self.places[paragraph.pk] = Place(paragraph.pk, number[paragraph.pk], paragraph.section.heading)
            if paragraph.grounding != Grounding.SLOT:  # nothing is written there yet
                self.paragraphs[paragraph.pk] = paragraph
        self.resting = self._resting()

    def _resting(self) -> dict[int, list[int]]:
        """Contribution -> paragraphs that tell something of it, in their order."""
        found: dict[int, list[int]] = {}
        rows = Evidence.objects.filter(paragraph__in=self.paragraphs, contribution__isnull=False)
        pairs: dict[int, set[int]] = {}
        for paragraph, contribution in rows.values_list("paragraph", "contribution"):
            pairs.setdefault(paragraph, set()).add(contribution)
        for pk, row in self.paragraphs.items():
            for id_ in sorted(pairs.get(pk, set()) - only_counted(row)):
                found.setdefault(id_, []).append(pk)
        return found

    @cached_property
    def themes(self) -> dict[int, int]:
        """Contribution -> the confirmed theme under which people put it; the last of several coders’."""
        rows = Code.objects.filter(contribution__question__session__consultation=self.report.consultation_id)
        last = dict(rows.order_by("at", "id").values_list("contribution", "theme"))
        confirmed = set(self._labels)
        return {id_: theme for id_, theme in last.items() if theme in confirmed}

    @cached_property
    def _labels(self) -> dict[int, str]:
        rows = Theme.objects.filter(question__session__consultation=self.report.consultation_id)
        return dict(rows.filter(state=ThemeState.CONFIRMED).values_list("pk", "label"))

    @cached_property
    def reporting(self) -> dict[int, list[int]]:
        """Theme -> paragraphs that report it: drafted under its name, or resting on its own alone, two or more."""
        found: dict[int, list[int]] = {}
        rests: dict[int, list[int]] = {}
        for contribution, paragraphs in self.resting.items():
            for pk in paragraphs:
                rests.setdefault(pk, []).append(contribution)
        for pk, paragraph in self.paragraphs.items():
            of = {self.themes.get(contribution) for contribution in rests.get(pk, ())}
            names = [str(finding.get("words", {}).get("label") or "") for finding in paragraph.findings]
            for theme, label in self._labels.items():
                is_named = theme in of and any(name and _is_named(label, name) for name in names)
                if is_named or (of == {theme} and len(rests[pk]) > 1):
                    found.setdefault(theme, []).append(pk)
        return found

    @cached_property
    def set(self) -> dict[str, Disposition]:
        rows = Disposition.objects.filter(report=self.report)
        return {f"s{row.submission_id}" if row.submission_id else f"c{row.contribution_id}": row for row in rows}

    def unit(self, key: str, members: Sequence[Mapping[str, Any]]) -> Unit:
        ids = tuple(row["id"] for row in members)
        question = members[0]["question"]
        direct = list(dict.fromkeys(pk for id_ in ids for pk in self.resting.get(id_, ())))
        citing = [pk for pk in direct if self._quotes(self.paragraphs[pk], members)]
        for status, paragraphs in ((Status.CITED, citing), (Status.REFLECTED, direct or self._by_theme(ids))):
            if paragraphs:
                return Unit(key, ids, question, status, self._in_order(paragraphs))
        row = self.set.get(key)
        if row is None:
            return Unit(key, ids, question, Status.OPEN)
        return Unit(key, ids, question, Status(row.kind), (), row.reason, row.words)

    def _by_theme(self, ids: Sequence[int]) -> list[int]:
        themes = dict.fromkeys(self.themes[id_] for id_ in ids if id_ in self.themes)
        return list(dict.fromkeys(pk for theme in themes for pk in self.reporting.get(theme, ())))

    def _in_order(self, paragraphs: Sequence[int]) -> tuple[Place, ...]:
        wanted = set(paragraphs)
        return tuple(place for pk, place in self.places.items() if pk in wanted)

    def _quotes(self, paragraph: Paragraph, members: Sequence[Mapping[str, Any]]) -> bool:
        mine = [row for row in members if paragraph.pk in self.resting.get(row["id"], ())]
        if paragraph.style == Style.QUOTE:
            return bool(mine)
        return quotes(paragraph.text, [text for row in mine for text in (row["text"], row["sentence"]) if text])


def only_counted(paragraph: Paragraph) -> set[int]:
    """Contributions that a paragraph counts without telling what they say."""
    general: set[int] = set()
    telling: set[int] = set()
    for finding in paragraph.findings:
        (general if finding.get("kind") in GENERAL else telling).update(finding.get("contributions", ()))
    return general - telling


def _is_named(label: str, name: str) -> bool:
    """Whether a finding’s name for a theme is the theme’s: words in a row are printed as a list."""
    return all(part in name for part in label.split(", "))
