"""Something is taken out of a published report: no route, file, feed or edition serves the words any more."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, CharField, JSONField, TextField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import RecordEntry
from consult.procedure import PhaseKind, RefusedError
from consult.queries.people import here
from sessions_app.actions import discussion
from sessions_app.models import Contribution, PositionStatement
from synthesis.actions import circulation, evidence, publishing, removing
from synthesis.actions import paragraph as paragraphs
from synthesis.actions.drafting import draft_report
from synthesis.actions.editions import Why
from synthesis.models import Edition, Evidence, Paragraph, ParagraphSource, Report, ReportFile, Section, Snapshot
from synthesis.models.report import Grounding, ReportState, Style
from synthesis.queries.gone import gone_from
from synthesis.tasks import make_files
from synthesis.writers import FORMATS, report_blocks
from synthesis.writers.circulation import text_of
from synthesis.writers.material import material_of
from synthesis.writers.parts import book_of
from tests.factories import Room, open_phases
from tests.synthesis import rooms
from tests.synthesis.test_embargo import addresses, as_role, words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARK = "zqremovedzq"
WHY = Why("safety", "Somebody is threatened.")


@pytest.fixture
def room() -> Room:
    room = rooms.lively(visibility="public")
    question = room.consultation.sessions.get().questions.get(number=1)
    rooms.say(
        question, room.people["Academia 3"], f"In my words {MARK}.", type="challenge", sentence=f"{MARK} is feared"
    )
    open_phases(room.consultation, list(PhaseKind))
    return room


@pytest.fixture
def report(room: Room) -> Report:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    assert Paragraph.objects.filter(section__report=report, text__contains=MARK).exists()
    publishing.publish(convenor(room), report)
    make_files.call(report.pk)
    report.refresh_from_db()
    return report


def convenor(room: Room):
    return here(room.consultation, room.people["convenor"].user)


def marked(report: Report) -> Paragraph:
    return Paragraph.objects.filter(section__report=report, text__contains=MARK).first()


def served(room: Room, report: Report, *roles: str) -> list[tuple[str, str]]:
    """Where the mark is read, by whom."""
    return [
        (role, address)
        for role in roles
        for address in addresses(room, report)
        if MARK.encode() in words(as_role(room, role), address).lower()
    ]


def stored() -> set[str]:
    """The tables of this database in which the mark stands, in whatever column."""
    found = set()
    for model in apps.get_models():
        columns = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField | BinaryField)
        ]
        for row in model._base_manager.values_list(*columns) if columns else ():
            text = " ".join(
                bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in row
            )
            if MARK in text.lower():
                found.add(model._meta.label)
    return found


def test_a_passage_is_gone_from_every_address_and_numbers_stay(room, report) -> None:
    Contribution.objects.filter(text__contains=MARK).update(text="x", sentence="x")
    assert served(room, report, "")
    before = [item.block.number for part in book_of(report).parts for item in part.items]
    for paragraph in list(Paragraph.objects.filter(section__report=report)):
        if MARK in f"{paragraph.text} {paragraph.rows} {paragraph.generated} {paragraph.findings}":
            removing.remove_passage(convenor(room), report, paragraph.pk, WHY)
    make_files.call(report.pk)
    assert served(room, report, "", "participant", "rapporteur", "convenor") == []
    assert stored() == set()
    report.refresh_from_db()
    assert [item.block.number for part in book_of(report).parts for item in part.items] == before
    page = Client().get(reverse("report_whole", args=[room.slug, report.pk])).text
    assert "[This passage was removed.]" in page


def test_a_persons_words_are_gone_everywhere_in_the_house(room, report) -> None:
    draft = draft_report(room.consultation, "command")
    assert draft.pk != report.pk
    contribution = Contribution.objects.get(text__contains=MARK)
    own = Paragraph.objects.create(
        section=draft.sections.first(), grounding=Grounding.OWN, text=f"As was said, {MARK} is feared by many."
    )
    removing.remove_words(convenor(room), contribution.pk, WHY)
    make_files.call(report.pk)
    assert served(room, report, "", "participant", "convenor") == []
    assert stored() == set()
    assert not Paragraph.objects.filter(pk=own.pk).exists()
    contribution.refresh_from_db()
    assert (contribution.text, contribution.salt, contribution.state) == ("", "", "hidden")
    again = draft_report(room.consultation, "command", draft)
    assert not Paragraph.objects.filter(section__report=again, text__contains=MARK).exists()


def test_all_that_one_person_said_goes_with_it_without_naming_them(room, report) -> None:
    first = Contribution.objects.get(text__contains=MARK)
    other = rooms.say(first.question, first.author, f"Another thing, {MARK} too.")
    removing.remove_words(convenor(room), first.pk, WHY, all_of_author=True)
    other.refresh_from_db()
    assert other.text == ""
    assert Contribution.objects.exclude(text="").count() > 5


def test_the_new_edition_says_how_much_and_why_never_what(room, report) -> None:
    old = {row.extension: row.sha256 for row in ReportFile.objects.filter(snapshot__report=report)}
    removing.remove_passage(convenor(room), report, marked(report).pk, WHY)
    make_files.call(report.pk)
    report.refresh_from_db()
    edition = Edition.objects.get()
    assert (report.edition, edition.number) == (2, 2)
    assert {one["name"].rpartition(".")[2]: one["sha256"] for one in edition.withdrawn} == old
    client = Client()
    front = client.get(reverse("report", args=[room.slug, report.pk])).text
    assert "a passage was taken out, to protect a person" in front
    assert "edition 2" in front
    assert WHY.reason not in front
    files = client.get(reverse("report_files", args=[room.slug, report.pk])).text
    told = json.loads(client.get(reverse("manifest", args=[room.slug, report.pk])).content)
    assert {one["name"].rpartition(".")[2]: one["withdrawn"] for one in told["withdrawn"]} == {
        extension: edition.day.isoformat() for extension in old
    }
    assert all(name in files for name in (one["name"] for one in told["withdrawn"]))
    assert b"a passage was taken out" in client.get(reverse("export", args=[room.slug, report.pk, "md"])).content
    assert "The report has a new edition" in client.get(reverse("feed", args=[room.slug])).text


def test_nobody_but_the_desk_can_confirm_a_guess_at_what_was_removed_by_a_digest(room, report) -> None:
    """A guess is put in the place of what was removed; the file made of it has a digest that is told nowhere."""
    guessed = material_of(report)
    digests = {row.sha256 for row in ReportFile.objects.filter(snapshot__report=report)}
    digests |= {guessed.digest, guessed.text_digest}
    removing.remove_passage(convenor(room), report, marked(report).pk, WHY)
    make_files.call(report.pk)
    for role in ("", "participant", "rapporteur"):
        client = as_role(room, role)
        for address in addresses(room, report):
            found = words(client, address)
            assert not [digest for digest in digests if digest.encode() in found], (role, address)
    told = json.loads(Client().get(reverse("manifest", args=[room.slug, report.pk])).content)
    assert {key for one in told["withdrawn"] for key in one} == {"name", "withdrawn"}
    for entry in RecordEntry.objects.all():
        assert not [digest for digest in digests if digest in entry.body]
    desk = as_role(room, "convenor").get(reverse("report_files", args=[room.slug, report.pk])).text
    assert [digest for digest in digests if digest in desk]


def test_a_heading_is_taken_out_alone_and_what_stands_under_it_stays_with_its_number(room, report) -> None:
    section = report.sections.get(key="process")
    Section.objects.filter(pk=section.pk).update(heading=f"{MARK} heading", salt="s" * 32)
    Contribution.objects.filter(text__contains=MARK).update(text="x", sentence="x")
    for paragraph in list(Paragraph.objects.filter(section__report=report)):
        if MARK in f"{paragraph.text} {paragraph.rows} {paragraph.generated} {paragraph.findings}":
            paragraph.delete()
    parent = rooms.lively()
    made = Report.objects.create(
        consultation=parent.consultation, title="Of all", is_rollup=True, drafted_at=timezone.now(),
        state=ReportState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    copied = Section.objects.create(report=made, key="c1.process", heading=f"{MARK} heading", level=2)
    copy = Paragraph.objects.create(section=copied, text="Said.", style=Style.PARAGRAPH)
    ParagraphSource.objects.create(paragraph=copy, report=report, of=section.paragraphs.first(), number="1")
    Snapshot.objects.filter(report=report).update(is_final=False)
    make_files.call(report.pk)
    assert served(room, report, "")
    blocks = [(block.kind, block.number) for block in report_blocks(report)]
    removing.remove_heading(convenor(room), report, section.pk, WHY)
    make_files.call(report.pk)
    assert served(room, report, "", "participant", "rapporteur", "convenor") == []
    assert stored() == set()
    report.refresh_from_db()
    made.refresh_from_db()
    after = [(block.kind, block.number) for block in report_blocks(report) if block.kind != "definition"]
    assert after == [one for one in blocks if one[0] != "definition"]
    page = Client().get(reverse("report_whole", args=[room.slug, report.pk])).text
    assert "[This heading was removed.]" in page
    assert (Edition.objects.get(report=report).extent, Edition.objects.get(report=made).extent) == ("heading", "source")
    with pytest.raises(RefusedError):
        removing.remove_heading(convenor(room), report, section.pk, WHY)
    with pytest.raises(RefusedError):
        removing.remove_heading(convenor(room), report, copied.pk, WHY)


def test_the_record_keeps_a_sealed_reason_and_no_words(room, report) -> None:
    salt = marked(report).salt
    removing.remove_passage(convenor(room), report, marked(report).pk, WHY)
    entry = RecordEntry.objects.get(act="report has a new edition")
    assert WHY.reason not in entry.body
    assert MARK not in entry.body
    assert not Paragraph.objects.filter(salt=salt).exists()


def test_a_withdrawn_report_says_so_and_has_nothing_left(room, report) -> None:
    removing.withdraw(convenor(room), report, WHY)
    client = Client()
    for name in ("report", "report_whole", "report_recommendations", "report_charts"):
        answer = client.get(reverse(name, args=[room.slug, report.pk]))
        assert answer.status_code == 410
        assert "This report was withdrawn" in answer.text
    for extension in FORMATS:
        assert client.get(reverse("export", args=[room.slug, report.pk, extension])).status_code == 404
    assert client.get(reverse("report_files", args=[room.slug, report.pk])).status_code == 200
    make_files.call(report.pk)
    assert not Section.objects.filter(report=report).exists()
    assert not Snapshot.objects.filter(report=report).exists()
    Contribution.objects.filter(text__contains=MARK).update(text="x", sentence="x")
    assert stored() == set()
    assert "Withdrawn" in client.get(reverse("reports", args=[room.slug])).text


def test_the_worker_that_was_writing_the_old_files_keeps_none_of_them(room, report, monkeypatch) -> None:
    ReportFile.objects.all().delete()
    form = type(FORMATS["docx"])
    write = form.write
    taken = []

    def slowly(self, material):
        if not taken:
            taken.append(removing.remove_passage(convenor(room), report, marked(report).pk, WHY))
        return write(self, material)

    monkeypatch.setattr(form, "write", slowly)
    make_files.call(report.pk)
    for row in ReportFile.objects.all():
        assert MARK.encode() not in bytes(row.data)
    assert not ReportFile.objects.filter(snapshot__digest="").exists()


def test_a_report_made_of_it_loses_the_passage_too(room, report) -> None:
    parent = rooms.lively()
    made = Report.objects.create(
        consultation=parent.consultation, title="Of all", is_rollup=True, drafted_at=timezone.now(),
        state=ReportState.PUBLISHED, published_at=timezone.now(),
    )  # fmt: skip
    section = Section.objects.create(report=made, key="c1", heading="One")
    source = marked(report)
    copy = Paragraph.objects.create(section=section, text=source.text, style=Style.PARAGRAPH)
    ParagraphSource.objects.create(paragraph=copy, report=report, of=source, number="3")
    removing.remove_passage(convenor(room), report, source.pk, WHY)
    made.refresh_from_db()
    assert made.edition == 2
    assert not Paragraph.objects.filter(section__report=made, text__contains=MARK).exists()
    entry = RecordEntry.objects.get(consultation_id=parent.consultation.pk, act="report has a new edition")
    assert entry.actor == "rule"


def test_whoever_may_not_and_what_is_not_published_is_refused_and_nothing_changes(room, report) -> None:
    paragraph = marked(report)
    for role in ("chair", "rapporteur", "participant"):
        with pytest.raises(RefusedError):
            removing.remove_passage(here(room.consultation, room.people[role].user), report, paragraph.pk, WHY)
    elsewhere = rooms.lively()
    with pytest.raises(RefusedError):
        removing.remove_passage(convenor(elsewhere), report, paragraph.pk, WHY)
    with pytest.raises(RefusedError):
        removing.remove_words(convenor(elsewhere), Contribution.objects.get(text__contains=MARK).pk, WHY)
    Report.objects.update(state=ReportState.EMBARGOED, published_at=timezone.now() + timedelta(days=1))
    with pytest.raises(RefusedError):
        removing.withdraw(convenor(room), report, WHY)
    with pytest.raises(RefusedError):
        Why("fancy", "x")
    assert Paragraph.objects.filter(pk=paragraph.pk).exists()
    assert Edition.objects.count() == 0


def test_the_page_takes_it_out_by_a_plain_form_and_shows_what_is_missing(room, report) -> None:
    client = as_role(room, "convenor")
    address = reverse("report_remove", args=[room.slug, report.pk])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"extent": "passage", "ground": "safety", "reason": "It is."})
    assert wrong.status_code == 400
    assert "Choose the passage." in wrong.text
    for paragraph in ("0", "x", str(2**70), "\x00"):
        typed = {"extent": "passage", "paragraph": paragraph, "ground": "safety", "reason": "It is."}
        assert client.post(address, typed).status_code == 400
    good = {"extent": "passage", "paragraph": marked(report).pk, "ground": "safety", "reason": "It is."}
    assert client.post(address, good)["Location"] == reverse("report", args=[room.slug, report.pk])
    assert Evidence.objects.filter(paragraph__section__report=report).exists()
    assert "It is." in client.get(address).text
    assert connection.in_atomic_block


def test_the_page_offers_to_remove_only_what_is_there(room, report) -> None:
    client = as_role(room, "convenor")
    address = reverse("report_remove", args=[room.slug, report.pk])
    page = client.get(address).text
    assert 'value="passage"' in page
    assert not PositionStatement.objects.exists()
    assert 'name="statement"' not in page
    assert 'value="statement"' not in page
    sent = {"extent": "statement", "statement": "1", "ground": "safety", "reason": "It is."}
    assert client.post(address, sent).status_code == 400


def test_what_was_kept_of_earlier_drafts_holds_the_words_no_longer(room, report) -> None:
    """A draft that was split and circulated, and that has moved on since: its changes, versions and circulated text."""
    draft = draft_report(room.consultation, "command")
    me = here(room.consultation, room.people["rapporteur"].user)
    told = Paragraph.objects.filter(section__report=draft, text__contains=MARK, style=Style.PARAGRAPH).first()
    first, rest = told.text[:10], told.text[10:]
    paragraphs.split(me, told.pk, first, rest, told.revision)
    circulation.circulate(
        me, Report.objects.get(pk=draft.pk), circulation.Terms(timezone.now() + timedelta(days=3)), text_of
    )
    Paragraph.objects.filter(section__report=draft, text__contains=MARK).delete()
    Report.objects.filter(pk=draft.pk).update(changes=[{"kind": "gone", "before": MARK, "after": ""}])
    assert stored() >= {"synthesis.Circulation", "synthesis.ParagraphVersion", "synthesis.Report"}
    removing.remove_words(convenor(room), Contribution.objects.get(text__contains=MARK).pk, WHY)
    make_files.call(report.pk)
    assert stored() == set()


def test_a_paragraph_that_only_counts_what_was_said_stays(room, report) -> None:
    counting = Paragraph.objects.get(section__report=report, key="process")
    contribution = Contribution.objects.get(text__contains=MARK)
    assert counting.evidence.filter(contribution=contribution).exists()
    removing.remove_words(convenor(room), contribution.pk, WHY)
    assert Paragraph.objects.get(pk=counting.pk).text == counting.text


def test_a_removed_letter_leaves_the_letters_of_the_others_as_they_were(room, report) -> None:
    section = report.sections.first()
    rows = [
        Paragraph.objects.create(section=section, grounding=Grounding.OWN, style=Style.LETTER, text=text, position=at)
        for at, text in ((900, "One."), (901, "Two."), (902, "Three."))
    ]
    removing.remove_passage(convenor(room), report, rows[1].pk, WHY)
    letters = [block.marker for block in report_blocks(Report.objects.get(pk=report.pk)) if block.kind == "list_item"]
    assert [one for one in letters if one.startswith("(")][-3:] == ["(a)", "(b)", "(c)"]


def test_nothing_is_published_that_could_give_somebody_away() -> None:
    room = rooms.lively("chatham-house", visibility="public")
    open_phases(room.consultation, list(PhaseKind))
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    name = room.people["Academia 3"].name
    told = Paragraph.objects.create(section=report.sections.first(), grounding=Grounding.OWN, text=f"So said {name}.")
    with pytest.raises(RefusedError, match="give somebody away"):
        publishing.publish(convenor(room), report)
    told.delete()
    publishing.publish(convenor(room), report)


def drafted(room: Room) -> Report:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    return report


def telling(report: Report) -> set[int]:
    return set(Paragraph.objects.filter(section__report=report, text__contains=MARK).values_list("pk", flat=True))


def test_what_its_author_took_back_is_flagged_in_the_draft_and_not_published_until_it_is_written_anew(room) -> None:
    report, said = drafted(room), Contribution.objects.get(text__contains=MARK)
    author = here(room.consultation, said.author.user)
    assert gone_from(report) == frozenset()
    discussion.withdraw(author, said.pk)
    told = telling(report)
    assert told
    assert gone_from(report) == told
    me = here(room.consultation, room.people["rapporteur"].user)
    desk = as_role(room, "rapporteur").get(reverse("report_desk", args=[room.slug, report.pk])).text
    assert desk.count("tells what is no longer shown") == len(told)
    with pytest.raises(RefusedError, match="no longer shown"):
        publishing.publish(convenor(room), report)
    with pytest.raises(RefusedError, match="no longer shown"):
        circulation.circulate(me, report, circulation.Terms(timezone.now() + timedelta(days=3)), text_of)
    for pk in told:
        paragraph = Paragraph.objects.get(pk=pk)
        paragraphs.edit(me, pk, paragraphs.Change("Nothing of it is told here.", paragraph.revision))
    with pytest.raises(RefusedError, match="no longer shown"):  # it still stands on it
        publishing.publish(convenor(room), report)
    for row in Evidence.objects.filter(paragraph__in=told, contribution=said):
        evidence.detach(me, row.paragraph_id, row.pk)
    publishing.publish(convenor(room), report)
    make_files.call(report.pk)
    assert served(room, report, "", "participant") == []


def test_a_paragraph_of_ones_own_that_holds_the_words_is_flagged_and_one_that_only_counts_is_not(room) -> None:
    report, said = drafted(room), Contribution.objects.get(text__contains=MARK)
    own = Paragraph.objects.create(
        section=report.sections.first(), grounding=Grounding.OWN, text=f"Somebody said: {said.text.upper()} So be it."
    )
    table = Paragraph.objects.create(
        section=report.sections.first(), style=Style.TABLE, text="Table", rows=[["Said"], [said.text]]
    )
    counting = Paragraph.objects.get(section__report=report, key="process")
    assert counting.evidence.filter(contribution=said).exists()
    Contribution.objects.filter(pk=said.pk).update(state="withdrawn")
    assert gone_from(report) >= {own.pk, table.pk}
    assert counting.pk not in gone_from(report)
    own.removed_at = timezone.now()
    own.save()
    assert own.pk not in gone_from(report)


def test_a_new_draft_drops_by_itself_what_was_taken_back(room) -> None:
    report, said = drafted(room), Contribution.objects.get(text__contains=MARK)
    discussion.withdraw(here(room.consultation, said.author.user), said.pk)
    assert gone_from(report)
    again = draft_report(room.consultation, "command", report)
    assert gone_from(again) == frozenset()
    assert not telling(again)


def test_a_quotation_of_what_was_hidden_since_is_not_published(room) -> None:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    said = Contribution.objects.filter(state="shown").exclude(text__contains=MARK).first()
    quote = Paragraph.objects.create(
        section=report.sections.first(), grounding=Grounding.GROUNDED, style=Style.QUOTE, text=said.text
    )
    Evidence.objects.create(paragraph=quote, contribution=said)
    Contribution.objects.filter(pk=said.pk).update(state="hidden")
    with pytest.raises(RefusedError, match="no longer shown"):
        publishing.publish(convenor(room), report)
