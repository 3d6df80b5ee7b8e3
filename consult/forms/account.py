"""Forms of one's own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consult.attribution import Quotation
from consult.models import User


class AccountForm(forms.ModelForm[User]):
    """Name and language; nothing else of an account can be set by its owner here."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("That of the browser")), *settings.LANGUAGES], required=False
    )

    class Meta:
        model = User
        fields = ("name", "language")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})}


class ConsentForm(forms.Form):
    """Quotation, lists, and what stays on the device, for one consultation."""

    quotation = forms.ChoiceField(
        label=_("May the report quote your words?"), choices=Quotation.choices, widget=forms.RadioSelect
    )
    keep_nothing = forms.BooleanField(label=_("Keep nothing on this device"), required=False)
    never_list = forms.BooleanField(
        label=_("Never list me"),
        required=False,
        help_text=_("No list of participants that leaves the room names you, whatever the rule allows."),
    )


class ClaimForm(forms.Form):
    """The address by which a guest wants to be known."""

    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ClaimCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
