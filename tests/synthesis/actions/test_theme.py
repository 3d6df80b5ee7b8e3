"""What people do with proposed themes, alone and at the same time."""

import pytest

from consult.models import RecordEntry
from consult.procedure import RefusedError
from sessions_app.models import Contribution
from synthesis.actions import coding, proposing
from synthesis.actions import theme as acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Code, Paragraph, Suggestion, Theme, ThemeRun, ThemeVersion
from tests.synthesis import thematic
from tests.synthesis.thematic import at_desk, proposed, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    return thematic.thematic()


def matter(contribution: Contribution) -> str:
    return "ponds" if "frog" in contribution.text else "lamps"


def test_themes_are_proposed_and_every_contribution_has_its_place(told):
    _room, question, said = told
    themes = proposed(question)
    assert len(themes) >= 2
    assert all(theme.is_machine_made and theme.label for theme in themes)
    assert Suggestion.objects.filter(contribution__question=question).count() == len(said)
    of_one_matter = 0
    for theme in themes:
        matters = [matter(row.contribution) for row in theme.suggestions.select_related("contribution")]
        of_one_matter += max(matters.count("ponds"), matters.count("lamps"))
    assert of_one_matter >= 0.85 * len(said)
    assert ThemeRun.objects.get(question=question).state == "done"
    entry = RecordEntry.objects.get(act="themes proposed")
    assert entry.payload["themes"] == [theme.pk for theme in themes]


def test_a_submission_counts_once_however_many_its_passages(told):
    _room, question, said = told
    Contribution.objects.filter(pk__in=[one.pk for one in said[2:]]).update(
        delegation=said[0].delegation, author=said[0].author
    )
    run = ThemeRun.objects.create(question=question)
    proposing.propose(run, "rule")
    assert not Theme.objects.filter(question=question).exists(), "three voices have no themes"


def test_few_contributions_have_no_themes(told):
    _room, question, said = told
    Contribution.objects.filter(pk__in=[one.pk for one in said[10:]]).delete()
    assert proposed(question) == []


def test_what_people_confirmed_or_renamed_stays_when_themes_are_proposed_anew(told):
    room, question, _said = told
    first, second, *others = proposed(question)
    here = at_desk(room)
    acts.confirm(here, seen(first))
    acts.rename(here, seen(second), "My own words")
    again = proposed(question)
    assert [theme.pk for theme in again][:2] == [first.pk, second.pk]
    assert not Theme.objects.filter(pk__in=[other.pk for other in others]).exists()
    assert set(again[1].suggestions.values_list("contribution", flat=True))


def test_new_contributions_are_compared_with_confirmed_themes(told):
    room, question, _said = told
    for theme in proposed(question):
        acts.confirm(at_desk(room), seen(theme))
    from tests.synthesis.rooms import say

    lamp = say(question, room.people["States 1"], "Dim the street lamps of our road after midnight to save power.")
    odd = say(question, room.people["States 2"], "Elephants sing in Portuguese on Tuesdays.")
    proposed(question)
    assert matter(Suggestion.objects.get(contribution=lamp).theme.suggestions.first().contribution) == "lamps"
    assert Suggestion.objects.get(contribution=odd).theme is None


def test_every_act_is_a_version_with_who_did_it_and_an_entry_in_the_record(told):
    room, question, _said = told
    theme, other, *_rest = proposed(question)
    here = at_desk(room)
    acts.rename(here, seen(theme), "Frogs and water")
    acts.confirm(here, seen(theme))
    acts.reopen(here, seen(theme))
    acts.merge(here, [seen(theme), seen(other)], "Both")
    versions = list(ThemeVersion.objects.filter(theme=theme).order_by("revision").values_list("act", "by", "label"))
    mine = room.people["rapporteur"].pk
    assert [act for act, _by, _label in versions] == ["proposed", "renamed", "confirmed", "reopened", "merged"]
    assert [by for _act, by, _label in versions] == [None, mine, mine, mine, mine]
    assert versions[1][2] == "Frogs and water"
    acts_entered = set(RecordEntry.objects.filter(subject=f"theme-{theme.pk}").values_list("act", flat=True))
    assert acts_entered == {"theme renamed", "theme confirmed", "theme reopened", "theme merged"}
    assert not RecordEntry.objects.filter(body__contains="Frogs and water").exists()


def test_merged_material_is_all_there_and_the_other_says_where_it_went(told):
    room, question, _said = told
    one, other, *_rest = proposed(question)
    before = set(acts.material_ids(one)) | set(acts.material_ids(other))
    kept = acts.merge(at_desk(room), [seen(one), seen(other)], "")
    assert kept.pk == one.pk
    assert kept.label == one.label
    assert set(acts.material_ids(kept)) == before
    other.refresh_from_db()
    assert (other.state, other.into_id) == ("merged", one.pk)


def test_a_split_moves_what_was_chosen_whoever_had_put_it_there(told):
    room, question, _said = told
    theme = proposed(question)[0]
    chosen = acts.material_ids(theme)[:3]
    second = thematic.another_rapporteur(room)
    coding.code(at_desk(room, second), chosen[:1], theme.pk)
    made = acts.split(at_desk(room), seen(theme), chosen, "A part of it")
    assert set(acts.material_ids(made)) == set(chosen)
    assert not set(acts.material_ids(theme)) & set(chosen)
    assert Code.objects.get(contribution=chosen[0], coder=second).theme_id == made.pk


def test_of_two_rapporteurs_the_second_is_told_what_the_first_did(told):
    room, question, _said = told
    theme, other, *_rest = proposed(question)
    stale = seen(theme)
    second = at_desk(room, thematic.another_rapporteur(room))
    acts.rename(at_desk(room), stale, "Water first")
    with pytest.raises(RefusedError, match="Water first"):
        acts.rename(second, stale, "Mine")
    acts.merge(at_desk(room), [seen(theme), seen(other)], "")
    with pytest.raises(RefusedError, match="merged into"):
        acts.confirm(second, acts.Seen(other.pk, 1))
    assert Theme.objects.get(pk=theme.pk).label == "Water first"


def test_a_theme_with_something_put_under_it_by_hand_is_not_set_aside(told):
    room, question, _said = told
    theme, other, *_rest = proposed(question)
    coding.code(at_desk(room), acts.material_ids(theme)[:1], theme.pk)
    with pytest.raises(RefusedError, match="under this theme"):
        acts.drop(at_desk(room), seen(theme))
    acts.drop(at_desk(room), seen(other))
    assert not Suggestion.objects.filter(theme=other).exists()


def test_people_who_act_while_themes_are_proposed_lose_nothing(told, monkeypatch):
    room, question, _said = told
    theme = proposed(question)[0]
    plain, calls = proposing._find, []

    def meanwhile(*args):
        if not calls:
            acts.rename(at_desk(room), seen(theme), "Renamed meanwhile")
        calls.append(1)
        return plain(*args)

    monkeypatch.setattr(proposing, "_find", meanwhile)
    proposed(question)
    assert len(calls) == 2
    assert Theme.objects.get(pk=theme.pk).label == "Renamed meanwhile"


@pytest.mark.parametrize(
    ("label", "reason"), [("", "Give the theme a name"), (" \x00 ", "Give"), ("x" * 121, "at most 120")]
)
def test_a_name_that_is_none_is_refused(told, label, reason):
    room, question, _said = told
    with pytest.raises(RefusedError, match=reason):
        acts.make(at_desk(room), question.pk, label)
    assert not Theme.objects.exists()


@pytest.mark.parametrize("role", ["chair", "participant", "observer", "scribe"])
def test_others_change_nothing(told, role):
    room, question, _said = told
    theme = proposed(question)[0]
    here = at_desk(room, room.people[role])
    for act in (
        lambda: acts.ask(here, question.pk),
        lambda: acts.make(here, question.pk, "Mine"),
        lambda: acts.rename(here, seen(theme), "Mine"),
        lambda: coding.code(here, [acts.material_ids(theme)[0]], theme.pk),
    ):
        with pytest.raises(RefusedError):
            act()
    assert not Code.objects.exists()


def test_nothing_crosses_from_one_consultation_to_another(told):
    _room, question, said = told
    theme = proposed(question)[0]
    elsewhere, _other_question, others = thematic.thematic()
    here = at_desk(elsewhere)
    for act in (
        lambda: acts.rename(here, seen(theme), "Mine"),
        lambda: acts.make(here, question.pk, "Mine"),
        lambda: coding.code(here, [said[0].pk], "none"),
        lambda: coding.code(here, [others[0].pk], theme.pk),
    ):
        with pytest.raises(RefusedError):
            act()
    assert not Code.objects.exists()


# --- the draft -------------------------------------------------------------------------------------------------------


def test_a_draft_goes_by_confirmed_themes_and_in_their_names(told):
    room, question, _said = told
    theme = proposed(question)[0]
    acts.rename(at_desk(room), seen(theme), "Clean water, and what lives in it")
    before = draft_report(room.consultation, "command").facts["data_hash"]
    acts.confirm(at_desk(room), seen(theme))
    report = draft_report(room.consultation, "command")
    assert report.facts["data_hash"] != before
    slot = Paragraph.objects.get(section__report=report, text="what was said on Clean water, and what lives in it")
    assert set(slot.evidence.values_list("contribution", flat=True)) == set(acts.material_ids(theme))


def test_a_theme_that_names_somebody_is_not_printed_under_a_rule_that_keeps_names():
    room, question, _said = thematic.thematic("chatham-house")
    theme = proposed(question)[0]
    name = room.people["States 1"].delegation.name
    acts.rename(at_desk(room), seen(theme), f"What {name} wants")
    acts.confirm(at_desk(room), seen(theme))
    report = draft_report(room.consultation, "command")
    assert not Paragraph.objects.filter(section__report=report, text__contains=name).exists()
