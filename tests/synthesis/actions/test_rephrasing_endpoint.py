"""The address that the assistant is asked at: what is sent there, and how little what comes back can do."""

import re
import time

import pytest
from django.core.management import call_command

from synthesis.actions import rephrasing as acts
from synthesis.queries import rephrasing as reading
from synthesis.rules import assistant
from tests.synthesis import endpoint
from tests.synthesis.assisted import AWAY, at_desk, rewords, spoken

pytestmark = pytest.mark.django_db


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


def test_no_name_number_or_quantifier_is_sent(asking):
    report, me = at_desk()
    sent = []
    for one in reading.wordings(report):
        _row, server = asking(me, one.paragraph, endpoint.saying(rewords))
        sent += server.sent
    assert len(sent) >= 4
    joined = " ".join(re.sub(r"\[#\d+\]", "", text) for text in sent)
    assert not re.search(r"\d|States|Businesses|Civil society|two|one delegation", joined)
