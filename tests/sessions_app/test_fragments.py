"""A frame brings an open page to where a new one is: after each act, and after many at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from consult.models import RecordEntry
from sessions_app import fragments
from sessions_app.actions import (
    amendment,
    calling,
    closing,
    consensus,
    discussion,
    drafting,
    floor,
    lineage,
    moderation,
    position,
    recorded,
    secret,
    silence,
    speaking,
    sponsor,
    voting,
)
from sessions_app.actions import session as steering
from sessions_app.fragments import View
from sessions_app.intake.contributions import Row, import_rows
from sessions_app.models import (
    Ballot,
    Contribution,
    DecisionTerms,
    GuidingQuestion,
    Recommendation,
    Session,
    SpeakingRequest,
)
from sessions_app.queries.amendment import in_order
from tests.factories import Room, make_room
from tests.sessions_app import placing
from tests.sessions_app.deciding import provide
from tests.sessions_app.drafts import amend
from tests.sessions_app.factories import put, say, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Step = tuple[str, Callable[[], object]]
Opened = tuple[int, str]  # a page with the sequence it stands at


@pytest.fixture
def room() -> Room:
    return make_room(per_group=2)


class Screen:
    """A page that somebody opened, and the view it belongs to."""

    def __init__(self, room: Room, session: Session, role: str, address: str):
        self.client, self.address = Client(), address
        self.client.force_login(room.people[role].user)
        audience = "screen" if "/screen/" in address else "desk" if role == "chair" else "participant"
        self.view = View(room.consultation.pk, session.pk, audience, "en")

    def fresh(self) -> Opened:
        """The page as it is now, with its sequence."""
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        return fragments.head(self.view.consultation_id), answer.text


def screens(room: Room, session: Session) -> dict[str, Screen]:
    first, second = (q.get_absolute_url() for q in session.questions.all())
    return {
        "participant": Screen(room, session, "participant", first),
        "participant at the second question": Screen(room, session, "participant", second),
        "chair": Screen(room, session, "chair", first),
        "projector": Screen(room, session, "participant", f"{session.get_absolute_url()}screen/"),
    }


def sitting(room: Room, session: Session) -> list[Step]:
    """Every act that changes a page, in an order in which each can happen."""
    people, (first, second) = room.people, session.questions.all()
    speaker, chair = standing_of(people["participant"]), standing_of(people["chair"])
    text = first.recommendations.get()

    def last(number: int = 0) -> int:
        return Contribution.objects.order_by("-pk")[number].pk

    return [
        (
            "contribute",
            lambda: say(people["participant"], first, "The first thing.", type="issue", sentence="it is so"),
        ),
        ("a second one", lambda: say(people["States 1"], first, "The second thing.")),
        ("reply", lambda: say(people["chair"], first, "A reply.", parent_id=last(1))),
        ("a second reply", lambda: say(people["States 2"], first, "Another reply.", parent_id=last())),
        ("contribute elsewhere", lambda: say(people["participant"], second, "Elsewhere.")),
        ("edit", lambda: discussion.edit(speaker, last(), text="Elsewhere, better said.")),
        ("hold the first", lambda: discussion.moderate(chair, last(4), "held")),
        ("hide a reply", lambda: discussion.moderate(chair, last(1), "hidden", "It names a witness.")),
        ("release the first", lambda: discussion.moderate(chair, last(4), "shown")),
        ("hide the second", lambda: discussion.moderate(chair, last(3), "hidden", "It names a source.")),
        ("release it", lambda: discussion.moderate(chair, last(3), "shown")),
        ("withdraw the first", lambda: discussion.withdraw(speaker, last(4))),
        ("propose", lambda: drafting.propose(standing_of(people["rapporteur"]), first.pk, text="States should too.")),
        ("put forward", lambda: drafting.set_state(chair, text.pk, "put-forward")),
        ("put", lambda: voting.put(chair, text.pk, minutes=30)),
        ("close the check", lambda: close(room)),
        ("put again", lambda: voting.put(chair, text.pk)),
        ("show the question", lambda: steering.show(chair, session.pk, question_id=second.pk)),
        ("show the check", lambda: steering.show(chair, session.pk, ballot_id=Ballot.objects.order_by("-pk")[0].pk)),
        ("close the second check", lambda: close(room)),
        ("close the question", lambda: steering.set_question(chair, first.pk, "closed")),
        ("open the other", lambda: steering.set_question(chair, second.pk, "closed")),
        ("open the first", lambda: steering.set_question(chair, first.pk, "open")),
        (
            "withdraw a text",
            lambda: drafting.set_state(chair, first.recommendations.order_by("-pk")[0].pk, "withdrawn"),
        ),
        ("open the floor", lambda: floor.open_list(chair, session.pk)),
        ("ask for the floor", lambda: speaking.ask(speaker, session.pk)),
        ("another asks", lambda: speaking.ask(standing_of(people["States 1"]), session.pk)),
        ("call the first", lambda: calling.call(chair, session.pk, SpeakingRequest.objects.earliest("pk").pk)),
        ("pause", lambda: calling.pause(chair, session.pk, SpeakingRequest.objects.earliest("pk").pk)),
        ("call the second", lambda: calling.call(chair, session.pk, SpeakingRequest.objects.latest("pk").pk)),
        ("announce that the list closes", lambda: floor.announce_closing(chair, session.pk, 5)),
        ("hold everything", lambda: moderation.hold_all(chair, session.pk, True)),
        ("contribute while everything is held", lambda: say(people["States 2"], first, "A thing that waits.")),
        ("flag", lambda: moderation.flag(speaker, last(1))),
        ("release everything", lambda: moderation.release_all(chair, session.pk, last())),
        ("hold no more", lambda: moderation.hold_all(chair, session.pk, False)),
        ("and contribute once more", lambda: say(people["States 1"], first, "The last thing.")),
    ]


def drafted(room: Room, session: Session) -> list[Step]:
    """Every act on texts that changes a page."""
    people, first = room.people, session.questions.get(number=1)
    rapporteur, chair = standing_of(people["rapporteur"]), standing_of(people["chair"])
    speaker = people["participant"]

    def text(number: str) -> Recommendation:
        return first.recommendations.get(number=number)

    def decide(number: str, outcome: str) -> None:
        row = text(number)
        taken = in_order(row)[0].number
        amendment.decide(chair, row.pk, taken, outcome=outcome, reason="It was discussed.")

    return [
        ("contribute", lambda: say(speaker, first, "States should keep registers.")),
        (
            "turn",
            lambda: drafting.turn(standing_of(speaker), Contribution.objects.get().pk, text="States should keep them."),
        ),
        (
            "prompt",
            lambda: drafting.turn(chair, Contribution.objects.get().pk, text="Courts should be able to read them."),
        ),
        ("amend", lambda: amend(speaker, text("1.2"), "States shall keep them.")),
        ("amend again", lambda: amend(people["States 1"], text("1.2"), "States must keep them.")),
        ("put in brackets", lambda: decide("1.2", "bracketed")),
        ("amend once more", lambda: amend(speaker, text("1.2"), "States shall keep them.")),
        ("accept", lambda: amendment.answer(standing_of(speaker), text("1.2").pk, 3, accepts=True)),
        ("reword", lambda: drafting.reword(rapporteur, text("1.3").pk, drafting.Wording("Courts should.", 1, "So."))),
        (
            "make it a part",
            lambda: drafting.reword(
                rapporteur, text("1.3").pk, drafting.Wording("Courts should.", 2, parent_id=text("1.1").pk)
            ),
        ),
        ("merge", lambda: lineage.merge(rapporteur, [text("1.2").pk, text("1.3").pk], text="Both should.")),
        ("split the result", lambda: lineage.split(rapporteur, text("1.4").pk, parts=["One should.", "Other should."])),
        ("undo the split", lambda: lineage.undo(rapporteur, text("1.6").pk)),
        ("undo the merger", lambda: lineage.undo(chair, text("1.4").pk)),
        ("not adopted", lambda: drafting.set_state(chair, text("1.3").pk, "not-adopted")),
        ("withdrawn by its sponsor", lambda: sponsor.withdraw(standing_of(speaker), text("1.2").pk)),
    ]


def decided(room: Room, session: Session) -> list[Step]:
    """Every act of deciding by bodies that changes a page."""
    people, second = room.people, session.questions.get(number=2)
    chair, text = standing_of(people["chair"]), second.recommendations.get()

    def last() -> Ballot:
        return Ballot.objects.order_by("-pk")[0]

    def call_is_over() -> None:
        DecisionTerms.objects.filter(ballot=last()).update(called_at=timezone.now() - timedelta(minutes=2))

    def state(who: str, kind: str) -> None:
        position.state(standing_of(people[who]), text.pk, position.Words(kind, "We say so."))

    return [
        ("provide for recorded votes", lambda: provide(room)),
        ("explain before", lambda: state("States 1", "before")),
        ("begin silence", lambda: silence.put(chair, text.pk)),
        ("acknowledge", lambda: silence.acknowledge(standing_of(people["States 1"]), last().pk)),
        ("break it", lambda: vote(people["Business 1"], last(), "break", "Not yet.")),
        ("ask for objections", lambda: consensus.put(chair, text.pk)),
        ("last call", lambda: consensus.last_call(chair, last().pk)),
        ("object", lambda: vote(people["States 2"], last(), "object", "It says too little.")),
        ("ask again", lambda: consensus.put(chair, text.pk)),
        ("call it off", lambda: consensus.call_off(chair, last().pk)),
        ("put to a recorded vote", lambda: recorded.put(chair, text.pk, minutes=30)),
        (
            "vote and suspend",
            lambda: (vote(people["States 1"], last(), "yes"), recorded.suspend(chair, last().pk)),
        ),
        ("resume", lambda: recorded.resume(chair, last().pk)),
        (
            "stricter terms",
            lambda: recorded.change_terms(chair, last().pk, majority="two-thirds", quorum={}),
        ),
        (
            "told by telephone",
            lambda: recorded.tell(chair, last().pk, last().roll.get(place=1).elector_id, "abstain", way="telephone"),
        ),
        ("call the roll", lambda: recorded.call_roll(chair, last().pk)),
        ("answer", lambda: recorded.answer_roll(chair, last().pk, 1, "no")),
        ("close the vote", lambda: closing.close_ballot(last().pk, people["chair"], chair)),
        ("declare", lambda: closing.declare(chair, last().pk)),
        ("back to candidate", lambda: drafting.set_state(chair, text.pk, "candidate")),
        ("put to a secret ballot", lambda: secret.put(chair, text.pk)),
        (
            "vote in secret, and close",
            lambda: (
                secret.cast(people["States 1"].pk, last().pk, "no"),
                secret.close(last().pk, people["chair"], chair),
            ),
        ),
        ("declare what was secret", lambda: closing.declare(chair, last().pk)),
        ("back to candidate again", lambda: drafting.set_state(chair, text.pk, "candidate")),
        ("ask once more", lambda: consensus.put(chair, text.pk)),
        ("dissociate", lambda: vote(people["Academia 1"], last(), "dissociate", "the second half")),
        ("last call again", lambda: consensus.last_call(chair, last().pk)),
        (
            "adopt by consensus",
            lambda: (call_is_over(), consensus.declare(chair, last().pk, is_consensus=True)),
        ),
        ("reserve", lambda: state("Business 1", "reservation")),
        ("explain the position", lambda: state("States 1", "explanation")),
    ]


def close(room: Room) -> Ballot:
    ballot = Ballot.objects.get(state="open")
    for name, choice in [("States 1", "support"), ("Business 1", "abstain"), ("Academia 2", "live-with")]:
        vote(room.people[name], ballot, choice)
    vote(room.people["Civil society 1"], ballot, "object", "It comes too early.")
    return closing.close_ballot(ballot.pk, room.people["chair"])


@pytest.mark.parametrize("steps", [sitting, drafted, decided])
def test_a_frame_brings_each_page_to_where_a_new_one_is(
    room: Room, session: Session, steps: Callable[[Room, Session], list[Step]]
) -> None:
    """From just before the act, and from the very beginning."""
    open_pages = screens(room, session)
    first = {name: page.fresh() for name, page in open_pages.items()}
    last = dict(first)
    for act, do in steps(room, session):
        do()
        for name, page in open_pages.items():
            now = page.fresh()
            assert_brings(page.view, last[name], now, f"{name}: {act}")
            assert_brings(page.view, first[name], now, f"{name}: everything until {act}")
            last[name] = now


def assert_brings(view: View, before: Opened, after: Opened, what: str) -> None:
    (start, old), (end, new) = before, after
    page = placing.page_of(old)
    placing.apply(page, fragments.changes(view, start, end))
    assert placing.parts(page) == placing.parts(placing.page_of(new)), what


def rehearse(room: Room, session: Session) -> dict[str, tuple[Opened, Opened]]:
    """The pages before and after a whole sitting, no page of the time between."""
    open_pages = screens(room, session)
    before = {name: page.fresh() for name, page in open_pages.items()}
    first = session.questions.get(number=1)
    say(room.people["participant"], first, "One.")
    top = say(room.people["States 1"], first, "Two.")
    reply = say(room.people["participant"], first, "A reply.", parent_id=top.pk)
    say(room.people["States 2"], first, "A reply to it.", parent_id=reply.pk)
    chair = standing_of(room.people["chair"])
    discussion.moderate(chair, reply.pk, "held")
    put(room.people["chair"], first)
    close(room)
    drafting.propose(chair, first.pk, text="States should too.")
    drafting.propose(chair, first.pk, text="States should as well.")
    discussion.withdraw(standing_of(room.people["States 1"]), top.pk)
    say(room.people["States 1"], first, "Three.")
    return {name: (before[name], page.fresh()) for name, page in open_pages.items()}


def test_one_frame_brings_a_page_over_a_long_gap(room: Room, session: Session) -> None:
    views = {name: page.view for name, page in screens(room, session).items()}
    for name, (before, after) in rehearse(room, session).items():
        assert_brings(views[name], before, after, name)


def test_a_frame_that_comes_twice_changes_nothing_more(room: Room, session: Session) -> None:
    view = View(room.consultation.pk, session.pk, "participant", "en")
    (start, old), (end, new) = rehearse(room, session)["participant"]
    page = placing.page_of(old)
    for _ in range(2):
        placing.apply(page, fragments.changes(view, start, end))
    assert placing.parts(page) == placing.parts(placing.page_of(new))


@pytest.mark.parametrize("state", ["held", "hidden"])
def test_what_is_held_or_hidden_is_in_no_frame_of_a_participant(
    room: Room, question: GuidingQuestion, state: str
) -> None:
    row = say(room.people["States 1"], question, "Marigold seventeen.", sentence="marigold eighteen")
    discussion.moderate(standing_of(room.people["chair"]), row.pk, state, "Marigold nineteen.")
    for audience in ("participant", "screen", "public"):
        view = View(room.consultation.pk, question.session_id, audience, "en")
        for start in (0, 1):
            frame = fragments.changes(view, start, 2)
            assert "arigold" not in str(frame)
        assert fragments.changes(view, 1, 2)["drop"] == ([] if audience == "screen" else [f"contribution-{row.pk}"])
    desk = fragments.changes(View(room.consultation.pk, question.session_id, "desk", "en"), 1, 2)
    assert "Marigold nineteen." in str(desk)


def test_a_reply_under_what_was_hidden_goes_with_it(room: Room, question: GuidingQuestion) -> None:
    top = say(room.people["States 1"], question, "The first thing.")
    say(room.people["States 2"], question, "Marigold seventeen.", parent_id=top.pk)
    discussion.moderate(standing_of(room.people["chair"]), top.pk, "hidden", "A name.")
    view = View(room.consultation.pk, question.session_id, "participant", "en")
    page = placing.page_of(f'<html><body><div id="thread-{question.pk}"></div></body></html>')
    placing.apply(page, fragments.changes(view, 0, 3))
    assert "Marigold" not in str(placing.parts(page))


def test_another_sessions_acts_are_in_no_frame(room: Room, session: Session) -> None:
    other = make_other(room)
    say(room.people["participant"], other.questions.get(number=1), "Marigold seventeen.")
    for audience in ("participant", "desk", "screen"):
        frame = fragments.changes(View(room.consultation.pk, session.pk, audience, "en"), 0, 1)
        assert (frame["put"], frame["drop"]) == ([], [])


def make_other(room: Room) -> Session:
    other = Session.objects.create(consultation=room.consultation, title="Second sitting")
    GuidingQuestion.objects.create(session=other, number=1, text="And what else?", state="open")
    return other


def test_after_too_many_acts_the_page_is_fetched(room: Room, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments.frame, "MOST_ACTS", 2)
    for number in range(3):
        say(room.people["participant"], session.questions.get(number=1), f"Thing {number}.")
    assert RecordEntry.objects.count() == 3
    assert fragments.changes(View(room.consultation.pk, session.pk, "participant", "en"), 0, 3)["reload"]


@pytest.mark.parametrize("choice", ["support", "live-with", "abstain", "awaiting"])
def test_turnout_says_nothing_of_the_choice(room: Room, question: GuidingQuestion, choice: str) -> None:
    ballot = put(room.people["chair"], question)
    vote(room.people["participant"], ballot, choice)
    frame = fragments.tallies(View(room.consultation.pk, question.session_id, "participant", "en"), {ballot.pk})
    [item] = frame["put"]
    assert "1 of 9 has answered." in item["html"]
    assert choice not in item["html"]


def test_what_was_imported_is_in_the_frame_also_where_its_number_is_the_sessions(room: Room, session: Session) -> None:
    said = say(room.people["States 1"], session.questions.get(number=1), "One.")
    other = Session.objects.create(pk=said.pk + 1, consultation=room.consultation, title="Another sitting")
    question = GuidingQuestion.objects.create(session=other, number=1, text="What?", state="open")
    before = fragments.head(room.consultation.pk)
    made = import_rows(other, [Row(question, "Brought from elsewhere.", "", "", None, "en")])
    assert made == [other.pk]
    frame = fragments.changes(View(room.consultation.pk, other.pk, "participant", "en"), before, before + 1)
    assert "Brought from elsewhere." in str(frame)
