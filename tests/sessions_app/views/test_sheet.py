"""Ballots on paper: printed with codes used once, entered by two of the desk, counted with those cast on screens."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from consult.models import Elector, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions import choice, secret, sheet
from sessions_app.models import Ballot, Candidacy, Marking, SecretVote, Sheet
from tests.factories import Room, make_room
from tests.sessions_app.actions.test_choice import opened
from tests.sessions_app.actions.test_secret import close, put, voters
from tests.sessions_app.factories import standing_of
from tests.sessions_app.views.test_secret import as_

pytestmark = pytest.mark.django_db


def paper_of(room: Room, ballot: Ballot) -> str:
    return reverse("sheets", args=[room.slug, ballot.pk])


def printed(desk: Client, address: str) -> list[str]:
    page = desk.post(address, {"do": "print"}).content.decode()
    return re.findall(r'<b class="join-code" dir="ltr">([A-Z0-9 ]+)</b>', page)


def hand(desk: Client, address: str, count: int) -> list[int]:
    electors = list(Elector.objects.exclude(participations__isnull=False).values_list("pk", flat=True)[:count])
    desk.post(address, {"do": "hand", "who": electors})
    return electors


def test_from_the_printer_to_the_count() -> None:
    room = make_room(per_group=2)
    ballot = put(room)
    secret.cast(voters(room)[0].pk, ballot.pk, "no")
    chair, convenor, address = as_(room, "chair"), as_(room, "convenor"), paper_of(room, ballot)
    codes = printed(chair, address)
    assert len(codes) == len(set(codes)) == 8, "nine on the list, one has voted"
    assert not Sheet.objects.exclude(elector=None).exists()
    hand(chair, address, 5)
    for code in codes[:5]:
        body = {"do": "enter", "code": code.lower(), "choice": "yes"}
        chair.post(address, body)
        assert SecretVote.objects.filter(choice="yes").count() == codes.index(code)
        convenor.post(address, body)
    assert SecretVote.objects.filter(choice="yes").count() == 5
    closed = close(room, ballot)
    assert closed.tally["total"]["counts"] == {"yes": 5, "no": 1, "abstain": 0}
    assert closed.tally["paper"] == {"printed": 8, "counted": 5, "void": 0}
    assert not Sheet.objects.exists()
    page = as_(room, "observer").get(reverse("secret", args=[room.slug, ballot.pk])).content.decode()
    assert "5 of them on paper" in page


def test_a_code_counts_once_and_the_same_person_never_twice() -> None:
    room = make_room(per_group=2)
    ballot = put(room)
    chair, convenor, address = as_(room, "chair"), as_(room, "convenor"), paper_of(room, ballot)
    code, *_others = printed(chair, address)
    hand(chair, address, 3)
    body = {"do": "enter", "code": code, "choice": "yes"}
    assert chair.post(address, body).status_code == 302
    assert "Another person" in chair.post(address, body).content.decode()
    assert "two entries differ" in convenor.post(address, body | {"choice": "no"}).content.decode()
    assert not SecretVote.objects.exists()
    with pytest.raises(RefusedError, match="second person"):
        close(room, ballot)
    assert convenor.post(address, {"do": "anew", "code": code}).status_code == 302
    assert convenor.post(address, body | {"do": "enter-alone"}).status_code == 302
    assert "was used" in chair.post(address, body).content.decode()
    assert SecretVote.objects.count() == 1
    assert RecordEntry.objects.filter(act="count paper").get().payload == {"by": "one"}


def test_no_more_are_counted_than_were_handed_out() -> None:
    room = make_room(per_group=2)
    ballot = put(room)
    chair, address = as_(room, "chair"), paper_of(room, ballot)
    codes = printed(chair, address)
    hand(chair, address, 1)
    answers = [chair.post(address, {"do": "enter-alone", "code": code, "choice": "yes"}) for code in codes[:2]]
    assert [answer.status_code for answer in answers] == [302, 400]
    assert "All that were handed out are counted" in answers[1].content.decode()
    assert SecretVote.objects.count() == 1


def test_who_was_handed_paper_cannot_vote_on_a_screen_and_the_other_way_round() -> None:
    room = make_room(per_group=1)
    ballot = put(room)
    chair, address, person = as_(room, "chair"), paper_of(room, ballot), voters(room)[0]
    elector = Elector.objects.get(delegation=person.delegation)
    printed(chair, address)
    chair.post(address, {"do": "hand", "who": [elector.pk]})
    with pytest.raises(RefusedError, match="handed a paper ballot"):
        secret.cast(person.pk, ballot.pk, "yes")
    assert not SecretVote.objects.exists()
    page = as_(room, "States 1").get(reverse("secret", args=[room.slug, ballot.pk])).content.decode()
    assert "You vote on paper" in page
    other = voters(room)[1]
    secret.cast(other.pk, ballot.pk, "yes")
    who = Elector.objects.get(delegation=other.delegation).pk
    assert "voted already" in chair.post(address, {"do": "hand", "who": [who]}).content.decode()


def test_sheets_of_a_ballot_that_is_not_secret_carry_the_name_and_are_marked() -> None:
    room = make_room(per_group=1)
    ballot, ids = opened(room, "approval", is_secret=False)
    chair, address = as_(room, "chair"), paper_of(room, ballot)
    choice.cast(voters(room)[0].pk, ballot.pk, {ids["Ben"]: "1"})
    page = chair.post(address, {"do": "print"}).content.decode()
    code = re.findall(r'<b class="join-code" dir="ltr">([A-Z0-9 ]+)</b>', page)[1]
    assert "Business 1 delegation" in page
    assert "States 1 delegation" not in page
    chair.post(address, {"do": "enter-alone", "code": code, f"option-{ids['Ada']}": "1"})
    assert Marking.objects.get(on_paper=True).answer == str(ids["Ada"])


def test_under_a_rule_that_names_nobody_no_paper_is_handed_out() -> None:
    room = make_room(rule="anonymous", per_group=1)
    ballot = put(room)
    answer = as_(room, "chair").post(paper_of(room, ballot), {"do": "print"})
    assert answer.status_code == 400
    assert not Sheet.objects.exists()


@pytest.mark.parametrize("code", ["", "AAAAAAAAAA", "\x00", "9" * 500])
def test_codes_of_nowhere_are_refused(code: str) -> None:
    room = make_room(per_group=1)
    ballot, other = put(room), make_room(per_group=1)
    chair, address = as_(room, "chair"), paper_of(room, ballot)
    printed(chair, address)
    answer = chair.post(address, {"do": "enter-alone", "code": code, "choice": "yes"})
    assert answer.status_code == 400
    assert "has this code" in answer.content.decode()
    with pytest.raises(RefusedError):
        sheet.print_sheets(standing_of(other.people["chair"]), ballot.pk)
    for wrong in ("x", ""):
        assert chair.post(address, {"do": wrong}).status_code == 400
    assert not SecretVote.objects.exists()


def test_a_ranking_on_paper_is_read_as_on_a_screen() -> None:
    room = make_room(per_group=1)
    ballot, ids = opened(room)
    chair, address = as_(room, "chair"), paper_of(room, ballot)
    code, *_rest = printed(chair, address)
    hand(chair, address, 1)
    body = {"do": "enter-alone", "code": code}
    wrong = chair.post(address, body | {f"option-{ids['Ada']}": "1", f"option-{ids['Ben']}": "1"})
    assert "same place" in wrong.content.decode()
    chair.post(address, body | {f"option-{ids['Ada']}": "1", f"option-{ids['Ben']}": "2"})
    assert SecretVote.objects.get().answer == f"{ids['Ada']},{ids['Ben']}"
    assert Candidacy.objects.count() == 4


def test_nothing_is_offered_that_would_be_refused() -> None:
    room = make_room(per_group=2)
    chair, address = as_(room, "chair"), paper_of(room, put(room))

    def offered() -> set[str]:
        return set(re.findall(r'name="do" value="(print|hand)"', chair.get(address).content.decode()))

    assert offered() == {"print"}  # nobody is handed what was not printed
    printed(chair, address)
    assert offered() == {"print", "hand"}
    hand(chair, address, 2)
    assert offered() == {"hand"}
