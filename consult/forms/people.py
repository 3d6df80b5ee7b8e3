"""Forms by which people come in, and by which the desk invites."""

import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from consult.actions.joining import Entry, keeps_nothing_by_default
from consult.actions.people import GIVEN_ROLES, Row
from consult.attribution import Capacity, Detail, Quotation
from consult.models import Consultation, StakeholderGroup, User
from consult.procedure import Role

LINES_AT_ONCE = 500


class CodeForm(forms.Form):
    """The short code from a slide or a letter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters and figures; capitals, spaces and hyphens do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        ),
    )


class EntryForm(forms.Form):
    """What somebody says of themselves on entry; an invitation already says whom they speak for."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    )
    capacity = forms.ChoiceField(
        label=_("In which capacity you take part"),
        choices=Capacity.choices,
        initial=Capacity.ORGANIZATIONAL,
        widget=forms.RadioSelect,
        help_text=_("In a personal capacity you speak for nobody but yourself and count as no delegation."),
    )
    quotation = forms.ChoiceField(
        label=_("May the report quote your words?"),
        choices=Quotation.choices,
        initial=Quotation.WITHOUT_NAME,
        widget=forms.RadioSelect,
        help_text=_("You can change this for each contribution."),
    )
    keep_nothing = forms.BooleanField(
        label=_("Keep nothing on this device"),
        required=False,
        help_text=_("What you type stays in this page only, and you are signed out when the browser closes."),
    )

    never_list = forms.BooleanField(
        label=_("Never list me"),
        required=False,
        help_text=_("No list of participants that leaves the room names you, whatever the rule allows."),
    )

    def __init__(self, *args: Any, consultation: Consultation, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.fields["keep_nothing"].initial = keeps_nothing_by_default(consultation, user)
        if user is not None:
            self.fields["name"].initial = user.name
        if consultation.terms.here is not Detail.NAME:
            self.fields["name"].required = False
            self.fields["name"].help_text = _(
                "Only those who run the consultation see it, on the list of participants."
            )

    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(
            name=data["name"],
            group_id=data["group"].pk if data.get("group") else None,
            delegation=data.get("delegation", ""),
            capacity=data["capacity"],
            quotation=data["quotation"],
            keep_nothing=data["keep_nothing"],
            never_list=data["never_list"],
        )


class JoinForm(EntryForm):
    """The entry by code: whom one speaks for is asked too."""

    group = forms.ModelChoiceField(
        label=_("Your stakeholder group"), queryset=StakeholderGroup.objects.none(), empty_label=_("Choose")
    )
    delegation = forms.CharField(
        label=_("The State, organisation or company you speak for"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
        help_text=_("Leave it empty if you speak for yourself."),
    )
    field_order = ("name", "group", "capacity", "delegation", "quotation", "keep_nothing", "never_list")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = self.consultation.groups.all()
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = groups
        if not groups:
            del self.fields["group"]


class InviteForm(forms.Form):
    """Several people at once, one a line; either all lines are good or nobody is invited."""

    people = forms.CharField(
        label=_("Whom to invite"),
        help_text=_("One person a line: e-mail address; name; delegation. Name and delegation can be left out."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "spellcheck": "false"}),
        max_length=100_000,
    )
    group = forms.ModelChoiceField(
        label=_("Stakeholder group"), queryset=StakeholderGroup.objects.none(), required=False, empty_label=_("None")
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[(role.value, role.label) for role in GIVEN_ROLES], initial=Role.PARTICIPANT
    )
    send = forms.BooleanField(
        label=_("Send the links by e-mail"),
        required=False,
        initial=True,
        help_text=_("Neither the subject nor the text of the mail names the topic."),
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = consultation.groups.all()

    def clean_people(self) -> list[list[str]]:
        text = self.cleaned_data["people"]
        separator = "\t" if "\t" in text else ";" if ";" in text else ","
        lines, errors, seen = [], [], set()
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
            parts = [cell.strip() for cell in cells] + ["", "", ""]
            if not any(parts):
                continue
            address = parts[0].lower()
            try:
                validate_email(address)
            except ValidationError:
                errors.append(
                    _("Line %(number)s: “%(address)s” is not an e-mail address.")
                    % {"number": number, "address": parts[0][:80]}
                )
                continue
            if address in seen:
                errors.append(
                    _("Line %(number)s: %(address)s stands here twice.") % {"number": number, "address": address}
                )
            seen.add(address)
            lines.append([address, parts[1][:150], parts[2][:160]])
        if len(lines) > LINES_AT_ONCE:
            errors.append(_("At most %(limit)s people at once.") % {"limit": LINES_AT_ONCE})
        if errors:
            raise ValidationError([str(error) for error in errors])
        return lines

    def rows(self) -> list[Row]:
        data = self.cleaned_data
        return [
            Row(email=address, name=name, group=data["group"], delegation=delegation, role=data["role"])
            for address, name, delegation in data["people"]
        ]
