"""Moderating a session: hold everything, release it, flag, settle, remove whoever said something."""

from django.db import transaction
from django.utils.translation import gettext as _

from consult import record
from consult.actions.people import actor, end_part
from consult.models import Participant
from consult.procedure import STAFF, Act, RefusedError, Role, may, require
from consult.queries.people import Here
from sessions_app.actions.discussion import contribution_of
from sessions_app.actions.words import plain
from sessions_app.models import Contribution, Flag, Session
from sessions_app.queries.discussion import seen_by
from sessions_app.states import ContributionState, HeldFor


def hold_all(here: Here, session_id: int, is_on: bool) -> bool:
    """Hold every new contribution until it is released, or hold them no longer; what is held stays held.

    False where another moderator did the same before.
    """
    with transaction.atomic():
        require(may(here.standing, Act.MODERATE))
        session = _session(here, session_id)
        # Whoever contributes holds the row of the question: nothing that is on its way slips past.
        list(session.questions.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        if session.holds_all == is_on:
            return False
        Session.objects.filter(pk=session.pk).update(holds_all=is_on)
        _enter(session, "hold all" if is_on else "hold no longer", actor(here), f"session-{session.pk}", {})
    return True


def release_all(here: Here, session_id: int, upto: int) -> int:
    """Release what is held only because everything was, up to the contribution with the id ``upto``: the newest that
    the moderator saw. Returns how many.
    """
    with transaction.atomic():
        require(may(here.standing, Act.MODERATE))
        session = _session(here, session_id)
        held = Contribution.objects.filter(
            question__session=session, state=ContributionState.HELD, held_for=HeldFor.ALL, pk__lte=upto
        )
        ids = list(held.select_for_update().order_by("pk").values_list("pk", flat=True))
        if ids:
            Contribution.objects.filter(pk__in=ids).update(state=ContributionState.SHOWN, held_for="", state_reason="")
            _enter(session, "release all", actor(here), f"session-{session.pk}", {"contributions": ids})
    return len(ids)


def flag(here: Here, contribution_id: int, reason: str = "") -> bool:
    """Ask the desk to look at a contribution, once each. False where they did so before.

    The record says that somebody did, not who: its actor is the role.
    """
    reason = plain(reason).strip()[:300]
    with transaction.atomic():
        require(may(here.standing, Act.FLAG))
        if here.participant is None:
            raise RefusedError(_("Join the consultation first: this is for those who take part."))
        contribution = contribution_of(here, contribution_id)
        if not Contribution.objects.filter(seen_by("participant"), pk=contribution.pk).exists():
            raise RefusedError(_("There is no such contribution in this consultation."))
        _flag, created = Flag.objects.get_or_create(
            contribution=contribution, participant=here.participant, defaults={"reason": reason}
        )
        if created:
            sealed: dict[str, object] = {"reason": record.seal(contribution.salt, reason)} if reason else {}
            _enter_flag(contribution, "flag", Role.PARTICIPANT.value, sealed)
    return created


def settle(here: Here, contribution_id: int) -> int:
    """Leave a flagged contribution as it is. Returns how many flags that settles."""
    with transaction.atomic():
        require(may(here.standing, Act.MODERATE))
        contribution = contribution_of(here, contribution_id)
        count = contribution.flags.filter(is_settled=False).update(is_settled=True)
        if count:
            _enter_flag(contribution, "settle flags", actor(here), {"count": count})
    return count


def remove_author(here: Here, contribution_id: int) -> None:
    """End the part of whoever gave a contribution, without saying who that is; what they said stays where it is.

    Those who run the consultation are removed on its people page alone. One refusal for them, for who left and for what
    has no author: where nobody is named, it tells nobody apart.
    """
    with transaction.atomic():
        require(may(here.standing, Act.MODERATE))
        contribution = contribution_of(here, contribution_id)
        author = (
            Participant.objects.select_for_update(of=("self",))
            .filter(contributions=contribution, removed_at=None)
            .exclude(role_rows__role__in=STAFF)
            .first()
        )
        if author is None:
            raise RefusedError(
                _(
                    "Its author cannot be removed from here: they help to run the consultation, no longer take part, or"
                    " it was entered for somebody who does not."
                )
            )
        end_part(author)
        _enter_flag(contribution, "remove author", actor(here), {})
        record.signal(here.consultation.pk, "rights")


def _session(here: Here, session_id: int) -> Session:
    rows = Session.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=session_id, consultation=here.consultation).first()
    if found is None:
        raise RefusedError(_("There is no such session in this consultation."))
    return found


def _enter_flag(contribution: Contribution, act: str, who: Participant | str, payload: dict[str, object]) -> None:
    """About a contribution, and for the desk's frames alone: its text has not changed."""
    _enter(contribution.question.session, act, who, f"flag-{contribution.pk}", payload)


def _enter(session: Session, act: str, who: Participant | str, subject: str, payload: dict[str, object]) -> None:
    record.enter(session.consultation_id, act, who, subject=subject, payload={"session": session.pk, **payload})


def enter_export(here: Here) -> None:
    """The log leaves the house as a file: allowed, and entered."""
    with transaction.atomic():
        require(may(here.standing, Act.MODERATE))
        record.enter(here.consultation.pk, "export moderation log", actor(here))
