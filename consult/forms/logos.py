"""The form by which the logo of a partner comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.models import Consultation
from consult.queries.logos import names_of_partners


class LogoForm(forms.Form):
    """One picture for one of the partners that the description names."""

    partner = forms.ChoiceField(label=_("Partner"))
    file = forms.FileField(
        label=_("Logo"),
        max_length=200,
        help_text=_("PNG or JPEG, at most 300 KB. It is drawn anew at no more than 400 by 160 pixels."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "id_logo_%s"  # the form of the description stands on the same page
        field = self.fields["partner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in dict.fromkeys(names_of_partners(consultation))]
