"""What a breakout room reports: one contribution in the plenary's thread."""

from django.utils import timezone
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Quotation
from consult.procedure import Act, Allowed, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions import discussion, floor
from sessions_app.actions.words import checked_text
from sessions_app.models import Contribution, GuidingQuestion, Session
from sessions_app.queries import breakout as reading
from sessions_app.queries import session as sessions


def may_report(here: Here, room: Session) -> Answer:
    """Whether this person can report for ``room``: its scribe, or any member where none was named, and the house's."""
    if room.breakout_of_id is None:
        return Refused(_("Only a breakout room reports back."))
    answer = reading.may_enter(here, room)
    if not answer:
        return answer
    if here.participant is None:
        return Refused(_("Join the consultation first: this is for those who take part."))
    if may(here.standing, Act.TAKE_DOWN):
        return Allowed()
    answer = may(here.standing, Act.CONTRIBUTE)
    if answer and room.scribe_id not in (None, here.participant.pk):
        return Refused(_("Somebody else was named to report back from this room."))
    return answer


def report_back(here: Here, room_id: int, text: str) -> Contribution:
    """Put a room's report into the plenary's thread: one contribution, under the plenary's rule, said by its reporter.

    It stands under the question before the plenary. The second who reports is told, and nothing is entered twice.
    """
    written = checked_text(text)
    found = Session.objects.filter(pk=room_id, consultation=here.consultation).first()
    if found is None or found.breakout_of_id is None:
        raise RefusedError(_("There is no such breakout room."))
    with floor.taken(here, found.breakout_of_id) as plenary:
        room = plenary.breakouts.select_related("scribe").get(pk=room_id)
        require(may_report(here, room))
        if room.report_id:
            raise RefusedError(_("This room has reported already: its report stands in the plenary’s thread."), "stale")
        question = sessions.in_view(plenary, sessions.questions(plenary))
        if question is None:
            raise RefusedError(_("The plenary has no question that the report could stand under."))
        discussion.question_of(here, question.pk)
        said = _said(here, room, question, written)
        discussion.hold_where_asked(said, third_person=False)
        said.save()
        room.report = said
        room.save(update_fields=["report"])
        sealed = {"text": record.seal(said.salt, said.text), "rooms": [room.pk]}
        discussion.enter(said, "report back", discussion.one_who_acts(here), {**sealed, **discussion.held(said)})
    return said


def _said(here: Here, room: Session, question: GuidingQuestion, text: str) -> Contribution:
    """A room speaks for no delegation: nobody but its reporter is named, as far as the rule lets anybody be."""
    writer = discussion.one_who_acts(here)
    heading = _("Report of breakout {name}").format(name=room.title)
    return Contribution(
        question=question,
        author=room.scribe or writer,
        entered_by=writer,
        is_spoken=True,
        rule=question.terms.rule,
        inside=question.terms.inside,
        quotation=Quotation.WITHOUT_NAME,
        text=checked_text(f"{heading}\n\n{text}"),
        language=writer.language,
        salt=record.salt(),
        created_at=timezone.now(),
    )
