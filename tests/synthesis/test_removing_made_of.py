"""What was made of words goes with them: headings, addressees, footnotes, translations; also in reports of reports."""

import pytest
from django.utils import timezone

from consult import record
from consult.models import RecordEntry
from sessions_app.actions import minutes
from sessions_app.models import (
    Amendment,
    Flag,
    Lineage,
    Minutes,
    MinutesVersion,
    Recommendation,
    RecommendationVersion,
    Statement,
    Translation,
)
from synthesis.actions import proposing, removing, removing_texts
from synthesis.actions import theme as themes
from synthesis.core.themes import Theme as Proposed
from synthesis.models import Edition, Note, Paragraph, ParagraphSource, Report, Section, Theme
from synthesis.models.rephrasing import Rephrasing
from synthesis.models.report import Grounding, ReportState, Style, Template
from synthesis.models.theme import ThemeRun, ThemeVersion
from tests.synthesis import rooms
from tests.synthesis.test_removing_from_headings import headings
from tests.synthesis.test_removing_texts import GONE, WHY, convenor, publish, room, stored

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
__all__ = ["room"]
HEADING_GONE = "[This heading was removed.]"


def roll_up(report: Report, rows: list[Paragraph], key: str, heading: str) -> Report:
    """A published report of reports with one section that took ``rows`` over."""
    made = Report.objects.create(
        consultation=rooms.lively().consultation, title="Of all", is_rollup=True, drafted_at=timezone.now(),
        state=ReportState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    section = Section.objects.create(report=made, key=key, heading=heading, level=2)
    for row in rows:
        copy = Paragraph.objects.create(section=section, style=row.style, text=row.text, position=row.position)
        ParagraphSource.objects.create(
            paragraph=copy, report=report, of=row, is_recommendation=row.style == Style.LIST_ITEM,
            addressees=["Zqsomebodyzq"] if row.style == Style.LIST_ITEM else [],
        )  # fmt: skip
    return made


def turned(room, text: str, **fields: object):
    """A contribution and the text that it became."""
    question = room.consultation.sessions.get().questions.first()
    said = rooms.say(question, room.people["Academia 3"], f"I propose this: {text}")
    return said, rooms.add_text(room, question, "1.9", text, turned_from=said, state="put-forward", **fields)


def test_a_heading_made_of_a_text_that_the_words_became_goes_with_them_here_and_where_it_was_taken(room) -> None:
    text = "States should protect zqherzq."
    row = Recommendation.objects.get(number="1.1")
    said = rooms.say(row.question, room.people["Academia 3"], f"I propose this: {text}")
    Recommendation.objects.filter(pk=row.pk).update(turned_from=said)
    RecommendationVersion.objects.filter(recommendation=row).update(text=text)
    report = publish(room, Template.CONFERENCE)
    [theme] = [one for one in headings(report) if "zqherzq" in one]
    made = roll_up(report, [], f"c{room.consultation.pk}.q1", theme)
    removing.remove_words(convenor(room), said.pk, WHY)
    assert headings(made) == [HEADING_GONE]
    assert headings(report).count(HEADING_GONE) == 1
    assert stored("zqherzq") == set()
    assert Edition.objects.get(report=made).extent == "source"


def test_what_the_words_became_goes_in_all_its_versions_languages_and_amendments(room) -> None:
    said, version = turned(room, "States should protect zqherzq from the police.")
    row = version.recommendation
    last = RecommendationVersion.objects.create(
        recommendation=row, version=2, text="All States should protect zqherzq from the police at once."
    )
    Translation.objects.create(version=last, language="fr", text="Les États protègent zqherzq.")
    Amendment.objects.create(recommendation=row, number=1, version=last, text="Protect zqherzq", rule="on-the-record")
    report = publish(room, Template.BODY)
    told = Paragraph.objects.get(section__report=report, key=f"item:r{row.pk}")
    removing.remove_words(convenor(room), said.pk, WHY)
    assert stored("zqherzq") == set()
    told.refresh_from_db()
    assert told.text == f"{GONE} (Text 1.9, put forward)"
    assert Translation.objects.get(version=last).text == "[Ce texte a été retiré.]"


def test_a_text_that_became_another_since_stays_without_the_words_it_began_with(room) -> None:
    said, version = turned(room, "States should protect zqherzq from the police.")
    now = RecommendationVersion.objects.create(
        recommendation=version.recommendation, version=2, text="Witnesses are to be heard in private."
    )
    removing.remove_words(convenor(room), said.pk, WHY)
    now.refresh_from_db()
    assert now.text == "Witnesses are to be heard in private."
    assert stored("zqherzq") == set()


def test_a_translation_of_a_text_that_lost_words_of_another_goes_whole(room) -> None:
    text = "States should protect zqherzq from the police."
    question = room.consultation.sessions.get().questions.first()
    said = rooms.say(question, room.people["Academia 3"], text)
    other = rooms.add_text(room, question, "1.8", f"We heard. {text} We agree.")
    Translation.objects.create(version=other, language="fr", text="Les États protègent zqherzq de la police.")
    removing.remove_words(convenor(room), said.pk, WHY)
    other.refresh_from_db()
    assert other.text == f"We heard. {GONE} We agree."
    assert stored("zqherzq") == set()


def addressed(report: Report, key: str, recommendation: Recommendation) -> Paragraph:
    """A text under a heading that says whom it addresses, in a published report."""
    section = Section.objects.create(report=report, key=key, heading="Addressed to Zqsomebodyzq", level=2)
    made = Paragraph.objects.create(section=section, style=Style.LIST_ITEM, text="Take care (Text 1.1)")
    made.evidence.create(recommendation=recommendation)
    return made


def test_whom_a_removed_text_addressed_is_named_in_no_heading_and_no_report_of_reports(room) -> None:
    text, other = (Recommendation.objects.get(number=number) for number in ("1.1", "1.2"))
    report = publish(room, Template.BODY)
    told = addressed(report, "priorities.7", text)
    both = addressed(report, "priorities.8", text)
    Paragraph.objects.create(section=both.section, style=Style.LIST_ITEM).evidence.create(recommendation=other)
    made = roll_up(report, [told], "priorities.0", "Addressed to Zqsomebodyzq")
    removing_texts.remove_recommendation(convenor(room), text.pk, WHY)
    assert headings(made) == [HEADING_GONE]
    assert ParagraphSource.objects.get(report=report).addressees == []
    assert Section.objects.get(pk=told.section_id).heading == HEADING_GONE
    assert Section.objects.get(pk=both.section_id).heading == "Addressed to Zqsomebodyzq"


def test_a_withdrawn_report_leaves_nobody_in_a_heading_of_the_reports_made_of_it(room) -> None:
    report = publish(room, Template.BODY)
    told = addressed(report, "priorities.7", Recommendation.objects.get(number="1.1"))
    report.sections.filter(pk=told.section_id).update(heading="Recommendations")
    alone = roll_up(report, [told], "priorities.0", "Addressed to Zqsomebodyzq")
    among = roll_up(report, [told], "priorities.0", "Addressed to Zqsomebodyzq")
    Paragraph.objects.create(section=among.sections.get(), style=Style.LIST_ITEM, text="Of another report.")
    removing.withdraw(convenor(room), report, WHY)
    assert headings(alone) == [HEADING_GONE]
    assert headings(among) == ["Addressed to Zqsomebodyzq"]
    assert [edition.number for edition in Edition.objects.filter(report=alone)] == [2]


def test_a_paragraph_that_goes_with_a_text_takes_its_footnotes_along_here_and_where_it_was_taken(room) -> None:
    text = Recommendation.objects.get(number="1.1")
    report = publish(room, Template.BODY)
    section = Section.objects.create(report=report, key="own", heading="Own")
    kinds = (Style.PARAGRAPH, Style.FOOTNOTE, Style.FOOTNOTE, Style.PARAGRAPH, Style.FOOTNOTE)
    rows = [
        Paragraph.objects.create(section=section, style=style, position=place, text=f"Zqnotezq {place}", edited_at=now)
        for place, style, now in zip(range(5), kinds, [timezone.now()] + [None] * 4, strict=True)
    ]
    rows[0].evidence.create(recommendation=text)
    rows[1].evidence.create(recommendation=text)  # found by itself, and with its paragraph
    Paragraph.objects.filter(pk=rows[1].pk).update(edited_at=timezone.now())
    made = roll_up(report, rows, f"c{room.consultation.pk}.own", "Own")
    removing_texts.remove_recommendation(convenor(room), text.pk, WHY)
    for left in (section, made.sections.get()):
        there = left.paragraphs.all()
        assert [row.text for row in there] == ["", "", "", "Zqnotezq 3", "Zqnotezq 4"]
        assert [row.style for row in there] == list(kinds)
        assert [row.grounding for row in there[:3]] == [Grounding.REMOVED] * 3


def test_wordings_that_an_assistant_proposed_and_reasons_of_flags_go_too(room) -> None:
    said, version = turned(room, "States should protect zqherzq from the police.")
    Flag.objects.create(contribution=said, participant=room.people["States 4"], reason="It names zqherzq")
    report = publish(room, Template.BODY)
    told = Paragraph.objects.get(section__report=report, key=f"item:r{version.recommendation_id}")
    Rephrasing.objects.create(
        paragraph=told, revision=1, before=told.text, text="Zqherzq is to be protected.", asked_at=timezone.now()
    )
    removing.remove_words(convenor(room), said.pk, WHY)
    assert stored("zqherzq") == set()


def test_what_a_person_wrote_anew_stays_and_what_the_machine_had_proposed_beside_it_goes(room) -> None:
    said, _version = turned(room, "States should protect zqherzq from the police.")
    report = publish(room, Template.BODY)
    row = Paragraph.objects.create(
        section=report.sections.first(), text="Protection was asked for.", generated=said.text, edited_at=timezone.now()
    )
    removing.remove_words(convenor(room), said.pk, WHY)
    row.refresh_from_db()
    assert row.text == "Protection was asked for."
    assert "zqherzq" not in row.generated


def test_the_screens_are_sent_anew_whatever_lost_the_words(room) -> None:
    said, version = turned(room, "States should protect zqherzq from the police.")
    question = said.question
    other = rooms.say(question, room.people["Academia 2"], f"As was said: {said.text}")
    removing.remove_words(convenor(room), said.pk, WHY)
    told = set(RecordEntry.objects.values_list("subject", flat=True))
    assert {
        f"contribution-{said.pk}",
        f"contribution-{other.pk}",
        f"recommendation-{version.recommendation_id}",
    } <= told


def test_notebooks_and_names_of_themes_lose_the_words_and_whom_they_alone_named(room) -> None:
    said, _version = turned(room, "States should protect Zqherzq from the police.")
    question, writer = said.question, room.people["rapporteur"]
    rooms.say(question, room.people["Academia 2"], "The police is what I speak of.")
    note = Note.objects.create(
        consultation=room.consultation, author=writer, text=f"Ask: {said.text}", at=said.created_at
    )
    theme = Theme.objects.create(question=question, label="police, zqherzq")
    other = Theme.objects.create(question=question, label="police")
    for label, before in (("zqherzq", {}), ("police", {"label": "zqherzq", "quotes": []})):
        ThemeVersion.objects.create(
            theme=theme, revision=len(label), act="renamed", label=label, before=before, at=said.created_at
        )
    report = publish(room, Template.BODY)
    section = report.sections.create(key="q1", heading="Theme 1: Police, zqherzq")
    row = section.paragraphs.create(
        text="Three spoke of police, zqherzq.", findings=[{"kind": "theme", "words": {"theme": "police, zqherzq"}}]
    )
    removing.remove_words(convenor(room), said.pk, WHY)
    assert stored("zqherzq") == set()
    for one in (note, theme, other, section, row):
        one.refresh_from_db()
    assert note.text == f"Ask: {GONE}"
    assert (theme.label, other.label) == (GONE, "police")
    assert section.heading == HEADING_GONE
    assert row.text == f"Three spoke of {GONE}"


def test_what_stays_sealed_in_the_record_says_nothing_once_the_words_are_gone(room) -> None:
    said, _version = turned(room, "States should protect zqherzq from the police.")
    desk, question = convenor(room), said.question
    for revision in (0, 1):
        minutes.save(desk, question.session_id, f"We heard {revision}: {said.text}", revision)
    themes.make(desk, question.pk, "zqherzq")
    kept = [*Minutes.objects.all(), *MinutesVersion.objects.all()]
    seals = {entry.payload["text"] for entry in RecordEntry.objects.filter(act="write minutes")}
    assert {record.seal(one.salt, one.summary) for one in kept} == seals
    named = ThemeVersion.objects.get()
    assert RecordEntry.objects.get(act="theme made").payload["label"] == record.seal(named.salt, named.label)
    assert all(len(one.salt) == 32 for one in (*kept, named))
    removing.remove_words(desk, said.pk, WHY)
    salts = [*Minutes.objects.values_list("salt"), *MinutesVersion.objects.values_list("salt")]
    assert [*salts, *ThemeVersion.objects.values_list("salt")] == [("",)] * 3


def test_with_all_that_somebody_said_goes_what_they_handed_in_and_have_not_said_yet(room) -> None:
    said, _version = turned(room, "States should protect zqherzq from the police.")
    Statement.objects.create(
        session=said.question.session, participant=said.author, rule="on-the-record", text="Zqherzq, once more.",
        salt=record.salt(), at=timezone.now(),
    )  # fmt: skip
    removing.remove_words(convenor(room), said.pk, WHY, all_of_author=True)
    assert stored("zqherzq") == set()


def test_themes_that_were_being_proposed_when_the_words_went_are_not_saved(room) -> None:
    said, _version = turned(room, "States should protect zqherzq from the police.")
    run = ThemeRun.objects.create(question=said.question)
    read = proposing._material(said.question)
    found = proposing.Found(new=[Proposed("police, zqherzq", (0,))])
    removing.remove_words(convenor(room), said.pk, WHY)
    assert not proposing._save(run, read, found, "words", "command")
    assert not Theme.objects.exists()
    assert proposing._save(run, proposing._material(said.question), proposing.Found(), "words", "command")


def test_the_parts_that_a_text_was_split_into_lose_its_words_and_keep_what_they_say_of_their_own(room) -> None:
    text = "States should protect zqherzq from the police. Businesses should keep zqherzq out of their registers."
    said, version = turned(room, text)
    first, second = text.split(". ")
    parts = [
        rooms.add_text(room, said.question, "1.7", f"{first}."),
        rooms.add_text(room, said.question, "1.8", second),
        rooms.add_text(room, said.question, "1.6", "Witnesses are to be heard in private."),
    ]
    act = Lineage.objects.create(consultation=room.consultation, kind="split")
    act.sources.set([version.recommendation])
    act.results.set([part.recommendation for part in parts])
    removing_texts.remove_recommendation(convenor(room), version.recommendation_id, WHY)
    for part in parts:
        part.refresh_from_db()
    assert [part.text for part in parts] == [GONE, GONE, "Witnesses are to be heard in private."]
    removing.remove_words(convenor(room), said.pk, WHY)
    assert stored("zqherzq") == set()
