"""What an analysis stands on, and what of it an audience may see. Nothing here loads the analysis itself.

It stands on closed questions alone: of what runs nothing may be shown, so nothing is computed. Where every position is
on the record it is made anew whenever another question closes. Elsewhere it is made once, when all are closed: two of
them, one with a question more, could be subtracted.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from consult.attribution import Audience
from consult.models import Consultation
from consult.procedure import Allowed, Answer, Refused
from sessions_app.models import Ballot, Contribution, GuidingQuestion
from sessions_app.queries.breakout import IN_PLENARY
from sessions_app.queries.discussion import seen_by
from sessions_app.queries.session import rule_of
from sessions_app.rules import shown
from sessions_app.rules.shown import View
from sessions_app.states import GONE, RUNNING, BallotState, Method
from synthesis.models.analysis import Analysis, AnalysisState

METHOD = "1"  # of what is computed and how: another one makes every analysis anew
METHODS = (Method.STATEMENT, Method.TEMPERATURE)
# As the core has them by default, for pages that show them before anything was analysed (a test compares them).
GATES = {"agreement": 0.5, "gain": 0.02, "membership": 0.9, "votes": 7, "people": 30}
THRESHOLDS = {"base": 10, "group": 5, "share": 0.5, "q": 0.05}
_ORDER = list(View)


@dataclass(frozen=True, slots=True)
class Item:
    """A closed question: a statement vote on a contribution, or the last temperature check on a text."""

    ballot: int
    digest: str
    method: str
    rule: str
    question: int | None
    contribution: int | None = None
    text: int | None = None

    def view(self, audience: Audience) -> View:
        """What of it ``audience`` may see."""
        return shown.what(rule=self.rule, method=self.method, is_closed=True, audience=audience)


@dataclass(frozen=True)
class Scope:
    """The questions that an analysis stands on, in their order, and whether others are still running."""

    items: tuple[Item, ...]
    is_running: bool

    def view(self, audience: Audience) -> View:
        """The least that may be shown of any of them."""
        return min((item.view(audience) for item in self.items), key=_ORDER.index, default=View.NOTHING)

    @cached_property
    def by_ballot(self) -> dict[int, Item]:
        return {item.ballot: item for item in self.items}


def takes_positions(consultation: Consultation) -> bool:
    """Whether a question was ever put that positions are taken on, and that this consultation shows."""
    methods = [Method.STATEMENT] if consultation.discussion_only else list(METHODS)
    return Ballot.objects.filter(consultation=consultation, method__in=methods).exists()


def scope(consultation: Consultation) -> Scope:
    """Closed statement votes on what the room sees, and the last closed check on each text that still stands."""
    rows = GuidingQuestion.objects.filter(session__consultation=consultation).select_related("session__consultation")
    rules = {row.pk: str(rule_of(row)) for row in rows}
    ballots = Ballot.objects.filter(consultation=consultation).order_by("id")
    closed = ballots.filter(state=BallotState.CLOSED)
    said = closed.filter(
        method=Method.STATEMENT, contribution__in=Contribution.objects.filter(seen_by("participant"), IN_PLENARY)
    )
    last: dict[tuple[str, int], Item] = {}
    for pk, digest, contribution, question in said.values_list(
        "id", "digest", "contribution", "contribution__question"
    ):
        item = Item(pk, digest, Method.STATEMENT, rules[question], question, contribution=contribution)
        last["contribution", contribution] = item
    if not consultation.discussion_only:
        checks = closed.filter(method=Method.TEMPERATURE).exclude(version__recommendation__state__in=GONE)
        for pk, digest, text, question in checks.values_list(
            "id", "digest", "version__recommendation", "version__recommendation__question"
        ):
            rule = rules.get(question, str(consultation.attribution_rule))
            last["text", text] = Item(pk, digest, Method.TEMPERATURE, rule, question, text=text)
    items = tuple(sorted(last.values(), key=lambda item: item.ballot))
    return Scope(items, ballots.filter(method__in=METHODS, state__in=RUNNING).exists())


def data_hash(found: Scope, size: int) -> str:
    """SHA-256 over what an analysis depends on: ballots with their digests and rules, method, size of the slate."""
    body = [METHOD, size, [(item.ballot, item.digest, item.rule) for item in found.items]]
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """The analysis as an audience may see it: None, and then why. is_current: nothing was closed or hidden since."""

    analysis: Analysis | None
    why: str
    is_current: bool = True

    @property
    def may_show_positions(self) -> bool:
        return self.analysis is not None and self.analysis.view == View.POSITIONS


def stored(consultation: Consultation) -> Analysis | None:
    """The consultation's analysis, whatever its state."""
    return Analysis.objects.filter(consultation=consultation).first()


def found(consultation: Consultation, audience: Audience, now: Scope | None = None) -> Found:
    """What ``audience`` may see of the analysis, under the rules as they are in force now."""
    analysis, now = stored(consultation), now or scope(consultation)
    if analysis is None or analysis.made_at is None:
        words = _("Nobody has had the positions analysed yet.") if now.items else _("No question is closed yet.")
        return Found(None, words)
    may_see = _view_of(analysis, now, consultation, audience)
    if _ORDER.index(may_see) < _ORDER.index(View.GROUPS):
        return Found(None, _("Under the rule in force, nothing that was worked out from positions leaves the room."))
    if analysis.view == View.POSITIONS and may_see is not View.POSITIONS:
        return Found(None, _("The rule became stricter since the positions were analysed: it has to be done again."))
    return Found(analysis, "", analysis.data_hash == data_hash(now, analysis.size))


def _view_of(analysis: Analysis, now: Scope, consultation: Consultation, audience: Audience) -> View:
    """The least of what may be shown of its ballots; one whose subject was hidden since has the consultation's rule."""
    items = [now.by_ballot[ballot] for ballot in analysis.ballots if ballot in now.by_ballot]
    gone = Ballot.objects.filter(pk__in=set(analysis.ballots) - set(now.by_ballot)).values_list("method", flat=True)
    items += [Item(0, "", method, str(consultation.attribution_rule), None) for method in set(gone)]
    return Scope(tuple(items), now.is_running).view(audience)


def may_make(now: Scope, analysis: Analysis | None, *, is_stuck: bool) -> Answer:
    """Whether it may be made (again). is_stuck: the run that goes on has been silent for too long."""
    if not now.items:
        return Refused(_("There is nothing to analyse yet: no question that positions were taken on is closed."))
    if analysis and analysis.state == AnalysisState.RUNNING and not is_stuck:
        return Refused(_("It is being made already. Its progress stands on this page."))
    view = now.view(Audience.INSIDE)
    if _ORDER.index(view) < _ORDER.index(View.GROUPS):
        return Refused(_("Under the rule in force nothing may be shown of positions, so nothing is worked out."))
    if view is View.GROUPS:
        if now.is_running:
            return Refused(_("A question is still open. Under this rule it is made once, when all are closed."))
        if analysis and analysis.made_at and analysis.view == View.GROUPS:
            return Refused(
                _("It was made. Under this rule it is made once: two of them, subtracted, could give somebody away.")
            )
    return Allowed()
