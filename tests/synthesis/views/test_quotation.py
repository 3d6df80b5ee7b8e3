"""Quotations at the desk: picked where people consent, printed as the rule has it, with how well they stand for all."""

import numpy as np
import pytest
from django.urls import reverse

from sessions_app.models import Contribution
from synthesis.actions import theme as acts
from synthesis.core import quotes as core
from synthesis.queries.quotation import quotes
from tests.synthesis import thematic
from tests.synthesis.thematic import at_desk, proposed, seen

pytestmark = pytest.mark.django_db


def consenting(rule="on-the-record", consent="by-name"):
    room, question, said = thematic.thematic(rule)
    Contribution.objects.filter(pk__in=[one.pk for one in said[:20]]).update(quotation=consent)
    Contribution.objects.filter(pk__in=[one.pk for one in said[20:]]).update(quotation="none")
    proposed(question)
    return room, question, said


def of(room, question):
    return next(one for one in quotes(room.consultation) if one.question.pk == question.pk)


def test_only_those_who_consent_are_picked_and_at_most_one_of_a_person():
    room, question, said = consenting()
    found = of(room, question)
    everything, *themed = found.picked
    assert len(themed) >= 2
    assert 2 <= len(everything.quotes) <= 8
    assert everything.coverage is not None
    assert 20 < everything.coverage <= 100
    may = {one.pk for one in said[:20]}
    for part in found.picked:
        assert {one.id for one in part.quotes} <= may
    groups = {one.by.label.split(" ")[0] for one in everything.quotes}
    assert len(groups) >= 2


@pytest.mark.parametrize(
    ("rule", "consent", "named"),
    [
        ("on-the-record", "by-name", True),
        ("on-the-record", "without-name", False),
        ("anonymous", "by-name", False),
    ],
)
def test_each_is_attributed_as_rule_and_person_allow(rule, consent, named, client):
    room, question, _said = consenting(rule, consent)
    assert all((one.by is not None) is named for part in of(room, question).picked for one in part.quotes)
    client.force_login(room.people["rapporteur"].user)
    page = client.get(reverse("quotes", args=[room.slug])).content.decode()
    assert ("without attribution" in page) is not named
    assert "stands for it to" in page
    assert 'data-copy="#quote-all-' in page
    assert ("States 1" in page) is named


def test_under_the_chatham_house_rule_nothing_is_quoted(client):
    room, question, _said = consenting("chatham-house")
    assert of(room, question).picked == ()
    client.force_login(room.people["rapporteur"].user)
    assert "Nothing may be quoted here" in client.get(reverse("quotes", args=[room.slug])).content.decode()
    other, asked, _said = consenting()
    Contribution.objects.filter(question=asked).update(rule="chatham-house")
    assert not any(part.quotes for part in of(other, asked).picked)


def test_a_consent_that_is_taken_back_is_heard_at_once():
    room, question, _said = consenting()
    everything = of(room, question).picked[0]
    gone = everything.quotes[0].id
    Contribution.objects.filter(pk=gone).update(quotation="none")
    after = of(room, question).picked[0]
    assert gone not in {one.id for one in after.quotes}
    assert (after.left, after.coverage) == (1, None)


def test_what_is_hidden_or_names_somebody_whom_the_rule_keeps_is_not_offered():
    room, question, _said = consenting("by-group")
    first, second, *_rest = of(room, question).picked[0].quotes
    Contribution.objects.filter(pk=first.id).update(state="hidden")
    name = room.people["States 3"].delegation.name
    Contribution.objects.filter(pk=second.id).update(text=f"We heard from {name} that the pond is dirty")
    assert not {first.id, second.id} & {one.id for part in of(room, question).picked for one in part.quotes}


def test_a_merged_theme_has_none_until_they_are_picked_anew():
    room, question, _said = consenting()
    one, other = (part.theme for part in of(room, question).picked[1:3])
    kept = acts.merge(at_desk(room), [seen(one), seen(other)], "Both")
    assert kept.pk not in {part.theme.pk for part in of(room, question).picked if part.theme}
    proposed(question)
    again = next(part for part in of(room, question).picked if part.theme and part.theme.pk == kept.pk)
    assert again.quotes
    assert again.coverage is not None


def test_without_quotations_the_page_says_the_next_step(client):
    room, _question, _said = thematic.thematic()
    client.force_login(room.people["rapporteur"].user)
    assert "Not looked for yet" in client.get(reverse("quotes", args=[room.slug])).content.decode()


def test_coverage_is_the_mean_likeness_with_the_nearest():
    vectors = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])
    assert core.coverage(vectors, [0]) == pytest.approx((1 + 0.6 + 0) / 3)
    assert core.coverage(vectors, [0, 2], np.array([1.0, 2.0, 1.0])) == pytest.approx((1 + 2 * 0.8 + 1) / 4)
    assert core.coverage(vectors, []) == 0.0
