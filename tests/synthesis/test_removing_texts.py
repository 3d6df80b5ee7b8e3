"""A recommendation, a statement on position or the reason of an objection is taken out: of every page and file."""

import json

import pytest
from django.apps import apps
from django.db.models import BinaryField, CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult import record
from consult.models import RecordEntry
from consult.procedure import PhaseKind, RefusedError
from consult.queries.people import here
from sessions_app.models import (
    Amendment,
    Ballot,
    Commitment,
    PositionStatement,
    Recommendation,
    RecommendationVersion,
    Sponsor,
    Vote,
)
from sessions_app.rules.erased import Wanted
from synthesis.actions import publishing, removing_texts
from synthesis.actions.drafting import draft_report
from synthesis.actions.editions import Why
from synthesis.models import Edition, Paragraph, ParagraphSource, Report, Section
from synthesis.models.report import Grounding, ReportState, Style, Template
from synthesis.tasks import make_files
from tests.factories import Room, open_phases
from tests.synthesis import rooms
from tests.synthesis.test_embargo import addresses, as_role, words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TEXT = "States should zqtextzq publish what they assess every year."
STATED = "We cannot zqstatedzq accept this because of our people."
REASON = "It would zqreasonzq name victims of reprisals."
MARKS = ("zqtextzq", "zqstatedzq", "zqreasonzq", "zqmovezq")
GONE = "[This text was removed.]"
WHY = Why("safety", "Somebody is threatened.")


@pytest.fixture
def room() -> Room:
    """A check with one objection, a statement on position, an amendment, a sponsor, a follow-up on the text."""
    room = rooms.lively(visibility="public")
    open_phases(room.consultation, list(PhaseKind))
    text = Recommendation.objects.get(number="1.1")
    text.state = "put-forward"
    text.addressees = ["States"]
    text.proposed_by = room.people["States 2"]
    text.save()
    RecommendationVersion.objects.filter(recommendation=text).update(text=TEXT)
    Vote.objects.exclude(reason="").update(reason=REASON)
    voice = {"rule": "on-the-record", "group": room.people["States 4"].group}
    who, mover = room.people["States 4"], room.people["States 5"]
    PositionStatement.objects.create(
        recommendation=text, kind="general", text=STATED, salt=record.salt(), participant=who,
        delegation=who.delegation, **voice,
    )  # fmt: skip
    Amendment.objects.create(
        recommendation=text, number=1, version=text.versions.get(), text=TEXT.replace("every", "zqmovezq each"),
        reason=TEXT, participant=mover, delegation=mover.delegation, **voice,
    )  # fmt: skip
    Sponsor.objects.create(recommendation=text, is_main=True, participant=mover, delegation=mover.delegation, **voice)
    Commitment.objects.create(consultation=room.consultation, recommendation=text, number=1, rule="on-the-record")
    return room


@pytest.fixture
def report(room: Room) -> Report:
    report = publish(room, Template.BODY)
    assert {mark for mark in MARKS if stands(report, mark)} >= {"zqtextzq", "zqstatedzq", "zqreasonzq"}
    return report


def publish(room: Room, template: str) -> Report:
    made = Report.objects.create(consultation=room.consultation, template=template, title="What was said")
    report = draft_report(room.consultation, "command", made)
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    publishing.publish(convenor(room), report)
    make_files.call(report.pk)
    report.refresh_from_db()
    return report


def convenor(room: Room):
    return here(room.consultation, room.people["convenor"].user)


def stands(report: Report, mark: str) -> bool:
    return Paragraph.objects.filter(section__report=report, text__contains=mark).exists()


def everywhere(room: Room, report: Report) -> list[str]:
    """Every address that shows a text, what was said on it or a report to anybody."""
    found = addresses(room, report)
    found += [reverse("results_file", args=[room.slug, extension]) for extension in ("csv", "xlsx", "json")]
    found += [reverse(name, args=[room.slug]) for name in ("results_slate", "results_opinion", "tracker", "texts")]
    found += [reverse("commitments_file", args=[room.slug]), reverse("commitment", args=[room.slug, 1])]
    found += [reverse(name, args=[room.slug, "1.1"]) for name in ("text", "compilation", "amend", "position")]
    session = room.consultation.sessions.get()
    return [*found, reverse("session", args=[room.slug, session.pk])]


def served(room: Room, report: Report, mark: str, *roles: str) -> list[tuple[str, str]]:
    return [
        (role, address)
        for role in roles
        for address in everywhere(room, report)
        if mark.lower().encode() in words(as_role(room, role), address).lower()
    ]


def stored(mark: str) -> set[str]:
    """The tables of this database in which ``mark`` stands, in whatever column."""
    found = set()
    for model in apps.get_models():
        kinds = CharField | TextField | JSONField | BinaryField
        columns = [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
        for row in model._base_manager.values_list(*columns) if columns else ():
            text = " ".join(
                bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in row
            )
            if mark in text.lower():
                found.add(model._meta.label)
    return found


def results(room: Room) -> dict:
    return json.loads(Client().get(reverse("results_file", args=[room.slug, "json"])).content)


def counted(room: Room) -> list[dict]:
    return results(room)["positions"]


def test_a_recommendation_is_gone_from_every_page_and_file_and_what_was_counted_stays(room, report) -> None:
    assert len(served(room, report, "zqtextzq", "")) > 15
    before, votes = counted(room), list(Vote.objects.order_by("pk").values_list("choice", "elector"))
    removing_texts.remove_recommendation(convenor(room), Recommendation.objects.get(number="1.1").pk, WHY)
    make_files.call(report.pk)
    roles = ("", "participant", "rapporteur", "convenor")
    assert [found for mark in ("zqtextzq", "zqmovezq") for found in served(room, report, mark, *roles)] == []
    assert stored("zqtextzq") | stored("zqmovezq") == set()
    assert counted(room) == before
    assert list(Vote.objects.order_by("pk").values_list("choice", "elector")) == votes
    row = next(one for one in results(room)["texts"] if one["number"] == "1.1")
    assert (row["text"], row["state"]) == (GONE, "put forward")
    assert not Sponsor.objects.exists()
    assert Amendment.objects.get().delegation is None
    assert Recommendation.objects.get(number="1.1").proposed_by is None


@pytest.mark.parametrize("extension", ["json", "jsonld", "akn", "md", "html", "xlsx", "zip", "docx", "odt"])
def test_a_new_edition_says_in_every_format_that_a_text_was_removed(room, report, extension) -> None:
    removing_texts.remove_recommendation(convenor(room), Recommendation.objects.get(number="1.1").pk, WHY)
    make_files.call(report.pk)
    address = reverse("export", args=[room.slug, report.pk, extension])
    assert b"This text was removed" in words(Client(), address)


def test_the_paragraph_of_a_removed_recommendation_keeps_its_outcome(room, report) -> None:
    paragraph = Paragraph.objects.filter(section__report=report, key__startswith="item:r", text__contains="zqtextzq")
    pk = paragraph.first().pk
    removing_texts.remove_recommendation(convenor(room), Recommendation.objects.get(number="1.1").pk, WHY)
    paragraph = Paragraph.objects.get(pk=pk)
    assert paragraph.text == f"{GONE} (Text 1.1, put forward)"
    assert paragraph.salt == ""


def test_a_statement_on_position_loses_its_words_and_its_author(room, report) -> None:
    who = room.people["States 4"].delegation.name
    told = Paragraph.objects.get(section__report=report, text__contains="zqstatedzq")
    assert who in told.text
    assert served(room, report, "zqstatedzq", "")
    removing_texts.remove_statement(convenor(room), PositionStatement.objects.get().pk, WHY)
    make_files.call(report.pk)
    assert served(room, report, "zqstatedzq", "", "participant", "convenor") == []
    assert stored("zqstatedzq") == set()
    told.refresh_from_db()
    assert who not in told.text
    assert GONE in told.text
    row = results(room)["statements on position"][0]
    assert (row["by"], row["text"], row["number"]) == ("A participant", GONE, "1.1")
    assert stands(report, "zqtextzq")


def test_the_reason_of_an_objection_goes_with_the_name_beside_it_and_the_objection_counts(room, report) -> None:
    vote = Vote.objects.get(choice="object")
    who = vote.elector.delegation.name
    before = counted(room)
    assert {"number": "1.1", "by": who, "reason": REASON} in results(room)["objections"]
    told = Paragraph.objects.get(section__report=report, text__contains="zqreasonzq")
    assert who in told.text
    removing_texts.remove_reason(convenor(room), vote.pk, WHY)
    make_files.call(report.pk)
    assert served(room, report, "zqreasonzq", "", "participant", "convenor") == []
    assert stored("zqreasonzq") == set()
    assert counted(room) == before
    assert results(room)["objections"] == [{"number": "1.1", "by": "One objection", "reason": GONE}]
    told.refresh_from_db()
    assert who not in told.text
    assert GONE in told.text
    assert Ballot.objects.get(pk=vote.ballot_id).digest == vote.ballot.digest


def test_a_report_drafted_afterwards_quotes_no_mark_and_names_nobody_who_objected(room, report) -> None:
    vote = Vote.objects.get(choice="object")
    who = vote.elector.delegation.name
    removing_texts.remove_reason(convenor(room), vote.pk, WHY)
    again = draft_report(room.consultation, "command")
    result = Paragraph.objects.get(section__report=again, key__startswith="result:r")
    assert who not in result.text
    assert GONE not in result.text


def test_the_same_words_elsewhere_give_way_and_what_stands_around_them_stays(room, report) -> None:
    author = room.people["Academia 2"]
    said = rooms.say(room.consultation.sessions.get().questions.first(), author, f"I read: {TEXT} I agree with it.")
    other = Recommendation.objects.get(number="1.2").versions.get()
    RecommendationVersion.objects.filter(pk=other.pk).update(text=f"Businesses too. {TEXT.upper()}")
    removing_texts.remove_recommendation(convenor(room), Recommendation.objects.get(number="1.1").pk, WHY)
    said.refresh_from_db()
    other.refresh_from_db()
    assert said.text == f"I read: {GONE} I agree with it."
    assert said.salt == ""
    assert other.text == f"Businesses too. {GONE}"


def test_a_paragraph_in_other_words_that_stands_on_it_goes_whole_and_what_only_counts_stays(room, report) -> None:
    text = Recommendation.objects.get(number="1.1")
    section = report.sections.first()
    told = Paragraph.objects.create(
        section=section, text="Yearly publishing was asked for.", edited_at=timezone.now(), style=Style.PARAGRAPH
    )
    told.evidence.create(recommendation=text)
    near = Paragraph.objects.create(
        section=section, grounding=Grounding.OWN, text="States should zqtextzq publish what they assess every month."
    )
    table = Paragraph.objects.get(section__report=report, key="results")
    removing_texts.remove_recommendation(convenor(room), text.pk, WHY)
    assert not Paragraph.objects.filter(pk__in=[told.pk, near.pk]).exists()
    assert Paragraph.objects.filter(section=section, grounding=Grounding.REMOVED).count() == 2
    assert Paragraph.objects.get(pk=table.pk).rows == table.rows


def test_a_report_made_of_reports_loses_the_words_by_the_same_act(room, report) -> None:
    text, parent = Recommendation.objects.get(number="1.1"), rooms.lively()
    made = Report.objects.create(
        consultation=parent.consultation, title="Of all", is_rollup=True, drafted_at=timezone.now(),
        state=ReportState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    source = Paragraph.objects.filter(section__report=report, key__startswith="item:r", text__contains=TEXT).first()
    copy = Paragraph.objects.create(
        section=Section.objects.create(report=made, key="c1", heading="One"), text=source.text, style=Style.LIST_ITEM
    )
    ParagraphSource.objects.create(paragraph=copy, report=report, of=source, number="3", is_recommendation=True)
    removing_texts.remove_recommendation(convenor(room), text.pk, WHY)
    copy.refresh_from_db()
    made.refresh_from_db()
    assert (GONE in copy.text, "zqtextzq" in copy.text, made.edition) == (True, False, 2)
    entry = RecordEntry.objects.get(consultation_id=parent.consultation.pk, act="report has a new edition")
    assert entry.actor == "rule"


def test_every_published_report_has_a_new_edition_that_says_how_much_went(room, report) -> None:
    removing_texts.remove_recommendation(convenor(room), Recommendation.objects.get(number="1.1").pk, WHY)
    assert Edition.objects.get(report=report).extent == "text"
    front = Client().get(reverse("report", args=[room.slug, report.pk])).text
    assert "a recommendation, a statement or a reason was taken out, to protect a person" in front
    for entry in RecordEntry.objects.all():
        assert not any(mark in entry.body for mark in MARKS)


def test_whoever_may_not_and_what_stands_elsewhere_is_refused_and_nothing_changes(room, report) -> None:
    text, vote = Recommendation.objects.get(number="1.1"), Vote.objects.get(choice="object")
    stated, elsewhere = PositionStatement.objects.get(), rooms.lively()
    for who in (here(room.consultation, room.people["rapporteur"].user), convenor(elsewhere)):
        for act, pk in (
            (removing_texts.remove_recommendation, text.pk),
            (removing_texts.remove_statement, stated.pk),
            (removing_texts.remove_reason, vote.pk),
        ):
            with pytest.raises(RefusedError):
                act(who, pk, WHY)
    with pytest.raises(RefusedError):  # support has no reason that is printed
        removing_texts.remove_reason(convenor(room), Vote.objects.filter(choice="support").first().pk, WHY)
    assert all(stored(mark) for mark in MARKS)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("what", ["recommendation", "statement", "objection"])
def test_the_page_takes_each_out_by_a_plain_form(room, report, what) -> None:
    client = as_role(room, "convenor")
    address = reverse("report_remove", args=[room.slug, report.pk])
    sent = {"extent": what, "ground": "safety", "reason": "It is."}
    assert client.post(address, sent).status_code == 400
    for wrong in ("0", "x", str(2**70), "\x00"):
        assert client.post(address, {**sent, what: wrong}).status_code == 400
    rows = {"recommendation": Recommendation.objects.get(number="1.1"), "statement": PositionStatement.objects.get()}
    row = rows.get(what) or Vote.objects.get(choice="object")
    assert client.post(address, {**sent, what: row.pk})["Location"] == reverse("report", args=[room.slug, report.pk])
    mark = dict(zip(("recommendation", "statement", "objection"), MARKS, strict=False))[what]
    assert stored(mark) == set()
    assert client.post(address, {**sent, what: row.pk}).status_code == 400


def test_words_are_found_whatever_their_capitals_and_spaces_and_never_inside_others() -> None:
    wanted = Wanted(["Publish it all."], GONE)
    assert wanted.without("We PUBLISH  it\nall. Then") == f"We {GONE} Then"
    assert wanted.without("Republish it all. Publish it allocated.") == "Republish it all. Publish it allocated."
    assert wanted.without_in({"rows": [["publish it all", 3]], "n": None}) == {"rows": [[GONE, 3]], "n": None}
    assert Wanted([GONE, ""], GONE).without(GONE) == GONE
