"""Ballots among options: what is kept of a paper says what was marked, and the count is the same in any order."""

import json
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions_app.rules.answers import APPROVAL, BLANK, POINTS, RANKED, Terms, answer, count, marks_of

METHODS = (APPROVAL, RANKED, POINTS)
BUDGET = 10


@st.composite
def elections(draw: st.DrawFn) -> tuple[Terms, list[dict[int, int]], list[int]]:
    """Terms, the marks of some papers that keep to them (none: it abstains), and a lot."""
    method = draw(st.sampled_from(METHODS))
    options = tuple(range(1, draw(st.integers(2, 5)) + 1))
    seats = draw(st.integers(0, len(options)))
    terms = Terms(method, options, seats, budget=BUDGET if method == POINTS else 0)
    chosen = st.lists(st.sampled_from(options), unique=True, max_size=len(options))
    papers: list[dict[int, int]] = []
    for marked in draw(st.lists(chosen, max_size=20)):
        if method == APPROVAL:
            papers.append(dict.fromkeys(marked, 1))
        elif method == RANKED:
            papers.append({option: place for place, option in enumerate(marked, 1)})
        else:
            papers.append({option: draw(st.integers(1, BUDGET // len(marked))) for option in marked})
    return terms, papers, list(draw(st.permutations(options)))


def kept(terms: Terms, paper: dict[int, int]) -> str:
    return answer(terms, paper, abstains=not paper)


@given(elections())
def test_what_is_kept_says_what_was_marked(election: tuple[Terms, list[dict[int, int]], list[int]]) -> None:
    terms, papers, _lot = election
    for paper in papers:
        assert marks_of(terms.method, kept(terms, paper)) == paper
        assert (kept(terms, paper) == BLANK) is (not paper)
        as_written = {option: str(mark) for option, mark in paper.items()}
        others = {option: "" for option in terms.options if option not in paper}
        assert answer(terms, as_written | others, abstains=not paper) == kept(terms, paper)


@given(elections(), st.randoms())
def test_a_count_does_not_depend_on_the_order(
    election: tuple[Terms, list[dict[int, int]], list[int]], chance: Random
) -> None:
    terms, papers, lot = election
    lines = [kept(terms, paper) for paper in papers]
    mixed = list(lines)
    chance.shuffle(mixed)
    assert json.dumps(count(terms, mixed, lot)) == json.dumps(count(terms, lines, lot))


@given(elections())
def test_every_paper_is_counted_once_and_every_mark_too(
    election: tuple[Terms, list[dict[int, int]], list[int]],
) -> None:
    terms, papers, lot = election
    counted = count(terms, [kept(terms, paper) for paper in papers], lot)
    marked = [paper for paper in papers if paper]
    assert (counted["answers"], counted["blank"]) == (len(papers), len(papers) - len(marked))
    totals = dict(counted["totals"])
    assert set(totals) == set(terms.options)
    if terms.method == RANKED:
        assert totals == {option: sum(paper.get(option) == 1 for paper in marked) for option in terms.options}
    else:
        assert totals == {option: sum(paper.get(option, 0) for paper in marked) for option in terms.options}
    elected = counted["elected"]
    assert len(elected) == len(set(elected)) == (terms.seats if marked else 0)


@given(elections())
def test_nobody_is_elected_over_somebody_with_more(
    election: tuple[Terms, list[dict[int, int]], list[int]],
) -> None:
    terms, papers, lot = election
    counted = count(terms, [kept(terms, paper) for paper in papers], lot)
    if terms.method != RANKED and counted["elected"]:
        totals = dict(counted["totals"])
        left_out = [totals[option] for option in terms.options if option not in counted["elected"]]
        assert min(totals[option] for option in counted["elected"]) >= max(left_out, default=0)


@pytest.mark.parametrize("method", METHODS)
@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text of a run reads the tables of Unicode
@given(
    marks=st.dictionaries(
        st.integers(0, 6), st.one_of(st.text(max_size=6), st.integers(-5, 20), st.booleans(), st.none()), max_size=6
    ),
    abstains=st.booleans(),
)
def test_whatever_is_marked_makes_a_paper_that_counts_or_is_refused(
    method: str, marks: dict[int, object], abstains: bool
) -> None:
    terms = Terms(method, (1, 2, 3, 4), seats=2, most=0 if method == RANKED else 3, budget=BUDGET)
    try:
        line = answer(terms, marks, abstains=abstains)
    except ValueError:
        return
    assert count(terms, [line], [4, 3, 2, 1])["answers"] == 1
    assert answer(terms, marks_of(method, line), abstains=line == BLANK) == line
