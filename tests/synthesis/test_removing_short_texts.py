"""What was said shortly is taken out where it is said, and the tables and the rolls that use its word stay."""

import pytest

from sessions_app.models import Recommendation, RecommendationVersion, Vote
from sessions_app.rules.erased import Whole
from synthesis.actions import removing_texts
from synthesis.models import Paragraph
from synthesis.models.report import Style, Template
from tests.synthesis.test_removing_texts import GONE, WHY, convenor, publish, room

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
__all__ = ["room"]


@pytest.mark.parametrize("reason", ["Object.", "No.", "Base", "Delegations"])
def test_a_short_reason_goes_where_it_is_told_and_tables_and_rolls_stay_as_they_were(room, reason) -> None:
    vote = Vote.objects.get(choice="object")
    Vote.objects.filter(pk=vote.pk).update(reason=reason)
    report = publish(room, Template.BODY)
    who = vote.elector.delegation.name
    told = Paragraph.objects.get(section__report=report, key__startswith="result:r")
    assert f"“{reason.rstrip('.')}.”" in told.text
    table = Paragraph.objects.get(section__report=report, key="results")
    names = {"choice": "no", "names": [who, "Another"]}
    roll = Paragraph.objects.create(
        section=told.section, style=Style.LETTER, text=f"No: {who}, Another",
        findings=[{"kind": "side", "words": names, "ballots": [vote.ballot_id]}],
    )  # fmt: skip
    roll.evidence.create(ballot=vote.ballot)
    removing_texts.remove_reason(convenor(room), vote.pk, WHY)
    kept = Paragraph.objects.get(pk=table.pk)
    assert (kept.rows, kept.text, kept.findings) == (table.rows, table.text, table.findings)
    after = Paragraph.objects.get(pk=roll.pk)
    assert (after.text, after.findings) == (roll.text, roll.findings)
    lead = told.text.partition("The reason given")[0].replace(who, "[name removed]")
    told.refresh_from_db()
    assert told.text == f"{lead}The reason given by [name removed] was: “{GONE}”"
    assert [one["words"]["reason"] for one in told.findings if one["kind"] == "reason"] == [GONE]


def test_a_short_recommendation_gives_way_where_it_is_listed(room) -> None:
    text = Recommendation.objects.get(number="1.1")
    RecommendationVersion.objects.filter(recommendation=text).update(text="Publish it.")
    report = publish(room, Template.BODY)
    told = Paragraph.objects.get(section__report=report, text__startswith="Publish it. (Text 1.1")
    removing_texts.remove_recommendation(convenor(room), text.pk, WHY)
    told.refresh_from_db()
    assert told.text == f"{GONE} (Text 1.1, put forward)"


def test_what_others_say_too_is_found_only_where_it_stands_whole() -> None:
    wanted = Whole(["No."], GONE)
    assert (
        wanted.without("No body objected. No. «No.» « no » No (1)")
        == f"No body objected. No. «{GONE}» « {GONE} » No (1)"
    )
    assert wanted.without("No (Text 1)") == f"{GONE} (Text 1)"
    data = {"choice": "no", "reason": "No.", "rows": [["No", 1]], "names": ["No"]}
    assert wanted.without_in([data]) == [{**data, "reason": GONE}]
