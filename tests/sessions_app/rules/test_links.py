"""Addresses in what people write: made clickable, and nothing of the text changed."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.rules.links import pieces
from sessions_app.templatetags.words import said


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://example.org/a?b=c&d.", ["https://example.org/a?b=c&d"]),
        ("(http://example.org/x_(y)), then", ["http://example.org/x_(y)"]),
        ("انظر https://example.org/ar؟", ["https://example.org/ar"]),
        ("HTTPS://EXAMPLE.ORG", ["HTTPS://EXAMPLE.ORG"]),
        ("javascript:alert(1) data:text/html,x ftp://a.org mailto:a@b.org www.a.org", []),
        ("https:// http://)))) xhttps://a", []),
        ('https://a.org/"onclick="x', ["https://a.org/"]),
        ("https://a.org/\u202egnp.exe", ["https://a.org/"]),
    ],
)
def test_only_http_and_https_become_links(text: str, addresses: list[str]) -> None:
    assert [piece for piece, is_address in pieces(text) if is_address] == addresses


@given(
    st.text() | st.lists(st.sampled_from(["http://", "https://a.org", "<", '"', "(", ")", ".", " ", "\n"])).map("".join)
)
def test_the_text_stays_as_it_is_and_nothing_in_it_becomes_markup(text: str) -> None:
    assert "".join(piece for piece, _is_address in pieces(text)) == text
    html = said(text)
    assert set(re.findall(r"<(/?\w+)", html)) <= {"p", "/p", "br", "a", "/a"}
    assert all(
        re.fullmatch(r'<a href="https?://[^"<>]*" rel="nofollow noopener">', tag, re.I)
        for tag in re.findall(r"<a [^>]*>", html)
    )
    assert "".join(unescape(re.sub(r"<[^>]*>", "", html)).split()) == "".join(text.split())


def test_long_runs_take_no_time() -> None:
    assert list(pieces("http://" * 2_000))
    assert list(pieces("https://a" + ")" * 5_000))
