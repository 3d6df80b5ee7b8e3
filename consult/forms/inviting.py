"""The form by which a list of people comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation, StakeholderGroup


class GuestListForm(forms.Form):
    """A file with one person a row; nothing happens before its rows were looked at."""

    file = forms.FileField(
        label=_("The list"),
        max_length=200,
        help_text=_(
            "XLSX or CSV, at most 2 MB and 2,000 rows. Columns: e-mail, name, group, delegation, language, role; "
            "only the e-mail address is needed."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    group = forms.ModelChoiceField(
        label=_("Stakeholder group of rows that name none"),
        queryset=StakeholderGroup.objects.none(),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = consultation.groups.all()
