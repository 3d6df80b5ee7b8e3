"""The forms of a draft that is circulated, and of a comment on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.forms.setup import MomentField
from synthesis.models.circulation import CommentKind


class CirculationForm(forms.Form):
    """Until when comments are taken, in the host's zone; whether a reminder goes out."""

    deadline = MomentField(label=_("Comments until"), help_text=_("In the host’s time zone. Later ones are marked."))
    remind_days = forms.IntegerField(
        label=_("Days before it on which those who said nothing are reminded"),
        required=False,
        min_value=1,
        max_value=60,
    )
    note = forms.CharField(
        label=_("What you ask those who read it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["deadline"].required = True


class CommentForm(forms.Form):
    """One comment on one paragraph."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=CommentKind.choices, initial=CommentKind.FACTUAL, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))
    wording = forms.CharField(
        label=_("Wording that you propose"), required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
