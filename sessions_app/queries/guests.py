"""How many of those who could answer a question were guests whom nobody had verified."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.attribution import Audience, Rule
from consult.models import Elector
from sessions_app.models import Ballot
from sessions_app.queries.voting import listed_now
from sessions_app.rules import shown


@dataclass(frozen=True, slots=True)
class Guests:
    """Of ``entitled`` electors of a ballot so many; None where they are fewer than ``smallest_cell``, but some."""

    ballot: int
    number: int | None
    entitled: int
    smallest_cell: int

    @property
    def words(self) -> str:
        return in_words(self.number, self.entitled, self.smallest_cell)


def in_words(number: int | None, entitled: int, smallest_cell: int) -> str:
    """So many electors, or fewer than ``smallest_cell``, were unverified guests."""
    if number is None:
        return _("Fewer than {k} of the {n} on the list of those who answer were unverified guests.").format(
            k=smallest_cell, n=entitled
        )
    if not number:
        return _("Nobody on the list of those who answer was an unverified guest.")
    return ngettext(
        "{count} of the {n} on the list of those who answer was an unverified guest.",
        "{count} of the {n} on the list of those who answer were unverified guests.",
        number,
    ).format(count=number, n=entitled)


def unverified(ballot: Ballot) -> int:
    """How many on the list of a ballot are guests now: whoever claims the account later is none any more."""
    is_frozen = ballot.roll.exists()
    listed = Elector.objects.filter(pk__in=ballot.roll.values("elector")) if is_frozen else listed_now(ballot)
    return listed.filter(is_guest=True).count()


def guests(ballot: Ballot, rule: Rule, audience: Audience) -> Guests | None:
    """Of a closed ballot, as it was when it was closed; None where nothing may be shown of it."""
    view = shown.what(rule=rule, method=ballot.method, is_closed=True, audience=audience)
    if ballot.tally is None or not ballot.entitled or view is shown.View.NOTHING:
        return None
    number = ballot.tally.get("guests")
    number = unverified(ballot) if number is None else number
    k = 0 if view is shown.View.POSITIONS else shown.smallest(rule, ballot.consultation.smallest_cell)
    return Guests(ballot.pk, None if 0 < number < k else number, ballot.entitled, k)


def most(found: Iterable[Guests | None]) -> Guests | None:
    """Of several ballots the one with the most guests on its list."""
    known = [one for one in found if one is not None]
    return max(known, key=lambda one: (one.number is None or one.number > 0, one.number or 0), default=None)
