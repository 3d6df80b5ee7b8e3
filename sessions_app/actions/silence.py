"""The silence procedure: a final text to all, and whoever says nothing until the end has agreed.

Silence is broken by a vote "break" (``voting.cast_votes``, then ``closing.stop``) and ended by the clock
(``closing.close_due``).
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.closing import close_due, enter
from sessions_app.actions.drafting import checked
from sessions_app.actions.notice import tell
from sessions_app.actions.roll import freeze
from sessions_app.actions.turns import writing
from sessions_app.actions.voting import not_listed, open_on, place_of
from sessions_app.models import Ballot, DecisionTerms, RollLine, Translation
from sessions_app.queries.decision import asked, rules_of
from sessions_app.queries.voting import mine
from sessions_app.rules.silence import earliest_end
from sessions_app.states import BallotState, Method, NoticeKind

LONGEST = 90  # days


def first_end(here: Here) -> datetime:
    """The first moment at which a silence that begins now may end: 72 hours and two working days of the host."""
    rules = rules_of(here.consultation)
    holidays = {date.fromisoformat(day) for day in rules.holidays}
    return earliest_end(timezone.now(), here.consultation.zone, holidays, weekend=rules.weekend)


def put(
    here: Here, recommendation_id: int, *, ends_at: datetime | None = None, translations: dict[str, str] | None = None
) -> Ballot:
    """Put the latest version of a text under silence until ``ends_at``, or as soon as it may end; tell all who answer.

    translations: language -> the same text, for those who read it in another one.
    """
    close_due()
    with writing():
        require(may(here.standing, Act.PUT))
        earliest = first_end(here)
        end = ends_at or earliest
        if end < earliest:
            raise RefusedError(
                _("Silence lasts at least 72 hours and two working days here: until {moment} or later.").format(
                    moment=earliest.strftime("%Y-%m-%d %H:%M")
                )
            )
        if (end - timezone.now()).days > LONGEST:
            raise RefusedError(_("Silence lasts {days} days at most.").format(days=LONGEST))
        ballot = open_on(here, recommendation_id, Method.SILENCE, end - timezone.now())
        ballot.closes_at = end
        ballot.save(update_fields=["closes_at"])
        entitled = freeze(ballot, DecisionTerms())
        languages = _translate(ballot, translations or {})
        tell(asked(ballot), NoticeKind.SILENCE, ballot.version.recommendation)  # type: ignore[union-attr]
        payload = {"method": "silence", "entitled": entitled, "ends": end.isoformat(), "languages": languages}
        enter(ballot, "begin silence", here.participant or record.COMMAND, place_of(ballot) | payload)
    return ballot


def acknowledge(here: Here, ballot_id: int) -> Ballot:
    """Say for one's delegation that the final text was received; it says nothing of what one thinks of it."""
    with writing():
        require(may(here.standing, Act.VOTE))
        ballot = Ballot.objects.filter(pk=ballot_id, consultation=here.consultation, method=Method.SILENCE).first()
        if ballot is None:
            raise RefusedError(_("There is no such ballot in this consultation."))
        own = mine(ballot, here.participant) if here.participant else None
        if own is None or own.line is None:
            raise RefusedError(not_listed().reason)
        if ballot.state != BallotState.OPEN or (ballot.closes_at and timezone.now() >= ballot.closes_at):
            raise RefusedError(_("The silence on this text has ended."))
        line = RollLine.objects.filter(pk=own.line.pk, received_at=None)
        if line.update(received_at=timezone.now(), received_by=here.participant):
            actor = here.participant or record.COMMAND
            enter(ballot, "acknowledge receipt", actor, {"elector": own.line.elector_id})
    return ballot


def _translate(ballot: Ballot, translations: dict[str, str]) -> list[str]:
    """Keep the translations beside the version; returns their languages."""
    kept = []
    for language, _label in settings.LANGUAGES:
        text = translations.get(language, "")
        if text.strip():
            Translation.objects.update_or_create(
                version=ballot.version, language=language, defaults={"text": checked(text)}
            )
            kept.append(language)
    return kept
