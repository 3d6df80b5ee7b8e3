"""A guest with a printed ballot becomes a person who is listed already: one vote, on a screen or on paper."""

import pytest

from consult.actions import joining
from consult.models import Elector, Participant
from consult.procedure import RefusedError
from sessions_app.actions import choice, sheet
from sessions_app.models import Ballot, Marking, Sheet
from tests.factories import GuestFactory, ParticipantFactory, Room, make_room
from tests.sessions_app.actions.test_choice import close, opened
from tests.sessions_app.actions.test_floor_at_once import at_once
from tests.sessions_app.factories import standing_of

ROUNDS = 12


class Claimed:
    """A ballot by approval, a guest who is listed and was handed paper, and whom they turn out to be."""

    def __init__(self, *, as_person: bool = False) -> None:
        self.room: Room = make_room(per_group=1)
        self.guest = ParticipantFactory(consultation=self.room.consultation, user=GuestFactory(), is_elector=True)
        self.account: Participant = self.room.people["States 1"]
        if as_person:
            self.account = ParticipantFactory(consultation=self.room.consultation, is_elector=True)
        self.ballot, ids = opened(self.room, "approval", is_secret=False)
        self.ada, self.ben = ids["Ada"], ids["Ben"]
        self.code = next(
            one.code
            for one in sheet.print_sheets(self.desk, self.ballot.pk)
            if one.elector and one.elector.participant_id == self.guest.pk
        )

    @property
    def desk(self):
        return standing_of(self.room.people["chair"])

    def vote(self) -> None:
        choice.cast(self.account.pk, self.ballot.pk, {self.ada: "1"})

    def enter_paper(self) -> None:
        sheet.enter(self.desk, self.ballot.pk, self.code, {self.ben: "1"}, alone=True)

    def claim(self) -> None:
        joining.claim(self.guest.user, self.account.user.email)

    def marks(self) -> list[str]:
        return list(Marking.objects.filter(ballot=self.ballot).values_list("answer", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("as_person", [False, True])
def test_paper_of_a_guest_who_is_somebody_that_voted_is_not_counted(as_person: bool) -> None:
    case = Claimed(as_person=as_person)
    case.vote()
    case.claim()
    with pytest.raises(RefusedError, match="has this code"):
        case.enter_paper()
    assert case.marks() == [str(case.ada)]


@pytest.mark.django_db
def test_paper_that_was_counted_goes_with_the_guest_where_the_body_answers() -> None:
    case = Claimed()
    case.enter_paper()
    case.vote()
    case.claim()
    assert case.marks() == [str(case.ada)]


@pytest.mark.django_db
def test_paper_of_a_guest_is_the_persons_own_until_they_vote() -> None:
    case = Claimed(as_person=True)
    case.claim()
    case.enter_paper()
    assert Marking.objects.get(ballot=case.ballot).elector == Elector.objects.get(participant=case.account)
    case.vote()
    assert len(case.marks()) == 1


@pytest.mark.django_db
def test_no_paper_is_printed_for_a_line_whose_guest_is_somebody_else_by_now() -> None:
    case = Claimed()
    case.enter_paper()
    close(case.room, case.ballot)
    case.claim()
    assert Elector.objects.filter(participant=case.guest).exists(), "a counted vote holds the line"
    ballot, _ids = opened(case.room, "approval", is_secret=False)
    printed = [one.elector for one in sheet.print_sheets(case.desk, Ballot.objects.get(pk=ballot.pk).pk)]
    assert [one for one in printed if one and one.participant_id == case.guest.pk] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.parametrize("by", ["paper", "screen"])
def test_a_vote_on_the_guests_line_at_the_moment_of_the_claim_is_never_a_second_one(by: str) -> None:
    for _round in range(ROUNDS):
        case = Claimed()
        case.vote()

        def on_the_line(case: Claimed = case) -> None:
            if by == "paper":
                case.enter_paper()
            else:
                choice.cast(case.guest.pk, case.ballot.pk, {case.ben: "1"})

        at_once([case.claim, on_the_line])
        assert case.marks() == [str(case.ada)]
        assert not Sheet.objects.filter(elector__participant=case.guest).exists()
