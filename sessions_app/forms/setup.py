"""Forms of the agenda."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.attribution import Inside, Rule
from consult.forms.setup import MomentField
from sessions_app.models import AgendaItem, GuidingQuestion, Session

RULES = [("", _("as above it")), *Rule.choices]
INSIDES = [("", _("as above it")), *Inside.choices]


class SessionForm(forms.ModelForm[Session]):
    """One sitting or written round."""

    starts_at = MomentField(label=_("Begins"), help_text=_("In the host’s time zone."))
    ends_at = MomentField(label=_("Ends"), help_text=_("Of a written round, the deadline."))
    attribution_rule = forms.ChoiceField(
        label=_("Attribution in this session"),
        choices=RULES,
        required=False,
        help_text=_("Once somebody spoke here, only a stricter one is taken."),
    )

    inside = forms.ChoiceField(
        label=_("Under the Chatham House Rule, those in the room see"),
        choices=INSIDES,
        required=False,
        help_text=_("Outside, nothing shows who took part, whatever stands here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amendments_by"].required = False

    def clean_amendments_by(self) -> str:
        """Left out, it stays as it is."""
        return str(self.cleaned_data["amendments_by"] or self.instance.amendments_by)

    class Meta:
        model = Session
        fields = (
            "title",
            "kind",
            "starts_at",
            "ends_at",
            "attribution_rule",
            "inside",
            "takes_submissions",
            "word_limit",
            "amendments_by",
        )
        labels = {
            "title": _("Title"),
            "kind": _("Kind"),
            "takes_submissions": _("Takes submissions: documents of several pages"),
            "word_limit": _("Word limit of a submission"),
            "amendments_by": _("Amendments are decided by"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", _("This is before the beginning."))
        return data


class QuestionForm(forms.ModelForm[GuidingQuestion]):
    attribution_rule = forms.ChoiceField(label=_("Attribution"), choices=RULES, required=False)
    inside = forms.ChoiceField(
        label=_("Under the Chatham House Rule, those in the room see"), choices=INSIDES, required=False
    )

    class Meta:
        model = GuidingQuestion
        fields = ("text", "short_title", "attribution_rule", "inside")
        labels = {"text": _("The question"), "short_title": _("Short title, for the agenda")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}


class ItemForm(forms.ModelForm[AgendaItem]):
    starts_at = MomentField(label=_("Begins"))

    class Meta:
        model = AgendaItem
        fields = ("title", "speakers", "starts_at", "minutes", "position")
        labels = {
            "title": _("Title"),
            "speakers": _("Speakers"),
            "minutes": _("Minutes"),
            "position": _("Place in the order"),
        }
        help_texts = {"speakers": _("Shown outside only where the rule lets names be shown there.")}
