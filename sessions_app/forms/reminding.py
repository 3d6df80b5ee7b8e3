"""The form of reminders."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation
from sessions_app.actions.reminding import MOST_DAYS
from sessions_app.queries.reminding import Round


class DaysField(forms.IntegerField):
    """Days before a deadline; empty: no reminder."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=MOST_DAYS, **kwargs)


class RemindersForm(forms.Form):
    """One field for invitations, and one for each written round."""

    invited = DaysField(label=_("Days before an invitation’s deadline"))

    def __init__(self, data: QueryDict | None = None, *, consultation: Consultation, rounds: list[Round]) -> None:
        super().__init__(data, initial={"invited": consultation.remind_invited})
        for one in rounds:
            self.fields[f"round-{one.session.pk}"] = DaysField(
                label=_("Days before the deadline"), initial=one.session.remind_days
            )

    def rounds(self) -> dict[int, int | None]:
        """Id of a session -> days."""
        return {int(name.removeprefix("round-")): days for name, days in self.cleaned_data.items() if name != "invited"}
