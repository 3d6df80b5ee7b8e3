"""Forms of publication. Times are typed and shown in the host's zone."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.forms.setup import MomentField
from synthesis.models.publication import Extent, Ground

Choice = tuple[str, str]
NOW, LATER = "now", "later"


class PublishForm(forms.Form):
    """Now, or at a moment in the zone that is active while the form is read."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[(NOW, _("Now")), (LATER, _("At a time to come, under an embargo until then"))],
        widget=forms.RadioSelect,
        required=False,
        initial=NOW,
    )
    at = MomentField(label=_("Embargo until"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("when") != LATER:
            found["at"] = None
        elif found.get("at") is None and "at" not in self.errors:
            self.add_error("at", _("Say when it is to be published."))
        return found


# What is chosen for which extent, with what is asked where nothing is.
RECOMMENDATION, STATEMENT, REASON = "recommendation", "statement", "objection"
_CHOSEN = {
    Extent.PASSAGE: ("paragraph", _("Choose the passage.")),
    Extent.HEADING: ("heading", _("Choose the heading.")),
    Extent.WORDS: ("contribution", _("Choose the contribution.")),
    RECOMMENDATION: ("recommendation", _("Choose the recommendation.")),
    STATEMENT: ("statement", _("Choose the statement.")),
    REASON: ("objection", _("Choose the reason.")),
}


class RemoveForm(forms.Form):
    """What is taken out of a published report, why, and what is said of it in public.

    choices: name of a field -> (id, words) of those that can be chosen; what has none is not offered.
    """

    extent = forms.ChoiceField(
        label=_("What is removed"),
        choices=[
            (Extent.PASSAGE, _("One passage of this report")),
            (Extent.HEADING, _("One heading of this report; what stands under it stays")),
            (Extent.WORDS, _("What one contribution says, in every report that stands on it, and the contribution")),
            (RECOMMENDATION, _("A recommendation, in every report and on every page; what was counted stays")),
            (STATEMENT, _("A statement on position, with the name of whoever made it")),
            (REASON, _("The reason of an objection, with the name beside it; the objection still counts")),
            (Extent.WHOLE, _("The whole report")),
        ],
        widget=forms.RadioSelect,
    )
    paragraph = forms.ChoiceField(label=_("The passage"), required=False)
    heading = forms.ChoiceField(label=_("The heading"), required=False)
    contribution = forms.ChoiceField(label=_("The contribution"), required=False)
    all_of_author = forms.BooleanField(label=_("and everything else that the same person said"), required=False)
    recommendation = forms.ChoiceField(label=_("The recommendation"), required=False)
    statement = forms.ChoiceField(label=_("The statement on position"), required=False)
    objection = forms.ChoiceField(label=_("The reason"), required=False)
    ground = forms.ChoiceField(label=_("Why, as it is said in public"), choices=Ground.choices)
    reason = forms.CharField(
        label=_("Reason, for the desk alone"),
        help_text=_("Without the words that are removed: this stays."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any, choices: Mapping[str, Iterable[Choice]]) -> None:
        super().__init__(data)
        offered = {name: list(found) for name, found in choices.items()}
        for name, found in offered.items():
            self.fields[name].choices = [("", "–"), *found]  # type: ignore[attr-defined]
        absent = [extent for extent, (name, _words) in _CHOSEN.items() if name in offered and not offered[name]]
        for extent in absent:
            del self.fields[_CHOSEN[extent][0]]
        if Extent.WORDS in absent:
            del self.fields["all_of_author"]
        extents = self.fields["extent"]
        extents.choices = [one for one in extents.choices if one[0] not in absent]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        name, words = _CHOSEN.get(found.get("extent", ""), ("", ""))
        if name and not found.get(name) and name not in self.errors:
            self.add_error(name, words)
        return found
