"""A separate vote on a paragraph: asked for before voting begins, put first, and what is voted out leaves the text."""

from collections.abc import Callable
from typing import Any

import pytest

from consult.attribution import Audience, Rule
from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import Here
from sessions_app.actions import (
    amendment,
    closing,
    consensus,
    drafting,
    position,
    recorded,
    secret,
    separate,
    silence,
    voting,
)
from sessions_app.actions.cloning import wipe
from sessions_app.models import Ballot, Notice, Recommendation, SeparateVote
from sessions_app.queries.account import account
from sessions_app.queries.decision import verdict
from sessions_app.queries.drafting import confirmable, newest
from sessions_app.queries.own import own_data
from sessions_app.states import PositionKind
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.deciding import provide
from tests.sessions_app.drafts import led_by, make_text
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TEXT = "States should publish a register.\n\nThey should fund it.\n\nThey should report each year."


@pytest.fixture
def room() -> Room:
    made = make_room(per_group=3)
    make_session(made.consultation, questions=1)
    provide(made)
    return made


@pytest.fixture
def text(room: Room) -> Recommendation:
    return make_text(room, TEXT)


def ask(room: Room, text: Recommendation, number: int = 2, who: str = "States 1", **fields: Any) -> SeparateVote:
    version = newest(text).version
    return separate.ask(standing_of(room.people[who]), text.pk, **({"number": number, "version": version} | fields))


def put(room: Room, asked: SeparateVote) -> Ballot:
    return recorded.put(standing_of(room.people["chair"]), asked.recommendation_id, separate_id=asked.pk)


def decide(room: Room, ballot: Ballot, *choices: str) -> SeparateVote:
    """Vote, close and declare; how the request then stands."""
    for number, choice in enumerate(choices, start=1):
        assert vote(room.people[f"States {number}"], ballot, choice) == {"answer": "ok"}
    chair = standing_of(room.people["chair"])
    closing.close_ballot(ballot.pk, room.people["chair"], chair)
    closing.declare(chair, ballot.pk)
    return SeparateVote.objects.get(ballot=ballot)


def again(text: Recommendation) -> Recommendation:
    return Recommendation.objects.get(pk=text.pk)


# --- what comes first ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method",
    [
        lambda chair, text: recorded.put(chair, text.pk),
        lambda chair, text: consensus.put(chair, text.pk),
        lambda chair, text: silence.put(chair, text.pk),
        lambda chair, text: secret.put(chair, text.pk),
    ],
    ids=["recorded", "consensus", "silence", "secret"],
)
def test_the_whole_is_decided_by_no_method_while_a_separate_vote_waits(
    room: Room, text: Recommendation, method: Callable[[Here, Recommendation], Ballot]
) -> None:
    chair, asked = standing_of(room.people["chair"]), ask(room, text)
    with pytest.raises(RefusedError, match="paragraph 2 is asked for: it is put first, or not granted"):
        method(chair, text)
    assert (Ballot.objects.count(), again(text).state) == (0, "candidate")
    separate.decline(chair, asked.pk, "It is one thought.")
    assert method(chair, text).version == newest(text)


def test_a_check_that_only_informs_does_not_wait_for_it(room: Room, text: Recommendation) -> None:
    ask(room, text)
    assert voting.put(standing_of(room.people["chair"]), text.pk).version == newest(text)


def test_it_is_not_asked_for_where_no_delegations_vote_and_so_could_never_be_put(
    room: Room, text: Recommendation
) -> None:
    provide(room, constituencies=[])
    with pytest.raises(RefusedError, match="needs a constituency"):
        ask(room, text)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_delegation_and_the_chair_ask_for_it_and_it_stands_in_the_record(room: Room, text: Recommendation) -> None:
    asked = ask(room, text)
    assert (asked.paragraph, asked.state, asked.delegation) == (
        "They should fund it.",
        "asked",
        room.people["States 1"].delegation,
    )
    ask(room, text, 3, "chair")
    entries = RecordEntry.objects.filter(act="ask for a separate vote").order_by("seq")
    assert [entry.payload["paragraph"] for entry in entries] == [2, 3]
    assert not any("fund" in entry.body for entry in entries)


@pytest.mark.parametrize("who", ["observer", "rapporteur", "scribe"])
def test_nobody_else_asks_for_it(room: Room, text: Recommendation, who: str) -> None:
    with pytest.raises(RefusedError, match="is for"):
        ask(room, text, who=who)


def test_a_member_asks_where_the_head_authorized_them(room: Room, text: Recommendation) -> None:
    head = room.people["States 1"]
    Participant.objects.filter(pk=head.pk).update(is_head=True)
    member = ParticipantFactory(consultation=room.consultation, delegation=head.delegation, group=head.group)
    with pytest.raises(RefusedError, match="head of a delegation"):
        separate.ask(standing_of(member), text.pk, number=1, version=1)


@pytest.mark.parametrize("number", [0, -1, 4, 10**12])
def test_there_is_such_a_paragraph_or_it_is_refused(room: Room, text: Recommendation, number: int) -> None:
    with pytest.raises(RefusedError, match="no such paragraph"):
        ask(room, text, number)


def test_a_text_of_one_paragraph_is_not_divided(room: Room) -> None:
    with pytest.raises(RefusedError, match="one paragraph"):
        ask(room, make_text(room, "States should do it."), 1)


def test_it_is_asked_for_once_and_on_the_text_as_it_is(room: Room, text: Recommendation) -> None:
    ask(room, text)
    with pytest.raises(RefusedError, match="asked for already"):
        ask(room, text, who="States 2")
    with pytest.raises(RefusedError, match="The text changed"):
        ask(room, text, 1, version=7)


def test_where_no_rule_provides_for_recorded_votes_there_is_nothing_to_divide(room: Room, text: Recommendation) -> None:
    provide(room, recorded_rule="")
    with pytest.raises(RefusedError, match="recorded vote is off"):
        ask(room, text)


def test_nobody_interrupts_once_voting_has_begun(room: Room, text: Recommendation) -> None:
    chair = standing_of(room.people["chair"])
    ballot = recorded.put(chair, text.pk)
    with pytest.raises(RefusedError, match="voting has begun"):
        ask(room, text)
    closing.close_ballot(ballot.pk, room.people["chair"], chair)
    with pytest.raises(RefusedError, match="waits for the chair"):
        ask(room, text)
    closing.declare(chair, ballot.pk)
    with pytest.raises(RefusedError, match="not adopted"):
        ask(room, text)


def test_only_who_asked_takes_it_back_and_only_before_it_is_put(room: Room, text: Recommendation) -> None:
    first, second = ask(room, text), ask(room, text, 1)
    with pytest.raises(RefusedError, match="Only who asked"):
        separate.withdraw(standing_of(room.people["States 2"]), first.pk)
    separate.withdraw(standing_of(room.people["States 1"]), first.pk)
    put(room, second)
    with pytest.raises(RefusedError, match="cannot become"):
        separate.withdraw(standing_of(room.people["States 1"]), second.pk)
    assert RecordEntry.objects.filter(act="withdraw a separate vote").count() == 1


def test_the_chair_does_not_grant_it_with_a_reason_and_it_is_not_asked_for_again(
    room: Room, text: Recommendation
) -> None:
    asked, chair = ask(room, text), standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="Give the reason"):
        separate.decline(chair, asked.pk, " \x00 ")
    with pytest.raises(RefusedError):
        separate.decline(standing_of(room.people["States 2"]), asked.pk, "No.")
    assert separate.decline(chair, asked.pk, "It only makes sense as a whole.").state == "declined"
    with pytest.raises(RefusedError, match="not granted"):
        ask(room, text)
    assert recorded.put(chair, text.pk).version == newest(text)


# --- voting -----------------------------------------------------------------------------------------------------------


def test_the_whole_waits_for_the_paragraph(room: Room, text: Recommendation) -> None:
    asked, chair = ask(room, text), standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="separate vote on paragraph 2 is asked for"):
        recorded.put(chair, text.pk)
    ballot = put(room, asked)
    assert RecordEntry.objects.get(act="put").payload["paragraph"] == 2
    with pytest.raises(RefusedError, match="open already"):
        recorded.put(chair, text.pk)
    with pytest.raises(RefusedError, match="open already"):
        put(room, asked)
    assert decide(room, ballot, "yes", "yes", "no").state == "kept"


def test_a_paragraph_that_is_rejected_leaves_the_text_and_then_the_whole_is_put(
    room: Room, text: Recommendation
) -> None:
    led_by(text, room.people["Business 1"])
    asked = decide(room, put(room, ask(room, text)), "no", "no", "yes")
    made = newest(text)
    assert (asked.state, asked.became, asked.ballot and asked.ballot.outcome) == ("taken-out", made, "not-adopted")
    assert made.text == "States should publish a register.\n\nThey should report each year."
    assert (made.version, made.kind, made.reason) == (2, "divided", "Paragraph 2 was voted out.")
    assert again(text).state == "candidate"
    assert text.sponsors.get().confirmed == 1  # and is asked to confirm
    chair = standing_of(room.people["chair"])
    whole = recorded.put(chair, text.pk)
    for number in (1, 2, 3):
        vote(room.people[f"States {number}"], whole, "yes")
    closing.close_ballot(whole.pk, room.people["chair"], chair)
    closing.declare(chair, whole.pk)
    assert (whole.version, again(text).state) == (made, "adopted")
    assert text.versions.get(version=1).text == TEXT


def test_a_tie_takes_it_out_and_a_missing_quorum_decides_nothing(room: Room, text: Recommendation) -> None:
    assert decide(room, put(room, ask(room, text)), "yes", "no").state == "taken-out"
    provide(room, quorum={room.group("States").pk: 3})
    assert decide(room, put(room, ask(room, text)), "yes", "yes").state == "undecided"
    assert newest(text).version == 2
    assert ask(room, text).state == "asked"


def test_what_is_kept_is_not_voted_on_again(room: Room, text: Recommendation) -> None:
    decide(room, put(room, ask(room, text)), "yes")
    with pytest.raises(RefusedError, match="is kept"):
        ask(room, text)
    assert newest(text).version == 1


def test_other_requests_move_on_with_the_text_and_the_last_paragraph_is_the_whole(
    room: Room, text: Recommendation
) -> None:
    first, second, third = (ask(room, text, number) for number in (1, 2, 3))
    decide(room, put(room, first), "no")
    third.refresh_from_db()
    assert (third.number, third.version, third.state) == (2, newest(text), "asked")
    second.refresh_from_db()
    decide(room, put(room, second), "no")
    third.refresh_from_db()
    assert third.state == "lapsed"
    assert newest(text).text == "They should report each year."


def test_a_request_lapses_when_its_words_change_or_the_text_is_decided_otherwise(
    room: Room, text: Recommendation
) -> None:
    chair, asked, other = standing_of(room.people["chair"]), ask(room, text), ask(room, text, 1)
    wording = drafting.Wording(TEXT.replace("fund it", "pay for it"), 1, "It is clearer.")
    drafting.reword(standing_of(room.people["rapporteur"]), text.pk, wording)
    assert list(SeparateVote.objects.values_list("number", "state")) == [(1, "asked"), (2, "lapsed")]
    drafting.set_state(chair, text.pk, "put-forward")
    other.refresh_from_db()
    asked.refresh_from_db()
    assert {asked.state, other.state} == {"lapsed"}


def test_an_open_amendment_is_decided_before_a_paragraph_is_put(room: Room, text: Recommendation) -> None:
    asked = ask(room, text)
    amendment.amend(standing_of(room.people["States 2"]), text.pk, text=f"{TEXT} And soon.", version=1)
    with pytest.raises(RefusedError, match="Amendments to this text are open"):
        put(room, asked)
    assert SeparateVote.objects.get().state == "asked"


def test_the_whole_waits_to_be_declared_and_nothing_changes_meanwhile(room: Room, text: Recommendation) -> None:
    chair, ballot = standing_of(room.people["chair"]), put(room, ask(room, text))
    acts: list[Callable[[], Any]] = [
        lambda: drafting.reword(chair, text.pk, drafting.Wording("Other.", 1, "So.")),
        lambda: consensus.put(chair, text.pk),
        lambda: voting.put(chair, text.pk),
        lambda: ask(room, text, 1),
    ]
    for act in acts:
        with pytest.raises(RefusedError):
            act()
    closing.close_ballot(ballot.pk, room.people["chair"], chair)
    for act in acts:
        with pytest.raises(RefusedError, match="waits for the chair to declare"):
            act()
    assert newest(text).version == 1


def test_nothing_is_put_or_refused_in_another_consultation(room: Room, text: Recommendation) -> None:
    asked, stranger = ask(room, text), make_room()
    provide(stranger)
    chair = standing_of(stranger.people["chair"])
    for act in (
        lambda: separate.decline(chair, asked.pk, "No."),
        lambda: separate.withdraw(chair, asked.pk),
        lambda: recorded.put(chair, text.pk, separate_id=asked.pk),
    ):
        with pytest.raises(RefusedError, match="There is no such"):
            act()
    own = make_text(room, "States should do it.\n\nSoon.")
    with pytest.raises(RefusedError, match="no longer asked for"):
        recorded.put(standing_of(room.people["chair"]), own.pk, separate_id=asked.pk)
    assert SeparateVote.objects.get().state == "asked"
    assert not Ballot.objects.exists()


# --- what is told of it -----------------------------------------------------------------------------------------------


def test_it_is_told_apart_from_a_vote_on_the_whole(room: Room, text: Recommendation) -> None:
    asked = decide(room, put(room, ask(room, text)), "no", "no", "yes")
    ballot = Ballot.objects.select_related("consultation", "terms", "separate").get(pk=asked.ballot_id)
    told = verdict(ballot, Rule.ON_THE_RECORD)
    assert told is not None
    assert (told.words, told.paragraph) == ("paragraph 2: taken out", "They should fund it.")
    me = standing_of(room.people["States 1"])
    assert position.open_kinds(me, again(text)) == [PositionKind.GENERAL, PositionKind.BEFORE]
    assert confirmable(text, room.people["States 1"]) is None
    session = room.consultation.sessions.get()
    words = [line.words for line in account(session, Audience.INSIDE).lines]
    assert words == [
        "Paragraph 2 of text 1.2, version 1, was put: Recorded vote.",
        "The vote on text 1.2 was closed.",
        "The chair declared the outcome on paragraph 2 of text 1.2: taken out.",
    ]


def test_it_goes_with_the_rehearsal_and_is_among_ones_own_data(room: Room, text: Recommendation) -> None:
    decide(room, put(room, ask(room, text)), "no")
    ask(room, text)
    told = own_data(room.people["States 1"].user)["separate_votes_asked_for"]
    assert [(row["paragraph"], row["state"]) for row in told] == [
        ("They should fund it.", "taken-out"),
        ("They should report each year.", "asked"),
    ]
    wipe(room.consultation)
    assert not SeparateVote.objects.exists()
    assert not Ballot.objects.exists()


def test_a_new_version_does_not_ask_those_who_voted_on_the_paragraph_to_confirm(
    room: Room, text: Recommendation
) -> None:
    decide(room, put(room, ask(room, text)), "no")
    assert not Notice.objects.filter(kind="position").exists()
