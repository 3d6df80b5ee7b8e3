"""What somebody said goes with the passages it was, the texts it became, and wherever others hold its very words."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult import record
from sessions_app.actions import submission as submissions
from sessions_app.models import (
    Annex,
    Contribution,
    Minutes,
    Paper,
    Passage,
    RecommendationVersion,
    Statement,
    Submission,
    Transcript,
)
from sessions_app.queries.submission import published
from synthesis.actions import removing, removing_texts
from tests.synthesis import rooms
from tests.synthesis.test_removing_texts import GONE, TEXT, WHY, convenor, room, stored

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
__all__ = ["room"]
SAID = "In my zqpassagezq the river was never safe to drink from."


def hand_in(room, *texts: str) -> Submission:
    """A public submission of a passage for each text; the first was brought into a thread."""
    author, session = room.people["Academia 3"], room.consultation.sessions.get()
    now = timezone.now()
    sent = Submission.objects.create(
        session=session, author=author, delegation=author.delegation, group=author.group, rule="on-the-record",
        consent="publish", salt=record.salt(), submitted_at=now, published_at=now,
    )  # fmt: skip
    for number, text in enumerate(texts, start=1):
        Passage.objects.create(submission=sent, number=number, text=text)
    first = sent.passages.get(number=1)
    question = session.questions.first()
    first.contribution = rooms.say(question, author, texts[0], submission=sent)
    first.save()
    return sent


def passages(sent: Submission) -> list[str]:
    return list(sent.passages.values_list("text", flat=True))


def test_a_passage_goes_with_what_it_became_and_is_not_published_again(room) -> None:
    sent = hand_in(room, SAID, "Something else altogether was said.")
    Annex.objects.create(submission=sent, name="a.txt", data=b"kept")
    said = Contribution.objects.get(submission=sent)
    removing.remove_words(convenor(room), said.pk, WHY)
    assert passages(sent) == [GONE, "Something else altogether was said."]
    assert sent.annexes.count() == 1
    sent.refresh_from_db()
    assert (sent.salt, sent.published_at) == ("", None)
    submissions.publish(convenor(room), sent.pk, is_shown=True)
    assert [passage.text for passage in published(room.consultation)[0].passages] == passages(sent)
    page = Client().get(reverse("session", args=[room.slug, sent.session_id])).text
    assert "zqpassagezq" not in page
    assert stored("zqpassagezq") == set()


def test_all_of_an_author_goes_with_the_passages_that_were_brought_nowhere_and_the_annexes(room) -> None:
    sent = hand_in(room, "This was brought into the thread.", SAID)
    alone = hand_in(room, "This too was brought into a thread.", SAID)
    Contribution.objects.filter(submission=alone).delete()
    Annex.objects.create(submission=alone, name="a.txt", data=b"zqpassagezq")
    said = Contribution.objects.get(submission=sent)
    removing.remove_words(convenor(room), said.pk, WHY, all_of_author=True)
    assert passages(sent) == passages(alone) == [GONE, GONE]
    assert not Annex.objects.exists()
    assert stored("zqpassagezq") == set()


def test_a_text_that_the_words_became_and_others_who_hold_them_lose_them(room) -> None:
    session = room.consultation.sessions.get()
    question, author = session.questions.first(), room.people["Academia 3"]
    advice = "States should zqpassagezq the river."
    said = rooms.say(question, author, f"I propose: {advice}", sentence="the river is to be kept clean by all")
    other = rooms.say(question, room.people["Academia 2"], "Mine.", sentence="the river is to be kept clean by all")
    became = rooms.add_text(room, question, "1.9", advice, turned_from=said)
    minutes = Minutes.objects.create(session=session, summary=f"We heard: I propose: {advice} Then lunch.")
    removing.remove_words(convenor(room), said.pk, WHY)
    minutes.refresh_from_db()
    assert minutes.summary == f"We heard: {GONE} Then lunch."
    assert RecommendationVersion.objects.get(pk=became.pk).text == GONE
    other.refresh_from_db()
    assert other.sentence == "the river is to be kept clean by all"
    assert stored("zqpassagezq") == set()


def test_a_removed_recommendation_is_gone_from_submissions_statements_transcripts_and_papers(room) -> None:
    sent = hand_in(room, "This was brought into a thread.", f"We ask: {TEXT}")
    session = room.consultation.sessions.get()
    statement = Statement.objects.create(
        session=session, rule="on-the-record", text=f"Madam Chair, {TEXT}", salt=record.salt(), at=timezone.now()
    )
    cues = [{"speaker": "A", "text": TEXT, "start": None, "state": ""}]
    transcript = Transcript.objects.create(session=session, name="a.vtt", cues=cues, at=timezone.now())
    block = {"kind": "paragraph", "text": TEXT}
    paper = Paper.objects.create(
        consultation=room.consultation, title="A paper", authors="Somebody", note=TEXT, blocks=[block],
        appears_at=timezone.now(), salt=record.salt(),
    )  # fmt: skip
    row = room.consultation.recommendations.get(number="1.1")
    removing_texts.remove_recommendation(convenor(room), row.pk, WHY)
    for one in (statement, transcript, paper):
        one.refresh_from_db()
    assert passages(sent)[1] == f"We ask: {GONE}"
    assert (statement.text, statement.salt) == (f"Madam Chair, {GONE}", "")
    assert transcript.cues == [{**cues[0], "text": GONE}]
    assert (paper.note, paper.blocks, paper.salt) == (GONE, [{**block, "text": GONE}], "")
    assert stored("zqtextzq") == set()
