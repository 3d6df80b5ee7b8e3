"""Role x Act x Phase: every combination, against the rules written down here a second time, in another form."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from consult.models import Consultation
from consult.procedure import (
    Act,
    Allowed,
    PhaseKind,
    Refused,
    RefusedError,
    Role,
    Standing,
    may,
    require,
)
from consult.queries.people import here
from tests.factories import ParticipantFactory, UserFactory, make_room, open_phases

# One line an act: who (Convenor, cHair, Rapporteur, sCribe, secreTariat, Participant, Observer, pUblic) and
# when (Set-up, Contributions, Drafting, decIsion, sYnthesis, coMments, Published, Follow-up). "*" is all of them.
WHO = dict(zip("CHRSTPOU", Role, strict=True))
WHEN = dict(zip("SCDIYMPF", PhaseKind, strict=True))
TABLE = """
    read             CHRSTPO   *
    contribute       CHSP      C
    withdraw         CHSP      SCDIYM
    submit           CHSP      CDIY
    submissions      CHR       *
    flag             CHRSPO    *
    moderate         CH        *
    ask for the floor CHP      CDI
    take down        CHRS      CDIYM
    steer            CH        CDI
    propose          CHR       SCD
    turn             CHRP      CD
    edit texts       CHR       SCDI
    sponsor          P         CDI
    amend            CHRP      CDI
    decide amendments CH       CDI
    put              CH        CDI
    vote             P         CDI
    separate         CHP       CDI
    explain          P         CDIY
    set up           CT        *
    invite           CT        *
    see people       CHT       *
    pledge           P         CDIYMPF
    follow up        CHRT      CDIYMPF
    analyse          CHR       CDIYMPF
    draft            CR        CDIYMPF
    read the draft   CHR       *
    circulate        CR        YMPF
    read a circulated draft CHRP *
    comment          HP        YM
    read the report  *         PF
    publish          C         YMPF
    take out         CT        *
"""


def written_down() -> dict[Act, tuple[set[Role], set[PhaseKind]]]:
    rules = {}
    for line in TABLE.strip().splitlines():
        *act, who, when = line.split()
        roles = set(Role) if who == "*" else {WHO[letter] for letter in who}
        kinds = set(PhaseKind) if when == "*" else {WHEN[letter] for letter in when}
        rules[Act(" ".join(act))] = (roles, kinds)
    return rules


RULES = written_down()


def test_every_act_is_written_down() -> None:
    assert set(RULES) == set(Act)


@pytest.mark.parametrize("act", Act)
def test_every_role_in_every_phase(act: Act) -> None:
    roles, kinds = RULES[act]
    for role, kind in itertools.product(Role, PhaseKind):
        answer = may(Standing(roles=frozenset({role}), phases=frozenset({kind})), act)
        assert bool(answer) == (role in roles and kind in kinds), (act, role, kind)
        if isinstance(answer, Refused):
            assert str(answer.reason).strip(), (act, role, kind)


def test_roles_and_phases_add_up() -> None:
    """Somebody with two roles may do what either may; in overlapping windows, what either allows."""
    both = Standing(
        roles=frozenset({Role.PUBLIC, Role.OBSERVER, Role.RAPPORTEUR}),
        phases=frozenset({PhaseKind.SYNTHESIS, PhaseKind.CONTRIBUTIONS}),
    )
    assert may(both, Act.DRAFT)
    assert may(both, Act.READ)
    assert not may(both, Act.CONTRIBUTE)
    assert not may(both, Act.VOTE)


def test_without_an_open_phase_only_what_is_always_open_is_done() -> None:
    """Otherwise a convenor who closes every phase could never open one again."""
    for act, (_roles, kinds) in RULES.items():
        answer = may(Standing(roles=frozenset(Role), phases=frozenset()), act)
        assert bool(answer) == (kinds == set(PhaseKind)), act


def test_discussion_only_takes_putting_and_voting_away_from_everybody() -> None:
    room = Standing(roles=frozenset(Role), phases=frozenset(PhaseKind), discussion_only=True)
    for act in Act:
        assert bool(may(room, act)) == (act not in {Act.PUT, Act.VOTE, Act.SEPARATE, Act.EXPLAIN}), act
    answer = may(room, Act.VOTE)
    assert isinstance(answer, Refused)
    assert "only discusses" in str(answer.reason)


def test_whoever_was_removed_may_do_nothing() -> None:
    for act in Act:
        answer = may(Standing(roles=frozenset(Role), phases=frozenset(PhaseKind), is_removed=True), act)
        assert isinstance(answer, Refused)
        assert "no longer take part" in str(answer.reason)


def test_a_refusal_says_whose_and_when_it_is() -> None:
    observer = Standing(roles=frozenset({Role.PUBLIC, Role.OBSERVER}), phases=frozenset({PhaseKind.CONTRIBUTIONS}))
    answer = may(observer, Act.MODERATE)
    assert isinstance(answer, Refused)
    assert (
        str(answer.reason)
        == "“Hold, hide and release contributions; remove a person from the room” is for: Convenor, Chair."
    )
    chair = Standing(roles=frozenset({Role.CHAIR}), phases=frozenset({PhaseKind.PUBLISHED}))
    answer = may(chair, Act.CONTRIBUTE)
    assert isinstance(answer, Refused)
    assert str(answer.reason) == "“Contribute and reply” is not open now. It belongs to: Contributions."
    answer = may(Standing(phases=frozenset(PhaseKind)), Act.READ)
    assert isinstance(answer, Refused)
    assert "Join the consultation first" in str(answer.reason)


def test_a_refusal_is_given_in_the_readers_language() -> None:
    answer = may(Standing(phases=frozenset(PhaseKind)), Act.READ)
    assert isinstance(answer, Refused)
    with translation.override("fr"):
        assert str(answer.reason) == translation.gettext(
            "Join the consultation first: this is for those who take part."
        )


def test_require_raises_the_reason() -> None:
    require(Allowed())
    with pytest.raises(RefusedError, match="because") as caught:
        require(Refused("because"))
    assert caught.value.reason == "because"


@pytest.mark.django_db
class TestStanding:
    def test_strangers_are_the_public(self) -> None:
        room = make_room()
        for user in (None, UserFactory()):
            assert here(room.consultation, user).standing.roles == {Role.PUBLIC}

    def test_roles_are_those_held_here_and_nowhere_else(self) -> None:
        room, other = make_room(), make_room()
        person = ParticipantFactory(consultation=room.consultation, roles=["chair", "participant"])
        assert here(room.consultation, person.user).standing.roles == {Role.PUBLIC, Role.CHAIR, Role.PARTICIPANT}
        assert here(other.consultation, person.user).standing.roles == {Role.PUBLIC}

    def test_the_secretariat_is_server_wide(self) -> None:
        user = UserFactory(is_secretariat=True)
        assert here(make_room().consultation, user).standing.roles == {Role.PUBLIC, Role.SECRETARIAT}

    def test_phases_follow_the_clock_of_the_server(self) -> None:
        room = make_room(phases=[])
        now = timezone.now()
        for kind, opens, closes in (
            ("set-up", -2, -1),
            ("contributions", -1, 1),
            ("drafting", 1, None),
            ("decision", -1, None),
            ("synthesis", None, None),
        ):
            room.consultation.phases.create(
                kind=kind,
                opens_at=now + timedelta(hours=opens) if opens else None,
                closes_at=now + timedelta(hours=closes) if closes else None,
            )
        consultation = Consultation.objects.get(pk=room.consultation.pk)
        assert here(consultation, None).standing.phases == {PhaseKind.CONTRIBUTIONS, PhaseKind.DECISION}

    def test_a_closed_window_closes_at_its_minute(self) -> None:
        room = make_room(phases=["contributions"])
        phase = room.consultation.phases.get()
        phase.closes_at = phase.opens_at + timedelta(hours=1)
        assert phase.is_open(phase.opens_at)
        assert not phase.is_open(phase.closes_at)
        open_phases(room.consultation, ["decision"])
        assert here(room.consultation, None).standing.phases == {PhaseKind.DECISION}
