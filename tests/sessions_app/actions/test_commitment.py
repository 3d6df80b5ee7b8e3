"""Following up: whose a commitment is, how it stands, who may say so, and who sees it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult import cloning, privacy
from consult.attribution import Audience
from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import commitment, drafting
from sessions_app.actions.commitment import Ownership, Standing
from sessions_app.models import Commitment, Notice, Recommendation
from sessions_app.queries.commitment import tracked
from tests.factories import DelegationFactory, ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, standing_of

pytestmark = pytest.mark.django_db
PHASES = ("contributions", "drafting", "published")


@pytest.fixture
def room() -> Room:
    made = make_room(phases=PHASES, visibility="public")
    make_session(made.consultation)
    return made


def put_forward(room: Room, **fields: Any) -> Recommendation:
    text = Recommendation.objects.filter(question__session__consultation=room.consultation, state="candidate")[0]
    Recommendation.objects.filter(pk=text.pk).update(**fields)
    drafting.set_state(standing_of(room.people["rapporteur"]), text.pk, "put-forward")
    return text


def pledge(room: Room, text: str = "We publish our assessments.", **fields: Any) -> Commitment:
    return commitment.pledge(standing_of(room.people["participant"]), text=text, **fields)


def test_what_was_put_forward_is_taken_up_once_and_candidates_are_not(room: Room) -> None:
    text, chair = put_forward(room, addressees=["States", "businesses"]), standing_of(room.people["chair"])
    assert commitment.take_up(chair) == 1
    assert commitment.take_up(chair) == 0
    row = Commitment.objects.get()
    assert (row.recommendation, row.body, row.number) == (text, "States, businesses", 1)
    assert RecordEntry.objects.filter(act="take up texts").count() == 1


def test_a_pledge_is_its_makers_and_their_delegations(room: Room) -> None:
    row = pledge(room)
    me = room.people["participant"]
    assert (row.participant, row.delegation, row.group) == (me, me.delegation, me.group)
    colleague = ParticipantFactory(consultation=room.consultation, delegation=me.delegation, group=me.group)
    stranger = ParticipantFactory(consultation=room.consultation, group=me.group)
    commitment.report(standing_of(colleague), row.number, Standing("under-way", "The first is out."))
    with pytest.raises(RefusedError, match="Only its owner and the desk"):
        commitment.report(standing_of(stranger), row.number, Standing("done"))
    row.refresh_from_db()
    assert (row.state, row.notes.get().text) == ("under-way", "The first is out.")


def test_what_is_no_longer_pursued_says_why(room: Room) -> None:
    row = pledge(room)
    with pytest.raises(RefusedError, match="Say why"):
        commitment.report(standing_of(room.people["participant"]), row.number, Standing("dropped"))
    assert not row.notes.exists()


def test_the_second_of_two_who_report_is_told(room: Room) -> None:
    row = pledge(room)
    commitment.report(standing_of(room.people["participant"]), row.number, Standing("under-way"), seen=0)
    with pytest.raises(RefusedError) as refused:
        commitment.report(standing_of(room.people["chair"]), row.number, Standing("done"), seen=0)
    assert refused.value.answer == "stale"
    row.refresh_from_db()
    assert row.state == "under-way"


def test_whoever_becomes_the_owner_is_told_once(room: Room) -> None:
    body = DelegationFactory(consultation=room.consultation, group=room.group("States"))
    person = ParticipantFactory(consultation=room.consultation, delegation=body)
    chair = standing_of(room.people["chair"])
    row = commitment.add(chair, text="The register is published.", ownership=Ownership())
    for _again in range(2):
        commitment.assign(chair, row.number, Ownership(delegation_id=body.pk))
    assert list(Notice.objects.values_list("participant", "kind")) == [(person.pk, "assigned")]


def test_the_desk_moves_the_dates_of_a_pledge_but_not_the_pledge(room: Room) -> None:
    row, day = pledge(room), timezone.now().date()
    commitment.assign(standing_of(room.people["chair"]), row.number, Ownership(due=day, review=day))
    row.refresh_from_db()
    assert (row.participant, row.due) == (room.people["participant"], day)
    with pytest.raises(RefusedError, match="Somebody relies on it"):
        commitment.remove(standing_of(room.people["chair"]), row.number)


def test_whoever_pledges_says_when_to_look_again_and_is_reminded_then_and_when_it_is_due(room: Room) -> None:
    me, day = room.people["participant"], timezone.now().date()
    row = commitment.pledge(standing_of(me), text="We publish it.", review=day, due=day + timedelta(days=9))
    assert [commitment.remind_reviews(), commitment.remind_reviews()] == [1, 0]
    Commitment.objects.update(due=day, review=day - timedelta(days=9), reminded_for=day - timedelta(days=9))
    assert [commitment.remind_reviews(), commitment.remind_reviews()] == [1, 0]
    commitment.report(standing_of(me), row.number, Standing("done"))
    Commitment.objects.update(reminded_for=None)
    assert commitment.remind_reviews() == 0


def test_what_is_due_without_a_review_is_reminded_of_once(room: Room) -> None:
    row, day = pledge(room), timezone.now().date()
    commitment.assign(standing_of(room.people["chair"]), row.number, Ownership(due=day + timedelta(days=1)))
    assert commitment.remind_reviews() == 0
    commitment.assign(standing_of(room.people["chair"]), row.number, Ownership(due=day))
    assert [commitment.remind_reviews(), commitment.remind_reviews()] == [1, 0]


def test_texts_that_are_taken_up_get_their_days(room: Room, client: Client) -> None:
    question = room.consultation.sessions.get().questions.get(number=1)
    drafting.set_state(standing_of(room.people["rapporteur"]), question.recommendations.get().pk, "put-forward")
    client.force_login(room.people["chair"].user)
    address = reverse("take_up", args=[room.slug])
    assert client.post(address, {"due": "soon"}).status_code == 403
    assert not Commitment.objects.exists()
    client.post(address, {"due": "2031-03-01", "review": "2030-03-01"})
    row = Commitment.objects.get()
    assert (str(row.due), str(row.review)) == ("2031-03-01", "2030-03-01")


def test_a_list_says_whose_it_is_and_leaves_what_it_does_not_say(room: Room, client: Client) -> None:
    body = DelegationFactory(consultation=room.consultation, group=room.group("States"), name="State of Ten")
    person = ParticipantFactory(consultation=room.consultation, delegation=body)
    chair, own = standing_of(room.people["chair"]), pledge(room)
    rows = [
        commitment.add(chair, text=f"Thing {n} is done.", ownership=Ownership(body="A body outside")) for n in range(3)
    ]
    numbers = [row.number for row in rows]
    lists = (
        f"number,owner,state\n{numbers[0]},state of ten,planned\n{numbers[1]},,planned\n{numbers[2]},Another,planned\n"
    )
    client.force_login(room.people["chair"].user)
    address = reverse("commitments_update", args=[room.slug])
    shown = client.post(address, {"list": lists}).text
    assert "State of Ten" in shown
    client.post(address, {"list": lists, "do": "apply"})
    owners = Commitment.objects.filter(number__in=numbers).order_by("number")
    assert [(row.delegation, row.body) for row in owners] == [(body, ""), (None, "A body outside"), (None, "Another")]
    assert list(Notice.objects.values_list("participant", "kind")) == [(person.pk, "assigned")]
    mine = f"number,owner,state\n{own.number},State of Ten,planned\n"
    assert "stays with whoever made it" in client.post(address, {"list": mine}).text


def test_the_owner_is_reminded_of_each_review_once(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    row, chair, day = pledge(room), standing_of(room.people["chair"]), timezone.now().date()
    commitment.assign(chair, row.number, Ownership(review=day + timedelta(days=1)))
    assert commitment.remind_reviews() == 0
    for review in (day, day - timedelta(days=1)):
        commitment.assign(chair, row.number, Ownership(review=review))
        assert [commitment.remind_reviews(), commitment.remind_reviews()] == [1, 0]
    commitment.report(chair, row.number, Standing("done", review=day - timedelta(days=2)))
    assert commitment.remind_reviews() == 0
    told = Notice.objects.filter(kind="review").values_list("participant", flat=True)
    assert list(told) == [room.people["participant"].pk] * 2


@pytest.mark.parametrize(
    ("rule", "is_named", "owner"),
    [
        ("on-the-record", False, "The participant, States A"),
        ("by-delegation", False, "States A"),
        ("chatham-house", True, "The participant, States A"),
        ("anonymous", True, "The participant, States A"),
    ],
)
def test_outside_the_owner_stands_as_the_rule_says_or_as_they_agreed(rule: str, is_named: bool, owner: str) -> None:
    room = make_room(rule=rule, phases=PHASES)
    pledge(room, is_named=is_named)
    found = tracked(room.consultation, Audience.OUTSIDE)
    assert [str(one.by.label) for one in found if one.by] == [owner]


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous", "by-group"])
def test_outside_a_pledge_whose_owner_is_hidden_is_not_shown_at_all(rule: str, client: Client) -> None:
    room = make_room(rule=rule, phases=PHASES, visibility="public")
    row = pledge(room, "The ministry that we are publishes it.")
    assert tracked(room.consultation, Audience.OUTSIDE) == []
    assert client.get(reverse("commitment", args=[room.slug, row.number])).status_code == 404
    for name in ("tracker", "commitments_file"):
        assert "ministry" not in client.get(reverse(name, args=[room.slug])).text
    client.force_login(room.people["chair"].user)
    assert "ministry" in client.get(reverse("tracker", args=[room.slug])).text


def test_outside_a_text_is_shown_without_its_hidden_owner() -> None:
    room = make_room(rule="chatham-house", phases=PHASES)
    make_session(room.consultation)
    put_forward(room)
    chair = standing_of(room.people["chair"])
    commitment.take_up(chair)
    commitment.assign(chair, 1, Ownership(body="The ministry"))
    commitment.report(chair, 1, Standing("under-way", "The ministry began."))
    found = tracked(room.consultation, Audience.OUTSIDE)[0]
    assert (found.by, found.notes, found.row.state) == (None, [], "under-way")


def test_the_public_waits_for_the_report(client: Client) -> None:
    room = make_room(phases=("contributions",), visibility="public")
    assert client.get(reverse("tracker", args=[room.slug])).status_code == 403
    client.force_login(room.people["observer"].user)
    assert client.get(reverse("tracker", args=[room.slug])).status_code == 200


# --- the list that is changed elsewhere -------------------------------------------------------------------------------


def update(client: Client, room: Room, text: str, **fields: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(room.people["convenor"].user)
    address = reverse("commitments_update", args=[room.slug])
    if fields:
        return client.post(address, {"list": text, **fields})
    return client.post(address, {"file": SimpleUploadedFile("list.csv", text.encode())})


def test_the_list_as_it_was_written_out_changes_nothing(room: Room, client: Client) -> None:
    for number in range(3):
        row = pledge(room, f"=We publish {number}")
        commitment.report(standing_of(room.people["participant"]), row.number, Standing("under-way", "-1 is left"))
    client.force_login(room.people["convenor"].user)
    out = client.get(reverse("commitments_file", args=[room.slug])).content.decode("utf-8-sig")
    assert "'=We publish 0" in out
    assert "nothing would change" in update(client, room, out).text


def test_a_list_is_shown_with_what_it_would_change_and_taken_when_confirmed(room: Room, client: Client) -> None:
    for number in range(2):
        pledge(room, f"We publish {number}.")
    text = "Number;State;Due;Note\n1;Done;2027-03-31;All are out.\n2;planned;;\n"
    page = update(client, room, text)
    assert "1 commitment would change" in page.text
    assert Commitment.objects.get(number=1).state == "planned"
    assert update(client, room, text, do="apply").status_code == 302
    row = Commitment.objects.get(number=1)
    assert (row.state, str(row.due), row.notes.get().text) == ("done", "2027-03-31", "All are out.")
    assert not Commitment.objects.get(number=2).notes.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("9,done,,", "There is no commitment of this number."),
        ("x,done,,", "There is no commitment of this number."),
        ("2,finished,,", "“finished” is no state"),
        ("2,done,31.3.2027,", "“31.3.2027” is no date"),
        ("2,done,2027-13-41,", "is no date"),
        ("2,dropped,,", "Say why it is no longer pursued"),
        ("1,done,,", "This number stands twice."),
    ],
)
def test_of_a_list_with_a_wrong_row_nothing_is_taken(room: Room, client: Client, line: str, reason: str) -> None:
    for number in range(2):
        pledge(room, f"We publish {number}.")
    text = f"number,state,due,note\n1,done,,\n{line}\n"
    for answer in (update(client, room, text), update(client, room, text, do="apply")):
        assert answer.status_code == 422
        assert reason in answer.text
        assert "Row 3" in answer.text
    assert not Commitment.objects.exclude(state="planned").exists()


@pytest.mark.parametrize("data", ["", "\x00", "number,state", "a,b\n1,2\n", "PK\x03\x04 no archive", "number\n" * 2100])
def test_what_is_no_list_is_refused_with_a_reason(room: Room, client: Client, data: str) -> None:
    assert update(client, room, data).status_code in (200, 422)
    assert not Commitment.objects.exists()


# --- the house --------------------------------------------------------------------------------------------------------


def test_pages_refuse_what_is_wrong_and_keep_what_was_typed(room: Room, client: Client) -> None:
    client.force_login(room.people["convenor"].user)
    address = reverse("commitment_add", args=[room.slug])
    body = {"text": "They publish.", "delegation": room.delegations["Academia B"].pk, "body": "The ministry"}
    answer = client.post(address, body)
    assert answer.status_code == 422
    assert "not both" in answer.text
    assert "They publish." in answer.text
    assert client.post(address, {"text": "They publish.", "due": "x"}).status_code == 422
    assert client.post(address, {"text": "\x00 "}).status_code == 422
    assert not Commitment.objects.exists()


def test_it_goes_with_the_rehearsal_and_is_among_ones_own_data(room: Room) -> None:
    row = pledge(room)
    commitment.report(standing_of(room.people["participant"]), row.number, Standing("done", "It is out."))
    mine = privacy.data_of(room.people["participant"].user)["sessions"]
    assert mine["commitments"][0]["text"] == "We publish our assessments."
    assert mine["notes_on_commitments"][0]["text"] == "It is out."
    cloning.wipe(room.consultation)
    assert not Commitment.objects.exists()
