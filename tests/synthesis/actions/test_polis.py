"""Polis data in: every number is the CSVs', and a bad file changes nothing."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from consult import record
from consult.models import Consultation, Participant, RecordEntry, User
from sessions_app.models import Ballot, Contribution, Vote
from tests.synthesis import polis

pytestmark = pytest.mark.django_db


def imported(folder, capsys) -> Consultation:
    call_command("import_polis", str(folder))
    return Consultation.objects.get(slug=capsys.readouterr().out.strip().splitlines()[-1].split()[-1])


@pytest.mark.parametrize("name", polis.SETS)
def test_every_number_equals_the_files(name, capsys):
    folder = polis.real(name)
    consultation = imported(folder, capsys)
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for row in polis.rows(folder, "votes.csv"):
        key, value = (row["comment-id"], row["voter-id"]), (int(row["timestamp"]), row["vote"])
        if key not in last or last[key][0] <= value[0]:
            last[key] = value
    expected = Counter((statement, vote) for (statement, _voter), (_at, vote) in last.items())
    comments = sorted(polis.rows(folder, "comments.csv"), key=lambda row: int(row["comment-id"]))
    ballots = list(Ballot.objects.filter(consultation=consultation).select_related("contribution").order_by("id"))
    assert [ballot.contribution.text for ballot in ballots] == [row["comment-body"].strip() for row in comments]
    for ballot, row in zip(ballots, comments, strict=True):
        counts = ballot.tally["total"]["counts"]
        number = row["comment-id"]
        found = (counts["agree"], counts["disagree"], counts["pass"])
        assert found == (expected[number, "1"], expected[number, "-1"], expected[number, "0"])
        assert (ballot.contribution.state == "hidden") == (row["moderated"] == "-1")
    assert Vote.objects.filter(ballot__consultation=consultation).count() == len(last)
    people = {row["participant"] for row in polis.rows(folder, "participants-votes.csv")}
    people |= {row["author-id"] for row in comments}
    assert Participant.objects.filter(consultation=consultation).count() == len(people)


def test_the_last_vote_counts_and_nobody_is_named(tmp_path, capsys):
    consultation = imported(polis.small(tmp_path / "export"), capsys)
    ballot = Ballot.objects.filter(consultation=consultation).order_by("id")[0]
    assert ballot.tally["total"]["counts"] == {"agree": 3, "disagree": 0, "pass": 0}
    assert ballot.entitled == 5
    assert set(Participant.objects.filter(consultation=consultation).values_list("name", flat=True)) == {""}
    assert not User.objects.exclude(email=None).exists()
    assert consultation.attribution_rule == "anonymous"
    assert "CC BY 4.0" in consultation.source_note
    assert RecordEntry.objects.filter(consultation_id=consultation.pk).count() == 1
    assert record.broken_at(consultation.pk) is None


def test_the_same_export_twice_makes_two_consultations(tmp_path, capsys):
    folder = polis.small(tmp_path / "export")
    assert imported(folder, capsys).slug != imported(folder, capsys).slug


HEADER = "timestamp,datetime,comment-id,voter-id,vote\n"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("votes.csv", "timestamp,comment-id,voter-id\n", "votes.csv: there is no column “vote”."),
        ("votes.csv", HEADER + "1,x,0,1,2\n", "votes.csv, line 2: the vote is 2, it must be -1, 0 or 1."),
        ("votes.csv", HEADER + "1,x,0,one,1\n", "votes.csv, line 2: voter-id is “one”, not a whole number."),
        ("votes.csv", HEADER + "1,x,77,1,1\n", "votes.csv, line 2: there is no statement 77 in comments.csv."),
        ("votes.csv", HEADER + "1,x,0\n", "votes.csv, line 2: 3 fields where 5 belong."),
        ("votes.csv", HEADER + f"{10**20},x,0,1,1\n", "is no time"),
        ("summary.csv", "url,x\n", "summary.csv: there is no line “topic”."),
        ("comments.csv", "", "comments.csv: there is no column “timestamp”."),
        (
            "comments.csv",
            "timestamp,comment-id,author-id,moderated,comment-body\n1,0,1,1, \n",
            "the statement is empty",
        ),
    ],
)
def test_a_malformed_file_is_refused_with_its_line_and_changes_nothing(tmp_path, name, text, reason):
    folder = polis.small(tmp_path / "export", **{name: text})
    with pytest.raises(CommandError) as refused:
        call_command("import_polis", str(folder))
    assert reason in str(refused.value)
    assert [model.objects.count() for model in (Consultation, User, Contribution)] == [0, 0, 0]


@pytest.mark.parametrize("name", ["summary.csv", "comments.csv", "votes.csv", "participants-votes.csv"])
def test_a_missing_file_is_named(tmp_path, name):
    folder = polis.small(tmp_path / "export")
    (folder / name).unlink()
    with pytest.raises(CommandError, match=f"{name} is missing"):
        call_command("import_polis", str(folder))


def test_bytes_that_are_no_text_are_refused(tmp_path):
    folder = polis.small(tmp_path / "export")
    (folder / "votes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match=r"votes.csv is not text in UTF-8"):
        call_command("import_polis", str(folder))
