"""Standing behind a text: sponsors, who confirm after each change, and positions that stand for a new version."""

from django.utils.translation import gettext as _

from consult.models import Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import drafting
from sessions_app.actions.turns import writing
from sessions_app.models import Confirmation, Recommendation, Sponsor
from sessions_app.queries.drafting import confirmable, newest
from sessions_app.states import RecommendationState

STANDS = (RecommendationState.CANDIDATE, RecommendationState.PUT_FORWARD)


def stand(here: Here, recommendation_id: int) -> None:
    """Become a co-sponsor of the text as it stands."""
    with writing():
        row, me = _begin(here, recommendation_id)
        if row.state not in STANDS:
            raise RefusedError(_("This text no longer stands: nobody can join it."))
        same = row.sponsors.filter(participant=me)
        if me.delegation_id:
            same = same | row.sponsors.filter(delegation=me.delegation_id)
        if same.exists():
            raise RefusedError(_("You, or your delegation, stand behind this text already."))
        drafting.sponsored(row, me, confirmed=newest(row).version)
        drafting.enter(here, "sponsor", row)


def confirm(here: Here, recommendation_id: int) -> None:
    """Stand behind the newest version too."""
    with writing():
        row, me = _begin(here, recommendation_id)
        mine = _mine(row, me)
        mine.confirmed = newest(row).version
        mine.save(update_fields=["confirmed"])
        drafting.enter(here, "confirm", row, version=mine.confirmed)


def leave(here: Here, recommendation_id: int) -> None:
    """No longer stand behind the text. A text without a main sponsor waits for one of the others to take it over."""
    with writing():
        row, me = _begin(here, recommendation_id)
        _mine(row, me).delete()
        drafting.enter(here, "leave", row)


def lead(here: Here, recommendation_id: int) -> None:
    """A sponsor takes over a text whose main sponsor left."""
    with writing():
        row, me = _begin(here, recommendation_id)
        mine = _mine(row, me)
        if row.sponsors.filter(is_main=True).exists():
            raise RefusedError(_("This text has a main sponsor."))
        mine.is_main, mine.confirmed = True, newest(row).version
        mine.save(update_fields=["is_main", "confirmed"])
        drafting.enter(here, "lead", row)


def withdraw(here: Here, recommendation_id: int) -> None:
    """The main sponsor takes the text back; its open amendments lapse with it."""
    with writing():
        row, me = _begin(here, recommendation_id)
        require_main(row, me)
        drafting.become(here, row, RecommendationState.WITHDRAWN)


def confirm_position(here: Here, recommendation_id: int) -> None:
    """Say that the position taken on an earlier version stands for the newest."""
    with writing():
        require(may(here.standing, Act.VOTE))
        row = drafting.locked(here, recommendation_id)
        elector = confirmable(row, here.participant) if here.participant else None
        if elector is None:
            raise RefusedError(
                _("You took no position on an earlier version of this text, or you confirmed it already.")
            )
        Confirmation.objects.get_or_create(version=newest(row), elector=elector)
        drafting.enter(here, "confirm position", row, version=newest(row).version)


def require_main(row: Recommendation, me: Participant) -> Sponsor:
    mine = row.sponsors.filter(participant=me, is_main=True).first()
    if mine is None:
        raise RefusedError(_("This is for the main sponsor of the text."))
    return mine


def _begin(here: Here, recommendation_id: int) -> tuple[Recommendation, Participant]:
    require(may(here.standing, Act.SPONSOR))
    if here.participant is None:
        raise RefusedError(_("Join the consultation first: this is for those who take part."))
    return drafting.locked(here, recommendation_id), here.participant


def _mine(row: Recommendation, me: Participant) -> Sponsor:
    mine = row.sponsors.filter(participant=me).first()
    if mine is None:
        raise RefusedError(_("You do not stand behind this text."))
    return mine
