"""Numbers that a report told when it was drafted, and that its rule, which can become stricter, keeps back now."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from consult.attribution import STRICT, Audience, Rule
from consult.models import Consultation
from sessions_app.models import Ballot
from sessions_app.queries.constituency import constituencies
from sessions_app.queries.guests import guests
from sessions_app.queries.session import rule_of
from sessions_app.rules import shown
from sessions_app.rules.suppression import PublishedRow
from sessions_app.states import BallotState, Method
from synthesis.models.report import Paragraph
from synthesis.queries.people import took_part
from synthesis.queries.shares import position_of

_OF_NOBODY = frozenset({"questions", "texts"})  # numbers that count neither people nor what they said
_SIDES = ("favour", "against", "neither")


class Untold:
    """What may not be told any more of the findings of ``paragraphs``. is_rollup: they are of other reports."""

    def __init__(self, consultation: Consultation, paragraphs: Iterable[Paragraph], *, is_rollup: bool = False) -> None:
        self._consultation, self._is_rollup = consultation, is_rollup
        self._ids = {pk for one in paragraphs for finding in one.findings for pk in finding.get("ballots", ())}

    def of(self, paragraph: Paragraph, rules: Collection[str]) -> frozenset[int]:
        """The numbers of a paragraph that stands under ``rules``."""
        is_closed = Rule.CHATHAM_HOUSE in rules
        found = (self.numbers(finding, is_closed=is_closed) for finding in paragraph.findings)
        return frozenset(number for numbers in found for number in numbers.values())

    def numbers(self, finding: Mapping[str, Any], *, is_closed: bool) -> dict[str, int]:
        """Name -> number, of those of ``finding`` that may not leave the room now.

        is_closed: whether it stands under the Chatham House Rule, under which no count of people leaves.
        """
        told: dict[str, int] = finding.get("numbers", {})
        if not told:
            return {}
        if is_closed:
            return {name: number for name, number in told.items() if name not in _OF_NOBODY}
        if "people" in finding.get("facts", ()):
            return self._of_groups(finding, told)
        if finding.get("kind") == "guests":
            return {} if self._guests_are_told(finding) else told
        ballots = [self._totals[pk] for pk in finding.get("ballots", ()) if pk in self._totals]
        if len(ballots) != 1:  # totals over many
            return {}
        return {name: number for name, number in told.items() if not _is_told(name, ballots[0])}

    def _guests_are_told(self, finding: Mapping[str, Any]) -> bool:
        rows = [self._rows[pk] for pk in finding.get("ballots", ()) if pk in self._rows]
        found = [guests(row, Rule(_rule(row)), Audience.OUTSIDE) for row in rows]
        return all(one is not None and one.number is not None for one in found)

    def _of_groups(self, finding: Mapping[str, Any], told: Mapping[str, int]) -> dict[str, int]:
        """Of how many took part the groups that may not be told of any more."""
        if self._is_rollup:
            return {}
        names = finding.get("words", {}).get("groups", ())
        of_group = {f"group-{place}": name for place, name in enumerate(names)}
        return {name: told[name] for name, group in of_group.items() if name in told and group not in self._groups}

    @cached_property
    def _groups(self) -> set[str]:
        there = took_part(self._consultation, as_bodies=True)
        return {name for name, size in there.groups if size is not None}

    @cached_property
    def _totals(self) -> dict[int, PublishedRow | None]:
        """Ballot -> its totals as they may leave the room now; None where nothing may be shown."""
        return {pk: _total(row) for pk, row in self._rows.items()}

    @cached_property
    def _rows(self) -> dict[int, Ballot]:
        if not self._ids:
            return {}
        rows = Ballot.objects.filter(pk__in=self._ids).select_related(
            "consultation",
            "contribution__question__session__consultation",
            "version__recommendation__question__session__consultation",
        )
        return {row.pk: row for row in rows}


def reasons_kept(paragraph: Paragraph, rules: Collection[str]) -> tuple[str, ...]:
    """Reasons of objections that a paragraph tells, which are printed without their words under a strict rule."""
    if not STRICT.intersection(rules):
        return ()
    found = (one.get("words", {}).get("reason", "") for one in paragraph.findings if one.get("kind") == "reason")
    return tuple(str(words).rstrip(".!?…") for words in found if words)


def _rule(ballot: Ballot) -> str:
    on = ballot.contribution or (ballot.version.recommendation if ballot.version else None)
    question = on.question if on else None
    return rule_of(question) if question else ballot.consultation.attribution_rule


def _total(ballot: Ballot) -> PublishedRow | None:
    rule = _rule(ballot)
    if ballot.method == Method.RECORDED and not constituencies(ballot, Rule(rule), Audience.OUTSIDE):
        return None
    table = shown.published(
        ballot.tally,
        rule=rule,
        method=ballot.method,
        is_closed=ballot.state == BallotState.CLOSED,
        audience=Audience.OUTSIDE,
        smallest_cell=ballot.consultation.smallest_cell,
    )
    return table.total if table else None


def _is_told(name: str, total: PublishedRow | None) -> bool:
    """Whether a number of a finding, by its name, is one of the totals, or follows from them."""
    if total is None:
        return False
    if name in total.counts:
        return total.counts[name] is not None
    if name in _SIDES:
        return position_of(total) is not None
    return total.base is not None
