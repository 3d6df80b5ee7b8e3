"""Votes as columns: each of them once, on the side it took, and only those that may count."""

import subprocess
import sys

import numpy as np
import pytest
from django.core.management import call_command

from consult.models import Consultation
from sessions_app.models import Ballot, Contribution, Vote
from sessions_app.states import BallotState, Choice, ContributionState
from synthesis.queries import votes
from tests.factories import make_room
from tests.sessions_app.factories import make_session, put, vote
from tests.synthesis import polis

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(tmp_path) -> Consultation:
    call_command("import_polis", str(polis.small(tmp_path / "in")))
    return Consultation.objects.get()


def as_rows(found: votes.VoteColumns) -> list[tuple[int, int, int]]:
    return sorted(
        zip(
            found.voters[found.person].tolist(),
            found.ballots[found.statement].tolist(),
            found.vote.tolist(),
            strict=True,
        )
    )


def test_every_vote_on_a_statement_that_may_be_read_is_there_once(imported):
    found = votes.columns(votes.on_statements(imported))
    shown = Vote.objects.filter(ballot__contribution__state=ContributionState.SHOWN)
    side = {Choice.AGREE: 1, Choice.DISAGREE: -1, Choice.PASS: 0}
    expected = sorted((row.elector.participant_id, row.ballot_id, side[Choice(row.choice)]) for row in shown)
    assert as_rows(found) == expected
    assert len(expected) == 6
    assert (found.person.dtype, found.statement.dtype, found.vote.dtype) == (np.int32, np.int32, np.int8)


def test_it_takes_one_query(imported, django_assert_num_queries):
    with django_assert_num_queries(1):
        votes.columns(votes.on_statements(imported))


def test_what_is_open_or_hidden_does_not_count(imported):
    Ballot.objects.filter(contribution__polis_statement__number=0).update(state=BallotState.OPEN)
    Contribution.objects.filter(polis_statement__number=1).update(state=ContributionState.HIDDEN)
    found = votes.columns(votes.on_statements(imported))
    assert len(found.vote) == len(found.voters) == len(found.ballots) == 0


def test_delegations_have_their_own_numbers_and_no_position_is_none():
    room = make_room(rule="on-the-record", per_group=3, phases=["contributions", "drafting"])
    question = make_session(room.consultation).questions.get(number=1)
    ballot = put(room.people["chair"], question)
    people = [person for name, person in room.people.items() if name[-1].isdigit()]
    chosen = ["support", "live-with", "object", "abstain", "awaiting"]
    for place, person in enumerate(people):
        vote(person, ballot, chosen[place % 5])
    found = votes.columns(Ballot.objects.filter(pk=ballot.pk))
    cast = Vote.objects.filter(ballot=ballot).select_related("elector")
    side = {"support": 1, "live-with": 1, "object": -1, "abstain": 0}
    expected = [
        (row.elector.participant_id or -(row.elector.delegation_id or 0), ballot.pk, side[row.choice])
        for row in cast
        if row.choice in side
    ]
    assert as_rows(found) == sorted(expected)
    assert cast.count() > len(expected)


def test_places_are_the_same_whether_ids_lie_close_or_far_apart():
    near = np.array([9, 4, 9, 7])
    far = near * 10**12
    for ids in (near, far):
        distinct, place = votes._places(ids)
        assert distinct.tolist() == sorted(set(ids.tolist()))
        assert distinct[place].tolist() == ids.tolist()


def test_reading_votes_loads_no_analysis():
    told = "import django; django.setup(); import sys, synthesis.queries.votes; print('scipy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"
