"""The assistant proposes, a person decides: what is sent, what comes back, who may, what the report says of it."""

import json
import re
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult import record
from consult.models import RecordEntry
from consult.procedure import RefusedError
from consult.queries.people import here
from synthesis.actions import rephrasing as acts
from synthesis.actions import report as desk_acts
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Rephrasing
from synthesis.models.report import Grounding
from synthesis.queries import rephrasing as reading
from synthesis.rules import assistant
from synthesis.writers.blocks import report_blocks
from tests.synthesis import endpoint, rooms

pytestmark = pytest.mark.django_db


def at_desk(rule="on-the-record", **fields):
    room = rooms.lively(rule=rule, **fields)
    return draft_report(room.consultation, "command"), here(room.consultation, room.people["rapporteur"].user)


def spoken(report, part="raised:"):
    return next(
        p
        for p in Paragraph.objects.filter(section__report=report).order_by("section__position", "position")
        if reading.may_hold(p) and p.key.startswith(part)
    )


@pytest.fixture
def asking(settings, django_capture_on_commit_callbacks):
    """Has a paragraph rephrased by an endpoint with this answer; gives the proposal, and what was sent."""

    def ask(me, paragraph, answer, **changed):
        with endpoint.serving(answer) as server:
            settings.ASSISTANT_URL, settings.ASSISTANT_MODEL, settings.ASSISTANT_SECONDS = server.url, "small-model", 5
            for name, value in changed.items():
                setattr(settings, name, value)
            with django_capture_on_commit_callbacks(execute=True):
                row = acts.ask(me, paragraph.pk)
            row.refresh_from_db()
            return row, server

    return ask


def rewords(text):
    """What an honest assistant would do to the sentences of this room."""
    return text.replace("It was noted", "It was observed").replace("cannot read the forms", "cannot read those forms")


def test_a_grounded_paragraph_comes_back_in_other_words_and_waits(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, server = asking(me, paragraph, endpoint.saying(rewords), ASSISTANT_KEY="k3y")
    assert (row.state, row.before, row.revision) == ("proposed", paragraph.text, paragraph.revision)
    assert "those forms" in row.text
    paragraph.refresh_from_db()
    assert paragraph.text == row.before
    path, headers, body = server.asked[0]
    assert (path, headers["Authorization"], body["model"]) == ("/v1/chat/completions", "Bearer k3y", "small-model")


def test_no_name_number_or_quantifier_is_sent(asking):
    report, me = at_desk()
    sent = []
    for one in reading.wordings(report):
        _row, server = asking(me, one.paragraph, endpoint.saying(rewords))
        sent += server.sent
    assert len(sent) >= 4
    joined = " ".join(re.sub(r"\[#\d+\]", "", text) for text in sent)
    assert not re.search(r"\d|States|Businesses|Civil society|two|one delegation", joined)


def test_accepting_is_an_edit_that_says_who_checked_it_and_the_method_note_tells(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    assert reading.note(report) == ""
    after = acts.accept(me, paragraph.pk, acts.Seen(row.pk, row.revision))
    assert (after.text, after.revision, after.grounding) == (row.text, row.revision + 1, Grounding.GROUNDED)
    assert after.evidence.count() == paragraph.evidence.count() > 0
    assert reading.marks(report)[paragraph.pk] == "rephrased by an assistant, checked by The rapporteur"
    texts = [block.text for block in report_blocks(report)]
    assert sum("drafting assistant (small-model)" in text for text in texts) == 1
    draft_report(me.consultation, "command")
    paragraph.refresh_from_db()
    assert paragraph.text == row.text
    acts_told = list(RecordEntry.objects.filter(act__startswith="rephrasing").values_list("act", flat=True))
    assert acts_told == ["rephrasing asked for", "rephrasing accepted"]
    assert record.broken_at(me.consultation.pk) is None


def test_what_is_taken_back_is_no_longer_told(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    after = acts.accept(me, paragraph.pk, acts.Seen(row.pk, row.revision))
    with pytest.raises(RefusedError, match="Take it back"):
        acts.ask(me, paragraph.pk)
    edited = desk_acts.edit(me, paragraph.pk, desk_acts.Change(after.text + " Indeed.", after.revision))
    assert reading.marks(report)[paragraph.pk].endswith("edited since")
    desk_acts.restore(me, paragraph.pk, edited.revision)
    assert (reading.marks(report), reading.note(report)) == ({}, "")


def test_leaving_changes_nothing_and_decides_once(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    seen = acts.Seen(row.pk, row.revision)
    acts.leave(me, paragraph.pk, seen)
    for act in (acts.accept, acts.leave):
        with pytest.raises(RefusedError, match="does not wait"):
            act(me, paragraph.pk, seen)
    paragraph.refresh_from_db()
    assert paragraph.text == row.before


def test_a_proposal_for_a_text_that_changed_is_not_accepted(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    desk_acts.edit(me, paragraph.pk, desk_acts.Change("In my words.", paragraph.revision))
    with pytest.raises(desk_acts.StaleEditError):
        acts.accept(me, paragraph.pk, acts.Seen(row.pk, row.revision))
    row.refresh_from_db()
    paragraph.refresh_from_db()
    assert (row.state, paragraph.text) == ("proposed", "In my words.")


def test_sentences_that_people_changed_are_never_sent(asking):
    report, me = at_desk()
    paragraph = spoken(report)
    desk_acts.edit(me, paragraph.pk, desk_acts.Change("Ruritania whispered something.", paragraph.revision))
    row, server = asking(me, paragraph, endpoint.saying(rewords))
    assert (row.state, server.asked) == ("nothing", [])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + " 7",
        lambda text: text.replace(".", " in Ruritania."),
        lambda text: re.sub(r" ?\[#\d+\]", "", text) if "[#" in text else "",
        lambda text: text.replace("It was", "Most said it was"),
        lambda text: "Ignore that. " + text,
        lambda text: "",
    ],
    ids=["number", "name", "piece", "quantifier", "sentence", "nothing"],
)
def test_a_cheating_endpoint_changes_nothing(asking, change):
    report, me = at_desk()
    for one in reading.wordings(report):
        row, _server = asking(me, one.paragraph, endpoint.saying(change))
        assert row.state == "nothing", row.text
        assert row.text == row.before
        assert row.faults


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (endpoint.endless, "did not answer within 1 seconds"),
        (endpoint.silent, "did not answer within 1 seconds"),
        (endpoint.huge, "too long"),
        (endpoint.failing, "error 500"),
        (endpoint.packed, "not in the form"),
        (lambda asked, body: asked.give(200, b"[" * 60_000), "not in the form"),
        (lambda asked, body: asked.give(200, b'{"choices": []}'), "not in the form"),
        (lambda asked, body: asked.give(200, b'{"choices": [{"message": {"content": 7}}]}'), "not in the form"),
        (lambda asked, body: asked.connection.close(), "could not be reached"),
    ],
    ids=["endless", "silent", "huge", "500", "packed", "deep", "empty", "number", "gone"],
)
def test_a_broken_endpoint_is_told_in_our_words_and_in_time(asking, answer, words):
    report, me = at_desk()
    started = time.monotonic()
    row, _server = asking(me, spoken(report), answer, ASSISTANT_SECONDS=1)
    assert row.state == "failed"
    assert words in row.trouble
    assert "secret" not in row.trouble
    assert time.monotonic() - started < 8


def test_a_redirect_is_not_followed(asking):
    report, me = at_desk()
    with endpoint.serving(endpoint.saying(rewords)) as inside:
        row, _server = asking(me, spoken(report), endpoint.sending_on(inside.url))
        assert (row.state, inside.asked) == ("failed", [])


def test_no_proxy_of_the_environment_is_used(asking, monkeypatch):
    report, me = at_desk()
    with endpoint.serving(endpoint.saying(rewords)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        row, _server = asking(me, spoken(report), endpoint.saying(rewords))
        assert (row.state, proxy.asked) == ("proposed", [])


def test_where_nothing_listens_the_desk_says_so(settings, django_capture_on_commit_callbacks):
    report, me = at_desk()
    with endpoint.serving(endpoint.failing) as server:
        settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = server.url, "m"
    with django_capture_on_commit_callbacks(execute=True):
        row = acts.ask(me, spoken(report).pk)
    row.refresh_from_db()
    assert (row.state, row.trouble) == ("failed", "It could not be reached.")


AWAY = {"ASSISTANT_URL": "https://models.example/v1", "ASSISTANT_MODEL": "large"}


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_under_a_strict_rule_nothing_leaves_the_house(settings, rule, asking):
    report, me = at_desk(rule)
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    with pytest.raises(RefusedError, match="nothing leaves the house"):
        acts.ask(me, spoken(report).pk)
    assert not Rephrasing.objects.exists()
    row, _server = asking(me, spoken(report), endpoint.saying(rewords))  # a loopback address is the house's own
    assert row.state == "proposed"


def test_one_source_under_a_strict_rule_is_enough(settings):
    report, _me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    paragraph = spoken(report)
    contribution = paragraph.evidence.first().contribution
    assert reading.refusal_of(paragraph) == ""
    contribution.rule = "chatham-house"
    contribution.save()
    assert "nothing leaves" in reading.refusal_of(paragraph)
    contribution.rule = "on-the-record"
    contribution.save()
    type(contribution.question).objects.update(attribution_rule="anonymous")
    assert "nothing leaves" in reading.refusal_of(paragraph)
    settings.ASSISTANT_LOCAL = True
    assert reading.refusal_of(paragraph) == ""


def test_a_rule_that_became_stricter_while_it_waited_is_heard(settings):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    row = acts.ask(me, spoken(report).pk)
    type(me.consultation).objects.update(attribution_rule="chatham-house")
    from synthesis.tasks import rephrase

    rephrase.call(rephrasing_id=row.pk)
    row.refresh_from_db()
    assert row.state == "failed"
    assert "nothing leaves" in row.trouble


def test_it_is_off_without_an_address_and_in_languages_without_capitals(settings):
    report, me = at_desk()
    with pytest.raises(RefusedError, match="no drafting assistant"):
        acts.ask(me, spoken(report).pk)
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    report.language = "ar"
    report.save()
    with pytest.raises(RefusedError, match="not used in this language"):
        acts.ask(me, spoken(report).pk)


@pytest.mark.parametrize("key", ["process", "result:", "slot:", "quantifiers", "texts"])
def test_only_sentences_on_what_was_said_are_rephrased(settings, key):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    rows = Paragraph.objects.filter(section__report=report, key__startswith=key)
    for paragraph in rows:
        with pytest.raises(RefusedError, match="Only sentences"):
            acts.ask(me, paragraph.pk)


@pytest.mark.parametrize("role", ["participant", "observer", "chair", "scribe"])
def test_others_may_neither_ask_nor_decide(settings, role):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    paragraph = spoken(report)
    row = acts.ask(me, paragraph.pk)
    Rephrasing.objects.update(state="proposed", text="x")
    other = here(me.consultation, me.consultation.participants.get(role_rows__role=role, name=f"The {role}").user)
    for act in (
        lambda: acts.ask(other, paragraph.pk),
        lambda: acts.accept(other, paragraph.pk, acts.Seen(row.pk, 1)),
        lambda: acts.leave(other, paragraph.pk, acts.Seen(row.pk, 1)),
    ):
        with pytest.raises(RefusedError):
            act()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ASSISTANT_URL": "http://models.example/v1"}, "https://"),
        ({"ASSISTANT_URL": "ftp://models.example"}, "https://"),
        ({"ASSISTANT_URL": "https://me:pass@models.example"}, "no password"),
        ({"ASSISTANT_URL": "https://models.example/?a=b"}, "no query"),
        ({"ASSISTANT_URL": "https://models.example:99999999"}, "no address"),
        ({"ASSISTANT_MODEL": ""}, "name the model"),
        ({"ASSISTANT_SECONDS": 0}, "more than 0"),
    ],
)
def test_settings_that_cannot_be_are_told_and_leave_it_off(settings, values, words, capsys):
    for name, value in {**AWAY, **values}.items():
        setattr(settings, name, value)
    assert words in assistant.trouble()
    assert assistant.endpoint() is None
    call_command("check")
    assert "The drafting assistant stays off" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "is_local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost:8080/v1", True),
        ("https://127.0.0.1.example/v1", False),
        ("https://localhost.example/v1", False),
        ("https://10.0.0.7/v1", False),
    ],
)
def test_local_is_a_loopback_address_or_the_houses_word(settings, url, is_local):
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = url, "m"
    assert assistant.endpoint().is_local is is_local
    settings.ASSISTANT_LOCAL = True
    assert assistant.endpoint().is_local is True


def test_the_page_is_read_in_a_fixed_number_of_queries(settings, client):
    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()

    def count():
        with CaptureQueriesContext(connection) as found:
            assert reading.wordings(type(report).objects.select_related("consultation").get(pk=report.pk))
        return len(found)

    before, had = count(), len(reading.wordings(report))
    question = me.consultation.sessions.get().questions.get(number=1)
    speakers = list(me.consultation.participants.exclude(delegation=None)[:8])
    for number, one in enumerate(speakers):
        sentence = f"matter {number} of the {'abcdefgh'[number] * 6} was never looked at"
        rooms.say(question, one, "x", type="issue", sentence=sentence)
    draft_report(me.consultation, "command")
    assert len(reading.wordings(report)) > had
    assert count() == before


def test_the_desk_shows_the_proposal_beside_the_paragraph(settings, client, asking):
    from django.urls import reverse

    report, me = at_desk()
    paragraph = spoken(report)
    client.force_login(me.participant.user)
    address = reverse("rephrasings", args=[me.consultation.slug, report.pk])
    desk = reverse("report_desk", args=[me.consultation.slug, report.pk])
    assert address not in client.get(desk).content.decode()
    assert "no drafting assistant" in client.get(address).content.decode()
    row, _server = asking(me, paragraph, endpoint.saying(rewords))
    assert address in client.get(desk).content.decode()
    page = client.get(address).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    body = {"do": "accept", "proposal": row.pk, "revision": row.revision}
    answer = client.post(reverse("paragraph_rephrase", args=[me.consultation.slug, paragraph.pk]), body, follow=True)
    assert "Accepted." in answer.content.decode()
    assert "checked by The rapporteur" in client.get(desk).content.decode()
    bad = {"do": "accept", "proposal": "x\x00", "revision": "9" * 40}
    assert client.post(reverse("paragraph_rephrase", args=[me.consultation.slug, paragraph.pk]), bad).status_code == 404


def test_what_waits_is_shown_until_it_is_answered(settings, client):
    from django.urls import reverse

    report, me = at_desk()
    settings.ASSISTANT_URL, settings.ASSISTANT_MODEL = AWAY.values()
    acts.ask(me, spoken(report).pk)
    client.force_login(me.participant.user)
    address = reverse("rephrasings_progress", args=[me.consultation.slug, report.pk])
    assert "1 paragraph waits" in client.get(address, {"of": "1"}).content.decode()
    assert client.get(address, {"of": "2"})["HX-Refresh"] == "true"
    Rephrasing.objects.update(state="nothing")
    assert client.get(address, {"of": "1"})["HX-Refresh"] == "true"


def test_the_record_says_nothing_of_the_words(asking):
    report, me = at_desk()
    row, _server = asking(me, spoken(report), endpoint.saying(rewords))
    bodies = json.dumps(list(RecordEntry.objects.filter(act__startswith="rephrasing").values_list("body", flat=True)))
    assert "forms" not in bodies
    assert row.model in bodies
