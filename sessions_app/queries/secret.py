"""Reading secret ballots: whether somebody has voted, and what may be shown of the result."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.attribution import Audience, Rule
from consult.models import Elector, Participant
from sessions_app.models import Ballot, Participation
from sessions_app.queries.decision import counted, counts_say
from sessions_app.queries.voting import electors, in_words
from sessions_app.rules import shown
from sessions_app.rules.majority import Outcome
from sessions_app.states import BallotState, Choice


@dataclass(frozen=True, slots=True)
class Paper:
    """Somebody's own standing before a secret ballot. receipt: "" as long as they have not voted."""

    elector: Elector | None
    receipt: str
    answers_for: str
    on_paper: bool = False


def paper_of(ballot: Ballot, participant: Participant) -> Paper:
    """For whom ``participant`` votes, and whether that was done; never what."""
    elector = electors({ballot.pk: ballot}, [participant]).get((ballot.electorate_id, participant.pk))
    voted = Participation.objects.filter(ballot=ballot, elector=elector).first() if elector else None
    body = participant.delegation.name if elector and elector.delegation_id and participant.delegation else ""
    return Paper(
        elector=elector,
        receipt=str(voted.pk) if voted else "",
        answers_for=body,
        on_paper=bool(voted and voted.on_paper),
    )


@dataclass(frozen=True, slots=True)
class SecretResult:
    """A closed secret ballot on a text. outcome: what was decided, or what the count says and waits for.

    counts: [(choice, number)], empty where none may be shown; note: why.
    """

    outcome: str
    words: str
    is_declared: bool
    counts: list[tuple[Choice, int]] = field(default_factory=list)
    note: str = ""
    paper: str = ""


def result(ballot: Ballot, rule: Rule, audience: Audience = Audience.INSIDE) -> SecretResult | None:
    """What ``audience`` may see of it: the outcome, and the totals unless so few voted that these give them away.

    None while it runs, and where the rule shows nothing outside.
    """
    tally, is_closed = ballot.tally, ballot.state == BallotState.CLOSED
    view = shown.what(rule=rule, method=ballot.method, is_closed=is_closed, audience=audience)
    if tally is None or not is_closed or view is shown.View.NOTHING:
        return None
    count = counted(ballot)
    outcome = counts_say(count) if count and not ballot.outcome else _OUTCOMES[Outcome(tally["outcome"])]()
    k = shown.smallest(rule, ballot.consultation.smallest_cell)
    why = why_hidden(sum(tally["total"]["counts"].values()), k)
    if why:
        return SecretResult(outcome=outcome, words="", is_declared=bool(ballot.outcome), note=why)
    counts = {choice: tally["total"]["counts"][choice] for choice in tally["choices"]}
    return SecretResult(
        outcome=outcome,
        words=in_words(counts, ballot),
        is_declared=bool(ballot.outcome),
        counts=[(Choice(choice), number) for choice, number in counts.items()],
        note=_unanimous(counts),
        paper=on_paper(tally),
    )


def why_hidden(answers: int, k: int) -> str:
    """Why no number of a secret ballot is shown, or ""."""
    if answers >= k:
        return ""
    return ngettext(
        "No numbers are shown: {n} vote was cast. Of fewer than {k}, numbers would tell how each voted.",
        "No numbers are shown: {n} votes were cast. Of fewer than {k}, numbers would tell how each voted.",
        answers,
    ).format(n=answers, k=k)


def on_paper(tally: dict[str, dict[str, int]]) -> str:
    """How many ballots came on paper, in words, or ""."""
    counted = tally.get("paper", {}).get("counted", 0)
    return ngettext("{n} of them on paper.", "{n} of them on paper.", counted).format(n=counted) if counted else ""


def _unanimous(counts: dict[str, int]) -> str:
    used = [number for number in counts.values() if number]
    return _("All voted alike: so everybody knows how each did.") if len(used) == 1 else ""


_OUTCOMES = {
    Outcome.ADOPTED: lambda: _("Adopted by secret ballot"),
    Outcome.REJECTED: lambda: _("Not adopted"),
    Outcome.TIE: lambda: _("Not adopted: as many for it as against it"),
    Outcome.NO_QUORUM: lambda: _("Nothing was decided: too few took part"),
    Outcome.NOBODY_VOTED: lambda: _("Not adopted: nobody voted yes or no"),
}
