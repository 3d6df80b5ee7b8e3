"""Every chart of the results, as inline SVG made here: no script, no style attribute, colours by class.

Each stands beside a table that says the same, and is hidden from screen readers. Numbers are written as SVG wants them
in every language. What reads from one side to the other is turned round by the style sheet where the page does.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sessions_app.rules.positions import Position
from synthesis.queries.opinion import OpinionMap, Point
from synthesis.queries.participation import OverTime
from synthesis.queries.shares import Share

register = template.Library()

# The shapes of stakeholder groups by mark, drawn around a point; as in consult/parts/_shape.html.
SHAPES = (
    "m-1.4 0a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0z",
    "m0-1.6 1.6 2.9h-3.2z",
    "m0-1.8 1.8 1.8-1.8 1.8-1.8-1.8z",
    "m-.8-1.4h1.6l.8 1.4-.8 1.4h-1.6l-.8-1.4z",
    "m-1.3-1.3h2.6v2.6h-2.6z",
    "m0-1.6 1.6 1.15-.6 1.85h-2l-.6-1.85z",
    "m-.5-1.5h1v1h1v1h-1v1h-1v-1h-1v-1h1z",
    "m0-1.7.5 1.2 1.2.1-.9.8.3 1.2-1.1-.6-1.1.6.3-1.2-.9-.8 1.2-.1z",
)
_DOT = "m-.9 0a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0z"
_HEIGHT = 30  # of the columns over time, in their own units


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


@register.simple_tag
def diverging(position: Position) -> SafeString:
    """For to one side of the middle, against to the other; those who took neither side lie across it."""
    if not position.base:
        return SafeString("")
    unit = 100 / position.base
    neither, against, favour = (part * unit for part in (position.neither, position.against, position.favour))
    parts = (
        ("object", 100 - neither / 2 - against, against),
        ("abstain", 100 - neither / 2, neither),
        ("support", 100 + neither / 2, favour),
    )
    bars = format_html_join(
        "", '<rect class="{}" x="{}" y="1" width="{}" height="6"/>', ((c, _n(x), _n(w)) for c, x, w in parts if w)
    )
    return format_html(
        '<svg class="chart diverging" viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true">{}'
        '<path class="axis" d="M100 0v8"/></svg>',
        bars,
    )


@register.simple_tag
def interval(share: Share | None) -> SafeString:
    """A share with its interval on a line from 0 to 100 per cent, the middle marked; nothing under ten."""
    if share is None or share.percent is None:
        return SafeString("")
    return format_html(
        '<svg class="chart interval" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="axis" d="M0 4h100M50 1v6"/><path class="range" d="M{} 4H{}"/>'
        '<path class="point" d="M{} 1v6"/></svg>',
        share.low,
        share.high,
        share.percent,
    )


@register.simple_tag
def length(count: int, most: int, mark: int | None = None) -> SafeString:
    """A count as the length of a bar, in the colour of its stakeholder group."""
    if not count:
        return SafeString("")
    return format_html(
        '<svg class="chart length{}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="4"/></svg>',
        "" if mark is None else f" group-{mark}",
        _n(100 * count / max(most, 1)),
    )


@register.simple_tag
def columns(time: OverTime) -> SafeString:
    """Contributions over time, a column each."""
    most = max(time.most, 1)
    bars = format_html_join(
        "",
        '<rect class="one" x="{}" y="{}" width="8" height="{}"/>',
        (
            (place * 10 + 1, _n(_HEIGHT - _HEIGHT * column.count / most), _n(_HEIGHT * column.count / most))
            for place, column in enumerate(time.columns)
            if column.count
        ),
    )
    width = 10 * len(time.columns)
    return format_html(
        '<svg class="chart columns" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}'
        '<path class="axis" d="M0 {}H{}"/></svg>',
        width,
        _HEIGHT,
        bars,
        _HEIGHT,
        width,
    )


@register.simple_tag
def opinion_map(found: OpinionMap) -> SafeString:
    """Opinion groups as regions with their letters; people, where they may be drawn, as the shapes of their groups."""
    regions = format_html_join(
        "",
        '<ellipse class="region region-{}" cx="{}" cy="{}" rx="{}" ry="{}"/>',
        ((number, *group.region) for number, group in enumerate(found.groups)),
    )
    letters = format_html_join(
        "", '<text x="{}" y="{}">{}</text>', ((g.region[0], g.region[1] + 2, g.letter) for g in found.groups)
    )
    return format_html(
        '<svg class="chart map" viewBox="0 0 100 100" aria-hidden="true">'
        '<path class="axis" d="M50 2v96M2 50h96"/>{}{}{}</svg>',
        regions,
        _people(found.points),
        letters,
    )


def _people(points: Iterable[Point]) -> SafeString:
    """All of one stakeholder group as one path: hundreds of people weigh little."""
    by_mark: dict[int | None, list[str]] = {}
    for point in points:
        shape = _DOT if point.mark is None else SHAPES[point.mark % len(SHAPES)]
        by_mark.setdefault(point.mark, []).append(f"M{_n(point.x)} {_n(point.y)}{shape}")
    return format_html_join(
        "",
        '<path class="people{}" d="{}"/>',
        (
            ("" if mark is None else f" group-{mark}", "".join(paths))
            for mark, paths in sorted(by_mark.items(), key=lambda pair: -1 if pair[0] is None else pair[0])
        ),
    )
