"""Reading printed ballots: whom they are for, how far their entry is."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from consult.attribution import Audience, Detail, shown_as
from consult.models import Elector
from consult.queries import people
from sessions_app.models import Ballot, Marking, Participation
from sessions_app.models.sheet import SheetState
from sessions_app.queries.session import terms_of_ballot


def may_be_named(ballot: Ballot) -> bool:
    """Whether the rule shows those in the room by name or body, as paper that is handed out does."""
    return terms_of_ballot(ballot).here in {Detail.NAME, Detail.DELEGATION}


def without_answer(ballot: Ballot) -> QuerySet[Elector]:
    """Those on the list, frozen when the ballot was put, who have not voted, in its order.

    Nobody who was removed, or is another by now.
    """
    own = {"ballot": ballot, "elector": OuterRef("pk")}
    voted = Exists(Participation.objects.filter(**own)) | Exists(Marking.objects.filter(**own))
    listed = Elector.objects.filter(pk__in=ballot.roll.values("elector")).order_by("pk")
    there = listed.exclude(participant__removed_at__isnull=False)
    return there.exclude(voted).select_related("delegation", "participant", "group")


def label(ballot: Ballot, elector: Elector) -> str:
    """An elector as the room sees them."""
    terms = terms_of_ballot(ballot)
    person = people.elector_as_seen(ballot.consultation, elector, rule=terms.rule, inside=terms.inside, sizes={})
    return str(shown_as(person, Audience.INSIDE).label)


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the sheets of a ballot: how many wait, were entered by one person, are counted; how many were handed out."""

    printed: int
    entered: int
    counted: int
    handed: int


def progress(ballot: Ballot) -> Progress:
    states = dict(ballot.sheets.values_list("state").annotate(n=Count("id")).order_by())
    return Progress(
        printed=sum(states.values()),
        entered=states.get(SheetState.ENTERED, 0),
        counted=states.get(SheetState.COUNTED, 0),
        handed=ballot.participations.filter(on_paper=True).count(),
    )
