"""Merging and splitting keep the originals with their sponsors and positions; undone, everything stands as before."""

from typing import Any

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.procedure import RefusedError
from sessions_app.actions import amendment, closing, drafting, lineage, notice, voting
from sessions_app.models import Notice, Recommendation, Sponsor
from sessions_app.queries.drafting import kinship, texts
from tests.factories import Room, make_room
from tests.sessions_app.drafts import amend, joined, led_by, make_body, make_text
from tests.sessions_app.factories import make_session, standing_of, vote

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def room() -> Room:
    made = make_room()
    make_session(made.consultation)
    return made


def standing(room: Room) -> list[str]:
    question = room.consultation.sessions.get().questions.get(number=1)
    return [text.recommendation.number for text in texts(question)]


def two(room: Room) -> list[Recommendation]:
    return [make_text(room, "States should publish it."), make_text(room, "States should publish all of it.")]


def test_a_merger_takes_the_place_of_its_sources_with_all_their_sponsors(room: Room) -> None:
    one, other = two(room)
    first, second = room.people["participant"], make_body(room, "Civil society A")
    led_by(one, first)
    led_by(other, second)
    Recommendation.objects.filter(pk=one.pk).update(addressees=["States"], modality="should")
    Recommendation.objects.filter(pk=other.pk).update(addressees=["States", "Courts"], modality="could")
    made = lineage.merge(standing_of(room.people["rapporteur"]), [other.pk, one.pk], text="States should publish all.")
    assert standing(room) == ["1.1", "1.4"]
    assert (made.number, made.addressees, made.modality) == ("1.4", ["States", "Courts"], "")
    assert list(made.sponsors.values_list("participant", "is_main", "confirmed")) == [
        (first.pk, True, None), (second.pk, False, None),
    ]  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.sponsors.get().confirmed) == ("replaced", 1)
    assert [(kin.kind, kin.is_result, [o.number for o in kin.others]) for kin in kinship(made)] == [
        ("merge", True, ["1.2", "1.3"])
    ]
    assert set(Notice.objects.values_list("participant", "kind")) == {(first.pk, "replaced"), (second.pk, "replaced")}


def test_the_mail_to_sponsors_reveals_nothing(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    one, other = two(room)
    led_by(one, room.people["participant"])
    with django_capture_on_commit_callbacks(execute=True):
        lineage.merge(standing_of(room.people["rapporteur"]), [one.pk, other.pk], text="States should publish all.")
    [message] = mail.outbox
    assert message.to == [room.people["participant"].user.email]
    told = f"{message.subject} {message.body} {message.from_email}"
    for secret in (room.consultation.title, room.slug, "publish", "1.2", "1.4", "States A", "The participant"):
        assert secret not in told
    assert Notice.objects.get().mailed_at is not None


def test_nobody_is_mailed_again_before_they_looked(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    row, desk = led_by(make_text(room), room.people["participant"]), standing_of(room.people["rapporteur"])

    def reword(text: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            drafting.reword(desk, row.pk, drafting.Wording(text, row.versions.count(), "So."))

    reword("One.")
    reword("Two.")
    assert (len(mail.outbox), Notice.objects.filter(seen_at=None).count()) == (1, 2)
    notice.seen(room.people["participant"].user)
    reword("Three.")
    assert len(mail.outbox) == 2


def test_a_split_gives_each_part_a_number_and_the_sponsors(room: Room) -> None:
    row = led_by(make_text(room, "States should publish it. States should fund it."), room.people["participant"])
    parts = lineage.split(
        standing_of(room.people["chair"]), row.pk, parts=["States should publish it.", "States should fund it."]
    )
    assert standing(room) == ["1.1", "1.3", "1.4"]
    assert [part.sponsors.get().confirmed for part in parts] == [None, None]
    assert [part.versions.get().kind for part in parts] == ["split", "split"]


def test_undone_the_sources_stand_again_and_the_result_does_not(room: Room) -> None:
    one, other = two(room)
    made = lineage.merge(standing_of(room.people["chair"]), [one.pk, other.pk], text="Both.")
    lineage.undo(standing_of(room.people["rapporteur"]), made.pk)
    assert standing(room) == ["1.1", "1.2", "1.3"]
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert kinship(made) == kinship(one) == []
    with pytest.raises(RefusedError, match="could be undone"):
        lineage.undo(standing_of(room.people["chair"]), made.pk)


@pytest.mark.parametrize("how", ["ballot", "amendment", "put-forward", "merged on"])
def test_what_is_in_use_is_not_undone(room: Room, how: str) -> None:
    one, other = two(room)
    chair = standing_of(room.people["chair"])
    made = lineage.merge(chair, [one.pk, other.pk], text="Both should.")
    if how == "ballot":
        voting.put(chair, made.pk)
    elif how == "amendment":
        amend(room.people["participant"], made, "Both shall.")
    elif how == "merged on":
        lineage.merge(chair, [made.pk, make_text(room).pk], text="All.")
    else:
        drafting.set_state(chair, made.pk, how)
    with pytest.raises(RefusedError, match=r"open|only a candidate"):
        lineage.undo(chair, made.pk)
    one.refresh_from_db()
    assert one.state == "replaced"


@pytest.mark.parametrize("which", ["one", "withdrawn", "checked", "amended", "foreign", "none"])
def test_only_candidates_that_are_free_are_merged(room: Room, which: str) -> None:
    one, other = two(room)
    chair, ids = standing_of(room.people["chair"]), [one.pk, other.pk]
    if which == "one":
        ids = [one.pk, one.pk]
    elif which == "withdrawn":
        drafting.set_state(chair, other.pk, "withdrawn")
    elif which == "checked":
        voting.put(chair, other.pk)
    elif which == "amended":
        amend(room.people["participant"], other, "Otherwise.")
    elif which == "foreign":
        away = make_room()
        make_session(away.consultation)
        ids = [one.pk, make_text(away).pk]
    else:
        ids = [one.pk, 10**12]
    with pytest.raises(RefusedError):
        lineage.merge(chair, ids, text="Both.")
    one.refresh_from_db()
    assert (one.state, room.consultation.recommendations.count()) == ("candidate", 4)


def test_a_replaced_text_changes_only_by_undoing(room: Room) -> None:
    one, other = two(room)
    chair = standing_of(room.people["chair"])
    lineage.merge(chair, [one.pk, other.pk], text="Both.")
    for state in ("candidate", "put-forward", "withdrawn", "replaced"):
        with pytest.raises(RefusedError):
            drafting.set_state(chair, one.pk, state)
    with pytest.raises(RefusedError, match="cannot be put"):
        voting.put(chair, one.pk)


@pytest.mark.parametrize("parts", [[], ["One."], ["One.", " "], ["One."] * 11])
def test_a_split_has_two_to_ten_parts_with_words(room: Room, parts: list[str]) -> None:
    with pytest.raises(RefusedError):
        lineage.split(standing_of(room.people["chair"]), make_text(room).pk, parts=parts)


# --- undo gives the state before --------------------------------------------------------------------------------------


def picture(room: Room, *, without: set[int]) -> dict[str, Any]:
    """Everything about the texts of a consultation, and which stand; what came of the act left out."""
    rows = room.consultation.recommendations.exclude(pk__in=without)
    columns = ("number", "state", "addressees", "modality", "parent", "proposed_by", "turned_from", "prompted_by")
    return {
        "texts": list(rows.order_by("pk").values("pk", *columns)),
        "versions": list(rows.order_by("versions__pk").values("pk", "versions__version", "versions__text")),
        "sponsors": list(Sponsor.objects.filter(recommendation__in=rows).order_by("pk").values()),
        "amendments": list(rows.order_by("amendments__pk").values("amendments__state", "amendments__text")),
        "ballots": list(
            rows.order_by("versions__ballots__pk").values("versions__ballots__state", "versions__ballots__digest")
        ),
        "votes": list(room.consultation.ballots.order_by("votes__pk").values("votes__elector", "votes__choice")),
        "standing": standing(room),
    }


PLAN = st.tuples(
    st.lists(st.sampled_from(["sponsor", "vote", "amend", "reword", "nothing"]), min_size=2, max_size=4),
    st.booleans(),
    st.integers(0, 3),
)


@given(PLAN)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merge_or_split_then_undo_gives_the_state_before(plan: tuple[list[str], bool, int]) -> None:
    happenings, merges, extra = plan
    room = make_room()
    make_session(room.consultation)
    chair = standing_of(room.people["chair"])
    rows = [make_text(room, f"States should do thing {number}.") for number in range(len(happenings))]
    for row, what in zip(rows, happenings, strict=True):
        happen(room, row, what)
    before = picture(room, without=set())
    made = (
        [lineage.merge(chair, [row.pk for row in rows], text="States should do all.")]
        if merges
        else lineage.split(chair, rows[0].pk, parts=["One part.", "Another part."])
    )
    for _ in range(extra):  # what happens to the results meanwhile changes nothing of it
        happen(room, made[0], "reword")
    lineage.undo(chair, made[-1].pk)
    assert picture(room, without={row.pk for row in made}) == before


def happen(room: Room, row: Recommendation, what: str) -> None:
    chair, person = standing_of(room.people["chair"]), room.people["participant"]
    if what == "sponsor":
        joined(row, person)
    elif what == "vote":
        ballot = voting.put(chair, row.pk)
        vote(person, ballot, "support")
        closing.close_ballot(ballot.pk, room.people["chair"], chair)
    elif what == "amend":
        amend(person, row, "States shall do it.")
        amendment.decide(chair, row.pk, 1, outcome="rejected", reason="No.")
    elif what == "reword":
        version = row.versions.count()
        drafting.reword(chair, row.pk, drafting.Wording(f"States should do {version} things.", version, "So."))
