"""What stands beside a paragraph: sources by their marks, quotations by consent, remarks, and approval."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.attribution import Quotation
from consult.models import Consultation, RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from sessions_app.models import Ballot, Contribution
from synthesis.actions import approval, evidence, notebook, quotation, remark
from synthesis.actions import paragraph as acts
from synthesis.actions import report as drafts
from synthesis.actions.drafting import draft_report
from synthesis.models import Note, Paragraph, Report
from synthesis.models.report import Grounding, Style
from synthesis.queries import desk as reading
from synthesis.queries.approval import approvals
from synthesis.queries.quotation import offers
from synthesis.queries.remark import threads
from tests.factories import ParticipantFactory
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db
WORDS = (
    "Registers should be open to everybody who asks. That costs little. They should be kept by somebody whom all trust."
)


@pytest.fixture
def desk():
    room = rooms.lively()
    report = draft_report(room.consultation, "command")
    me = rooms.at_desk(room)
    return room, report, me, acts.add(me, report.sections.get(key="process").pk, "Mine.")


def said(room, who="States 1", **fields) -> Contribution:
    question = room.consultation.sessions.get().questions.get(number=1)
    row = rooms.say(question, room.people[who], WORDS)
    Contribution.objects.filter(pk=row.pk).update(**fields)
    return row


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- sources -------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_sources_are_attached_by_their_marks_and_taken_off(desk):
    room, _report, me, own = desk
    row, ballot = said(room), Ballot.objects.filter(consultation=room.consultation, state="closed").first()
    evidence.attach(me, own.pk, f"c{row.pk}, B{ballot.pk} C{row.pk}")
    assert fresh(own).grounding == Grounding.GROUNDED
    marks = [source.mark for source in reading.one(fresh(own), "inside").sources]
    assert marks == [f"C{row.pk}", f"B{ballot.pk}"]
    for one in list(own.evidence.all()):
        evidence.detach(me, own.pk, one.pk)
    assert (fresh(own).grounding, own.evidence.count()) == (Grounding.OWN, 0)
    evidence.attach(me, own.pk, f"C{row.pk}")
    assert own.evidence.count() == 1


@pytest.mark.parametrize("marks", ["", "C", "C0", "X3", "C²", "C99999999999999999999", "\x00", "1", "C1 " * 3])
def test_a_mark_that_names_nothing_attaches_nothing(desk, marks):
    _room, _report, me, own = desk
    with pytest.raises(RefusedError):
        evidence.attach(me, own.pk, marks if marks != "C1 C1 C1 " else "C1 X")
    assert own.evidence.count() == 0


def test_what_is_hidden_open_or_elsewhere_is_no_source(desk):
    room, _report, me, own = desk
    hidden, elsewhere = said(room, state="hidden"), said(rooms.lively())
    ballot = Ballot.objects.filter(consultation=room.consultation).first()
    Ballot.objects.filter(pk=ballot.pk).update(state="open")
    for mark in (f"C{hidden.pk}", f"C{elsewhere.pk}", f"B{ballot.pk}"):
        with pytest.raises(RefusedError, match="no source here"):
            evidence.attach(me, own.pk, mark)


def test_a_source_that_changed_since_is_flagged_until_it_is_read_again(desk):
    room, _report, me, own = desk
    row = said(room)
    evidence.attach(me, own.pk, f"C{row.pk}")
    assert not reading.one(fresh(own), "inside").has_changed_sources
    Contribution.objects.filter(pk=row.pk).update(edited_at=timezone.now() + timedelta(seconds=1))
    assert reading.one(fresh(own), "inside").has_changed_sources
    one = own.evidence.get()
    Contribution.objects.filter(pk=row.pk).update(edited_at=one.at + timedelta(microseconds=1))
    evidence.read_again(me, own.pk, one.pk)
    assert not reading.one(fresh(own), "inside").has_changed_sources


# --- quotations and notes ------------------------------------------------------------------------------------------


def test_a_quotation_is_whole_sentences_and_stands_on_its_source(desk):
    room, report, me, own = desk
    row = said(room)
    made = quotation.quote(me, own.section_id, row.pk, [2, 0])
    assert made.text == (
        "“Registers should be open to everybody who asks. [...] They should be kept by somebody whom all trust.”"
    )
    assert (made.style, made.grounding) == (Style.QUOTE, Grounding.GROUNDED)
    assert made.evidence.get().contribution_id == row.pk
    draft_report(report.consultation, "command")
    assert (fresh(made).text, fresh(made).is_outdated) == (made.text, False)


@pytest.mark.parametrize("chosen", [[], [1], [0, 9], [-1]])
def test_what_is_no_quotable_sentence_is_refused(desk, chosen):
    room, _report, me, own = desk
    with pytest.raises(RefusedError):
        quotation.quote(me, own.section_id, said(room).pk, chosen)


@pytest.mark.parametrize("fields", [{"quotation": "none"}, {"rule": "chatham-house"}, {"state": "hidden"}])
def test_who_may_not_be_quoted_is_neither_offered_nor_quoted(desk, fields):
    room, _report, me, own = desk
    row = said(room, **fields)
    found = offers(me, own.section, row.question_id, None)
    assert row.pk not in {offer.contribution.pk for offer in found.offers}
    with pytest.raises(RefusedError, match="may not be quoted"):
        quotation.quote(me, own.section_id, row.pk, [0])


def test_a_sentence_that_names_whom_the_rule_keeps_may_not_stand(desk):
    room, _report, me, own = desk
    question = room.consultation.sessions.get().questions.get(number=1)
    name = room.people["States 2"].delegation.name
    row = rooms.say(question, room.people["States 1"], f"{name} should keep the register for all.")
    Contribution.objects.filter(pk=row.pk).update(rule="by-group")
    with pytest.raises(RefusedError):
        quotation.quote(me, own.section_id, row.pk, [0])


def test_a_quotation_is_named_only_where_rule_and_consent_allow_it(desk):
    room, _report, me, own = desk
    row = said(room, quotation=Quotation.BY_NAME)
    named = quotation.quote(me, own.section_id, row.pk, [0], named=True)
    assert named.text.endswith(f"” ({room.people['States 1'].name}, {room.people['States 1'].delegation.name})")
    Contribution.objects.filter(pk=row.pk).update(quotation=Quotation.WITHOUT_NAME)
    assert quotation.quote(me, own.section_id, row.pk, [0], named=True).text.endswith("asks.”")


def test_a_note_of_ones_own_goes_in_as_a_note_and_nobody_elses_does(desk):
    room, report, me, own = desk
    notebook.write(me, "The room was silent\nfor a minute.")
    note = Note.objects.get()
    made = quotation.put_note(me, own.section_id, note.pk)
    assert (made.text, made.grounding) == ("The room was silent for a minute.", Grounding.NOTE)
    draft_report(report.consultation, "command")
    assert (fresh(made).text, fresh(made).is_outdated) == (made.text, False)
    other = rooms.at_desk(room, "convenor")
    with pytest.raises(RefusedError, match="no such note"):
        quotation.put_note(other, own.section_id, note.pk)
    assert not RecordEntry.objects.filter(body__contains="silent").exists()


# --- remarks -------------------------------------------------------------------------------------------------------


def test_remarks_are_threads_that_are_settled_and_counted(desk):
    room, report, me, own = desk
    other = rooms.at_desk(room, "convenor")
    one = remark.say(me, own.pk, "Is this so?")
    remark.say(other, own.pk, "It is.", to=one.pk)
    assert reading.open_remarks(report) == {own.pk: 1}
    [thread] = threads(me, own)
    assert (thread.by.name, [answer.text for answer in thread.answers]) == ("you", ["It is."])
    remark.settle(other, own.pk, one.pk)
    assert reading.open_remarks(report) == {}
    remark.say(me, own.pk, "And now?", to=one.pk)
    assert reading.open_remarks(report) == {own.pk: 1}
    assert not RecordEntry.objects.filter(body__contains="Is this so").exists()


def test_remarks_are_for_those_who_write_and_stay_with_their_paragraph(desk):
    room, _report, me, own = desk
    with pytest.raises(RefusedError):
        remark.say(rooms.at_desk(room, "chair"), own.pk, "x")
    with pytest.raises(RefusedError):
        remark.say(rooms.at_desk(rooms.lively()), own.pk, "x")
    for text in ("", " \n", "x" * 2_001):
        with pytest.raises(RefusedError):
            remark.say(me, own.pk, text)
    with pytest.raises(RefusedError, match="no longer there"):
        remark.say(me, own.pk, "x", to=9)


# --- approval ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ready(desk):
    room, report, me, own = desk
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    return room, report, me, own


def status(room, value: str) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(document_status=value)
    room.consultation.refresh_from_db()


@pytest.mark.parametrize(
    ("value", "role"),
    [("chair", "chair"), ("rapporteur", "rapporteur"), ("organizers", "convenor"), ("mandate-holder", "convenor")],
)
def test_the_one_whom_the_status_names_approves_and_nobody_else(ready, value, role):
    room, report, _me, _own = ready
    status(room, value)
    for other in {"chair", "rapporteur", "convenor", "participant", "scribe"} - {role}:
        with pytest.raises(RefusedError):
            approval.approve(rooms.at_desk(room, other), report.pk)
    approval.approve(rooms.at_desk(room, role), report.pk)
    assert approvals(rooms.at_desk(room, role), fresh(report)).is_complete


@pytest.mark.both_databases
def test_an_approved_report_is_frozen_until_it_is_opened_with_a_reason(ready):
    room, report, me, own = ready
    chair = rooms.at_desk(room, "chair")
    approval.approve(chair, report.pk)
    for act in (
        lambda: acts.edit(me, own.pk, acts.Change("x", 1)),
        lambda: drafts.begin_draft(me),
        lambda: draft_report(room.consultation, "command"),
        lambda: approval.open_again(me, report.pk, "I want to."),
        lambda: approval.open_again(chair, report.pk, " "),
        lambda: approval.approve(chair, report.pk),
    ):
        with pytest.raises(RefusedError):
            act()
    approval.open_again(chair, report.pk, "A marked reason.")
    acts.edit(me, own.pk, acts.Change("x", 1))
    assert approvals(chair, fresh(report)).taken_back == "A marked reason."
    told = list(RecordEntry.objects.filter(subject=f"report-{report.pk}").values_list("act", flat=True))
    assert told[-2:] == ["report approved", "report opened again"]
    assert not RecordEntry.objects.filter(body__contains="marked reason").exists()
    approval.approve(chair, report.pk)
    assert Report.objects.get(pk=report.pk).frozen_at is not None


@pytest.mark.both_databases
def test_co_chairs_approve_each(ready):
    room, report, me, own = ready
    status(room, "co-chairs")
    other = ParticipantFactory(consultation=room.consultation, roles=["chair"])
    approval.approve(rooms.at_desk(room, "chair"), report.pk)
    assert not approvals(me, fresh(report)).is_complete
    with pytest.raises(RefusedError, match="frozen"):
        acts.edit(me, own.pk, acts.Change("x", 1))
    approval.approve(here(room.consultation, other.user), report.pk)
    assert approvals(me, fresh(report)).is_complete


def test_nothing_is_approved_while_something_is_to_be_written(desk):
    room, report, _me, _own = desk
    with pytest.raises(RefusedError, match="still to be written"):
        approval.approve(rooms.at_desk(room, "chair"), report.pk)
    assert Report.objects.get(pk=report.pk).frozen_at is None
