"""Charts: what is drawn is what was counted, in every language, without a style attribute or a script."""

import re

import pytest
from django.utils import translation

from sessions_app.rules.positions import Position
from synthesis.queries.opinion import OpinionGroup, OpinionMap, Point
from synthesis.queries.participation import Column, OverTime
from synthesis.queries.shares import share
from synthesis.templatetags import charts


def numbers(svg: str, part: str) -> list[float]:
    return [float(value) for value in re.findall(rf'\b{part}="([-\d.]+)"', svg)]


def bars(svg: str) -> list[tuple[str, float, float]]:
    found = re.findall(r'<rect class="(\w+)" x="([\d.]+)" y="1" width="([\d.]+)"', svg)
    return [(name, float(x), float(width)) for name, x, width in found]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_diverging_bar_has_neither_across_the_middle_and_the_sides_beside_it(language):
    with translation.override(language):
        drawn = bars(charts.diverging(Position(favour=30, against=10, neither=20)))
    against, neither, favour = drawn
    assert [name for name, _x, _w in drawn] == ["object", "abstain", "support"]
    assert neither[1] + neither[2] / 2 == pytest.approx(100, abs=0.1)
    assert against[1] + against[2] == pytest.approx(neither[1], abs=0.2)
    assert favour[1] == pytest.approx(neither[1] + neither[2], abs=0.2)
    assert against[2] + neither[2] + favour[2] == pytest.approx(100, abs=0.3)


@pytest.mark.parametrize(
    "position", [Position(0, 0, 0), Position(1, 0, 0), Position(0, 1, 0), Position(0, 0, 7), Position(10**6, 1, 1)]
)
def test_no_bar_leaves_its_frame(position):
    for _name, x, width in bars(charts.diverging(position)):
        assert x >= 0
        assert x + width <= 200.1


def test_an_interval_is_drawn_from_ten_up_only():
    assert charts.interval(None) == ""
    assert charts.interval(share(3, 9)) == ""
    drawn = charts.interval(share(7, 12))
    low, high = re.search(r'class="range" d="M(\d+) 4H(\d+)"', drawn).groups()
    assert (int(low), int(high)) == (share(7, 12).low, share(7, 12).high) == (32, 81)


def test_a_share_says_its_count_first_and_a_percentage_from_ten_up():
    assert share(3, 9).words == "3 of 9"
    assert share(7, 12).words == "7 of 12: 58 % (32 to 81 %)"


def test_columns_are_as_high_as_what_they_count():
    time = OverTime((Column("a", 2), Column("b", 0), Column("c", 4)), step=None, zone="Geneva")
    drawn = charts.columns(time)
    heights = list(numbers(drawn, "height"))
    assert heights == [15, 30]
    assert numbers(drawn, "x") == [1, 21]


def test_a_map_draws_every_group_and_every_person_in_the_shape_of_their_group():
    groups = (OpinionGroup("A", 3, False, (20, 30, 9, 8), ()), OpinionGroup("B", 2, False, (70, 60, 5, 7), ()))
    points = tuple(Point(10 * n, 50.5, n % 3 if n else None) for n in range(7))
    found = OpinionMap(7, 7, groups, "", "", points, (), None)
    drawn = charts.opinion_map(found)
    assert drawn.count("<ellipse") == 2
    assert re.findall(r"<text [^>]*>(\w)</text>", drawn) == ["A", "B"]
    assert sum(path.count("M") for path in re.findall(r'class="people[^"]*" d="([^"]*)"', drawn)) == 7
    assert set(re.findall(r'class="people( group-\d)?"', drawn)) == {"", " group-0", " group-1", " group-2"}
    assert "style" not in drawn


def test_every_mark_of_a_stakeholder_group_has_a_shape_of_its_own():
    assert len(set(charts.SHAPES)) == 8
