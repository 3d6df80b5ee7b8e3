"""Reading what a new draft changed, with where each paragraph stands now."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from synthesis.models.report import Paragraph, Report

Text = str | Promise

# In the order in which they matter to whoever edits.
KINDS: dict[str, tuple[Text, Text]] = {
    "outdated": (
        _("Edited by people, and its sources have changed"),
        _("Your text stands. Deleted and added words are what the sources would now make of it."),
    ),
    "changed": (_("Drafted anew"), _("Nobody had edited these: the new text stands.")),
    "new": (_("New"), _("Paragraphs that were not in the draft before.")),
    "gone": (_("No longer there"), _("Nobody had edited these, and nothing supports them any more.")),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change. paragraph: its id on the desk, None for one that is gone."""

    heading: str
    before: str
    after: str
    paragraph: int | None


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    kind: str
    title: Text
    text: Text
    changes: list[ShownChange]


def groups(report: Report) -> list[ChangeGroup]:
    """The changes of the last draft by kind; kinds without any are left out."""
    places = dict(Paragraph.objects.filter(section__report=report).values_list("key", "pk"))
    found = []
    for kind, (title, text) in KINDS.items():
        rows = [
            ShownChange(one["heading"], one["before"], one["after"], places.get(one["key"]))
            for one in report.changes
            if one["kind"] == kind
        ]
        if rows:
            found.append(ChangeGroup(kind, title, text, rows))
    return found
