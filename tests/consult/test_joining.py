"""Coming in: by code, by invitation, as a guest; and a guest who claims the session."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.actions import joining, people
from consult.actions.joining import Entry
from consult.models import Consultation, Elector, Invitation, Participant, RecordEntry, User
from consult.procedure import Act, RefusedError, Role, may
from consult.queries.people import CODE_ALPHABET, here, new_join_code, plain_code
from sessions_app.actions.voting import close_ballot
from sessions_app.models import Contribution, Vote
from tests.factories import GuestFactory, ParticipantFactory, Room, UserFactory, make_room
from tests.sessions_app.factories import make_session, put, say, vote

pytestmark = pytest.mark.django_db
CODE = "ACDE3H4K"


@pytest.fixture
def room() -> Room:
    room = make_room()
    Consultation.objects.filter(pk=room.consultation.pk).update(join_code=CODE)
    room.consultation.refresh_from_db()
    return room


def form(room: Room, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Ada Example",
        "group": room.group("Business").pk,
        "delegation": "Company Q",
        "capacity": "organizational",
        "quotation": "by-name",
        **changes,
    }


def desk(room: Room, role: str = "convenor") -> Any:
    return here(room.consultation, room.people[role].user)


def invite(room: Room, email: str = "new@example.org", **fields: Any) -> str:
    return people.invite(desk(room), [people.Row(email=email, **fields)])[0].token


# --- by code -----------------------------------------------------------------------------------------------------


def test_a_guest_joins_by_code_reads_and_contributes_and_is_on_no_list(client: Client, room: Room) -> None:
    page = client.get(reverse("join_code", args=[CODE]))
    assert room.consultation.title in page.content.decode()
    before = client.session.session_key
    answer = client.post(reverse("join_code", args=[CODE]), form(room))
    assert answer.status_code == 302
    assert answer["Location"] == room.consultation.get_absolute_url()
    participant = Participant.objects.get(name="Ada Example")
    assert participant.user.is_guest
    assert participant.group == room.group("Business")
    assert participant.delegation is not None
    assert participant.quotation == "by-name"
    assert client.session["_auth_user_id"] == str(participant.user_id)
    assert client.session.session_key != before
    standing = here(room.consultation, participant.user).standing
    assert may(standing, Act.READ)
    assert may(standing, Act.CONTRIBUTE)
    assert not Elector.objects.filter(delegation=participant.delegation).exists()
    session = make_session(room.consultation)
    say(participant, session.questions.first())
    ballot = put(room.people["chair"], session.questions.first())
    assert vote(participant, ballot, "support")["answer"] == "refused"


def test_the_page_says_how_one_is_shown_before_anything_is_asked(client: Client) -> None:
    room = make_room(rule="chatham-house", join_code=CODE)
    text = client.get(reverse("join_code", args=[CODE])).content.decode()
    for line in ("Here, those admitted see your name", "Outside, nothing shows who you are", "We cannot stop others"):
        assert line in text
    assert text.index("Outside, nothing shows") < text.index("<form method", text.index("<main"))
    assert room.consultation.title in text


def test_codes_are_typed_as_people_type_them(client: Client, room: Room) -> None:
    for typed in ("acde3h4k", "ACDE 3H4K", " acde-3h4k "):
        assert client.post(reverse("join"), {"code": typed})["Location"] == reverse("join_code", args=[CODE])


def test_codes_hold_no_look_alikes_and_do_not_repeat() -> None:
    assert not set(CODE_ALPHABET) & set("0OI1L2ZS5B8")
    assert len({new_join_code() for _ in range(2_000)}) == 2_000
    assert plain_code("x" * 10_000) == "X" * 9


@pytest.mark.parametrize("typed", ["ACDE3H4J", "nothing", "ö' OR 1=1 --", "A" * 40, "ACDE3H4KA"])
def test_an_unknown_code_is_refused_clearly_and_changes_nothing(client: Client, room: Room, typed: str) -> None:
    before = (User.objects.count(), Participant.objects.count(), RecordEntry.objects.count())
    answers = [client.post(reverse("join"), {"code": typed}), client.get(reverse("join_code", args=[typed]))]
    answers.append(client.post(reverse("join_code", args=[typed]), form(room)))
    for answer in answers:
        assert answer.status_code == 404
        assert "This code admits to nothing now" in answer.content.decode()
    assert before == (User.objects.count(), Participant.objects.count(), RecordEntry.objects.count())


def test_expired_withdrawn_and_unknown_codes_get_one_answer(client: Client, room: Room) -> None:
    def answer() -> tuple[int, str]:
        response = client.post(reverse("join"), {"code": CODE})
        return response.status_code, re.sub(r'value="[^"]*"', "", response.content.decode())

    Consultation.objects.filter(pk=room.consultation.pk).update(join_code_until=timezone.now() - timedelta(minutes=1))
    expired = answer()
    people.renew_code(desk(room), is_on=False)
    assert expired == answer()
    assert expired[0] == 404


def test_a_code_does_not_admit_to_a_consultation_twice(client: Client, room: Room) -> None:
    client.force_login(room.people["observer"].user)
    count = Participant.objects.count()
    assert client.get(reverse("join_code", args=[CODE])).status_code == 302
    client.post(reverse("join_code", args=[CODE]), form(room))
    assert joining.join_by_code(room.people["observer"].user, CODE, Entry()).pk == room.people["observer"].pk
    assert Participant.objects.count() == count
    assert not room.people["observer"].role_rows.filter(role=Role.PARTICIPANT).exists()


def test_whoever_was_removed_does_not_come_back_by_code(room: Room) -> None:
    people.remove(desk(room), room.people["observer"].pk)
    with pytest.raises(RefusedError, match="no longer take part"):
        joining.join_by_code(room.people["observer"].user, CODE, Entry(group_id=room.group("States").pk))


def test_naming_a_delegation_by_code_gives_no_say_for_it(room: Room) -> None:
    """State A is on the list and answers through its head; a guest who names it does not vote for it."""
    entry = Entry(name="Mallory", group_id=room.group("Academia").pk, delegation="states a")
    guest = joining.join_by_code(None, CODE, entry)
    assert guest.delegation == room.delegations["States A"]
    assert guest.group == room.group("States")
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    assert vote(guest, ballot, "object", "No.")["answer"] == "refused"
    with pytest.raises(RefusedError, match="answers through its head"):
        people.admit(desk(room), guest.pk)
    people.remove(desk(room), room.people["participant"].pk)
    guest.refresh_from_db()
    assert guest.delegation is None
    assert vote(guest, ballot, "object", "No.")["answer"] == "refused"
    with pytest.raises(RefusedError, match="Nobody heads this delegation"):
        joining.join_by_code(None, CODE, entry)


def test_a_group_of_another_consultation_cannot_be_chosen(client: Client, room: Room) -> None:
    other = make_room()
    answer = client.post(reverse("join_code", args=[CODE]), form(room, group=other.group("States").pk))
    assert answer.status_code == 400
    assert not Participant.objects.filter(name="Ada Example").exists()


def test_what_was_typed_stays_when_something_is_missing(client: Client, room: Room) -> None:
    answer = client.post(reverse("join_code", args=[CODE]), form(room, group=""))
    assert answer.status_code == 400
    assert "Ada Example" in answer.content.decode()
    assert 'class="errors"' in answer.content.decode()


def test_the_entry_holds_no_name(client: Client, room: Room) -> None:
    client.post(reverse("join_code", args=[CODE]), form(room))
    entry = RecordEntry.objects.filter(act="join").get()
    for personal in ("Ada", "Company Q"):
        assert personal not in entry.body
    assert entry.actor == entry.subject == f"participant-{Participant.objects.get(name='Ada Example').pk}"


def test_keeping_nothing_ends_the_session_with_the_browser(client: Client, room: Room) -> None:
    client.post(reverse("join_code", args=[CODE]), form(room, keep_nothing="on"))
    assert client.session.get_expire_at_browser_close()


def test_unknown_codes_are_limited_per_session_and_the_room_is_not(client: Client, room: Room) -> None:
    for _try in range(12):
        last = client.post(reverse("join"), {"code": "ACDE3H4J"})
    assert last.status_code == 429
    assert client.post(reverse("join"), {"code": CODE}).status_code == 429
    neighbour = Client()  # the same address
    assert neighbour.post(reverse("join"), {"code": CODE}).status_code == 302


def test_guessing_without_a_session_meets_the_ceiling_of_the_address(room: Room) -> None:
    answers = [Client().get(reverse("join_code", args=["ACDE3H4J"])).status_code for _try in range(302)]
    assert answers.count(404) == 300
    assert answers[-1] == 429


# --- by invitation -----------------------------------------------------------------------------------------------


def test_looking_at_an_invitation_uses_nothing_up(client: Client, room: Room) -> None:
    token = invite(room, name="Ben Example", delegation="States B")
    for method in (client.get, client.head, client.get):
        assert method(reverse("invitation", args=[token])).status_code == 200
    assert Invitation.objects.get().accepted_by is None
    assert not User.objects.filter(email="new@example.org").exists()


def test_accepting_makes_an_account_a_participant_and_an_elector(client: Client, room: Room) -> None:
    token = invite(room, delegation="States B")
    answer = client.post(reverse("invitation", args=[token]), form(room))
    assert answer.status_code == 302
    participant = Participant.objects.get(name="Ada Example")
    assert participant.user.email == "new@example.org"
    assert participant.delegation == room.delegations["States B"]  # the form's own claims count for nothing
    assert participant.is_head
    assert Elector.objects.get(delegation=participant.delegation).group == room.group("States")
    again = Client().get(reverse("invitation", args=[token]))
    assert again.status_code == 404
    assert "was used" in again.content.decode()


def test_a_delegation_is_listed_once(room: Room) -> None:
    for number in range(3):
        token = invite(room, email=f"member{number}@example.org", delegation="States B")
        joining.accept_invitation(token, None, Entry(name=f"Member {number}"))
    assert Elector.objects.filter(delegation=room.delegations["States B"]).count() == 1
    assert Participant.objects.filter(delegation=room.delegations["States B"], is_head=True).count() == 1


@pytest.mark.parametrize("role", ["chair", "rapporteur", "observer"])
def test_other_roles_are_on_no_list(room: Room, role: str) -> None:
    before = Elector.objects.count()
    participant = joining.accept_invitation(invite(room, role=role), None, Entry(name="X"))
    assert {row.role for row in participant.role_rows.all()} == {role}
    assert Elector.objects.count() == before


def test_only_the_hash_of_a_token_is_kept(room: Room) -> None:
    token = invite(room)
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert token not in "".join(RecordEntry.objects.values_list("body", flat=True))
    assert (row["expires_at"] - timezone.now()).days in {29, 30}


def test_expired_and_replaced_links_admit_nobody(room: Room) -> None:
    old, new = invite(room), invite(room)
    with pytest.raises(RefusedError, match="was replaced"):
        joining.accept_invitation(old, None, Entry(name="X"))
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(RefusedError, match="expired"):
        joining.accept_invitation(new, None, Entry(name="X"))
    assert not Participant.objects.filter(name="X").exists()


def test_a_link_does_not_open_somebody_elses_account(client: Client, room: Room) -> None:
    """Whoever holds a link to an address with an account signs in first: a link can be forwarded."""
    owner = UserFactory(email="new@example.org")
    token = invite(room)
    page = client.get(reverse("invitation", args=[token])).content.decode()
    assert "Sign in first" in page
    client.post(reverse("invitation", args=[token]), form(room))
    assert "_auth_user_id" not in client.session
    with pytest.raises(RefusedError, match="Sign in first"):
        joining.accept_invitation(token, None, Entry(name="X"))
    client.force_login(owner)
    client.post(reverse("invitation", args=[token]), form(room))
    assert Participant.objects.get(user=owner).consultation == room.consultation


def test_nothing_is_invited_by_halves(room: Room) -> None:
    invite(room, email="one@example.org")
    joining.accept_invitation(invite(room, email="one@example.org"), None, Entry(name="X"))
    count = Invitation.objects.count()
    with pytest.raises(RefusedError, match="already accepted"):
        people.invite(desk(room), [people.Row(email="two@example.org"), people.Row(email="one@example.org")])
    assert Invitation.objects.count() == count


# --- a guest who claims the session ------------------------------------------------------------------------------


def sent_code() -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]*)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def guest_session(client: Client, room: Room) -> Participant:
    client.post(reverse("join_code", args=[CODE]), form(room))
    return Participant.objects.get(name="Ada Example")


def test_a_guest_claims_an_unknown_address(client: Client, room: Room) -> None:
    participant = guest_session(client, room)
    client.post(reverse("claim"), {"email": "Ada@Example.org"})
    assert mail.outbox[-1].to == ["ada@example.org"]
    client.post(reverse("confirm_claim"), {"code": sent_code()})
    participant.user.refresh_from_db()
    assert participant.user.email == "ada@example.org"
    assert participant.user.emailaddress_set.get().verified
    assert client.get(reverse("account")).status_code == 200


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(client: Client, room: Room) -> None:
    guest_session(client, room)
    client.get(reverse("home"))  # takes the message of having joined
    UserFactory(email="known@example.org")
    answers, mails = [], []
    for address in ("known@example.org", "unknown@example.org"):
        answer = client.post(reverse("claim"), {"email": address})
        page = client.get(answer["Location"]).content.decode().replace(address, "")
        answers.append((answer.status_code, answer["Location"], re.sub(r'value="[^"]*"', "", page)))
        mails.append((mail.outbox[-1].subject, mail.outbox[-1].body.replace(sent_code(), "")))
    assert answers[0] == answers[1]
    assert mails[0] == mails[1]


def test_a_wrong_code_three_times_ends_the_claim(client: Client, room: Room) -> None:
    participant = guest_session(client, room)
    client.post(reverse("claim"), {"email": "ada@example.org"})
    code = sent_code()
    for _try in range(3):
        client.post(reverse("confirm_claim"), {"code": "WRONG1"})
    client.post(reverse("confirm_claim"), {"code": code})
    participant.user.refresh_from_db()
    assert participant.user.is_guest


def test_claims_are_limited_per_session(client: Client, room: Room) -> None:
    guest_session(client, room)
    answers = [client.post(reverse("claim"), {"email": f"a{n}@example.org"}).status_code for n in range(8)]
    assert answers[-1] == 429


def test_both_proved_become_one_with_one_position(client: Client, room: Room) -> None:
    """A guest, admitted by the desk, and an account with a line of its own: one participation and one line remain."""
    guest = guest_session(client, room)
    guest.delegation = None
    guest.save()
    account = ParticipantFactory(
        consultation=room.consultation,
        user=UserFactory(email="ada@example.org"),
        group=room.group("Business"),
        is_elector=True,
    )
    people.admit(desk(room), guest.pk)
    session = make_session(room.consultation)
    first, second = session.questions.all()
    closed, running = put(room.people["chair"], first), put(room.people["chair"], second)
    contribution = say(guest, first, "Said as a guest.")
    vote(guest, running, "support")
    vote(account, running, "object", "Because.")
    client.post(reverse("claim"), {"email": "ada@example.org"})
    client.post(reverse("confirm_claim"), {"code": sent_code()})
    assert client.session["_auth_user_id"] == str(account.user_id)
    assert Contribution.objects.get(pk=contribution.pk).author == account
    assert Vote.objects.get(ballot=running).choice == "object"
    assert Elector.objects.filter(participant=account).count() == 1
    assert not Participant.objects.filter(pk=guest.pk).exists()
    assert not User.objects.get(pk=guest.user_id).is_active
    assert not Vote.objects.filter(ballot=closed).exists()


def test_a_counted_vote_stays_where_it_was_counted(room: Room) -> None:
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    account = ParticipantFactory(consultation=room.consultation, is_elector=True)
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    vote(guest, ballot, "support")
    digest = close_ballot(ballot.pk, "rule").digest
    assert joining.claim(guest.user, account.user.email) == account.user
    ballot.refresh_from_db()
    assert ballot.digest == digest
    assert Vote.objects.filter(ballot=ballot).count() == 1
    guest.refresh_from_db()
    assert guest.removed_at is not None


def test_the_guests_line_is_handed_over_where_the_account_has_none(room: Room) -> None:
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), is_elector=True)
    account = ParticipantFactory(consultation=room.consultation)
    session = make_session(room.consultation)
    ballot = put(room.people["chair"], session.questions.first())
    vote(guest, ballot, "support")
    joining.claim(guest.user, account.user.email)
    elector = Elector.objects.get(participant=account)
    assert not elector.is_guest
    assert Vote.objects.get(ballot=ballot).elector == elector


def test_claiming_brings_nobody_back_who_was_removed(room: Room) -> None:
    account = ParticipantFactory(consultation=room.consultation)
    people.remove(desk(room), account.pk)
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory())
    joining.claim(guest.user, account.user.email)
    assert here(room.consultation, account.user).standing.is_removed
