"""What was decided: each question put on a text, who took which side where that is shown, statements word for word."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from consult.attribution import Audience, Rule
from sessions_app.models import Ballot, Recommendation
from sessions_app.queries.confirmation import confirmations
from sessions_app.queries.constituency import constituencies
from sessions_app.queries.decision import lines
from sessions_app.queries.position import statements
from sessions_app.queries.separate import of_ballot
from sessions_app.states import BY_BODIES, DECIDING, BallotState, Choice, Method
from synthesis.actions.plan import DraftParagraph, DraftSection, Matter, grounded
from synthesis.core.findings import Finding
from synthesis.extract import Text, outside
from synthesis.models.report import Style

SIDES = (Choice.YES, Choice.NO, Choice.ABSTAIN, Choice.DISSOCIATE)


def action(matter: Matter) -> list[DraftSection]:
    """A section on the action taken, each text under a heading of its own where there are several."""
    parent = DraftSection("action", _("Action taken"))
    if matter.consultation.discussion_only:
        return []
    each = [(text, on_text(text, matter)) for text in matter.corpus.texts]
    told = [(text, paragraphs) for text, paragraphs in each if paragraphs]
    if len(told) < 2:
        parent.paragraphs = [p for _text, paragraphs in told for p in paragraphs]
        return [parent] if told else []
    parts = [
        DraftSection(f"action.r{text.id}", _("Text {number}").format(number=text.number), 2, paragraphs)
        for text, paragraphs in told
    ]
    return [parent, *parts]


def on_text(text: Text, matter: Matter) -> list[DraftParagraph]:
    """What was decided on one text, and the statements on position."""
    row = Recommendation.objects.get(pk=text.id)
    ballots = Ballot.objects.filter(
        version__recommendation=row, state=BallotState.CLOSED, method__in=DECIDING
    ).select_related("consultation", "version", "electorate")
    found = [p for ballot in ballots.order_by("pk") for p in _on_ballot(ballot, text)]
    for place, one in enumerate(statements(row, Audience.OUTSIDE), start=1):
        words = {
            "kind": str(one.kind),
            "who": str(one.by.label),
            "behalf": one.on_behalf_of,
            "part": one.part,
            "text": one.text,
        }
        finding = Finding("stated", words=words, recommendations=(text.id,), method="word for word")
        found.append(grounded(f"stated:r{text.id}:{place}", [finding]))
    return found


def _on_ballot(ballot: Ballot, text: Text) -> Iterable[DraftParagraph]:
    asked = of_ballot(ballot)
    result = outside(ballot, text.rule)
    if ballot.method == Method.SECRET and result is None:  # its outcome would tell what is not shown
        return
    assert ballot.version is not None
    is_latest = ballot.version.version == text.version
    older = None if is_latest else (ballot.version.version, ballot.version.text.strip())
    words = {
        "number": text.number,
        "version": older[0] if older else 0,
        "paragraph": asked.number if asked else 0,
        "method": ballot.method,
        "outcome": ballot.outcome,
    }
    each = constituencies(ballot, Rule(text.rule), Audience.OUTSIDE)
    if ballot.method == Method.RECORDED:
        known = each[0].counts if len(each) == 1 else {}
    else:
        known = _known(result.total.counts if result else {})
    findings = [_finding("decided", known, words, ballot, text)]
    if len(each) > 1:
        findings += [
            _finding("constituency", one.counts, {"group": one.group.name, "came": one.outcome}, ballot, text)
            for one in each
        ]
    if any(one.weighs for one in each):
        findings.append(_finding("weighed", {}, {}, ballot, text))
    if each and ballot.terms.rule:
        findings.append(_finding("provided", {}, {"rule": ballot.terms.rule}, ballot, text))
    if not asked:
        findings += changed_since(text, ballot.pk, older)
    yield grounded(f"decided:b{ballot.pk}", findings)
    yield from _sides(ballot, text)


def changed_since(text: Text, ballot: int, older: tuple[int, str] | None) -> list[Finding]:
    """What was counted where the text has changed since, and for how many it stands. older: its version and words."""
    if older is None:
        return []
    row = Ballot.objects.select_related("consultation", "version__recommendation").get(pk=ballot)
    found = [_finding("since", {}, {"text": older[1]}, row, text)]
    if count := confirmations(row, Rule(text.rule), Audience.OUTSIDE):
        numbers = {"confirmed": count.confirmed, "positions": count.positions}
        found.append(_finding("confirmed", numbers, {"version": count.version}, row, text))
    return found


def _known(counts: Mapping[str, int | None]) -> dict[str, int]:
    """All three sides, or none of them."""
    sides = {str(side): counts.get(side) for side in (Choice.YES, Choice.NO, Choice.ABSTAIN)}
    known = {side: n for side, n in sides.items() if n is not None}
    return known if len(known) == len(sides) else {}


def _sides(ballot: Ballot, text: Text) -> Iterable[DraftParagraph]:
    """Who took which side, in the order of the roll, where positions are on the record."""
    if ballot.method not in BY_BODIES:
        return
    took: dict[str, list[str]] = {}
    for line in lines(ballot, Rule(text.rule), Audience.OUTSIDE):
        if line.choice in SIDES:
            took.setdefault(line.choice, []).append(str(line.by.label))
    sides = [side for side in SIDES if took.get(side)]
    for side in sides:
        words = {"choice": str(side), "names": took[side], "is_last": side == sides[-1]}
        finding = _finding("side", {"bodies": len(took[side])}, words, ballot, text)
        yield grounded(f"side:b{ballot.pk}:{side}", [finding], style=Style.LETTER)


def _finding(kind: str, numbers: Mapping[str, int], words: Mapping[str, Any], ballot: Ballot, text: Text) -> Finding:
    return Finding(kind, numbers, words, ballots=(ballot.pk,), recommendations=(text.id,), method="closed vote")
