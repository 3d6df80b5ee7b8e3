"""The formats: each creates its phases, groups, defaults, status and wording, and all of it can be changed."""

import pytest

from consult.actions import document
from consult.models import Consultation, DocumentImport
from consult.models.consultation import Format
from consult.procedure import DECIDING, PhaseKind, may
from consult.queries.people import here
from sessions_app.formats import MARKS, STARTS, start
from sessions_app.intake import entries as intake
from sessions_app.intake.convene import convene
from sessions_app.intake.setup import Setup, guessed
from sessions_app.models import GuidingQuestion
from tests.factories import UserFactory

CALL = """# Call for inputs on registers

Deadline: 30 November 2031

## Questions

1. What should be kept?

2. Who should see it?
"""


def made(kind: str, text: str = "# On registers\n\n1. What should be kept?\n") -> Consultation:
    source = document.read(text.encode(), "a.md")
    source.decisions = {"setup": {"format": kind}}
    begun = guessed(source)
    setup = Setup(
        format=begun["format"], rule=begun["rule"], discussion_only=begun["discussion_only"], roles=begun["roles"]
    )
    return convene(source, intake.confirmed(source), setup, convenor=UserFactory())


def test_every_format_has_its_line_in_the_table() -> None:
    assert set(STARTS) == set(Format)
    for one in STARTS.values():
        assert set(one.groups) <= set(MARKS)
        assert PhaseKind.CONTRIBUTIONS in one.phases, "it can be used at once"
        assert not (one.discussion_only and PhaseKind.DECISION in one.phases)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Format)
def test_a_consultation_begins_as_its_format_says(kind: Format) -> None:
    begun, consultation = start(kind), made(kind)
    session = consultation.sessions.get()
    assert (consultation.document_status, consultation.attribution_rule) == (begun.status, begun.rule)
    assert (session.kind, session.takes_submissions, session.word_limit) == (
        begun.session,
        begun.takes_submissions,
        begun.word_limit,
    )
    opened = {phase.kind for phase in consultation.phases.all() if phase.opens_at}
    assert opened == {*begun.phases, PhaseKind.SYNTHESIS}
    assert [(group.name, group.mark) for group in consultation.groups.all()] == [
        (name, MARKS[name]) for name in begun.groups
    ]


@pytest.mark.django_db
def test_a_conference_only_discusses_under_the_chatham_house_rule() -> None:
    consultation = made(Format.CONFERENCE)
    convenor = consultation.participants.get().user
    answers = [may(here(consultation, convenor).standing, act) for act in DECIDING]
    assert (consultation.attribution_rule, consultation.document_status) == ("chatham-house", "organizers")
    assert not any(answers)


@pytest.mark.django_db
def test_a_call_asks_everything_at_once_until_its_deadline() -> None:
    session = made(Format.CALL, CALL).sessions.get()
    assert [question.state for question in session.questions.all()] == ["open", "open"]
    assert session.deadline is not None
    assert session.deadline.year == 2031


@pytest.mark.django_db
def test_a_question_for_a_group_is_asked_of_that_group() -> None:
    source = document.read(CALL.encode(), "a.md")
    source.proposal["guiding_questions"][1]["group"] = "civil society"
    convene(source, intake.confirmed(source), Setup(format=Format.CALL), convenor=UserFactory())
    first, second = GuidingQuestion.objects.order_by("number")
    assert [group.name for group in second.asked_of.all()] == ["Civil society"]
    assert not first.asked_of.exists()


@pytest.mark.django_db
def test_what_the_document_says_of_its_rule_comes_before_the_formats_own() -> None:
    source = document.read(b"# On registers\n\nThe meeting is held under the Chatham House Rule.\n", "a.md")
    source.decisions = {"setup": {"format": Format.ROUNDTABLE}}
    assert guessed(source)["rule"] == "chatham-house"
    assert guessed(DocumentImport(decisions={"setup": {"format": "intergovernmental"}}))["rule"] == "by-delegation"
