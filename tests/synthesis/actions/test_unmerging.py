"""A merge of themes that is taken back leaves them as they were before, whatever lay under them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.models import RecordEntry
from consult.procedure import RefusedError
from synthesis.actions import coding
from synthesis.actions import theme as acts
from synthesis.models import Code, Suggestion, Theme, ThemeVersion
from tests.synthesis import thematic
from tests.synthesis.thematic import at_desk, proposed, seen

pytestmark = pytest.mark.django_db


def state(question):
    """How the themes of a question stand, without the numbers of their revisions."""
    return (
        list(Theme.objects.filter(question=question).values_list("pk", "label", "state", "into", "quotes")),
        list(Code.objects.order_by("pk").values_list("contribution", "coder", "theme")),
        list(Suggestion.objects.order_by("contribution").values_list("contribution", "theme", "likeness")),
    )


@pytest.fixture
def told():
    room, question, said = thematic.thematic()
    proposed(question)
    second = thematic.another_rapporteur(room)
    for label in ("Third", "Fourth"):
        acts.make(at_desk(room), question.pk, label)
    return room, question, said, second


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    codes=st.lists(st.tuples(st.integers(0, 39), st.integers(0, 4), st.booleans()), max_size=12),
    merges=st.lists(st.tuples(st.sets(st.integers(0, 3), min_size=2), st.sampled_from(["", "All"])), max_size=3),
)
def test_merges_taken_back_leave_what_was_before(told, codes, merges):
    room, question, said, second = told
    mine, other = at_desk(room), at_desk(room, second)
    themes = list(Theme.objects.filter(question=question, state__in=("proposed", "confirmed")).order_by("pk"))
    for place, theme, by_other in codes:
        where = themes[theme].pk if theme < len(themes) else None
        coding.code(other if by_other else mine, [said[place].pk], where or "none")
    states, kept = [], []
    for chosen, label in merges:
        there = [one for one in (themes[n % len(themes)] for n in sorted(chosen)) if is_standing(one)]
        if len(there) < 2:
            continue
        states.append(state(question))
        kept.append(acts.merge(mine, [seen(one) for one in there], label))
    for theme in reversed(kept):
        acts.unmerge(other, seen(theme))
        assert state(question) == states.pop()


def is_standing(theme):
    theme.refresh_from_db()
    return theme.state in ("proposed", "confirmed")


def test_what_was_put_under_the_merged_theme_since_stays_there(told):
    room, question, _said, second = told
    one, other = Theme.objects.filter(question=question, is_machine_made=True).order_by("pk")[:2]
    first, *_rest, last = acts.material_ids(other)
    coding.code(at_desk(room, second), [first], other.pk)
    kept = acts.merge(at_desk(room), [seen(one), seen(other)], "Both")
    coding.code(at_desk(room), [last], kept.pk)
    acts.unmerge(at_desk(room), seen(kept))
    assert Code.objects.get(contribution=first).theme_id == other.pk
    assert Code.objects.get(contribution=last).theme_id == kept.pk


def test_a_merge_that_something_followed_is_not_taken_back(told):
    room, question, _said, _second = told
    here = at_desk(room)
    one, other, third = Theme.objects.filter(question=question).order_by("pk")[:3]
    for after in (
        lambda theme: acts.rename(here, seen(theme), "Renamed since"),
        lambda theme: acts.reopen(here, seen(theme)),
        lambda theme: acts.split(here, seen(theme), acts.material_ids(theme)[:1], "A part"),
    ):
        kept = acts.merge(here, [seen(one), seen(other)], "")
        after(kept)
        before = state(question)
        with pytest.raises(RefusedError, match="after the merge"):
            acts.unmerge(here, seen(kept))
        assert state(question) == before
        one, other = kept, acts.make(here, question.pk, "Another, and confirmed: it is the one that stays")
    with pytest.raises(RefusedError, match="after the merge"):
        acts.unmerge(here, seen(third))


def test_it_is_in_the_history_and_in_the_record(told):
    room, question, _said, _second = told
    one, other = Theme.objects.filter(question=question).order_by("pk")[:2]
    kept = acts.merge(at_desk(room), [seen(one), seen(other)], "Both")
    acts.unmerge(at_desk(room), seen(kept))
    assert ThemeVersion.objects.filter(theme=other).first().act == "unmerged"
    assert RecordEntry.objects.get(act="theme unmerged").payload["of"] == [other.pk]


def test_the_page_of_the_merged_theme_has_the_button(told, client):
    room, question, _said, _second = told
    one, other = Theme.objects.filter(question=question).order_by("pk")[:2]
    kept = acts.merge(at_desk(room), [seen(one), seen(other)], "Both")
    client.force_login(room.people["rapporteur"].user)
    address = kept.get_absolute_url()
    assert "Take the merge back" in client.get(address).content.decode()
    body = {"do": "unmerge", "revision": kept.revision}
    assert "stand as they did" in client.post(address, body, follow=True).content.decode()
    page = client.get(address).content.decode()
    assert "Take the merge back" not in page
    assert "taken back by you" in page
