"""Forms of the house style."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from synthesis.models.publication import HouseStyle
from synthesis.rules.styles import OURS

MOST_WORDS = 1_000_000


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=_("Word template"),
        max_length=200,
        help_text=_(
            "A .docx or .dotx of at most 10 MB, without macros and without links to anything outside it. Its text, "
            "properties and comments are left out; its styles, page, headers and footers are used."
        ),
        widget=forms.FileInput(attrs={"accept": ".docx,.dotx"}),
    )


class MastheadForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = HouseStyle
        fields = ("symbol", "distribution", "original_language", "word_limit")
        labels = {
            "symbol": _("Symbol"),
            "distribution": _("Distribution"),
            "original_language": _("Original language"),
            "word_limit": _("Word limit"),
        }
        help_texts = {"symbol": _("As it was given; none is made."), "distribution": _("For example: General")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not said")), *settings.LANGUAGES]
        self.fields["original_language"] = forms.ChoiceField(
            label=_("Original language"), choices=choices, required=False
        )
        self.fields["word_limit"] = forms.IntegerField(
            label=_("Word limit"), required=False, min_value=1, max_value=MOST_WORDS
        )


class MappingForm(forms.Form):
    """A field for each of our styles: which of the template's it becomes."""

    def __init__(self, data: Any, house: HouseStyle) -> None:
        super().__init__(data)
        choices = [("", _("as we would make it")), *((name, name) for name in house.styles)]
        for place, ours in enumerate(OURS):
            self.fields[f"style_{place}"] = forms.ChoiceField(
                label=ours, choices=choices, required=False, initial=house.mapping.get(ours, "")
            )

    @property
    def mapping(self) -> dict[str, str]:
        return {ours: self.cleaned_data[f"style_{place}"] for place, ours in enumerate(OURS)}
