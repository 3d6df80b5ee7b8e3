"""The set-up: each change is an act of the convenor, entered in the record; what people rely on is never loosened."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from consult import record
from consult.actions import consultation as actions
from consult.actions import groups
from consult.models import Consultation, Delegation, Elector, Participant, RecordEntry, StakeholderGroup
from consult.procedure import RefusedError
from consult.queries.people import here
from consult.queries.setup import printable, relied_upon
from sessions_app.actions import setup as agenda
from sessions_app.models import AgendaItem, GuidingQuestion, Session
from tests.factories import ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, say

pytestmark = pytest.mark.django_db
DESCRIPTION = {"title": "Renamed", "document_status": "chair", "time_zone": "Europe/Zurich", "language": "en"}
RULES = {"visibility": "link", "attribution_rule": "by-group", "inside": "names", "smallest_cell": "5"}


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def convenor(room: Room) -> Any:
    return here(Consultation.objects.get(pk=room.consultation.pk), room.people["convenor"].user)


def post(desk: Client, room: Room, name: str, body: dict[str, Any], *parts: Any) -> Any:
    return desk.post(reverse(name, args=[room.slug, *parts]), body)


def fresh(room: Room) -> Consultation:
    return Consultation.objects.get(pk=room.consultation.pk)


# --- what it is --------------------------------------------------------------------------------------------------


def test_the_description_is_saved_and_the_record_names_fields_not_their_text(desk: Client, room: Room) -> None:
    body = DESCRIPTION | {
        "title": "A marked title",
        "starts_at": "2024-07-03T10:00",
        "objectives": "One thing\n\nAnother thing",
        "partners": "A partner; https://partner.example/\nAnother",
        "contacts": "Desk officer; Secretariat; desk@example.org",
        "resources": "A paper; https://paper.example/x",
        "languages": ["fr", "ar"],
        "hosting": "Hosted by the host body.",
    }
    assert post(desk, room, "setup", body).status_code == 302
    found = fresh(room)
    assert found.objectives == ["One thing", "Another thing"]
    assert found.partners == [{"name": "A partner", "url": "https://partner.example/"}, {"name": "Another", "url": ""}]
    assert found.starts_at is not None
    assert found.starts_at.isoformat() == "2024-07-03T08:00:00+00:00"  # ten o’clock of the host
    assert found.contacts.get().email == "desk@example.org"
    assert found.resources.get().url == "https://paper.example/x"
    assert found.languages == ["fr", "ar"]
    entry = RecordEntry.objects.get(act="change description")
    assert {"title", "partners", "contacts"} <= set(entry.payload["fields"])
    assert "marked" not in entry.body
    assert record.broken_at(room.consultation.pk) is None
    page = desk.get(reverse("setup", args=[room.slug])).content.decode()
    assert "2024-07-03T10:00" in page
    assert "Desk officer; Secretariat; desk@example.org" in page


def test_saving_the_same_again_changes_nothing(desk: Client, room: Room) -> None:
    for _again in range(2):
        post(desk, room, "setup", DESCRIPTION)
    assert RecordEntry.objects.filter(act="change description").count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("title", "", "required"),
        ("time_zone", "Mars/Olympus", "not a time zone"),
        ("ends_at", "2020-01-01T10:00", "before the beginning"),
        ("resources", "A paper; https://", "is not an address"),
        ("contacts", "A; B; C; D", "too many parts"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    desk: Client, room: Room, field: str, typed: str, reason: str
) -> None:
    body = DESCRIPTION | {"starts_at": "2024-07-03T10:00", "context": "Typed at length.", field: typed}
    answer = post(desk, room, "setup", body)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert reason in page
    assert 'href="#id_' in page
    assert "Typed at length." in page
    assert fresh(room).title == room.consultation.title


@pytest.mark.parametrize("role", ["chair", "rapporteur", "participant", "observer"])
def test_only_those_who_convene_change_the_set_up(client: Client, room: Room, role: str) -> None:
    client.force_login(room.people[role].user)
    for name in ("setup", "setup_rules", "setup_phases", "setup_groups", "setup_agenda"):
        assert client.get(reverse(name, args=[room.slug])).status_code == 403
    assert client.post(reverse("setup", args=[room.slug]), DESCRIPTION).status_code == 403
    assert fresh(room).title == room.consultation.title


# --- rules -------------------------------------------------------------------------------------------------------


def test_before_anybody_spoke_a_rule_can_be_changed_either_way(desk: Client, room: Room) -> None:
    for rule in ("chatham-house", "on-the-record"):
        assert post(desk, room, "setup_rules", RULES | {"attribution_rule": rule}).status_code == 302
        assert fresh(room).attribution_rule == rule
    assert RecordEntry.objects.filter(act="change rules").count() == 2


def test_once_somebody_spoke_a_rule_only_becomes_stricter(desk: Client, room: Room) -> None:
    Consultation.objects.update(attribution_rule="by-group", smallest_cell=5)
    said = say(room.people["participant"], make_session(room.consultation).questions.get(number=1))
    assert relied_upon(room.consultation)
    page = desk.get(reverse("setup_rules", args=[room.slug])).content.decode()
    assert 'value="on-the-record"' not in page
    assert 'value="anonymous"' in page
    answer = post(desk, room, "setup_rules", RULES | {"attribution_rule": "on-the-record"})
    assert answer.status_code == 400
    assert post(desk, room, "setup_rules", RULES | {"smallest_cell": "3"}).status_code == 400
    stricter = RULES | {"attribution_rule": "chatham-house"}
    assert post(desk, room, "setup_rules", stricter).status_code == 400  # names inside: more than groups
    assert post(desk, room, "setup_rules", stricter | {"inside": "group"}).status_code == 302
    assert fresh(room).attribution_rule == "chatham-house"
    said.refresh_from_db()
    assert said.rule == "by-group"


def test_the_act_itself_refuses_to_loosen(room: Room) -> None:
    Consultation.objects.update(attribution_rule="chatham-house", inside="group")
    say(room.people["participant"], make_session(room.consultation).questions.get(number=1))
    for values in ({"attribution_rule": "by-group"}, {"inside": "names"}, {"smallest_cell": 2}):
        with pytest.raises(RefusedError, match="stricter"):
            actions.set_rules(convenor(room), values)


# --- phases ------------------------------------------------------------------------------------------------------


def test_phases_are_typed_in_the_hosts_time_and_with_all_of_them_off_the_convenor_still_comes_in(
    desk: Client, room: Room
) -> None:
    body = {"contributions-opens_at": "2024-01-10T09:00", "contributions-closes_at": "2024-02-10T18:00"}
    assert post(desk, room, "setup_phases", body).status_code == 302
    phases = {phase.kind: phase for phase in fresh(room).phases.all()}
    assert phases["contributions"].opens_at.isoformat() == "2024-01-10T08:00:00+00:00"
    assert phases["drafting"].opens_at is None
    assert RecordEntry.objects.get(act="change phases").payload["open"] == []
    page = desk.get(reverse("setup_phases", args=[room.slug])).content.decode()
    assert "2024-01-10T09:00" in page


def test_a_window_that_ends_before_it_begins_is_refused_by_the_form_and_the_act(desk: Client, room: Room) -> None:
    body = {"contributions-opens_at": "2024-02-10T09:00", "contributions-closes_at": "2024-01-10T18:00"}
    answer = post(desk, room, "setup_phases", body)
    assert answer.status_code == 400
    assert "before it opens" in answer.content.decode()
    now = timezone.now()
    with pytest.raises(RefusedError, match="beginning"):
        actions.set_phases(convenor(room), {"drafting": (None, now)})
    with pytest.raises(RefusedError, match="no such phase"):
        actions.set_phases(convenor(room), {"party": (now, None)})


# --- groups and delegations --------------------------------------------------------------------------------------


def test_groups_are_added_renamed_ordered_rolled_up_and_removed(desk: Client, room: Room) -> None:
    assert (
        post(desk, room, "setup_groups", {"do": "add", "new-name": "Media", "new-is_counted": "on"}).status_code == 302
    )
    body: dict[str, Any] = {"do": "save"}
    for group in StakeholderGroup.objects.filter(consultation=room.consultation):
        name = "Governments" if group.name == "States" else group.name
        rollup = "" if name == "Governments" else "Non-governmental"
        key = f"group-{group.pk}"
        body |= {f"{key}-name": name, f"{key}-mark": "0", f"{key}-rollup": rollup, f"{key}-position": group.position}
    assert post(desk, room, "setup_groups", body).status_code == 302
    media = StakeholderGroup.objects.get(name="Media")
    assert StakeholderGroup.objects.filter(name="Governments", rollup="").exists()
    assert (media.rollup, media.is_counted) == ("Non-governmental", False)
    post(desk, room, "setup_groups", {"do": f"remove {media.pk}"})
    assert not StakeholderGroup.objects.filter(name="Media").exists()
    with pytest.raises(RefusedError, match="members"):
        groups.remove_group(convenor(room), room.group("States").pk)
    assert post(desk, room, "setup_groups", {"do": "add", "new-name": "governments"}).status_code == 400


def test_the_preview_says_which_groups_could_be_named(room: Room) -> None:
    StakeholderGroup.objects.exclude(name="States").update(rollup="Others together")
    for name in ("Business", "Academia"):
        for _member in range(3):
            ParticipantFactory(consultation=room.consultation, group=room.group(name))
    lines = {line.name: line for line in printable(room.consultation)}
    assert (lines["States"].people, lines["States"].needs, lines["States"].is_named) == (1, 4, False)
    assert (lines["Business"].needs, lines["Others together"].people, lines["Others together"].is_named) == (2, 6, True)


def test_a_delegation_takes_its_members_and_its_line_on_the_list_into_another_group(desk: Client, room: Room) -> None:
    body = room.delegations["States A"]
    second = ParticipantFactory(consultation=room.consultation, delegation=body, group=room.group("States"))
    sent = {
        "name": "A union",
        "group": room.group("Business").pk,
        "region": "africa",
        "on_behalf_of": [room.delegations["States B"].pk],
        "head": second.pk,
    }
    assert post(desk, room, "setup_delegation", sent, body.pk).status_code == 302
    body.refresh_from_db()
    assert (body.name, body.region, body.on_behalf_of.get()) == ("A union", "africa", room.delegations["States B"])
    assert set(Participant.objects.filter(delegation=body).values_list("group__name", flat=True)) == {"Business"}
    assert Elector.objects.get(delegation=body).group == room.group("Business")
    assert list(Participant.objects.filter(delegation=body, is_head=True)) == [second]


def test_a_delegation_with_members_or_a_vote_stays(desk: Client, room: Room) -> None:
    assert post(desk, room, "setup_delegation", {"do": "remove"}, room.delegations["States A"].pk).status_code == 403
    empty = room.delegations["Academia B"]
    assert post(desk, room, "setup_delegation", {"do": "remove"}, empty.pk).status_code == 302
    assert not Delegation.objects.filter(pk=empty.pk).exists()


def test_groups_and_delegations_of_elsewhere_are_out_of_reach(desk: Client, room: Room) -> None:
    other = make_room()
    foreign = {"name": "X", "group": other.group("States").pk}
    assert post(desk, room, "setup_delegations", foreign).status_code == 400
    assert desk.get(reverse("setup_delegation", args=[room.slug, other.delegations["States A"].pk])).status_code == 404
    with pytest.raises(RefusedError, match="no such"):
        groups.save_group(convenor(room), other.group("States").pk, {"name": "Mine"})


# --- the agenda --------------------------------------------------------------------------------------------------


def add_session(desk: Client, room: Room) -> Session:
    post(desk, room, "setup_agenda", {"title": "Opening", "kind": "sitting", "starts_at": "2024-07-03T10:00"})
    return Session.objects.get(title="Opening")


def test_a_session_gets_questions_and_an_order_of_business(desk: Client, room: Room) -> None:
    session = add_session(desk, room)
    for text in ("What first?", "What next?"):
        post(desk, room, "setup_session", {"do": "new-question", "new-question-text": text}, session.pk)
    item = {
        "do": "new-item",
        "new-item-title": "Welcome, A. Speaker",
        "new-item-minutes": "10",
        "new-item-position": "0",
    }
    assert post(desk, room, "setup_session", item, session.pk).status_code == 302
    assert [line.title or line.question.text for line in session.agenda.all()] == [
        "Welcome, A. Speaker",
        "What first?",
        "What next?",
    ]
    second = session.questions.get(number=2)
    post(desk, room, "setup_session", {"do": f"up {second.pk}"}, session.pk)
    assert [one.text for one in session.questions.all()] == ["What next?", "What first?"]
    body = {"do": f"question {second.pk}", f"question-{second.pk}-text": "What then?"}
    post(desk, room, "setup_session", body, session.pk)
    assert GuidingQuestion.objects.get(pk=second.pk).text == "What then?"
    welcome = AgendaItem.objects.get(question=None)
    post(desk, room, "setup_session", {"do": f"remove-item {welcome.pk}"}, session.pk)
    post(desk, room, "setup_session", {"do": f"remove-question {second.pk}"}, session.pk)
    assert session.agenda.count() == session.questions.count() == 1
    page = desk.get(reverse("setup_changes", args=[room.slug])).content.decode()
    for words in ("Session added", "Question added", "Order of questions", "Question removed"):
        assert words in page


def test_a_question_somebody_spoke_to_keeps_its_text_and_only_gets_stricter(desk: Client, room: Room) -> None:
    session = make_session(room.consultation)
    question = session.questions.get(number=1)
    say(room.people["participant"], question)
    here_ = convenor(room)
    with pytest.raises(RefusedError, match="its text stays"):
        agenda.save_question(here_, session.pk, question.pk, {"text": "Something else?"})
    agenda.save_question(here_, session.pk, question.pk, {"attribution_rule": "anonymous"})
    with pytest.raises(RefusedError, match="stricter"):
        agenda.save_question(here_, session.pk, question.pk, {"attribution_rule": ""})
    for act in (agenda.remove_question, lambda *args: agenda.move_question(*args, up=False)):
        with pytest.raises(RefusedError, match=r"stays?|numbers"):
            act(here_, session.pk, question.pk)
    with pytest.raises(RefusedError, match="it stays"):
        agenda.remove_session(here_, session.pk)
    answer = post(
        desk,
        room,
        "setup_session",
        {"do": f"question {question.pk}", f"question-{question.pk}-text": "Typed instead?"},
        session.pk,
    )
    assert answer.status_code == 400
    assert "Typed instead?" in answer.content.decode()


def test_a_session_of_its_own_rule_only_gets_stricter_once_somebody_spoke_there(room: Room) -> None:
    session = make_session(room.consultation, attribution_rule="by-group")
    agenda.save_session(convenor(room), session.pk, {"attribution_rule": "by-delegation"})
    say(room.people["participant"], session.questions.get(number=1))
    with pytest.raises(RefusedError, match="stricter"):
        agenda.save_session(convenor(room), session.pk, {"attribution_rule": ""})
    agenda.save_session(convenor(room), session.pk, {"attribution_rule": "chatham-house", "inside": "delegation"})


def test_an_empty_session_can_go_and_one_of_elsewhere_is_out_of_reach(desk: Client, room: Room) -> None:
    session = add_session(desk, room)
    other = make_session(make_room().consultation)
    assert desk.get(reverse("setup_session", args=[room.slug, other.pk])).status_code == 404
    post(desk, room, "setup_session", {"do": "remove-session"}, session.pk)
    assert not Session.objects.filter(pk=session.pk).exists()
    with pytest.raises(RefusedError, match="no such session"):
        agenda.save_session(convenor(room), other.pk, {"title": "Mine"})


# --- what the page of entry says of it ---------------------------------------------------------------------------


def test_whoever_comes_in_reads_who_hosts_it_and_whom_to_tell_and_can_ask_never_to_be_listed(room: Room) -> None:
    Consultation.objects.update(
        join_code="ACDE3H4K", hosting="Hosted in one city.", reprisals_contact="The focal point, focal@example.org"
    )
    address = reverse("join_code", args=["ACDE3H4K"])
    page = Client().get(address).content.decode()
    assert "Hosted in one city." in page
    assert "focal@example.org" in page
    assert "Hosted in one city." in Client().get(reverse("confidentiality", args=[room.slug])).content.decode()
    entry = {"name": "Somebody", "group": room.group("States").pk, "capacity": "personal", "quotation": "none"}
    Client().post(address, entry | {"never_list": "on"})
    assert Participant.objects.get(name="Somebody").never_list


def test_a_first_delegation_is_not_asked_for_whom_it_speaks_among_none(desk: Client, room: Room) -> None:
    address = reverse("setup_delegations", args=[room.slug])
    assert 'name="on_behalf_of"' in desk.get(address).content.decode()
    Elector.objects.all().delete()
    Participant.objects.update(delegation=None)
    Delegation.objects.all().delete()
    page = desk.get(address).content.decode()
    assert 'name="on_behalf_of"' not in page
    assert "---------" not in page
    assert (
        post(desk, room, "setup_delegations", {"name": "The first", "group": room.group("States").pk}).status_code
        == 302
    )
    assert room.consultation.delegations.get().name == "The first"


def pressed_by_enter(page: bytes, field: str) -> str | None:
    """The button that Enter in ``field`` presses without scripts: the first of its form."""
    [form] = html.fromstring(page).xpath(f"//form[.//input[@name='{field}']]")
    [button, *_others] = form.xpath(".//button[not(@type='button')]")
    return str(button.get("value"))


def test_enter_in_a_field_saves_and_removes_nothing(desk: Client, room: Room) -> None:
    first = room.consultation.groups.first()
    assert first is not None
    page = desk.get(reverse("setup_groups", args=[room.slug])).content
    assert pressed_by_enter(page, f"group-{first.pk}-name") == "save"
    session = make_session(room.consultation)
    line = AgendaItem.objects.create(session=session, title="Opening", position=1)
    page = desk.get(reverse("setup_session", args=[room.slug, session.pk])).content
    assert pressed_by_enter(page, f"item-{line.pk}-title") == "items"
