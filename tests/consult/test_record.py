"""The record: a chain without gaps, append-only on both databases, entered last and announced after commit."""

import threading
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.template import engines
from django.test import Client
from django.urls import reverse

from consult import record
from consult.models import RecordEntry, RecordHead
from tests.factories import make_room

HERE = 7  # a consultation's id: entries have no key to it


def enter(act: str = "act", consultation: int = HERE, **fields: Any) -> RecordEntry:
    with transaction.atomic():
        return record.enter(consultation, act, "rule", **fields)


class Lost(Exception):
    pass


def enter_and_fail() -> None:
    with transaction.atomic():
        record.enter(HERE, "lost", "rule")
        record.signal(HERE, "rights")
        raise Lost


def seqs(consultation: int = HERE) -> list[int]:
    return list(RecordEntry.objects.filter(consultation_id=consultation).order_by("seq").values_list("seq", flat=True))


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
class TestChain:
    def test_each_entry_stands_on_the_one_before(self) -> None:
        first, second = enter("one"), enter("two", payload={"n": 1})
        assert (first.seq, second.seq) == (1, 2)
        assert first.previous_hash == record.GENESIS
        assert second.previous_hash == first.hash
        assert second.hash == record.chain(first.hash, second.body)
        assert RecordHead.objects.get(pk=HERE).hash == second.hash
        assert second.payload == {"n": 1}
        assert record.broken_at(HERE) is None

    def test_every_consultation_has_its_own(self) -> None:
        enter(), enter(consultation=8), enter()
        assert seqs() == [1, 2]
        assert seqs(8) == [1]

    def test_the_same_value_has_one_form(self) -> None:
        assert record.canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}' == record.canonical({"a": "é", "b": 1})

    def test_a_seal_tells_nothing_without_its_salt(self) -> None:
        one, two = record.salt(), record.salt()
        assert record.seal(one, "text") != record.seal(two, "text")
        assert "text" not in record.seal(one, "text")


@pytest.mark.django_db
@pytest.mark.both_databases
class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE consult_recordentry SET act = 'other'",
            "UPDATE consult_recordentry SET hash = 'x' WHERE seq = 1",
            "DELETE FROM consult_recordentry WHERE seq = 2",
            "DELETE FROM consult_recordentry",
            "TRUNCATE consult_recordentry",
        ],
    )
    def test_the_database_itself_refuses(self, statement: str) -> None:
        if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
            statement = "DELETE FROM consult_recordentry WHERE 1"  # SQLite has no TRUNCATE: this is its own
        enter(), enter()
        before = list(RecordEntry.objects.values())
        with pytest.raises(DatabaseError, match="append-only"):
            execute(statement)
        assert list(RecordEntry.objects.values()) == before

    def test_django_is_refused_too(self) -> None:
        entry = enter()
        entry.act = "other"
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            entry.save()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            RecordEntry.objects.all().delete()

    def test_the_check_notices_every_missing_trigger(self) -> None:
        assert record.check_guards(databases=["default"]) == []
        on_table = " ON consult_recordentry" if connection.vendor == "postgresql" else ""
        names = list(record._guards(connection.vendor))
        for name in names:
            execute(f"DROP TRIGGER {name}{on_table}")
            found = record.check_guards(databases=["default"])
            assert [message.id for message in found] == ["consult.E001"]
            assert name in found[0].msg
            record.install_guards()
        assert len(names) == 2
        assert record.check_guards(databases=["default"]) == []

    def test_only_purge_takes_anything_away_and_leaves_the_guards(self) -> None:
        enter(), enter(consultation=8)
        assert record.purge(HERE) == 1
        assert seqs(8) == [1]
        assert not RecordHead.objects.filter(pk=HERE).exists()
        assert record.check_guards(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
class TestConcurrency:
    def test_many_at_once_leave_no_gap_and_one_chain(self) -> None:
        wrong: list[BaseException] = []

        def write() -> None:
            try:
                for number in range(8):
                    enter(payload={"n": number})
            except BaseException as error:  # told below, not lost in the thread
                wrong.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=write) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert seqs() == list(range(1, 49))
        assert record.broken_at(HERE) is None

    def test_it_belongs_inside_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="inside the transaction"):
            record.enter(HERE, "act", "rule")
        assert seqs() == []

    def test_what_is_rolled_back_leaves_no_gap_and_is_not_announced(self, settings: Any) -> None:
        settings.REDIS_URL = ""  # without Redis the listeners of this process hear
        heard: list[dict[str, Any]] = []
        record.listen(heard.append)
        try:
            enter()
            with pytest.raises(Lost):
                enter_and_fail()
            enter()
        finally:
            record.unlisten(heard.append)
        assert seqs() == [1, 2]
        assert record.broken_at(HERE) is None
        assert heard == [{"consultation": HERE, "seq": 1}, {"consultation": HERE, "seq": 2}]

    def test_nothing_is_rendered_inside(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody waits for the head while HTML is made: pages are rendered after their act was committed."""
        backend = type(engines["django"].from_string(""))
        ordinary, inside = backend.render, []

        def render(*args: Any, **kwargs: Any) -> Any:
            inside.append(connection.in_atomic_block)
            return ordinary(*args, **kwargs)

        monkeypatch.setattr(backend, "render", render)
        room = make_room(join_code="ACDE3H4K")
        client.force_login(room.people["convenor"].user)
        client.get(reverse("people", args=[room.slug]))
        client.post(reverse("invite", args=[room.slug]), {"people": "x@example.org", "role": "chair", "send": "on"})
        assert len(mail.outbox) == 1
        assert seqs(room.consultation.pk) == [1, 2, 3]
        assert set(inside) == {False}

    def test_a_listener_that_fails_does_not_fail_the_act(self, settings: Any) -> None:
        settings.REDIS_URL = ""

        def fail(_message: dict[str, Any]) -> None:
            raise RuntimeError("a hub that is ill")

        record.listen(fail)
        try:
            assert enter().seq == 1
        finally:
            record.unlisten(fail)


@pytest.mark.django_db
class TestVerify:
    def verify(self, *slugs: str) -> tuple[int, str]:
        out = StringIO()
        try:
            call_command("verify_record", *slugs, stdout=out, stderr=out)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
        return 0, out.getvalue()

    def test_whole_chains_are_ok(self) -> None:
        room = make_room()
        enter(consultation=room.consultation.pk), enter(consultation=room.consultation.pk)
        code, said = self.verify()
        assert code == 0
        assert f"{room.slug}: ok, 2 entries" in said
        assert self.verify("no-such-slug")[0] == 1

    @pytest.mark.parametrize(
        ("statement", "at"),
        [
            ("UPDATE consult_recordentry SET body = replace(body, '\"n\":2', '\"n\":9')", 2),
            ("UPDATE consult_recordentry SET act = 'other' WHERE seq = 3", 3),
            ("UPDATE consult_recordentry SET actor = 'participant-99' WHERE seq = 1", 1),
            ("DELETE FROM consult_recordentry WHERE seq = 2", 2),
            ("DELETE FROM consult_recordentry WHERE seq = 4", 4),
            ("UPDATE consult_recordentry SET previous_hash = 'x' WHERE seq = 4", 4),
            ("UPDATE consult_recordhead SET hash = 'x'", 5),
        ],
    )
    def test_tampering_is_found_where_it_begins(self, statement: str, at: int) -> None:
        room = make_room()
        for number in range(1, 5):
            enter(consultation=room.consultation.pk, payload={"n": number})
        record.remove_guards()
        execute(statement)
        code, said = self.verify(room.slug)
        assert code == 1
        assert f"{room.slug}: broken at {at}" in said
