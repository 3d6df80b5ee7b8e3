"""What its author takes back during an embargo is not published: the report is a draft again, and its desk is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Participant, RecordEntry
from consult.models.consultation import Stage
from consult.procedure import PhaseKind
from consult.queries.people import here
from sessions_app.actions import discussion, submission
from sessions_app.models import Contribution, Submission
from synthesis.actions import circulation, publishing, telling
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report, Snapshot, Telling
from synthesis.models.report import Grounding, ReportState
from synthesis.queries.gone import gone_from
from synthesis.writers.circulation import text_of
from tests.factories import Room, open_phases
from tests.synthesis import rooms
from tests.synthesis.test_embargo import addresses, as_role, convenor, words

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MARK = "zqtakenzq"


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
    publishing.publish(convenor(room), report, timezone.now() + timedelta(days=1))
    return report


def said() -> Contribution:
    return Contribution.objects.get(text__contains=MARK)


def own(room: Room):
    return here(room.consultation, room.people["Academia 3"].user)


def ends(report: Report, seconds: int = -1) -> None:
    """The embargo ends in so many seconds."""
    Report.objects.filter(pk=report.pk, state=ReportState.EMBARGOED).update(
        published_at=timezone.now() + timedelta(seconds=seconds)
    )


def is_read(room: Room, report: Report) -> bool:
    return any(MARK.encode() in words(Client(), address).lower() for address in addresses(room, report))


def test_withdrawn_words_do_not_appear_when_the_embargo_ends_clock_or_no_clock(room, report) -> None:
    discussion.withdraw(own(room), said().pk)
    report.refresh_from_db()
    assert (report.state, report.published_at) == (ReportState.DRAFT, None)
    assert not Snapshot.objects.filter(report=report).exists()
    ends(report)
    assert not is_read(room, report)
    publishing.open_due()
    assert not is_read(room, report)
    entry = RecordEntry.objects.get(act="report held back")
    assert (entry.actor, entry.subject) == ("rule", f"report-{report.pk}")


@pytest.mark.parametrize("state", ["hidden", "held"])
def test_what_the_desk_takes_out_of_the_room_does_not_appear_either(room, report, state) -> None:
    discussion.moderate(convenor(room), said().pk, state, reason="It names somebody.")
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_a_submission_taken_back_holds_back_the_report_that_tells_its_passages(room, report) -> None:
    author = room.people["Academia 3"]
    sent = Submission.objects.create(
        session=room.consultation.sessions.get(), author=author, rule="on-the-record", consent="publish",
        submitted_at=timezone.now(),
    )  # fmt: skip
    Contribution.objects.filter(pk=said().pk).update(submission=sent)
    submission.withdraw(own(room), sent.pk)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_what_no_report_tells_changes_nothing_and_what_is_public_by_the_clock_stays(room, report) -> None:
    other = rooms.say(said().question, room.people["Academia 3"], "Something that was said since.")
    discussion.withdraw(own(room), other.pk)
    report.refresh_from_db()
    assert report.state == ReportState.EMBARGOED
    ends(report)
    discussion.withdraw(own(room), said().pk)
    publishing.open_due()
    report.refresh_from_db()
    assert report.state == ReportState.PUBLISHED


def test_the_clock_looks_once_more_shortly_before(room, report) -> None:
    """Publishing and taking back may have crossed."""
    Contribution.objects.filter(pk=said().pk).update(state="withdrawn")
    publishing.open_due()
    report.refresh_from_db()
    assert report.state == ReportState.EMBARGOED
    ends(report, 10)
    publishing.open_due()
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_the_desk_is_told_by_a_mail_that_names_nothing_each_time(room, report) -> None:
    type(room.consultation).objects.filter(pk=room.consultation.pk).update(stage=Stage.OPEN)
    discussion.withdraw(own(room), said().pk)
    told = Telling.objects.filter(about="held-back")
    desk = Participant.objects.filter(role_rows__role__in=["convenor", "rapporteur"])
    assert set(told.values_list("participant", flat=True)) == set(desk.values_list("pk", flat=True))
    telling.mail_tellings(list(told.values_list("pk", flat=True)))
    assert len(mail.outbox) == told.count() > 0
    for one in mail.outbox:
        assert "is a draft again" in one.body
        assert room.consultation.title not in one.body + one.subject
    publishing.hold_back(room.consultation.pk)
    assert told.count() == desk.distinct().count()
    Report.objects.filter(pk=report.pk).update(state="embargoed", published_at=timezone.now() + timedelta(days=1))
    publishing.hold_back(room.consultation.pk)
    assert set(told.values_list("round", flat=True)) == {1, 2}


def test_written_anew_without_it_the_report_can_be_published_again(room, report) -> None:
    discussion.withdraw(own(room), said().pk)
    client = as_role(room, "convenor")
    page = client.get(reverse("publish", args=[room.slug, report.pk])).text
    assert "no longer shown" in page
    report.refresh_from_db()
    Paragraph.objects.filter(pk__in=gone_from(report)).update(removed_at=timezone.now())
    publishing.publish(convenor(room), report, timezone.now() + timedelta(days=1))
    ends(report)
    assert not is_read(room, report)


def test_it_leaves_the_draft_that_was_circulated_and_what_was_said_on_it(room) -> None:
    draft = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=draft, grounding=Grounding.SLOT).delete()
    told = Paragraph.objects.filter(section__report=draft, text__contains=MARK).first()
    terms = circulation.Terms(timezone.now() + timedelta(days=3))
    row = circulation.circulate(convenor(room), draft, terms, text_of)
    place = next(at for at, block in enumerate(row.text) if MARK in block["text"].lower())
    reader = here(room.consultation, room.people["Academia 2"].user)
    said_on_it = circulation.comment(reader, draft, place, circulation.Said("other", f"Keep: {said().text}"))
    kept = [block["text"] for block in row.text if MARK not in block["text"].lower()]
    address = reverse("circulated", args=[room.slug, draft.pk])
    assert MARK in as_role(room, "Academia 2").get(address).text.lower()
    Paragraph.objects.filter(pk=told.pk).update(text="In other words.", edited_at=timezone.now())
    discussion.withdraw(own(room), said().pk)
    row.refresh_from_db()
    said_on_it.refresh_from_db()
    assert MARK not in str(row.text).lower() + said_on_it.text.lower()
    assert said_on_it.text == "Keep: [This text was removed.]"
    assert [block["text"] for block in row.text if block["text"] != "[This text was removed.]"] == kept
    assert MARK not in as_role(room, "Academia 2").get(address).text.lower()
