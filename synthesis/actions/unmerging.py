"""Taking a merge of themes back: what is kept of how they stood, and how they stand so again."""

from collections.abc import Sequence
from typing import Any

from synthesis.models.coding import Code
from synthesis.models.theme import Suggestion, Theme, ThemeAct, ThemeState, ThemeVersion


def before(kept: Theme, gone: Sequence[Theme]) -> dict[str, Any]:
    """How themes stand that are about to become one: name and quotes of the first, what lies under the others."""
    return {
        "label": kept.label,
        "quotes": list(kept.quotes),
        "gone": [
            {
                "id": theme.pk,
                "state": str(theme.state),
                "codes": list(theme.codes.values_list("pk", flat=True)),
                "suggested": list(theme.suggestions.values_list("contribution", flat=True)),
            }
            for theme in gone
        ],
    }


def last_merge(theme: Theme) -> ThemeVersion | None:
    """The merge that nothing followed but merges that were taken back; None where there is none."""
    taken_back = 0
    for row in ThemeVersion.objects.filter(theme=theme).order_by("-revision"):
        if row.act == ThemeAct.UNMERGED:
            taken_back += 1
        elif row.act != ThemeAct.MERGED:
            return None
        elif taken_back:
            taken_back -= 1
        else:
            return row if row.before else None
    return None


def to_bring_back(theme: Theme, made: ThemeVersion) -> list[Theme]:
    """The themes that went into ``theme`` by that merge, in their rows' locks; none where one of them is gone."""
    ids = [one["id"] for one in made.before["gone"]]
    rows = Theme.objects.select_for_update(of=("self",)).select_related("question__session").order_by("pk")
    found = list(rows.filter(pk__in=ids, state=ThemeState.MERGED, into=theme))
    return found if len(found) == len(ids) else []


def can_take_back(theme: Theme) -> bool:
    made = last_merge(theme)
    return (
        made is not None
        and not Theme.objects.filter(pk__in=made.others).exclude(state=ThemeState.MERGED, into=theme).exists()
    )


def bring_back(theme: Theme, gone: Sequence[Theme], made: ThemeVersion) -> Sequence[Theme]:
    """``theme`` and ``gone`` as they stood, not saved; what lay under them lies there again.

    What somebody put under the merged theme since stays there: nobody can know to which of them it belongs.
    """
    was = {one["id"]: one for one in made.before["gone"]}
    for other in gone:
        own = was[other.pk]
        other.state, other.into = own["state"], None
        Code.objects.filter(theme=theme, pk__in=own["codes"], at__lte=made.at).update(theme=other)
        Suggestion.objects.filter(theme=theme, contribution__in=own["suggested"]).update(theme=other)
    theme.label, theme.quotes = made.before["label"], made.before["quotes"]
    return gone
