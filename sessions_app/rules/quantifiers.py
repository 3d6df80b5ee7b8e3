"""The two quantifier scales as keys; ``wording`` gives them words. Bands are half-open: see the method note."""

from fractions import Fraction

from sessions_app.rules.positions import SMALLEST_BASE

SAID = ("one", "two", "some", "a-few", "several", "many")
POSITIONS = ("minority", "evenly", "majority", "large-majority", "nearly-all", "all")


def said(speakers: int, addressed: int) -> str:
    """How many said something: ``speakers`` of the ``addressed`` who spoke to the point (delegations or persons).

    Under 10 who addressed it: one, two, some. Never most, majority or all: silence in a debate is not disagreement.
    """
    if speakers <= 2:
        return SAID[max(speakers, 1) - 1]
    if addressed < 10:
        return "some"
    if speakers <= 4:
        return "a-few"
    if speakers >= 10 and 3 * speakers >= addressed:
        return "many"
    return "several"


def positions(count: int, base: int) -> str | None:
    """The word for ``count`` of ``base`` positions in a closed round; None under the smallest base of 10."""
    if base < SMALLEST_BASE:
        return None
    share = Fraction(count, base)
    if share == 1:
        return "all"
    for floor, key in ((Fraction(9, 10), "nearly-all"), (Fraction(2, 3), "large-majority")):
        if share >= floor:
            return key
    if share > Fraction(1, 2):
        return "majority"
    return "evenly" if share == Fraction(1, 2) else "minority"


def wide_support(favourable: int, base: int, objecting_shares: list[float]) -> bool:
    """At least 80 % support or can live with it, abstentions in the base; no printed group objects by over a third."""
    return base >= SMALLEST_BASE and 5 * favourable >= 4 * base and all(share <= 1 / 3 for share in objecting_shares)


def percent(count: int, base: int) -> int:
    """A whole per cent, halves up, that never belies the word beside it.

    149 of 166 is 89.8 per cent and "a large majority", so it is printed as 89: 90 would be "nearly all".
    """
    exact = Fraction(100 * count, base)
    near, down, up = int(exact + Fraction(1, 2)), int(exact), -int(-exact // 1)
    word = positions(count, base)
    return next((whole for whole in (near, down, up) if word is None or positions(whole, 100) == word), near)
