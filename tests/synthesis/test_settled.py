"""What is approved, and what becomes of an approval when something is taken out; two at one desk at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Consultation, RecordEntry
from consult.procedure import PhaseKind, RefusedError
from sessions_app.models import Contribution
from synthesis import tasks
from synthesis.actions import approval, circulation, publishing, removing
from synthesis.actions import paragraph as paragraphs
from synthesis.actions.drafting import draft_report
from synthesis.actions.editions import Why
from synthesis.actions.report import begin_draft
from synthesis.models import Approval, Paragraph, Report, Snapshot
from synthesis.models.files import FilesState
from synthesis.models.report import Grounding, ReportState
from synthesis.queries.approval import approvals
from synthesis.queries.circulation import standing
from synthesis.writers.circulation import text_of
from tests.factories import Room, open_phases
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db
WHY = Why("safety", "Somebody is threatened.")


@pytest.fixture
def room() -> Room:
    room = rooms.lively()
    open_phases(room.consultation, list(PhaseKind))
    return room


@pytest.fixture
def report(room: Room) -> Report:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    return report


def take_out_words(room: Room) -> None:
    removing.remove_words(rooms.at_desk(room, "convenor"), Contribution.objects.order_by("pk").first().pk, WHY)


@pytest.mark.parametrize("status", ["chair", "co-chairs"])
def test_who_approved_approves_again_what_is_left_after_something_was_taken_out(
    room: Room, report: Report, status: str
) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(document_status=status)
    chair = rooms.at_desk(room, "chair")
    before = approval.approve(chair, report.pk)
    old = Approval.objects.get(report=report).digest
    take_out_words(room)
    report.refresh_from_db()
    stands = approvals(chair, report)
    assert (before.frozen_at is not None, stands.is_frozen, stands.may_approve, stands.by) == (True, False, True, [])
    approval.approve(chair, report.pk)
    (row,) = Approval.objects.filter(report=report, taken_back_at=None)
    assert row.digest != old
    assert RecordEntry.objects.filter(act="report approved").count() == 2
    paragraph = Paragraph.objects.filter(section__report=report, style="paragraph").first()
    with pytest.raises(RefusedError, match="frozen"):
        paragraphs.remove(rooms.at_desk(room), paragraph.pk)


def test_a_text_out_of_which_something_was_taken_under_an_embargo_is_no_longer_frozen_as_a_draft(
    room: Room, report: Report
) -> None:
    chair, convenor = rooms.at_desk(room, "chair"), rooms.at_desk(room, "convenor")
    approval.approve(chair, report.pk)
    publishing.publish(convenor, report, timezone.now() + timedelta(days=1))
    take_out_words(room)
    publishing.cancel_embargo(convenor, report)
    report.refresh_from_db()
    assert (report.frozen_at, approvals(chair, report).may_approve) == (None, True)
    approval.approve(chair, report.pk)


def test_an_approval_stands_when_an_embargo_is_cancelled_and_nothing_was_taken_out(room: Room, report: Report) -> None:
    chair, convenor = rooms.at_desk(room, "chair"), rooms.at_desk(room, "convenor")
    approval.approve(chair, report.pk)
    publishing.publish(convenor, report, timezone.now() + timedelta(days=1))
    publishing.cancel_embargo(convenor, report)
    report.refresh_from_db()
    assert approvals(chair, report).is_complete


# --- a draft that could not be made anew ------------------------------------------------------------------------------


def test_a_draft_that_could_not_be_made_anew_is_the_one_that_it_was(
    room: Room, report: Report, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_draft(rooms.at_desk(room))
    broken = SimpleNamespace(draft_report=None)
    monkeypatch.setattr(tasks, "import_string", lambda _path: broken.draft_report)
    with pytest.raises(TypeError):
        tasks.draft.call(report.pk, None)
    report.refresh_from_db()
    assert (report.state, "could not be made" in report.progress) == (ReportState.DRAFT, True)
    publishing.publish(rooms.at_desk(room, "convenor"), report)


def test_files_whose_making_was_cut_off_can_be_asked_for_again(client: Client, room: Room, report: Report) -> None:
    """A worker that was killed leaves them as being made."""
    publishing.publish(rooms.at_desk(room, "convenor"), report)
    Snapshot.objects.update_or_create(report=report, defaults={"state": FilesState.MAKING})
    client.force_login(room.people["rapporteur"].user)
    page = client.get(reverse("report_files", args=[room.slug, report.pk])).text
    assert "Make all files" in page


# --- two at once ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(room: Room, report: Report):
    terms = circulation.Terms(timezone.now() + timedelta(days=3))
    return circulation.circulate(rooms.at_desk(room), report, terms, text_of)


def commented(room: Room, report: Report, sent, **more):
    place = next(place for place, block in enumerate(sent.text) if block["key"])
    said = circulation.Said("factual", "It was otherwise.")
    return circulation.comment(rooms.at_desk(room, "participant"), report, place, said, **more)


def test_an_answer_does_not_write_over_one_that_somebody_gave_meanwhile(room: Room, report: Report, sent) -> None:
    row = commented(room, report, sent)
    read = standing(row)
    circulation.answer(rooms.at_desk(room), report, row.pk, "up", read=read)
    with pytest.raises(RefusedError, match="in the meantime"):
        circulation.answer(rooms.at_desk(room, "convenor"), report, row.pk, "not", "It is as it was.", read=read)
    row.refresh_from_db()
    assert row.taken == "up"
    circulation.answer(rooms.at_desk(room, "convenor"), report, row.pk, "not", "It is as it was.", read=standing(row))


def test_an_answer_is_to_the_words_that_were_read(room: Room, report: Report, sent) -> None:
    row = commented(room, report, sent)
    read = standing(row)
    author = rooms.at_desk(room, "participant")
    circulation.edit(author, report, row.pk, circulation.Said("factual", "It was quite otherwise."))
    with pytest.raises(RefusedError, match="in the meantime"):
        circulation.answer(rooms.at_desk(room), report, row.pk, "up", read=read)


def test_a_comment_on_a_text_that_was_replaced_meanwhile_does_not_stand_on_another(
    room: Room, report: Report, sent
) -> None:
    desk = rooms.at_desk(room)
    circulation.end(desk, report)
    circulation.circulate(desk, report, circulation.Terms(timezone.now() + timedelta(days=3)), text_of)
    with pytest.raises(RefusedError, match="not taken any more"):
        commented(room, report, sent, round_=sent.round)
    assert commented(room, report, sent, round_=sent.round + 1)


def test_what_is_circulated_is_read_under_the_lock(room: Room, report: Report) -> None:
    """A colleague takes a paragraph out while the form is being filled in: it does not go round."""
    gone = Paragraph.objects.filter(section__report=report, style="paragraph").last()
    stale = Report.objects.get(pk=report.pk)
    paragraphs.remove(rooms.at_desk(room, "convenor"), gone.pk)
    terms = circulation.Terms(timezone.now() + timedelta(days=3))
    made = circulation.circulate(rooms.at_desk(room), stale, terms, text_of)
    assert gone.text not in [block["text"] for block in made.text]


def test_a_table_that_may_be_told_no_longer_is_not_circulated(room: Room, report: Report) -> None:
    Consultation.objects.filter(pk=room.consultation.pk).update(attribution_rule="chatham-house")
    room.consultation.refresh_from_db()
    terms = circulation.Terms(timezone.now() + timedelta(days=3))
    made = circulation.circulate(rooms.at_desk(room), Report.objects.get(pk=report.pk), terms, text_of)
    told = " ".join(str(block["rows"]) for block in made.text)
    assert "Civil society" not in told
    assert "Can live with" not in told
