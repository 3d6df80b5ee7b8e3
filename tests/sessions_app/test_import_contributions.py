"""Contributions in bulk: all rows or none, in the record by batches, under the rule in force."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consult import record
from consult.models import RecordEntry
from sessions_app import fragments
from sessions_app.intake.contributions import BATCH
from sessions_app.models import Contribution, Session
from tests.factories import Room, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return make_room(rule="by-group")


def load(room: Room, tmp_path: Path, text: str | bytes, *options: str) -> str:
    file, out = tmp_path / "said.csv", StringIO()
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command("import_contributions", room.slug, str(file), *options, stdout=out, stderr=out)
    return out.getvalue()


def test_rows_become_contributions_under_the_rule_in_force(room: Room, session: Session, tmp_path: Path) -> None:
    load(room, tmp_path, 'question,text,sentence,type,group,language\n2,"One, two",a b,issue,States,fr\n1,Three,,,,\n')
    first, second = Contribution.objects.all()
    assert (first.question.number, first.text, first.sentence, first.type) == (2, "One, two", "a b", "issue")
    assert (first.group, first.language, first.rule) == (room.group("States"), "fr", "by-group")
    assert second.author is None
    assert second.quotation == "none"  # nobody said it may be quoted


def test_one_bad_row_and_nothing_is_imported(room: Room, session: Session, tmp_path: Path) -> None:
    rows = "question,text,type\n1,Good,\n9,No question,\n1,,\n1,Bad type,shout\n"
    with pytest.raises(CommandError, match="3 errors"):
        load(room, tmp_path, rows)
    assert not Contribution.objects.exists()
    assert not RecordEntry.objects.exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"question,text\n", b"text\nOnly\n", b"question,text,phone\n1,A,1\n", b"question,text\n1,\xff\xfe\n"],
)
def test_a_file_that_is_no_table_of_contributions_is_refused(
    room: Room, session: Session, tmp_path: Path, data: bytes
) -> None:
    with pytest.raises(CommandError):
        load(room, tmp_path, data)
    assert not Contribution.objects.exists()


def test_open_pages_are_told_by_one_entry_for_each_batch(room: Room, session: Session, tmp_path: Path) -> None:
    load(room, tmp_path, "question;text\n" + "\n".join(f"1;Point {n}" for n in range(BATCH + 5)))
    entries = list(RecordEntry.objects.filter(act="import contributions"))
    assert [len(entry.payload["contributions"]) for entry in entries] == [BATCH, 5]
    assert "Point" not in entries[0].body
    assert record.broken_at(room.consultation.pk) is None
    view = fragments.View(room.consultation.pk, session.pk, "participant", "en")
    frame = fragments.changes(view, 1, 2)
    assert sum(item["id"].startswith("contribution-") for item in frame["put"]) == 5


def test_a_consultation_nobody_knows_is_said_so(room: Room, session: Session, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such session"):
        call_command("import_contributions", "elsewhere", str(tmp_path / "said.csv"))
