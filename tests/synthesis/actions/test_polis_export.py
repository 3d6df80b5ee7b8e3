"""Polis data out: what came in goes out again with its numbers and groups, and nothing that a rule keeps in."""

import json
from dataclasses import replace

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consult.models import Consultation, RecordEntry
from sessions_app.models import Ballot, Contribution
from sessions_app.states import BallotState, ContributionState, Method
from synthesis.actions.polis_files import PolisExport, read
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, vote
from tests.synthesis import polis
from tests.synthesis.core._oracles import ask

pytestmark = pytest.mark.django_db
LOADED = """
import functools, http.server, json, sys, threading
from reddwarf.data_loader import Loader
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args): pass
folder = json.load(sys.stdin)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"
loader = Loader(directory_url=address, data_source="csv_export", is_cache_enabled=False)
votes = [[int(row["participant_id"]), int(row["statement_id"]), int(row["vote"])] for row in loader.votes_data]
print(json.dumps([sorted(votes), sorted([int(c["statement_id"]), c["txt"]] for c in loader.comments_data)]))
"""


def there_and_back(folder, out, capsys) -> PolisExport:
    call_command("import_polis", str(folder))
    slug = capsys.readouterr().out.strip().splitlines()[-1].split()[-1]
    call_command("export_polis", slug, str(out))
    return read(out)


def figures(export: PolisExport) -> PolisExport:
    return replace(export, digests={}, superseded=0)


@pytest.mark.parametrize("name", polis.SETS)
def test_a_real_export_comes_out_as_it_went_in(name, tmp_path, capsys):
    folder = polis.real(name)
    assert figures(there_and_back(folder, tmp_path / "out", capsys)) == figures(read(folder))
    before, after = (
        {row["participant"]: row for row in polis.rows(where, "participants-votes.csv")}
        for where in (folder, tmp_path / "out")
    )
    assert {number: row["group-id"] for number, row in before.items()} == {
        number: after[number]["group-id"] for number in before
    }
    assert len(polis.rows(tmp_path / "out", "votes.csv")) == len(read(folder).votes)


def test_red_dwarf_reads_what_we_wrote(tmp_path, capsys):
    export = there_and_back(polis.small(tmp_path / "in"), tmp_path / "out", capsys)
    votes, texts = ask("reddwarf", LOADED, str(tmp_path / "out"))
    assert votes == sorted([voter, statement, choice] for (statement, voter), (choice, _at) in export.votes.items())
    assert texts == [[one.number, one.text] for one in export.statements]


def test_a_text_that_looks_like_a_formula_is_none_in_the_file_and_whole_again_when_read(tmp_path, capsys):
    header = "timestamp,comment-id,author-id,moderated,comment-body\n"
    folder = polis.small(
        tmp_path / "in",
        **{"comments.csv": header + "1,0,1,1,=2+5\n2,1,1,0,\"Two\nlines\u2028here\"\n3,2,1,-1,'quoted'\n"},
    )
    export = there_and_back(folder, tmp_path / "out", capsys)
    assert [one.text for one in export.statements] == ["=2+5", "Two\nlines\u2028here", "'quoted'"]
    assert polis.rows(tmp_path / "out", "comments.csv")[0]["comment-body"] == "'=2+5"


def test_groups_and_how_many_votes_were_replaced_are_kept(tmp_path, capsys):
    export = there_and_back(polis.small(tmp_path / "in"), tmp_path / "out", capsys)
    assert export.groups == {1: 0, 2: 0, 3: 0, 4: 1}
    imported, exported = RecordEntry.objects.order_by("seq")
    assert json.loads(imported.body)["payload"]["superseded"] == 1
    assert json.loads(exported.body)["act"] == "data exported"


def test_what_was_hidden_after_the_import_stays_here(tmp_path, capsys):
    call_command("import_polis", str(polis.small(tmp_path / "in")))
    slug = capsys.readouterr().out.strip().splitlines()[-1].split()[-1]
    Contribution.objects.filter(polis_statement__number=1).update(state=ContributionState.HIDDEN)
    call_command("export_polis", slug, str(tmp_path / "out"))
    export = read(tmp_path / "out")
    assert [one.number for one in export.statements] == [0, 2]
    assert {statement for statement, _voter in export.votes} == {0, 2}


def with_statements(rule: str) -> Room:
    room = make_room(rule=rule, per_group=2, phases=["contributions"])
    question = make_session(room.consultation).questions.get(number=1)
    text = say(room.people["participant"], question, "Lamps should be dimmed.")
    electorate = room.consultation.electorates.get()
    ballot = Ballot.objects.create(
        consultation=room.consultation,
        electorate=electorate,
        contribution=text,
        method=Method.STATEMENT,
        state=BallotState.OPEN,
        opened_at=timezone.now(),
    )
    people = [person for name, person in room.people.items() if name[-1].isdigit()]
    answered = [vote(person, ballot, ("agree", "disagree", "pass")[n % 3]) for n, person in enumerate(people)]
    assert {answer["answer"] for answer in answered} == {"ok"}
    Ballot.objects.filter(pk=ballot.pk).update(state=BallotState.CLOSED)
    return room


def test_votes_on_the_record_go_out_with_numbers_and_no_author(tmp_path):
    room = with_statements("on-the-record")
    call_command("export_polis", room.slug, str(tmp_path / "out"))
    export = read(tmp_path / "out")
    choices = np.array([choice for choice, _at in export.votes.values()])
    count = len(choices)
    assert sorted(voter for _statement, voter in export.votes) == list(range(count))
    assert [(choices == side).sum() for side in (1, -1, 0)] == [-(-count // 3), (count + 1) // 3, count // 3]
    assert [one.author for one in export.statements] == [count]


@pytest.mark.parametrize("rule", ["by-delegation", "by-group", "chatham-house", "anonymous"])
def test_votes_that_are_not_on_the_record_stay_here(rule, tmp_path):
    room = with_statements(rule)
    with pytest.raises(CommandError, match="on the record"):
        call_command("export_polis", room.slug, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    assert not RecordEntry.objects.filter(consultation_id=room.consultation.pk, act="data exported").exists()


def test_a_folder_that_is_not_empty_and_a_wrong_name_are_refused(tmp_path):
    Consultation.objects.create(slug="one", title="One")
    with pytest.raises(CommandError, match="no consultation"):
        call_command("export_polis", "two", str(tmp_path / "out"))
    (tmp_path / "note").write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        call_command("export_polis", "one", str(tmp_path))
