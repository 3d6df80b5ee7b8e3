"""The desk: invite, admit, give and take roles, remove; and one's own account."""

import json
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from lxml import html

from consult import record
from consult.actions import people
from consult.models import Elector, Invitation, Participant, RecordEntry, User
from consult.procedure import RefusedError, Role
from consult.queries.people import balance, here
from tests.factories import GuestFactory, ParticipantFactory, Room, make_room
from tests.sessions_app.factories import make_session, put, say, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room()


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def convenor(room: Room) -> Any:
    return here(room.consultation, room.people["convenor"].user)


def acts(room: Room) -> list[str]:
    return list(RecordEntry.objects.filter(consultation_id=room.consultation.pk).values_list("act", flat=True))


def test_each_reading_of_the_names_is_in_the_record(desk: Client, room: Room) -> None:
    for _reading in range(2):
        page = desk.get(reverse("people", args=[room.slug]))
        assert "The rapporteur" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    entries = RecordEntry.objects.filter(act="read names")
    assert [entry.actor for entry in entries] == [f"participant-{room.people['convenor'].pk}"] * 2


@pytest.mark.parametrize("role", ["rapporteur", "scribe", "participant", "observer"])
def test_others_see_no_names_and_nothing_is_entered(client: Client, room: Room, role: str) -> None:
    client.force_login(room.people[role].user)
    answer = client.get(reverse("people", args=[room.slug]))
    assert answer.status_code == 403
    assert "The chair" not in answer.content.decode()
    assert acts(room) == []


def test_the_chair_sees_and_changes_nothing(client: Client, room: Room) -> None:
    client.force_login(room.people["chair"].user)
    page = client.get(reverse("people", args=[room.slug])).content.decode()
    assert 'name="act"' not in page
    answer = client.post(
        reverse("person", args=[room.slug, room.people["observer"].pk]), {"act": "give", "role": "chair"}
    )
    assert answer.status_code == 403


def test_inviting_shows_the_links_once_and_mails_name_no_topic(desk: Client, room: Room) -> None:
    answer = desk.post(
        reverse("invite", args=[room.slug]),
        {
            "people": "one@example.org; One; New delegation\ntwo@example.org\n\n",
            "group": room.group("Business").pk,
            "role": "participant",
            "send": "on",
        },
    )
    text = answer.content.decode()
    assert Invitation.objects.count() == len(mail.outbox) == 2
    assert Invitation.objects.filter(sent_at=None).count() == 0
    for sent in mail.outbox:
        assert room.consultation.title not in sent.subject + sent.body
        assert "/i/" in sent.body
        link = next(line for line in sent.body.splitlines() if "/i/" in line)
        assert link in text
        assert Client().get(link).status_code == 200
    assert "/i/" not in desk.get(reverse("people", args=[room.slug])).content.decode()
    assert Invitation.objects.get(email="one@example.org").group == room.group("Business")


@pytest.mark.parametrize(
    ("people_", "reason"),
    [
        ("one@example.org\nnot an address", "Line 2"),
        ("one@example.org\none@example.org", "stands here twice"),
        ("one@example.org;;A delegation without a group", "stakeholder group"),
        ("", "required"),
    ],
)
def test_a_bad_list_invites_nobody_and_stays_in_the_form(desk: Client, room: Room, people_: str, reason: str) -> None:
    answer = desk.post(reverse("invite", args=[room.slug]), {"people": people_, "role": "participant", "send": "on"})
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert Invitation.objects.count() == 0
    assert not mail.outbox


def test_a_name_in_the_list_is_text(desk: Client, room: Room) -> None:
    desk.post(
        reverse("invite", args=[room.slug]),
        {
            "people": "one@example.org;<script>alert(1)</script>;<b>D</b>",
            "group": room.group("States").pk,
            "role": "observer",
        },
    )
    page = desk.get(reverse("people", args=[room.slug])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;D" in page


@pytest.mark.parametrize("role", ["public", "secretariat", "emperor"])
def test_roles_that_nobody_can_give(room: Room, role: str) -> None:
    with pytest.raises(RefusedError, match="cannot be given"):
        people.give_role(convenor(room), room.people["observer"].pk, role)
    with pytest.raises(RefusedError, match="cannot be given"):
        people.invite(convenor(room), [people.Row(email="x@example.org", role=role)])


def test_admitting_puts_a_person_or_their_delegation_on_the_list(desk: Client, room: Room) -> None:
    alone = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), group=room.group("Academia"))
    member = ParticipantFactory(
        consultation=room.consultation, delegation=room.delegations["Business A"], group=room.group("Business")
    )
    for participant in (alone, member):
        desk.post(reverse("person", args=[room.slug, participant.pk]), {"act": "admit"})
    assert Elector.objects.get(participant=alone).is_guest
    assert Elector.objects.get(delegation=room.delegations["Business A"]).group == room.group("Business")
    assert {line.group.name: line.electors for line in balance(room.consultation)} == {
        "States": 1,
        "Civil society": 0,
        "Business": 1,
        "Academia": 1,
    }
    with pytest.raises(RefusedError, match="role of participant"):
        people.admit(convenor(room), room.people["observer"].pk)


def test_roles_are_given_and_taken_and_a_convenor_stays(room: Room) -> None:
    observer, first = room.people["observer"], room.people["convenor"]
    with pytest.raises(RefusedError, match="keeps a convenor"):
        people.take_role(convenor(room), first.pk, Role.CONVENOR)
    people.give_role(convenor(room), observer.pk, Role.CONVENOR)
    people.take_role(convenor(room), first.pk, Role.CONVENOR)
    with pytest.raises(RefusedError):
        people.give_role(convenor(room), first.pk, Role.CONVENOR)
    assert acts(room) == ["give role", "take role"]


def test_a_removed_person_reads_and_writes_nothing(desk: Client, room: Room) -> None:
    observer = room.people["observer"]
    desk.post(reverse("person", args=[room.slug, observer.pk]), {"act": "remove"})
    removed = Client()
    removed.force_login(observer.user)
    answer = removed.get(reverse("people", args=[room.slug]))
    assert answer.status_code == 403
    assert "no longer take part" in answer.content.decode()
    with pytest.raises(RefusedError, match="no such participant"):
        people.give_role(convenor(room), observer.pk, Role.CHAIR)
    with pytest.raises(RefusedError, match="yourself"):
        people.remove(convenor(room), room.people["convenor"].pk)


def test_people_of_another_consultation_are_out_of_reach(desk: Client, room: Room) -> None:
    other = make_room()
    for act in ("admit", "remove", "give", "take"):
        answer = desk.post(
            reverse("person", args=[room.slug, other.people["observer"].pk]), {"act": act, "role": "chair"}
        )
        assert answer.status_code == 403
    assert other.people["observer"].role_rows.count() == 1


def test_changes_of_rights_are_signalled_after_commit(room: Room, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[dict[str, Any]] = []
    record.listen(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            people.give_role(convenor(room), room.people["observer"].pk, Role.CHAIR)
    finally:
        record.unlisten(heard.append)
    assert {"consultation": room.consultation.pk, "topic": "rights"} in heard
    assert {"consultation": room.consultation.pk, "seq": 1} in heard


def test_a_new_code_ends_the_old_one_and_the_page_draws_it(desk: Client, room: Room) -> None:
    desk.post(reverse("change_code", args=[room.slug]), {"act": "renew"})
    room.consultation.refresh_from_db()
    first = room.consultation.join_code
    page = desk.get(reverse("people", args=[room.slug])).content.decode()
    assert first is not None
    assert first in page
    assert '<svg role="img"' in page
    assert " style=" not in page
    desk.post(reverse("change_code", args=[room.slug]), {"act": "withdraw"})
    assert Client().get(reverse("join_code", args=[first])).status_code == 404


# --- one's own account -------------------------------------------------------------------------------------------


def test_my_account_shows_mine_and_sets_only_name_and_language(client: Client, room: Room) -> None:
    person = room.people["participant"]
    client.force_login(person.user)
    page = client.get(reverse("account")).content.decode()
    assert room.consultation.title in page
    client.post(
        reverse("account"),
        {"name": "New name", "language": "fr", "is_secretariat": "1", "email": "x@example.org", "is_superuser": "1"},
    )
    user = User.objects.get(pk=person.user_id)
    assert (user.name, user.language, user.is_secretariat, user.is_superuser) == ("New name", "fr", False, False)
    assert user.email == person.user.email


def test_my_data_holds_mine_and_nobody_elses(client: Client, room: Room) -> None:
    person = room.people["participant"]
    client.force_login(person.user)
    question = make_session(room.consultation).questions.first()
    say(person, question, "What I said.")
    say(room.people["chair"], question, "What the chair said.")
    vote(person, put(room.people["chair"], question), "object", "My reason.")
    answer = client.get(reverse("own_data"))
    data = json.loads(answer.content)
    assert data["people"]["account"]["email"] == person.user.email
    assert data["people"]["participations"][0]["delegation"] == "States A"
    assert [row["text"] for row in data["sessions"]["contributions"]] == ["What I said."]
    assert [(row["choice"], row["reason"]) for row in data["sessions"]["positions"]] == [("object", "My reason.")]
    for other in Participant.objects.exclude(pk=person.pk):
        assert other.user.email not in answer.content.decode()


def test_consent_is_ones_own(client: Client, room: Room) -> None:
    person, other = room.people["participant"], room.people["observer"]
    client.force_login(person.user)
    client.post(reverse("consent", args=[person.pk]), {"quotation": "none"})
    person.refresh_from_db()
    assert person.quotation == "none"
    assert client.post(reverse("consent", args=[other.pk]), {"quotation": "by-name"}).status_code == 404
    assert client.post(reverse("consent", args=[person.pk]), {"quotation": "always"}).status_code == 403
    assert acts(room) == ["choose consent"]


def test_whoever_came_in_can_still_ask_never_to_be_listed_and_take_it_back(client: Client, room: Room) -> None:
    person = room.people["participant"]
    client.force_login(person.user)
    for is_asked in (True, False):
        sent = {"quotation": person.quotation} | ({"never_list": "on"} if is_asked else {})
        client.post(reverse("consent", args=[person.pk]), sent)
        person.refresh_from_db()
        assert person.never_list is is_asked
        box = html.fromstring(client.get(reverse("account")).content).get_element_by_id(f"id_{person.pk}_never_list")
        assert ("checked" in box.attrib) is is_asked


def test_sign_in_links_exist_in_a_demonstration_only(client: Client, room: Room, settings: Any) -> None:
    import importlib

    from django.urls import NoReverseMatch, clear_url_caches

    import consult.urls
    import consult.views.urls
    from consult.queries.people import demo_token

    def reload() -> None:
        importlib.reload(consult.views.urls)
        importlib.reload(consult.urls)
        clear_url_caches()

    token = demo_token(room.people["chair"].user)
    assert client.get(f"/d/{token}/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=[token])
    settings.DEMO = True
    reload()
    try:
        answer = client.get(f"/d/{token}/?next=//evil.example/")
        assert answer["Location"] == room.consultation.get_absolute_url()
        assert client.session["_auth_user_id"] == str(room.people["chair"].user_id)
        assert Client().get(f"/d/{token}x/").status_code == 404
    finally:
        settings.DEMO = False
        reload()
    assert Client().get(f"/d/{token}/").status_code == 404


# --- the page of people, as it is used ---------------------------------------------------------------------------


def offered(desk: Client, room: Room, participant: Participant, act: str) -> list[str]:
    """The roles that the page offers to give to somebody, or to take away."""
    page = html.fromstring(desk.get(reverse("people", args=[room.slug])).content)
    chooser = page.xpath(f"//select[@id='{act}-{participant.pk}']/option/@value")
    return [str(value) for value in chooser]


def test_only_a_role_somebody_does_not_have_is_offered_and_none_is_chosen_beforehand(desk: Client, room: Room) -> None:
    observer = room.people["observer"]
    assert offered(desk, room, observer, "take") == ["", Role.OBSERVER]
    gives = offered(desk, room, observer, "give")
    assert gives[0] == ""
    assert Role.OBSERVER not in gives
    assert Role.CHAIR in gives


@pytest.mark.parametrize(("act", "role"), [("take", Role.SCRIBE), ("give", Role.OBSERVER)])
def test_a_role_that_changes_nothing_is_not_said_to_be_entered(desk: Client, room: Room, act: str, role: Role) -> None:
    address = reverse("person", args=[room.slug, room.people["observer"].pk])
    page = desk.post(address, {"act": act, "role": role}, follow=True).content.decode()
    assert "nothing was changed" in page
    assert "entered in the record." not in page.split("</h1>")[0]
    assert not {"give role", "take role"} & set(acts(room))


@pytest.mark.parametrize("act", ["remove", "renew", "withdraw"])
def test_what_cannot_be_taken_back_is_opened_first_and_says_what_it_does(desk: Client, room: Room, act: str) -> None:
    desk.post(reverse("change_code", args=[room.slug]), {"act": "renew"})
    page = html.fromstring(desk.get(reverse("people", args=[room.slug])).content)
    buttons = page.xpath(f"//button[@name='act'][@value='{act}'][ancestor::form[not(contains(@action, 'invitation'))]]")
    assert buttons
    for button in buttons:
        assert button.xpath("string(ancestor::details[1]/p[1] | ancestor::details[1]/form/p[1])").strip()


def test_the_pages_of_the_set_up_are_one_click_away_for_whoever_sets_up_alone(client: Client, room: Room) -> None:
    for role, is_there in (("convenor", True), ("chair", False)):
        client.force_login(room.people[role].user)
        page = client.get(reverse("people", args=[room.slug])).content.decode()
        assert (reverse("setup_rules", args=[room.slug]) in page) == is_there
