"""What provides for deciding, as the convenor fills it in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions_app.actions.decision import MOST_WEIGHT
from sessions_app.models import DecisionRules
from sessions_app.states import Majority


class DecisionForm(forms.Form):
    """``cleaned_data`` is what ``actions.decision.save_rules`` takes: ids of groups and of delegations as keys."""

    recorded_rule = forms.CharField(
        label=gettext_lazy("The rule that provides for recorded votes"),
        help_text=gettext_lazy("As your rules of procedure number it. Left empty, there are no recorded votes."),
        max_length=300,
        required=False,
    )
    majority = forms.ChoiceField(label=gettext_lazy("A recorded vote needs"), choices=Majority.choices)
    constituencies = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Whose delegations vote"),
        help_text=gettext_lazy("Where you choose several, the majority has to be reached in each."),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
    )
    holidays = forms.CharField(
        label=gettext_lazy("Holidays of the host"),
        help_text=gettext_lazy("One date a line, as 2026-12-25: silence needs two working days."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )
    weekend = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days of the week on which the host does not work"),
        choices=WEEKDAYS.items(),
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        required=False,
    )
    statement_words = forms.IntegerField(
        label=gettext_lazy("Words of a statement on position, at most"), min_value=20, max_value=5_000
    )
    statement_hours = forms.IntegerField(
        label=gettext_lazy("Hours after a decision in which statements can be made"), min_value=1, max_value=24 * 90
    )

    def __init__(self, rules: DecisionRules, data: Any = None) -> None:
        stands = {
            "recorded_rule": rules.recorded_rule,
            "majority": rules.majority,
            "constituencies": rules.constituencies,
            "holidays": "\n".join(rules.holidays),
            "weekend": rules.weekend,
            "statement_words": rules.statement_words,
            "statement_hours": rules.statement_hours,
        }
        super().__init__(data, initial=stands)
        self.groups = list(rules.consultation.groups.all())
        self.bodies = list(rules.consultation.delegations.filter(group__in=rules.constituencies))
        self.fields["constituencies"].choices = [(group.pk, group.name) for group in self.groups]  # type: ignore[attr-defined]
        for group in self.groups:
            self.fields[f"quorum-{group.pk}"] = forms.IntegerField(
                label=_("Quorum of {group}, in delegations that answer").format(group=group.name),
                min_value=0,
                max_value=10_000,
                required=False,
                initial=rules.quorum.get(str(group.pk), 0),
            )
        for body in self.bodies:
            self.fields[f"weight-{body.pk}"] = forms.IntegerField(
                label=_("Votes of {body}").format(body=body.name),
                min_value=1,
                max_value=MOST_WEIGHT,
                required=False,
                initial=rules.weights.get(str(body.pk), 1),
            )

    def clean_holidays(self) -> list[date]:
        days = []
        for line in self.cleaned_data["holidays"].split():
            try:
                days.append(date.fromisoformat(line))
            except ValueError as error:
                raise forms.ValidationError(_("“{line}” is no date: write 2026-12-25.").format(line=line)) from error
        return days

    def clean_weekend(self) -> list[int]:
        found: list[int] = self.cleaned_data["weekend"]
        if len(found) == len(WEEKDAYS):
            raise forms.ValidationError(_("A week needs a working day."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["quorum"] = {group.pk: data.get(f"quorum-{group.pk}") or 0 for group in self.groups}
        data["weights"] = {body.pk: data.get(f"weight-{body.pk}") or 1 for body in self.bodies}
        return data
