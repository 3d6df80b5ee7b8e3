"""Amendments: propose, accept as friendly, decide, put in brackets, withdraw.

All of them lock the text first, as putting it to a check does: a check never opens beside an open amendment, and two
decisions on one text follow each other.
"""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import drafting
from sessions_app.actions.notice import tell
from sessions_app.actions.sponsor import require_main
from sessions_app.actions.turns import writing
from sessions_app.actions.words import plain
from sessions_app.models import Amendment, Recommendation, RecommendationVersion
from sessions_app.queries.amendment import in_order, rivals
from sessions_app.queries.drafting import newest
from sessions_app.rules import redline
from sessions_app.rules.compilation import bracket_edits
from sessions_app.rules.redline import Edit
from sessions_app.states import AmendmentsBy, AmendmentState, NoticeKind, VersionKind, may_become

REASON_LIMIT = 1_000
MOST_OPEN = 50  # of one text

DECISIONS = (AmendmentState.ADOPTED, AmendmentState.REJECTED, AmendmentState.BRACKETED)


def may_amend(here: Here, row: Recommendation) -> Answer:
    """Whether the tables allow it, the text is a candidate, and no check on it is open."""
    answer = may(here.standing, Act.AMEND)
    if not answer:
        return answer
    if row.state != "candidate":
        return Refused(_("This text is {state}: only a candidate is amended.").format(state=row.get_state_display()))
    return drafting.is_free(row, amendments=False)


def amend(here: Here, recommendation_id: int, *, text: str, version: int, reason: str = "") -> Amendment:
    """Propose how the text should read. version: the one that its mover saw."""
    text, reason = drafting.checked(text), _checked(reason)
    with writing():
        row = drafting.locked(here, recommendation_id)
        require(may_amend(here, row))
        if here.participant is None:
            raise RefusedError(_("Join the consultation first: this is for those who take part."))
        last, others = newest(row), in_order(row)
        if last.version != version:
            raise RefusedError(_("The text changed while you wrote: it is version {n} now.").format(n=last.version))
        if text == last.text:
            raise RefusedError(_("This is the text as it stands. Change what should read otherwise."))
        if same := next((other for other in others if other.text == text), None):
            raise RefusedError(_("Amendment {n} proposes the same already.").format(n=same.number))
        if len(others) >= MOST_OPEN:
            raise RefusedError(_("This text has {n} open amendments: some are decided first.").format(n=MOST_OPEN))
        numbers = row.amendments.order_by("-number").values_list("number", flat=True)
        made = Amendment.objects.create(
            recommendation=row,
            number=(numbers.first() or 0) + 1,
            version=last,
            text=text,
            reason=reason,
            **drafting.voice(row, here.participant),
        )
        main = row.sponsors.filter(is_main=True).select_related("participant").first()
        if main and main.participant and main.participant != here.participant:
            tell([main.participant], NoticeKind.AMENDED, row)
        drafting.enter(here, "amend", row, amendment=made.number, version=last.version)
    return made


def may_decide(here: Here, amendment: Amendment) -> Answer:
    """Whether the chair can decide this one now: the furthest from the text is taken first."""
    answer = may(here.standing, Act.DECIDE)
    if not answer:
        return answer
    if amendment.state != AmendmentState.OPEN:
        return Refused(_("This amendment is {state} already.").format(state=amendment.get_state_display()))
    first = in_order(amendment.recommendation)[0]
    if first.pk != amendment.pk:
        return Refused(_("Amendment {n} goes further from the text: it is decided first.").format(n=first.number))
    return Allowed()


def decide(here: Here, recommendation_id: int, number: int, *, outcome: str, reason: str) -> Amendment:
    """The chair adopts it, does not adopt it, or puts it and those it conflicts with in square brackets."""
    reason = _checked(reason)
    with writing():
        row = drafting.locked(here, recommendation_id)
        amendment = _amendment(row, number)
        require(may_decide(here, amendment))
        if outcome not in DECISIONS:
            raise RefusedError(_("An amendment is adopted, not adopted, or put in square brackets."))
        if not reason:
            raise RefusedError(_("Give the reason: it stands beside the amendment."))
        if outcome == AmendmentState.REJECTED:
            _close(here, row, [amendment], outcome, reason)
        elif outcome == AmendmentState.ADOPTED:
            made = redline.edits(amendment.version.text, amendment.text)
            _take_in(here, row, [amendment], outcome, made, reason)
        else:
            together = [amendment, *rivals(row, amendment)]
            made = bracket_edits(amendment.version.text, *(one.text for one in together))
            _take_in(here, row, together, outcome, made, reason)
        drafting.enter(here, f"amendment {outcome}", row, amendment=number, version=newest(row).version)
    return _amendment(row, number)


def answer(here: Here, recommendation_id: int, number: int, *, accepts: bool, reason: str = "") -> Amendment:
    """The main sponsor accepts a friendly amendment; or, where the rule lets the sponsor decide, does not adopt it."""
    reason = _checked(reason)
    with writing():
        require(may(here.standing, Act.SPONSOR))
        row = drafting.locked(here, recommendation_id)
        if here.participant is None:
            raise RefusedError(_("Join the consultation first: this is for those who take part."))
        main = require_main(row, here.participant)
        amendment = _amendment(row, number)
        require(may_become(AmendmentState, amendment.state, AmendmentState.ACCEPTED))
        if not accepts:
            require(_may_decline(row, reason))
            _close(here, row, [amendment], AmendmentState.REJECTED, reason)
        else:
            require(_is_friendly(row, amendment))
            made = redline.edits(amendment.version.text, amendment.text)
            _take_in(here, row, [amendment], AmendmentState.ACCEPTED, made, reason)
            main.confirmed = newest(row).version
            main.save(update_fields=["confirmed"])
        act = "accept amendment" if accepts else "decline amendment"
        drafting.enter(here, act, row, amendment=number, version=newest(row).version)
    return _amendment(row, number)


def withdraw(here: Here, recommendation_id: int, number: int) -> None:
    """Its mover takes an open amendment back."""
    with writing():
        require(may(here.standing, Act.AMEND))
        row = drafting.locked(here, recommendation_id)
        amendment = _amendment(row, number)
        if here.participant is None or amendment.participant_id != here.participant.pk:
            raise RefusedError(_("Only who proposed an amendment withdraws it."))
        require(may_become(AmendmentState, amendment.state, AmendmentState.WITHDRAWN))
        amendment.state, amendment.decided_at = AmendmentState.WITHDRAWN, timezone.now()
        amendment.save(update_fields=["state", "decided_at"])
        drafting.enter(here, "withdraw amendment", row, amendment=number)


def _may_decline(row: Recommendation, reason: str) -> Answer:
    session = row.question.session if row.question else None
    if session is None or session.amendments_by != AmendmentsBy.SPONSOR:
        return Refused(_("Here the chair decides what you do not accept."))
    return Allowed() if reason else Refused(_("Give the reason: it stands beside the amendment."))


def _is_friendly(row: Recommendation, amendment: Amendment) -> Answer:
    """One that goes further and conflicts with it is decided first."""
    order = in_order(row)
    further = order[: next(at for at, one in enumerate(order) if one.pk == amendment.pk)]
    against = {one.pk for one in rivals(row, amendment)}
    if first := next((one for one in further if one.pk in against), None):
        return Refused(_("Amendment {n} goes further from the text: it is decided first.").format(n=first.number))
    return Allowed()


def _take_in(
    here: Here, row: Recommendation, taken: Sequence[Amendment], state: str, made: Sequence[Edit], reason: str
) -> None:
    """A new version with ``made``; what else is open moves on to it, or lapses where its words were changed."""
    old = newest(row)
    kind = VersionKind.BRACKETED if state == AmendmentState.BRACKETED else VersionKind.AMENDED
    text = drafting.checked(redline.edited(old.text, made))
    version = drafting.new_version(here, row, text, kind, reason[: drafting.REASON_LIMIT])
    _close(here, row, taken, state, reason, became=version)
    lapsed = []
    for other in in_order(row):
        mine = redline.edits(old.text, other.text)
        carried = "" if redline.conflict(mine, made) else redline.edited(text, redline.carried(mine, made))
        if carried in {"", text} or len(carried) > drafting.TEXT_LIMIT:
            lapsed.append(other)
            continue
        other.text, other.version = carried, version
        other.save(update_fields=["text", "version"])
    numbers = ", ".join(str(one.number) for one in taken)
    _close(here, row, lapsed, AmendmentState.LAPSED, _("Amendment {n} changed its words.").format(n=numbers))


def _close(
    here: Here,
    row: Recommendation,
    amendments: Sequence[Amendment],
    state: str,
    reason: str,
    became: RecommendationVersion | None = None,
) -> None:
    for amendment in amendments:
        require(may_become(AmendmentState, amendment.state, state))
        amendment.state, amendment.decision, amendment.became = state, reason, became
        amendment.decided_at = timezone.now()
        amendment.save(update_fields=["state", "decision", "became", "decided_at"])
    movers = [one.participant for one in amendments if one.participant and one.participant != here.participant]
    tell(movers, NoticeKind.DECIDED, row)


def _amendment(row: Recommendation, number: int) -> Amendment:
    amendment = row.amendments.select_related("version", "participant").filter(number=number).first()
    if amendment is None:
        raise RefusedError(_("There is no such amendment to this text."))
    amendment.recommendation = row
    return amendment


def _checked(reason: str) -> str:
    reason = plain(reason).strip()
    if len(reason) > REASON_LIMIT:
        raise RefusedError(_("A reason has at most {limit} characters.").format(limit=REASON_LIMIT))
    return reason
