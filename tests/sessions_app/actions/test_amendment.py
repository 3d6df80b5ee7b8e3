"""Amendments: proposed on the text as it stands, taken furthest first, decided with a reason; positions wait."""

import random

import pytest

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import amendment, closing, drafting, voting
from sessions_app.models import Amendment, Notice, Recommendation, Session
from sessions_app.queries.amendment import in_order, kind_of, rivals
from sessions_app.states import AmendmentState
from tests.factories import Room, make_room
from tests.sessions_app.drafts import TEXT, amend, joined, led_by, make_body, make_text, words_of
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SHALL = TEXT.replace("should", "shall")
MUST = TEXT.replace("should", "must")
EVERY = TEXT.replace("each", "every")
SHORT = "States should publish."


@pytest.fixture
def room() -> Room:
    made = make_room()
    make_session(made.consultation)
    return made


@pytest.fixture
def row(room: Room) -> Recommendation:
    return make_text(room)


def decide(room: Room, row: Recommendation, number: int, outcome: str, reason: str = "It was discussed.") -> Amendment:
    return amendment.decide(standing_of(room.people["chair"]), row.pk, number, outcome=outcome, reason=reason)


def states(row: Recommendation) -> dict[int, str]:
    return dict(row.amendments.values_list("number", "state"))


def acts(room: Room) -> list[str]:
    return list(RecordEntry.objects.filter(consultation_id=room.consultation.pk).values_list("act", flat=True))


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (TEXT.replace("States", "States and businesses"), "add"),
        (TEXT.replace(" of each deployment", ""), "delete"),
        (SHALL, "replace"),
    ],
)
def test_an_amendment_adds_deletes_or_replaces(new: str, kind: str) -> None:
    assert kind_of(TEXT, new) == kind


def test_adopted_it_is_the_next_version_and_the_old_one_stays(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL, reason="It is due.")
    made = decide(room, row, 1, "adopted")
    assert list(row.versions.values_list("version", "text", "kind")) == [(1, TEXT, "first"), (2, SHALL, "amended")]
    assert (made.state, made.decision, made.became) == ("adopted", "It was discussed.", row.versions.get(version=2))
    assert acts(room)[-2:] == ["amend", "amendment adopted"]


def test_not_adopted_it_changes_nothing(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    assert decide(room, row, 1, "rejected").state == AmendmentState.REJECTED
    assert words_of(row) == TEXT


def test_disputed_words_stand_in_brackets_with_the_alternatives_of_all_that_conflict(
    room: Room, row: Recommendation
) -> None:
    for new in (SHALL, MUST, EVERY):
        amend(room.people["participant"], row, new)
    decide(room, row, 1, "bracketed")
    assert words_of(row) == TEXT.replace("should", "[should] [shall] [must]")
    assert states(row) == {1: "bracketed", 2: "bracketed", 3: "open"}
    decide(room, row, 3, "adopted")
    assert words_of(row) == EVERY.replace("should", "[should] [shall] [must]")


def test_the_furthest_from_the_text_is_taken_first(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    amend(room.people["participant"], row, SHORT)
    assert [one.number for one in in_order(row)] == [2, 1]
    with pytest.raises(RefusedError, match="Amendment 2 goes further from the text"):
        decide(room, row, 1, "adopted")
    decide(room, row, 2, "rejected")
    decide(room, row, 1, "adopted")
    assert words_of(row) == SHALL


def test_what_changes_the_same_words_is_shown_and_lapses(room: Room, row: Recommendation) -> None:
    person = room.people["participant"]
    first, second, third = amend(person, row, SHALL), amend(person, row, MUST), amend(person, row, EVERY)
    assert [one.number for one in rivals(row, first)] == [2]
    assert rivals(row, third) == []
    decide(room, row, first.number, "adopted")
    assert states(row) == {1: "adopted", 2: "lapsed", 3: "open"}
    second.refresh_from_db()
    third.refresh_from_db()
    assert second.decision == "Amendment 1 changed its words."
    # What touches other words moves on with the text.
    assert (third.version.version, third.text) == (2, SHALL.replace("each", "every"))


def test_a_friendly_amendment_is_accepted_by_the_main_sponsor_alone(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    other = make_body(room, "Civil society A")
    joined(row, other)
    amend(other, row, SHALL)
    with pytest.raises(RefusedError, match="main sponsor"):
        amendment.answer(standing_of(other), row.pk, 1, accepts=True)
    amendment.answer(standing_of(room.people["participant"]), row.pk, 1, accepts=True)
    assert (states(row), words_of(row)) == ({1: "accepted"}, SHALL)
    # Who accepted it stands behind it; the others are asked.
    assert dict(row.sponsors.values_list("participant", "confirmed")) == {room.people["participant"].pk: 2, other.pk: 1}
    assert set(Notice.objects.values_list("participant", "kind")) == {
        (room.people["participant"].pk, "amended"), (other.pk, "changed"), (other.pk, "decided"),
    }  # fmt: skip


def test_a_friendly_one_waits_for_one_that_conflicts_and_goes_further(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    other = make_body(room, "Civil society A")
    amend(other, row, EVERY)
    amend(other, row, SHALL)
    amend(other, row, SHORT)  # takes the words away that the first changes
    answer = standing_of(room.people["participant"])
    with pytest.raises(RefusedError, match="Amendment 3 goes further"):
        amendment.answer(answer, row.pk, 1, accepts=True)
    amendment.answer(answer, row.pk, 2, accepts=True)
    assert states(row) == {1: "open", 2: "accepted", 3: "open"}


def test_the_sponsor_decides_only_where_the_rule_says_so(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    amend(make_body(room, "Civil society A"), row, SHALL)
    here = standing_of(room.people["participant"])
    with pytest.raises(RefusedError, match="the chair decides"):
        amendment.answer(here, row.pk, 1, accepts=False, reason="No.")
    Session.objects.update(amendments_by="sponsor")
    with pytest.raises(RefusedError, match="Give the reason"):
        amendment.answer(here, row.pk, 1, accepts=False)
    assert amendment.answer(here, row.pk, 1, accepts=False, reason="Too strong.").state == "rejected"


def test_only_its_mover_withdraws_an_open_one(room: Room, row: Recommendation) -> None:
    mover, other = room.people["participant"], make_body(room, "Civil society A")
    amend(mover, row, SHALL)
    with pytest.raises(RefusedError, match="Only who proposed"):
        amendment.withdraw(standing_of(other), row.pk, 1)
    amendment.withdraw(standing_of(mover), row.pk, 1)
    assert states(row) == {1: "withdrawn"}
    with pytest.raises(RefusedError, match="cannot become"):
        amendment.withdraw(standing_of(mover), row.pk, 1)


@pytest.mark.parametrize(
    ("text", "version", "why"),
    [
        ("", 1, "empty"),
        (" \x00 ", 1, "empty"),
        (TEXT, 1, "as it stands"),
        (TEXT + "\r\n", 1, "as it stands"),
        ("x" * 3_001, 1, "at most 3000"),
        (SHALL, 2, "changed while you wrote"),
        (SHALL, 10**30, "changed while you wrote"),
        (MUST, 1, "Amendment 1 proposes the same"),
    ],
)
def test_what_cannot_stand_is_refused(room: Room, row: Recommendation, text: str, version: int, why: str) -> None:
    amend(room.people["participant"], row, MUST)
    with pytest.raises(RefusedError, match=why):
        amend(room.people["participant"], row, text, version=version)
    assert row.amendments.count() == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "why"),
    [
        ("adopted", " ", "reason"),
        ("open", "R.", "adopted, not adopted"),
        ("lapsed", "R.", "adopted, not"),
        ("", "R.", "adopted"),
        ("adopted", "x" * 1_001, "at most"),
    ],
)
def test_a_decision_is_one_of_three_and_has_a_reason(
    room: Room, row: Recommendation, outcome: str, reason: str, why: str
) -> None:
    amend(room.people["participant"], row, SHALL)
    with pytest.raises(RefusedError, match=why):
        decide(room, row, 1, outcome, reason)
    assert states(row) == {1: "open"}


@pytest.mark.parametrize("role", ["participant", "rapporteur", "observer", "scribe"])
def test_only_the_chair_and_the_convenor_decide(room: Room, row: Recommendation, role: str) -> None:
    amend(room.people["participant"], row, SHALL)
    with pytest.raises(RefusedError, match="is for: Convenor, Chair"):
        amendment.decide(standing_of(room.people[role]), row.pk, 1, outcome="adopted", reason="R.")


def test_a_decided_one_is_not_decided_again(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    decide(room, row, 1, "rejected")
    with pytest.raises(RefusedError, match="not adopted already"):
        decide(room, row, 1, "adopted")
    with pytest.raises(RefusedError, match="no such amendment"):
        decide(room, row, 2, "adopted")


def test_positions_wait_while_an_amendment_is_open(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    with pytest.raises(RefusedError, match="positions wait"):
        voting.put(standing_of(room.people["chair"]), row.pk)
    for state in ("put-forward", "not-adopted"):
        with pytest.raises(RefusedError, match="decided first"):
            drafting.set_state(standing_of(room.people["chair"]), row.pk, state)
    decide(room, row, 1, "adopted")
    assert voting.put(standing_of(room.people["chair"]), row.pk).version == row.versions.get(version=2)


def test_nobody_amends_while_a_check_is_open(room: Room, row: Recommendation) -> None:
    voting.put(standing_of(room.people["chair"]), row.pk)
    with pytest.raises(RefusedError, match="question put on this text is open"):
        amend(room.people["participant"], row, SHALL)


def test_a_text_that_was_voted_on_never_changes(room: Room, row: Recommendation) -> None:
    chair, elector = room.people["chair"], room.people["participant"]
    ballot = voting.put(standing_of(chair), row.pk)
    vote(elector, ballot, "support")
    closing.close_ballot(ballot.pk, chair, standing_of(chair))
    amend(make_body(room, "Civil society A"), row, SHALL)
    decide(room, row, 1, "adopted")
    ballot.refresh_from_db()
    assert (ballot.version.version, ballot.version.text) == (1, TEXT)
    assert ballot.votes.count() == 1
    assert list(Notice.objects.filter(kind="position").values_list("participant", flat=True)) == [elector.pk]


def test_withdrawing_a_text_ends_its_open_amendments(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    drafting.set_state(standing_of(room.people["chair"]), row.pk, "withdrawn")
    assert states(row) == {1: "lapsed"}
    with pytest.raises(RefusedError, match="only a candidate is amended"):
        amend(room.people["participant"], row, MUST)


def test_nothing_reaches_into_another_consultation(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    stranger = standing_of(make_room().people["chair"])
    with pytest.raises(RefusedError, match="no such text"):
        amendment.decide(stranger, row.pk, 1, outcome="adopted", reason="R.")
    with pytest.raises(RefusedError, match="no such text"):
        amendment.amend(stranger, row.pk, text=MUST, version=1)


def test_any_order_of_decisions_leaves_a_text_that_only_decisions_made(room: Room) -> None:
    """At random: every version comes of one decision, no amendment is lost, and none is open on an old version."""
    chance = random.Random(11)
    words = TEXT.split(" ")
    person = room.people["participant"]
    for _ in range(25):
        row = make_text(room)
        for _amendment in range(chance.randint(1, 5)):
            new = list(words)
            at = chance.randrange(len(new))
            new[at : at + chance.randint(0, 3)] = chance.sample(
                ["all", "each", "rules", "early", "openly"], chance.randint(0, 2)
            )
            try:
                amend(person, row, " ".join(new))
            except RefusedError:
                continue
        while waiting := in_order(row):
            before = row.versions.count()
            outcome = chance.choice(["adopted", "rejected", "bracketed"])
            decide(room, row, waiting[0].number, outcome)
            assert row.versions.count() == before + (outcome != "rejected")
            assert all(one.version.version == row.versions.count() for one in in_order(row))
        closed = set(AmendmentState) - {AmendmentState.OPEN}
        assert {one.state for one in row.amendments.all()} <= closed
