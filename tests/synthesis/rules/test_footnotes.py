"""Footnotes go with their paragraph, in whatever order things stand."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from synthesis.rules.footnotes import FOOTNOTE, moved, with_notes

GONE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(eq=True)
class One:
    pk: int
    style: str
    removed_at: datetime | None = None


def order(styles: str) -> list[One]:
    """p a paragraph, x one that was removed, n a footnote."""
    named = {"p": ("paragraph", None), "x": ("paragraph", GONE), "n": (FOOTNOTE, None)}
    return [One(pk, *named[style]) for pk, style in enumerate(styles)]


def shown(rows: list[One]) -> list[int]:
    return [one.pk for one in rows]


def test_a_paragraph_passes_another_with_all_its_footnotes():
    rows = order("pnpnn")
    assert shown(moved(rows, rows[2], up=True)) == [2, 3, 4, 0, 1]
    assert shown(moved(rows, rows[0], up=False)) == [2, 3, 4, 0, 1]


def test_what_was_removed_is_stepped_over_and_at_the_end_it_stays():
    rows = order("pxp")
    assert shown(moved(rows, rows[2], up=True)) == [2, 0, 1]
    assert shown(moved(rows, rows[0], up=False)) == [1, 2, 0]
    assert shown(moved(rows, rows[0], up=True)) == [0, 1, 2]


def test_a_footnote_goes_to_the_paragraph_before_but_never_before_the_first():
    rows = order("ppnn")
    assert shown(moved(rows, rows[2], up=True)) == [0, 2, 1, 3]
    assert shown(moved(rows, rows[3], up=True)) == [0, 1, 3, 2]
    rows = order("pnp")
    assert shown(moved(rows, rows[1], up=True)) == [0, 1, 2]
    assert shown(moved(rows, rows[1], up=False)) == [0, 2, 1]


@given(st.text("pxn", max_size=12).map("p".__add__), st.data())
def test_moving_a_paragraph_loses_nothing_and_leaves_every_footnote_with_its_own(styles, data):
    rows = order(styles)
    one = data.draw(st.sampled_from([row for row in rows if row.style != FOOTNOTE and row.removed_at is None]))
    after = moved(rows, one, up=data.draw(st.booleans()))
    assert sorted(shown(after)) == sorted(shown(rows))
    for row in rows:
        if row.style != FOOTNOTE:
            assert shown(with_notes(after, row)) == shown(with_notes(rows, row))
