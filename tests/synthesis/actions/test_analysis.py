"""Having positions analysed: who may, when, once or again, and what is kept of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.attribution import Audience
from consult.cloning import wipe
from consult.models import Consultation, RecordEntry
from consult.privacy import data_of
from consult.procedure import RefusedError
from consult.queries.people import here
from sessions_app.actions import refreshing
from sessions_app.management.commands import tick
from sessions_app.models import Ballot, Contribution, Vote
from sessions_app.states import BallotState
from synthesis import tasks
from synthesis.actions import analysis as acts
from synthesis.core.candidates import Gates
from synthesis.core.measures import Thresholds
from synthesis.models import Analysis
from synthesis.models.analysis import AnalysisState, Step
from synthesis.queries import analysis as reading
from tests.synthesis import voted

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    def asked(room, role="rapporteur", size=5):
        with django_capture_on_commit_callbacks(execute=True):
            return acts.begin(here(Consultation.objects.get(pk=room.consultation.pk), room.people[role].user), size)

    return asked


def made(room) -> Analysis:
    return Analysis.objects.get(consultation=room.consultation)


@pytest.mark.parametrize("role", ["rapporteur", "chair", "convenor"])
def test_the_desk_has_it_made_with_its_entries_in_the_record(ask, role):
    room = voted.divided()
    assert ask(room, role)
    analysis = made(room)
    assert (analysis.state, analysis.view, len(analysis.ballots)) == (AnalysisState.DONE, "positions", 20)
    acts_entered = list(
        RecordEntry.objects.filter(consultation_id=room.consultation.pk, act__startswith="analysis").values_list(
            "act", "actor"
        )
    )
    who = f"participant-{room.people[role].pk}"
    assert acts_entered == [("analysis asked for", who), ("analysis made", who)]
    assert analysis.results["opinion"]["groups"] == 2
    assert sum(analysis.results["opinion"]["sizes"]) + analysis.results["opinion"]["unclear"] == 61
    assert len(analysis.results["figures"]) == 20


@pytest.mark.parametrize("role", ["participant", "observer", "scribe"])
def test_nobody_else_may(ask, role):
    room = voted.divided(per_group=2, statements=3)
    with pytest.raises(RefusedError):
        ask(room, role)
    assert not Analysis.objects.exists()


def test_without_a_closed_question_it_is_refused_with_the_reason(ask):
    room = voted.make_room(per_group=2)
    voted.vote_on(room, voted.camps(9, 3), state=BallotState.OPEN)
    with pytest.raises(RefusedError, match="no question that positions were taken on is closed"):
        ask(room)


@pytest.mark.parametrize("size", [0, 21, 10**9])
def test_a_slate_of_no_size_is_refused(ask, size):
    room = voted.divided(per_group=2, statements=3)
    with pytest.raises(RefusedError, match="from 1 to 20"):
        ask(room, size=size)


def test_the_same_data_is_not_worked_on_twice_and_another_size_is(ask):
    room = voted.divided(statements=8)
    assert ask(room)
    before = made(room)
    assert not ask(room)
    assert made(room).made_at == before.made_at
    assert ask(room, size=3)
    assert len(made(room).results["slate"]["people"]["chosen"]) == 3


def test_the_same_data_gives_the_same_results(ask):
    room = voted.divided(statements=8)
    ask(room)
    before = made(room).results
    Analysis.objects.update(data_hash="")
    ask(room)
    assert made(room).results == before


def test_open_questions_are_not_in_it(ask):
    room = voted.divided(statements=8)
    voted.vote_on(room, voted.camps(61, 4, seed=8), state=BallotState.OPEN)
    ask(room)
    closed = Ballot.objects.filter(consultation=room.consultation, state=BallotState.CLOSED)
    assert made(room).ballots == list(closed.values_list("pk", flat=True))


def test_on_the_record_the_clock_makes_it_anew_after_another_question_closed(
    ask, django_capture_on_commit_callbacks, monkeypatch
):
    room = voted.divided(statements=8)
    ask(room)
    letters = made(room).labels
    voted.vote_on(room, voted.camps(61, 4, seed=8))
    monkeypatch.setitem(refreshing._last, "at", float("-inf"))
    with django_capture_on_commit_callbacks(execute=True):
        tick.tick()
    again = made(room)
    assert len(again.ballots) == 12
    assert RecordEntry.objects.filter(act="analysis made", actor="rule").count() == 1
    assert [unit for unit in again.labels if ":" not in unit] == list(letters)
    monkeypatch.setitem(refreshing._last, "at", float("-inf"))
    with django_capture_on_commit_callbacks(execute=True):
        tick.tick()
    assert made(room).made_at == again.made_at


def test_what_nobody_asked_for_the_clock_does_not_begin(django_capture_on_commit_callbacks):
    voted.divided(statements=8)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.refresh_analyses.call() == 0
    assert not Analysis.objects.exists()


@pytest.mark.parametrize("rule", ["by-group", "anonymous", "chatham-house"])
def test_where_numbers_are_kept_back_it_is_made_once_when_everything_is_closed(ask, rule):
    room = voted.divided(rule, statements=8)
    later = voted.vote_on(room, voted.camps(61, 1, seed=8), state=BallotState.OPEN)[0]
    with pytest.raises(RefusedError, match="A question is still open"):
        ask(room)
    Vote.objects.filter(ballot=later).delete()
    later.delete()
    assert ask(room)
    with pytest.raises(RefusedError, match="It was made"):
        ask(room)
    voted.vote_on(room, voted.camps(61, 4, seed=9))
    assert not acts.refresh(room.consultation)
    with pytest.raises(RefusedError, match="could give somebody away"):
        ask(room, size=3)


@pytest.mark.parametrize("rule", ["by-group", "anonymous", "chatham-house"])
def test_where_numbers_are_kept_back_nothing_by_stakeholder_group_or_person_is_stored(ask, rule):
    room = voted.divided(rule)
    ask(room)
    analysis = made(room)
    assert analysis.view == "groups"
    assert analysis.labels == {}
    assert set(analysis.results) == {"opinion", "slate", "by_question"}
    told = analysis.results["opinion"]
    assert told["groups"] == 2
    assert not {"points", "blocs", "stakeholders", "cramers_v"} & set(told)
    assert told["unclear"] is None
    assert all(size >= 5 and size % 5 == 0 for size in told["sizes"])
    assert {(one["n"], one["base"]) for one in told["telling"]} == {(None, None)}
    assert not {"gain", "group_violations"} & set(analysis.results["slate"]["people"])
    assert "groups" not in analysis.results["slate"]


def test_a_place_on_a_slate_stands_for_no_fewer_people_than_may_be_told_apart(ask):
    room = voted.divided("anonymous", per_group=4, statements=12)
    ask(room, size=10)
    slate = made(room).results["slate"]
    assert slate["size"] == 17 // 5
    assert len(slate["people"]["chosen"]) == 3


def test_when_the_rule_becomes_stricter_what_was_made_is_shown_no_more(ask):
    room = voted.divided(statements=8)
    ask(room)
    assert reading.found(room.consultation, Audience.OUTSIDE).analysis
    Consultation.objects.update(attribution_rule="by-group")
    now = Consultation.objects.get(pk=room.consultation.pk)
    seen = reading.found(now, Audience.INSIDE)
    assert seen.analysis is None
    assert "stricter" in seen.why
    assert ask(room)
    assert made(room).view == "groups"
    assert reading.found(now, Audience.INSIDE).analysis


def test_under_the_chatham_house_rule_nothing_of_it_leaves_the_room(ask):
    room = voted.divided("chatham-house", statements=8)
    ask(room)
    assert reading.found(room.consultation, Audience.INSIDE).analysis
    seen = reading.found(room.consultation, Audience.OUTSIDE)
    assert seen.analysis is None
    assert "leaves the room" in seen.why


def test_a_hidden_contribution_is_in_the_next_one_no_more(ask):
    room = voted.divided(statements=8)
    ask(room)
    Contribution.objects.filter(ballots=made(room).ballots[0]).update(state="hidden")
    assert not reading.found(room.consultation, Audience.INSIDE).is_current
    assert acts.refresh(room.consultation)
    tasks.analyse.call(analysis_id=made(room).pk, participant_id=None)
    assert len(made(room).ballots) == 7


def test_a_run_that_failed_says_so_and_can_be_asked_for_again(ask, monkeypatch):
    room = voted.divided(statements=8)
    with monkeypatch.context() as broken:
        broken.setattr("synthesis.actions.analysing.read", lambda *_: 1 / 0)
        ask(room)
    assert made(room).state == AnalysisState.FAILED
    assert ask(room)
    assert made(room).state == AnalysisState.DONE


def test_while_it_is_made_it_cannot_be_asked_for_again_unless_it_is_silent_for_long(ask):
    room = voted.divided(statements=8)
    now = timezone.now()
    Analysis.objects.create(consultation=room.consultation, asked_at=now, step=Step.GROUPS)
    assert made(room).percent == 40
    with pytest.raises(RefusedError, match="being made already"):
        ask(room)
    Analysis.objects.update(asked_at=now - timedelta(hours=1))
    assert ask(room)


def test_the_group_one_was_found_in_is_among_ones_own_data(ask):
    room, hidden = voted.divided(), voted.divided("anonymous")
    ask(room)
    ask(hidden)
    told = [data_of(room.people[f"States {n}"].user)["synthesis"]["opinion_groups"] for n in range(1, 5)]
    assert {len(one) for one in told} == {1}
    assert {one[0]["opinion_group"] for one in told} <= {"A", "B", None}
    assert data_of(hidden.people["States 1"].user)["synthesis"]["opinion_groups"] == []


def test_it_ends_with_the_rehearsal(ask):
    room = voted.divided(statements=8)
    ask(room)
    assert wipe(room.consultation)["analyses"] == 1
    assert not Analysis.objects.exists()


def test_twenty_people_in_five_groups_make_no_opinion_groups_and_the_reason_is_kept(ask):
    room = voted.sober()
    ask(room)
    told = made(room).results["opinion"]
    assert (told["groups"], told["reason"], told["enough"]) == (0, "few-people", 20)


def test_thresholds_that_pages_print_are_those_in_force():
    gates, limits = Gates(), Thresholds()
    assert {name: getattr(gates, name) for name in reading.GATES} == reading.GATES
    assert {name: getattr(limits, name) for name in reading.THRESHOLDS} == reading.THRESHOLDS
