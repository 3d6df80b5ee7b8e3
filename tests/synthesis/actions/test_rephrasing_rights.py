"""Who may have what rephrased: roles, kinds of sentences, languages, and rules under which nothing leaves the house."""

import pytest

from consult.procedure import RefusedError
from consult.queries.people import here
from synthesis.actions import rephrasing as acts
from synthesis.models import Paragraph, Rephrasing
from synthesis.queries import rephrasing as reading
from synthesis.tasks import rephrase
from tests.synthesis import endpoint
from tests.synthesis.assisted import AWAY, at_desk, rewords, spoken

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_under_a_strict_rule_nothing_leaves_the_house(settings, rule, asking):
    report, me = at_desk(rule)
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    with pytest.raises(RefusedError, match="nothing leaves the house"):
        acts.ask(me, spoken(report).pk)
    assert not Rephrasing.objects.exists()
    row, _server = asking(me, spoken(report), endpoint.saying(rewords))  # a loopback address is the house's own
    assert row.state == "proposed"


def test_one_source_under_a_strict_rule_is_enough(settings):
    report, _me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    paragraph = spoken(report)
    contribution = paragraph.evidence.first().contribution
    assert reading.refusal_of(paragraph) == ""
    contribution.rule = "chatham-house"
    contribution.save()
    assert "nothing leaves" in reading.refusal_of(paragraph)
    contribution.rule = "on-the-record"
    contribution.save()
    type(contribution.question).objects.update(attribution_rule="anonymous")
    assert "nothing leaves" in reading.refusal_of(paragraph)
    settings.ASSISTANT_LOCAL = True
    assert reading.refusal_of(paragraph) == ""


def test_a_rule_that_became_stricter_while_it_waited_is_heard(settings):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    row = acts.ask(me, spoken(report).pk)
    type(me.consultation).objects.update(attribution_rule="chatham-house")
    rephrase.call(rephrasing_id=row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "nothing leaves" in row.trouble


def test_it_is_off_without_an_address_and_in_languages_without_capitals(settings):
    report, me = at_desk()
    with pytest.raises(RefusedError, match="no drafting assistant"):
        acts.ask(me, spoken(report).pk)
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    report.language = "ar"
    report.save()
    with pytest.raises(RefusedError, match="not used in this language"):
        acts.ask(me, spoken(report).pk)


@pytest.mark.parametrize("key", ["process", "result:", "slot:", "quantifiers", "texts"])
def test_only_sentences_on_what_was_said_are_rephrased(settings, key):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    rows = Paragraph.objects.filter(section__report=report, key__startswith=key)
    for paragraph in rows:
        with pytest.raises(RefusedError, match="Only sentences"):
            acts.ask(me, paragraph.pk)


@pytest.mark.parametrize("role", ["participant", "observer", "chair", "scribe"])
def test_others_may_neither_ask_nor_decide(settings, role):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    paragraph = spoken(report)
    row = acts.ask(me, paragraph.pk)
    Rephrasing.objects.update(state="proposed", text="x")
    other = here(me.consultation, me.consultation.participants.get(role_rows__role=role, name=f"The {role}").user)
    for act in (
        lambda: acts.ask(other, paragraph.pk),
        lambda: acts.accept(other, paragraph.pk, acts.Seen(row.pk, 1)),
        lambda: acts.leave(other, paragraph.pk, acts.Seen(row.pk, 1)),
    ):
        with pytest.raises(RefusedError):
            act()
