"""Reading choices among options: their terms, somebody's own paper, and the result round by round."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from consult.attribution import Audience, Rule, shown_as
from consult.models import Consultation, Participant
from consult.queries import people
from sessions_app.models import Ballot, Candidacy, Marking
from sessions_app.queries.secret import on_paper, why_hidden
from sessions_app.queries.voting import electors
from sessions_app.rules import shown
from sessions_app.rules.answers import Terms, marks_of
from sessions_app.rules.transfer import ONE
from sessions_app.states import AMONG_OPTIONS, BallotState, Method

ON_A_SCREEN = 10  # options with their numbers


def ballots(consultation: Consultation) -> QuerySet[Ballot]:
    """The ballots among options of a consultation, the newest first."""
    rows = Ballot.objects.filter(consultation=consultation, method__in=AMONG_OPTIONS)
    return rows.select_related("choosing__session", "box", "electorate", "consultation").order_by("-pk")


def terms_of(ballot: Ballot) -> Terms:
    choosing = ballot.choosing
    return Terms(
        method=ballot.method,
        options=tuple(choosing.options.values_list("pk", flat=True)),
        seats=choosing.seats,
        most=choosing.most,
        budget=choosing.budget,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An option on somebody's paper, with what they marked. alternatives: the places of a ranking, or the points."""

    option: Candidacy
    mark: str
    alternatives: range


def lines(ballot: Ballot, marked: dict[int, str]) -> list[Line]:
    """The paper of a ballot, filled in with ``marked`` (option id -> what stands there)."""
    options = list(ballot.choosing.options.all())
    highest = ballot.choosing.most or ballot.choosing.budget
    alternatives = range(1, (len(options) if ballot.method == Method.RANKED else highest) + 1)
    return [Line(option, marked.get(option.pk, ""), alternatives) for option in options]


def own_marks(ballot: Ballot, participant: Participant) -> dict[int, str] | None:
    """What somebody's elector marked in a ballot that is not secret; None where nothing stands yet."""
    elector = electors({ballot.pk: ballot}, [participant]).get((ballot.electorate_id, participant.pk))
    row = Marking.objects.filter(ballot=ballot, elector=elector).first() if elector else None
    if row is None:
        return None
    return {option: str(mark) for option, mark in marks_of(ballot.method, row.answer).items()}


def reviewed(ballot: Ballot, line: str) -> list[str]:
    """A filled-in paper in words, as it is read once more before it is cast."""
    return in_words(ballot.method, line, dict(ballot.choosing.options.values_list("pk", "text")))


def in_words(method: str, line: str, names: dict[int, str]) -> list[str]:
    """The options of a kept line, a ranking's in its order, each with its points where these are given."""
    marks = marks_of(method, line)
    return [f"{names[option]}: {mark}" if method == Method.POINTS else names[option] for option, mark in marks.items()]


def as_drafted(ballot: Ballot) -> dict[str, str]:
    """The fields of the desk's form, as they stand."""
    choosing = ballot.choosing
    return {
        "method": ballot.method,
        "title": choosing.title,
        "options": "\n".join(option.text for option in choosing.options.all()),
        "secret": "yes" if hasattr(ballot, "box") else "",
        "seats": str(choosing.seats),
        "most": str(choosing.most or ""),
        "budget": str(choosing.budget or ""),
    }


@dataclass(frozen=True, slots=True)
class Total:
    """An option with what it has: papers, points or first places. width: of its bar, in percent."""

    text: str
    number: int
    width: str
    is_elected: bool


@dataclass(frozen=True, slots=True)
class Round:
    """A stage of a ranking's count. votes: of each option, in the order of the totals; "–" once it has left."""

    number: int
    votes: list[str]
    elected: str
    left: str


@dataclass(frozen=True, slots=True)
class Row:
    """An option in the table of rounds, with its votes in each."""

    name: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ChoiceResult:
    """A closed ballot among options. elected: in their order; empty lists where numbers may not be shown."""

    headline: str
    elected: list[str]
    answers: str
    note: str = ""
    totals: list[Total] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    table: list[Row] = field(default_factory=list)
    quota: int = 0
    ties: list[str] = field(default_factory=list)
    positions: list[tuple[str, str]] = field(default_factory=list)
    paper: str = ""

    @property
    def leading(self) -> list[Total]:
        """What a projector has room for; ``further``: how many it leaves out."""
        return self.totals[:ON_A_SCREEN]

    @property
    def further(self) -> int:
        return max(0, len(self.totals) - ON_A_SCREEN)


def result(ballot: Ballot, rule: Rule, audience: Audience = Audience.INSIDE) -> ChoiceResult | None:
    """What ``audience`` may see: who is elected always, numbers unless so few answered that these give them away."""
    tally, is_closed = ballot.tally, ballot.state == BallotState.CLOSED
    is_secret = hasattr(ballot, "box")
    method = Method.SECRET if is_secret else ballot.method
    view = shown.what(rule=rule, method=method, is_closed=is_closed, audience=audience)
    if tally is None or not is_closed or view is shown.View.NOTHING:
        return None
    names = dict(ballot.choosing.options.values_list("pk", "text"))
    elected = [names[option] for option in tally["elected"]]
    k = 0 if view is shown.View.POSITIONS else shown.smallest(rule, ballot.consultation.smallest_cell)
    note = why_hidden(tally["answers"], k)
    if note:
        return ChoiceResult(headline=_headline(ballot, elected), elected=elected, answers="", note=note)
    highest = max((number for _option, number in tally["totals"]), default=0) or 1
    totals = [
        Total(names[option], number, f"{100 * number / highest:.2f}", option in tally["elected"])
        for option, number in tally["totals"]
    ]
    columns = [option for option, _number in tally["totals"]]
    rounds = _rounds(tally.get("stages", []), columns, names)
    return ChoiceResult(
        headline=_headline(ballot, elected),
        elected=elected,
        answers=_answers(tally["answers"], tally["blank"]),
        totals=totals,
        rounds=rounds,
        table=[
            Row(names[option], [each.votes[place] for each in rounds]) for place, option in enumerate(columns) if rounds
        ],
        quota=tally.get("quota", 0),
        ties=[_tie(tie, names) for tie in tally["ties"]],
        positions=_positions(ballot, names, rule, audience) if view is shown.View.POSITIONS and not is_secret else [],
        paper=on_paper(tally),
    )


def _list(items: list[str]) -> str:
    return pgettext("between the items of a list", ", ").join(items)


def _headline(ballot: Ballot, elected: list[str]) -> str:
    if not ballot.choosing.seats:
        return _("This result informs: nothing was decided by it.")
    return _("Elected: {names}").format(names=_list(elected)) if elected else _("Nobody was elected: nobody marked.")


def _answers(answers: int, blank: int) -> str:
    said = ngettext("{n} ballot was cast", "{n} ballots were cast", answers).format(n=answers)
    left = ngettext("{n} of them abstains", "{n} of them abstain", blank).format(n=blank)
    return f"{said}; {left}." if blank else f"{said}."


def _rounds(stages: list[dict[str, Any]], columns: list[int], names: dict[int, str]) -> list[Round]:
    found = []
    for number, stage in enumerate(stages, start=1):
        votes: dict[int, int] = dict(stage["votes"])
        found.append(
            Round(
                number=number,
                votes=[votes_in_words(votes[option]) if option in votes else "–" for option in columns],
                elected=_list([names[option] for option in stage["elected"]]),
                left=_list([names[option] for option in stage["left"]]),
            )
        )
    return found


def votes_in_words(number: int) -> str:
    """Hundred-thousandths of a vote as a number without needless decimals."""
    whole, rest = divmod(number, ONE)
    return f"{whole}.{rest:05d}".rstrip("0").rstrip(".") if rest else str(whole)


def _tie(tie: dict[str, Any], names: dict[int, str]) -> str:
    among = _list([names[option] for option in tie["among"]])
    chosen = _list([names[option] for option in tie["chosen"]])
    if tie["by"] == "lot":
        words = _("Tie between {among}: decided by the lot drawn when the ballot opened, for {chosen}.")
        if tie["stage"]:
            words = _("Round {round}: tie between {among}, decided by the lot drawn before the count: {chosen}.")
    else:
        words = _("Round {round}: tie between {among}, decided by the latest earlier round that differed: {chosen}.")
    return words.format(among=among, chosen=chosen, round=tie["stage"])


def _positions(ballot: Ballot, names: dict[int, str], rule: Rule, audience: Audience) -> list[tuple[str, str]]:
    """Who marked what, where positions are on the record: [(who, answer in words)]."""
    rows = ballot.markings.select_related("elector__delegation", "elector__group", "elector__participant")
    sizes = people.group_sizes(ballot.consultation)
    found = []
    for row in rows.order_by("elector"):
        person = people.elector_as_seen(ballot.consultation, row.elector, rule=rule, sizes=sizes)
        words = in_words(ballot.method, row.answer, names)
        found.append((str(shown_as(person, audience).label), _list(words) or _("abstains")))
    return found
