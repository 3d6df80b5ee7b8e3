"""Results of a consultation as an audience may see them: texts by group, and statements in an order."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from consult.attribution import STRICT, Audience, Quotation, Rule
from consult.models import Consultation
from sessions_app.models import Ballot, Contribution, GuidingQuestion, Recommendation
from sessions_app.queries import voting
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.confirmation import Confirmations, confirmations
from sessions_app.queries.constituency import constituencies
from sessions_app.queries.decision import Verdict, verdict
from sessions_app.queries.discussion import seen_by
from sessions_app.queries.drafting import ShownText, shown_text, with_ballots
from sessions_app.queries.position import ShownStatement
from sessions_app.queries.position import statements as statements_on
from sessions_app.queries.secret import SecretResult
from sessions_app.queries.secret import result as secret_result
from sessions_app.queries.separate import of_ballot
from sessions_app.queries.session import rule_of
from sessions_app.rules import shown
from sessions_app.rules.positions import Position, kind_of, wilson
from sessions_app.rules.suppression import Published
from sessions_app.states import BY_BODIES, DECIDING, GONE, BallotState, Method
from synthesis.queries.shares import Share, in_favour, position_of, share

KINDS = ("converging", "diverging", "undecided", "other", "thin")
MOST_OF_A_KIND = 5  # shown under a question where views met, and as many where they differed


@dataclass(frozen=True, slots=True)
class OfParagraph:
    """A separate vote on a paragraph that was closed. counted: None where nothing may be shown of the votes."""

    ballot: Ballot
    verdict: Verdict | None
    counted: voting.Result | None


@dataclass(frozen=True, slots=True)
class TextResult:
    """A text with its last closed check, what bodies decided on it or a secret ballot, and statements on position.

    result, counted: None where nothing may be shown of the check, or of the votes of a recorded vote. closed: the
    ballots behind all of them; rule: the attribution rule of the text. position, shares: of the check, as printed; the
    shares of ``result.rows``, None where a part of a row is hidden. check: the one that ``result`` is of. voted: the
    position of the only constituency of a recorded vote whose votes weigh the same. hides_time: whether the minute of
    a ballot stays in the room.
    """

    text: ShownText
    result: voting.Result | None
    check: Ballot | None = None
    confirmed: Confirmations | None = None
    voted: Position | None = None
    decided: Ballot | None = None
    verdict: Verdict | None = None
    counted: voting.Result | None = None
    in_secret: Ballot | None = None
    secret: SecretResult | None = None
    rule: Rule = Rule.ON_THE_RECORD
    closed: tuple[Ballot, ...] = ()
    statements: tuple[ShownStatement, ...] = ()
    position: Position | None = None
    shares: tuple[Share | None, ...] = ()
    paragraphs: tuple[OfParagraph, ...] = ()
    hides_time: bool = False

    @property
    def total(self) -> Share | None:
        """How many are in favour: support it, or can live with it."""
        return share(self.position.favour, self.position.base) if self.position and self.position.base else None

    @property
    def rows(self) -> list[tuple[voting.ResultRow, Share | None]]:
        """The rows of the check by group, each with the share in favour."""
        return list(zip(self.result.rows, self.shares, strict=True)) if self.result else []

    @property
    def last(self) -> Ballot | None:
        """The last ballot that decides on the whole text."""
        decides = (one for one in self.closed if one.method in DECIDING and not of_ballot(one))
        return max(decides, key=lambda one: one.pk, default=None)

    @property
    def outcome(self) -> str:
        """What the last ballot that decides came to, in words; "" where that is nothing, or may not be shown."""
        last = self.last
        if last is not None and last.method == Method.SECRET:
            return self.secret.outcome if self.secret else ""
        return self.verdict.words if self.verdict else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A contribution that positions were taken on; bars in percent of the row's width."""

    contribution: Contribution
    position: Position
    kind: str
    bars: tuple[voting.Bar, ...]

    @property
    def share(self) -> Share:
        """How many agree."""
        return share(self.position.favour, self.position.base)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What views met or differed on: a text or a statement, with the positions taken on it.

    number: of a text; "" for a statement. words: those that positions were taken on, on: their version; version: the
    same, where the text has changed since.
    """

    number: str
    words: str
    position: Position
    contribution: Contribution | None = None
    on: int | None = None
    version: int = 0

    @property
    def share(self) -> Share:
        return share(self.position.favour, self.position.base)


@dataclass(frozen=True, slots=True)
class OfQuestion:
    """What a question came to: how many texts and statements of each kind, where views met and differed, its texts."""

    question: GuidingQuestion
    kinds: tuple[tuple[str, int], ...]
    met: tuple[Standpoint, ...]
    differed: tuple[Standpoint, ...]
    texts: tuple[TextResult, ...]


def texts(consultation: Consultation, audience: Audience) -> list[TextResult]:
    """Every text that was not withdrawn, in the order of their numbers."""
    prefetch_related_objects([consultation], "groups")  # each result asks for them
    rows = with_ballots(
        Recommendation.objects.filter(consultation=consultation)
        .exclude(state__in=GONE)
        .select_related("consultation", "question__session__consultation")
    )
    found = []
    for row in sorted(rows, key=_in_order):
        if not row.versions.all():
            continue
        text = shown_text(row)
        for ballot in _closed(text):
            ballot.consultation = consultation  # one for all, not a copy each
        rule = rule_of(row.question) if row.question else Rule(consultation.attribution_rule)
        check, decided = _last(text, frozenset({Method.TEMPERATURE})), _last(text, BY_BODIES)
        in_secret = _last(text, frozenset({Method.SECRET}))
        divided = [one for one in _closed(text) if of_ballot(one)]
        is_counted = decided is not None and decided.method == Method.RECORDED
        printed = voting.table(check, rule, audience) if check else None
        found.append(
            TextResult(
                text=text,
                result=voting.result(check, rule, audience) if check else None,
                position=_position(printed) if printed else None,
                shares=_shares(printed) if printed else (),
                check=check,
                confirmed=_confirmed((check, decided, in_secret), rule, audience),
                voted=_voted(decided, rule, audience) if decided else None,
                decided=decided,
                rule=rule,
                hides_time=audience is Audience.OUTSIDE and rule in STRICT,
                closed=tuple(one for one in (check, *divided, decided, in_secret) if one),
                paragraphs=tuple(
                    OfParagraph(one, verdict(one, rule, audience), voting.result(one, rule, audience))
                    for one in divided
                ),
                verdict=verdict(decided, rule, audience) if decided else None,
                counted=voting.result(decided, rule, audience) if decided and is_counted else None,
                in_secret=in_secret,
                secret=secret_result(in_secret, rule, audience) if in_secret else None,
                statements=tuple(statements_on(row, audience)),
            )
        )
    return found


def _confirmed(ballots: Iterable[Ballot | None], rule: Rule, audience: Audience) -> Confirmations | None:
    """For how many the position that they took last stands for the text as it is now."""
    last = max((one for one in ballots if one), key=lambda one: one.pk, default=None)
    return confirmations(last, rule, audience) if last else None


def _in_order(text: Recommendation) -> tuple[int, ...]:
    """By number, "1.10" after "1.9"."""
    return tuple(int(part) if part.isdigit() else 0 for part in text.number.split("."))


def _last(text: ShownText, methods: frozenset[Method]) -> Ballot | None:
    """The last closed ballot on a whole text by one of these methods."""
    closed = [one for one in _closed(text) if one.method in methods and not of_ballot(one)]
    return max(closed, key=lambda ballot: ballot.pk, default=None)


def _closed(text: ShownText) -> list[Ballot]:
    ballots = [ballot for version in text.recommendation.versions.all() for ballot in version.ballots.all()]
    return [one for one in ballots if one.state == BallotState.CLOSED]


def older(text: ShownText, ballot: Ballot) -> int:
    """The number of the version that was counted, where the text has changed since; else 0."""
    return ballot.version.version if ballot.version and ballot.version != text.version else 0


def statements(consultation: Consultation, audience: Audience) -> list[Statement]:
    """Closed statement votes on contributions that are shown, as far as ``audience`` may see their totals."""
    rows = (
        Ballot.objects.filter(
            consultation=consultation,
            method=Method.STATEMENT,
            state=BallotState.CLOSED,
            contribution__in=Contribution.objects.filter(seen_by("participant"), IN_PLENARY),
        )
        .select_related("consultation", "contribution__question__session__consultation")
        .order_by("id")
    )
    if audience is Audience.OUTSIDE:  # consent can be taken back after it was put
        rows = rows.exclude(contribution__quotation=Quotation.NONE)
    found = []
    for ballot in rows:
        assert ballot.contribution is not None
        rule = str(rule_of(ballot.contribution.question))
        table = _published(json.dumps(ballot.tally), rule, str(audience), consultation.smallest_cell)
        position = _position(table) if table else None
        if position:
            found.append(Statement(ballot.contribution, position, kind_of(position), _bars(position)))
    return found


@lru_cache(maxsize=8192)
def _published(tally: str, rule: str, audience: str, smallest_cell: int) -> Published | None:
    """A closed tally never changes: its suppression is worked out once."""
    return shown.published(
        json.loads(tally),
        rule=rule,
        method=Method.STATEMENT,
        is_closed=True,
        audience=audience,
        smallest_cell=smallest_cell,
    )


def _position(table: Published) -> Position | None:
    total, *rows = (position_of(row) for row in (table.total, *table.groups))
    if total is None:
        return None
    groups = tuple(row for row in rows if row is not None)
    return Position(total.favour, total.against, total.neither, groups=groups)


def _voted(decided: Ballot, rule: Rule, audience: Audience) -> Position | None:
    each = constituencies(decided, rule, audience)
    known = each[0].counts if len(each) == 1 and not each[0].weighs else {}
    return Position(known["yes"], known["no"], known["abstain"]) if known else None


def _shares(table: Published) -> tuple[Share | None, ...]:
    """Of the rows that ``voting.result`` prints."""
    return tuple(in_favour(row) for row in table.groups if len(table.groups) > 1 or row.group)


def _bars(position: Position) -> tuple[voting.Bar, ...]:
    if not position.base:
        return ()
    x, bars = 0.0, []
    for choice, count in (("support", position.favour), ("object", position.against), ("abstain", position.neither)):
        width = 100 * count / position.base
        bars.append(voting.Bar(choice=choice, x=f"{x:.2f}", width=f"{width:.2f}"))
        x += width
    return tuple(bars)


def ranked(rows: list[Statement], order: str) -> list[Statement]:
    """``rows`` in an order: "favour" and "against" by the lower bound of that side, "divided" by the smaller side's."""

    def lower(statement: Statement) -> float:
        position = statement.position
        count = {
            "against": position.against,
            "divided": min(position.favour, position.against),
            "neither": position.neither,
        }.get(order, position.favour)
        return wilson(count, position.base).low

    return sorted(rows, key=lambda statement: (-lower(statement), statement.contribution.pk))


def by_question(found: list[TextResult], rows: list[Statement]) -> list[OfQuestion]:
    """Texts and statements gathered under their questions, in the order of these."""
    questions: dict[int, GuidingQuestion] = {}
    for one in found:
        if one.text.recommendation.question:
            questions[one.text.recommendation.question.pk] = one.text.recommendation.question
    for row in rows:
        questions[row.contribution.question_id] = row.contribution.question
    return [
        _of_question(
            question,
            [one for one in found if one.text.recommendation.question_id == pk],
            [row for row in rows if row.contribution.question_id == pk],
        )
        for pk, question in sorted(questions.items(), key=lambda pair: (pair[1].session_id, pair[1].number))
    ]


def _of_question(question: GuidingQuestion, texts: list[TextResult], rows: list[Statement]) -> OfQuestion:
    points = points_of(texts, rows)
    kinds = [kind for _point, kind in points]
    met = [point for point, kind in points if kind == "converging"]
    differed = [point for point, kind in points if kind == "diverging"]
    return OfQuestion(
        question=question,
        kinds=tuple((kind, kinds.count(kind)) for kind in KINDS if kind in kinds),
        met=tuple(sorted(met, key=lambda point: -_lower(point.position, max))[:MOST_OF_A_KIND]),
        differed=tuple(sorted(differed, key=lambda point: -_lower(point.position, min))[:MOST_OF_A_KIND]),
        texts=tuple(texts),
    )


def points_of(texts: Iterable[TextResult], rows: Iterable[Statement]) -> list[tuple[Standpoint, str]]:
    """What positions were taken on, each with whether views met or differed on it (``positions.kind_of``)."""
    points = [point for point in map(_point, texts) if point]
    points += [Standpoint("", row.contribution.text, row.position, row.contribution) for row in rows]
    return [(point, kind_of(point.position)) for point in points]


def _point(one: TextResult) -> Standpoint | None:
    """Of a text the check or the recorded vote, whichever was put last.

    Not of a vote by several constituencies, or by weight: there is no total of them that views could be measured by.
    """
    position, ballot = one.position, one.check
    if one.voted and one.decided and (ballot is None or one.decided.pk > ballot.pk):
        position, ballot = one.voted, one.decided
    if position is None or ballot is None or ballot.version is None:
        return None
    on, number = ballot.version, one.text.recommendation.number
    return Standpoint(number, on.text, position, on=on.version, version=older(one.text, ballot))


def _lower(position: Position, of: Callable[[int, int], int]) -> float:
    """The lower bound of the greater side's share, or of the smaller one's."""
    return wilson(of(position.favour, position.against), position.base).low


def kind_label(kind: str) -> str:
    """What a kind of result is called on a page."""
    return {
        "converging": _("views converged"),
        "diverging": _("views differed"),
        "undecided": _("many took neither side"),
        "other": _("no clear picture"),
        "thin": _("fewer than 10 answered"),
    }[kind]
