"""From a document to a consultation: what is kept, what is never guessed, and that it is all or nothing."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consult import record
from consult.actions import document
from consult.models import Consultation, DocumentImport, RecordEntry, User
from consult.procedure import PhaseKind, RefusedError, Role
from consult.queries.people import here
from sessions_app.intake import entries as intake
from sessions_app.intake.checks import faults, moment, zone_of
from sessions_app.intake.convene import convene
from sessions_app.intake.setup import GROUPS, Setup, guessed
from sessions_app.models import Recommendation
from sessions_app.states import QuestionState
from tests.factories import GuestFactory, UserFactory

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "hr75-think-piece.txt"
THINK_PIECE = """# On Paper and Online

3 June 2026, 10:00-12:30 CET

Think piece

## Context and background

Registers that were kept on paper are moved to machines, and with them the mistakes that nobody had noticed before.

## Guiding questions and possible recommendations

1. Who should be asked before a register is moved?

Possible recommendation: Authorities should ask those whose names are in a register before they move it.

2. How can a mistake in a register be put right?

Possible recommendation: Authorities should correct a mistake within ten days of being told about it.

## Contacts

For more information please contact Alex Example (alex@example.org)
"""
pytestmark = pytest.mark.django_db


def read(text: str = THINK_PIECE) -> DocumentImport:
    return document.read(text.encode(), "think-piece.md")


def made(text: str = THINK_PIECE, *, convenor: User | None = None, **setup: object) -> Consultation:
    source = read(text)
    return convene(source, intake.confirmed(source), Setup(**setup), convenor=convenor)  # type: ignore[arg-type]


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not on this machine")
def test_the_seed_becomes_a_roundtable_with_everything_it_says() -> None:
    out = StringIO()
    call_command("import_document", str(SEED), "--confirm-all", stdout=out)
    consultation = Consultation.objects.get(slug=out.getvalue().split()[-1])
    assert consultation.title == "The Future of Human Rights and Digital Technologies"
    assert (consultation.format, consultation.time_zone, consultation.city) == ("roundtable", "CET", "")
    assert consultation.starts_at == datetime(2023, 12, 12, 9, 30, tzinfo=UTC)
    assert consultation.ends_at == datetime(2023, 12, 12, 11, 30, tzinfo=UTC)
    assert consultation.sessions.get().questions.count() == 4
    assert [text.number for text in consultation.recommendations.all()] == ["1.1", "2.1", "3.1", "4.1"]
    assert (consultation.contacts.count(), consultation.resources.count()) == (3, 1)


def test_questions_stand_with_their_recommendations_and_the_first_is_open() -> None:
    session = made().sessions.get()
    first, second = session.questions.all()
    assert (first.state, second.state) == (QuestionState.OPEN, QuestionState.PLANNED)
    assert session.current_question == first
    assert [item.question for item in session.agenda.all()] == [first, second]
    assert first.short_title == ""  # the document gives none
    text = Recommendation.objects.get(number="2.1")
    assert (text.question, text.origin, text.versions.get().version) == (second, "think piece", 1)


def test_a_roundtable_can_be_used_at_once() -> None:
    user = UserFactory()
    consultation = made(convenor=user, roles=(Role.CHAIR,), format="roundtable")
    standing = here(consultation, user).standing
    assert {Role.CONVENOR, Role.CHAIR} <= standing.roles
    assert Role.RAPPORTEUR not in standing.roles
    assert {PhaseKind.CONTRIBUTIONS, PhaseKind.DRAFTING, PhaseKind.DECISION} <= standing.phases
    assert PhaseKind.PUBLISHED not in standing.phases
    assert [group.name for group in consultation.groups.all()] == list(GROUPS)
    assert consultation.join_code
    assert not consultation.electorates.get(name="participants").electors.exists()  # the electorate is a list


def test_its_record_begins_with_one_entry_that_names_nobody() -> None:
    consultation = made(convenor=UserFactory(name="Somebody"))
    entry = RecordEntry.objects.get(consultation_id=consultation.pk)
    assert entry.act == "convene"
    assert "Somebody" not in entry.body
    assert "register" not in entry.body  # texts stand there sealed
    assert record.broken_at(consultation.pk) is None


def test_no_city_and_no_zone_is_guessed() -> None:
    assert zone_of("CET") == "CET"
    assert zone_of("UTC+3") == "Etc/GMT-3"
    assert zone_of("Europe/Zurich") == "Europe/Zurich"
    assert zone_of("CST") == zone_of("Geneva time") == zone_of("BST") == ""
    assert guessed(read())["time_zone"] == "CET"


def test_a_month_is_no_date_and_a_whole_day_ends_with_its_last_minute() -> None:
    assert faults("date", {"start": "2026-06", "end": ""})
    assert faults("date", {"start": "2026-06-03", "end": "2026-06-02"})
    assert not faults("date", {"start": "2026-06-03 10:00", "end": ""})
    end = moment("2026-06-03", "CET", is_end=True)
    assert end is not None
    assert (end.hour, end.minute) == (23, 59)


def test_a_deadline_still_to_come_ends_the_contributions() -> None:
    day = (timezone.now() + timedelta(days=30)).strftime("%d %B %Y")
    consultation = made(f"# Call for inputs on registers\n\nDeadline: {day}\n\n1. What should be kept?\n")
    window = consultation.phases.get(kind=PhaseKind.CONTRIBUTIONS)
    assert window.opens_at
    assert window.closes_at
    assert window.closes_at > timezone.now() + timedelta(days=29)


def test_what_hangs_under_a_question_left_out_is_left_out_too() -> None:
    source = read()
    source.decisions = {"entries": {"question-1": {"use": "no", "text": "Who should be asked?", "short_title": ""}}}
    kept = intake.kept(intake.decided(source))
    assert [entry.id for entry in kept if "question" in entry.kind] == ["question-2", "question-2-recommendation-1"]


def test_an_address_that_is_none_is_left_out_and_never_linked() -> None:
    assert faults("resource", {"text": "A paper", "url": "javascript:alert(1)"})
    assert faults("contact", {"name": "", "role": "", "email": ""})
    assert not faults("contact", {"name": "Alex", "role": "", "email": ""})


def test_a_document_becomes_one_consultation_only() -> None:
    user = UserFactory()
    source = document.keep(user, THINK_PIECE.encode(), "a.md")
    convene(source, intake.confirmed(source), Setup(), convenor=user)
    with pytest.raises(RefusedError):
        convene(source, intake.confirmed(source), Setup(), convenor=user)
    assert Consultation.objects.count() == 1


def test_two_of_one_title_have_addresses_of_their_own() -> None:
    assert made().slug == "on-paper-and-online"
    assert made().slug == "on-paper-and-online-2"


def test_a_guest_convenes_nothing() -> None:
    with pytest.raises(RefusedError, match="address"):
        document.keep(GuestFactory(), THINK_PIECE.encode(), "a.md")
    assert not DocumentImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("bad.docx", b"PK\x03\x04 not a document"), ("bad.pdf", b"%PDF-1.7 nothing"), ("empty.txt", b" \n")],
)
def test_a_damaged_file_is_refused_and_changes_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        call_command("import_document", str(file), "--confirm-all", "--convenor", "new@example.org")
    assert str(tmp_path) not in str(refused.value)
    assert not Consultation.objects.exists()
    assert not DocumentImport.objects.exists()
    assert not User.objects.exists()


def test_nothing_is_saved_unseen_unless_one_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(THINK_PIECE)
    with pytest.raises(CommandError, match="--confirm-all"):
        call_command("import_document", str(file))
    assert not Consultation.objects.exists()


def test_the_command_names_a_convenor_who_can_use_it_at_once(tmp_path: Path) -> None:
    file, out = tmp_path / "a.md", StringIO()
    file.write_text(THINK_PIECE)
    call_command("import_document", str(file), "--confirm-all", "--convenor", "Con@Example.org", stdout=out)
    consultation = Consultation.objects.get(slug=out.getvalue().splitlines()[-1].split()[-1])
    roles = here(consultation, User.objects.get(email="con@example.org")).standing.roles
    assert {Role.CONVENOR, Role.CHAIR, Role.RAPPORTEUR} <= roles
    assert consultation.sources.get().name == "a.md"


def test_a_long_document_offers_no_more_than_a_form_can_send() -> None:
    questions = "\n\n".join(f"{n}. What about point {n} of the matter?" for n in range(1, 500))
    entries, left = intake.proposed(read(f"# Many\n\n## Guiding questions\n\n{questions}"))
    assert len(entries) <= intake.MOST_ENTRIES
    assert left > 0
