"""Forms of the follow-up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.attribution import Audience, Terms, names_may_be_shown
from consult.models import Consultation, Delegation
from sessions_app.actions.commitment import BODY_LIMIT, TEXT_LIMIT, Ownership, Standing
from sessions_app.models import Commitment
from sessions_app.states import CommitmentState


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", "maxlength": TEXT_LIMIT})


class PledgeForm(forms.Form):
    """Somebody's own commitment."""

    text = forms.CharField(
        label=_("What you commit to"),
        help_text=_("Who does what, so that others can see later whether it was done."),
        widget=_words(4),
        max_length=TEXT_LIMIT,
    )
    due = DayField(label=_("By when"))
    review = DayField(label=_("Look at it again on"), help_text=_("Its owner is reminded on this day, once."))
    is_named = forms.BooleanField(
        label=_("I agree to be named with it in public"),
        help_text=_("Without it, what is published shows neither you nor this commitment."),
        required=False,
    )

    def __init__(self, *args: Any, terms: Terms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_may_be_shown(terms, Audience.OUTSIDE):
            del self.fields["is_named"]


class DaysForm(forms.Form):
    """By when texts that are taken up are due, and when to look at them."""

    due = DayField(label=_("Due"))
    review = DayField(label=_("Review on"))


class OwnershipForm(forms.Form):
    """Whose it is, and by when."""

    delegation = forms.ModelChoiceField(
        label=_("Delegation that answers for it"), queryset=Delegation.objects.none(), required=False
    )
    body = forms.CharField(
        label=_("Or a body that takes no part"),
        required=False,
        max_length=BODY_LIMIT,
        widget=forms.TextInput({"dir": "auto"}),
    )
    is_named = forms.BooleanField(
        label=_("They agreed to be named with it in public"),
        help_text=_("Tick it only if they did: it is shown whatever the attribution rule."),
        required=False,
    )
    due = DayField(label=_("Due"))
    review = DayField(label=_("Review on"), help_text=_("Its owner is reminded on this day, once."))

    def __init__(self, *args: Any, consultation: Consultation, row: Commitment | None = None, **kwargs: Any) -> None:
        if row is not None:
            names = ("delegation", "body", "is_named", "due", "review")
            kwargs["initial"] = {name: getattr(row, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["delegation"].queryset = consultation.delegations.order_by("name")  # type: ignore[attr-defined]
        self.fields["delegation"].empty_label = str(_("none"))  # type: ignore[attr-defined]

    def ownership(self) -> Ownership:
        given = self.cleaned_data
        return Ownership(
            delegation_id=given["delegation"].pk if given["delegation"] else None,
            body=given["body"],
            is_named=given["is_named"],
            due=given["due"],
            review=given["review"],
        )


class AddForm(OwnershipForm):
    """A pledge that somebody made aloud or in writing."""

    text = forms.CharField(label=_("What was pledged"), widget=_words(3), max_length=TEXT_LIMIT)
    field_order = ("text",)


class StandingForm(forms.Form):
    """How it stands. seen: the last note that was on the page."""

    state = forms.ChoiceField(label=_("How it stands"), choices=CommitmentState.choices)
    note = forms.CharField(
        label=_("In words"),
        help_text=_("The tracker shows it, with the date."),
        widget=_words(3),
        required=False,
        max_length=TEXT_LIMIT,
    )
    review = DayField(label=_("Look at it again on"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def standing(self) -> Standing:
        given = self.cleaned_data
        return Standing(state=given["state"], note=given["note"], review=given["review"])
