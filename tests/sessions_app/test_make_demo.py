"""The demonstration is made through the acts of any other consultation, once, and in that setting only."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import include, path

from consult import record
from consult.models import Consultation, User
from consult.views.account import demo_sign_in
from sessions_app.models import Ballot, Contribution
from sessions_app.queries.voting import result
from sessions_app.states import LEAD_INS, BallotState, QuestionState

urlpatterns = [path("d/<str:token>/", demo_sign_in, name="demo_sign_in"), path("", include("consult.urls"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def printed(settings) -> str:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    return run()


def run(*options: str) -> str:
    out = StringIO()
    call_command("make_demo", *options, stdout=out, no_color=True)
    return out.getvalue()


def test_it_is_a_consultation_in_use(printed: str) -> None:
    roundtable = Consultation.objects.get(slug="demo")
    session = roundtable.sessions.get()
    assert roundtable.is_demonstration
    assert session.questions.count() == 4
    assert session.questions.get(number=1).state == QuestionState.CLOSED
    assert session.current_question == session.questions.get(number=2)
    assert roundtable.delegations.count() >= 24
    assert roundtable.recommendations.count() == 6
    assert Contribution.objects.filter(question__session=session).count() >= 45
    closed = Ballot.objects.filter(consultation=roundtable, state=BallotState.CLOSED)
    assert closed.count() == 2
    for ballot in closed:
        shown = result(ballot, roundtable.attribution_rule)
        assert shown
        assert shown.objections
    assert Ballot.objects.filter(consultation=roundtable, state=BallotState.OPEN).count() == 1


def test_its_record_is_real(printed: str) -> None:
    for consultation in Consultation.objects.all():
        assert record.broken_at(consultation.pk) is None


def test_every_sentence_completes_its_lead_in(printed: str) -> None:
    for said in Contribution.objects.exclude(sentence=""):
        assert said.type in LEAD_INS
        assert not said.sentence.endswith(".")
        assert said.sentence[0].islower() or said.sentence.startswith(("IGO", "State"))


def test_the_second_one_only_discusses_under_the_chatham_house_rule(printed: str) -> None:
    meeting = Consultation.objects.get(slug="demo-chatham-house")
    assert meeting.discussion_only
    assert meeting.attribution_rule == "chatham-house"
    assert not meeting.ballots.exists()
    assert meeting.recommendations.get().state == "put-forward"


def test_each_link_signs_in_and_leads_to_a_page(printed: str) -> None:
    links = re.findall(r"http://127\.0\.0\.1:8000(/d/\S+)", printed)
    assert len(links) == 6
    for link in links:
        client = Client()
        answer = client.get(link)
        assert answer.status_code == 302
        assert client.get(answer["Location"], follow=True).status_code == 200


def test_a_second_run_keeps_what_is_there(printed: str) -> None:
    before = list(Consultation.objects.order_by("pk").values_list("pk", "join_code"))
    assert "/d/" in run()
    assert list(Consultation.objects.order_by("pk").values_list("pk", "join_code")) == before


def test_fresh_makes_it_anew_and_touches_nothing_else(printed: str) -> None:
    other = User.objects.create_user("other@example.org")
    before = set(Consultation.objects.values_list("pk", flat=True))
    people = User.objects.count()
    run("--fresh")
    assert Consultation.objects.count() == 3
    assert not before & set(Consultation.objects.values_list("pk", flat=True))
    assert User.objects.count() == people
    assert User.objects.filter(pk=other.pk).exists()


def test_elsewhere_than_in_a_demonstration_it_is_refused(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = False
    with pytest.raises(CommandError, match="CONSULT_DEMO"):
        run()
    assert not Consultation.objects.exists()
