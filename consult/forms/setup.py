"""Forms of the set-up. Times are typed and shown in the host's zone."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consult.attribution import TIGHTENINGS, Inside, Rule
from consult.models import Consultation, Delegation, Participant, StakeholderGroup
from consult.models.consultation import DocumentStatus, Visibility, known_time_zone
from consult.models.people import Region

MOMENT = "%Y-%m-%dT%H:%M"
MANY = 200
_is_address = URLValidator(schemes=["http", "https"])


class MomentField(forms.DateTimeField):
    """A moment in the zone that is active while the form is made and read."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, required=False, input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%d"], **kwargs)


class LinesField(forms.CharField):
    """A list in a text box: one entry a line, its parts set apart by semicolons."""

    def __init__(self, parts: tuple[str, ...] = (), rows: int = 4, **kwargs: Any) -> None:
        self.parts = parts
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(widget=widget, required=False, max_length=60_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(self._one(entry) for entry in value)

    def _one(self, entry: Any) -> str:
        if not isinstance(entry, dict):
            return str(entry)
        cells = [str(entry.get(part, "")) for part in self.parts]
        return "; ".join(cells).rstrip("; ")

    def clean(self, value: Any) -> list[Any]:
        lines = [" ".join(line.split()) for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MANY:
            raise ValidationError(_("At most %(limit)s lines."), params={"limit": MANY})
        if not self.parts:
            return lines
        return [self._parts(number, line) for number, line in enumerate(lines, 1)]

    def _parts(self, number: int, line: str) -> dict[str, str]:
        """The parts of a line, each known by what it looks like: an address of either kind can stand anywhere."""
        cells = [cell.strip() for cell in line.split(";")]
        found = dict.fromkeys(self.parts, "")
        for part, looks, check in (("email", r"[^\s@]+@[^\s@]+", validate_email), ("url", r"https?:.*", _is_address)):
            told = next((cell for cell in cells if re.fullmatch(looks, cell)), None)
            if part not in found or told is None:
                continue
            try:
                check(told)
            except ValidationError as error:
                raise ValidationError(
                    _("Line %(number)s: “%(text)s” is not an address."), params={"number": number, "text": told[:80]}
                ) from error
            found[part] = told
            cells.remove(told)
        plain = [part for part in self.parts if part not in {"email", "url"}]
        if len(cells) > len(plain):
            raise ValidationError(_("Line %(number)s has too many parts."), params={"number": number})
        return found | {part: cell[:200] for part, cell in zip(plain, cells, strict=False)}


class DescriptionForm(forms.ModelForm[Consultation]):
    """What it is, when and where, and whom to ask."""

    starts_at = MomentField(label=_("Begins"), help_text=_("In the host’s time zone."))
    ends_at = MomentField(label=_("Ends"))
    time_zone = forms.CharField(
        label=_("Time zone of the host"),
        max_length=60,
        validators=[known_time_zone],
        help_text=_("A name such as Europe/Zurich."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    document_status = forms.ChoiceField(label=_("Status of the document"), choices=DocumentStatus.choices)
    objectives = LinesField(label=_("Objectives"), help_text=_("One a line."))
    quotes = LinesField(
        label=_("Pull quotes"), help_text=_("One a line, without names: they stand on the page of the consultation.")
    )
    partners = LinesField(
        ("name", "url"), label=_("Partners"), help_text=_("One a line: name; web address where there is one.")
    )
    contacts = LinesField(
        ("name", "role", "email"), label=_("Contacts"), help_text=_("One a line: name; function; e-mail address.")
    )
    resources = LinesField(
        ("text", "url"), label=_("Background documents"), help_text=_("One a line: title; web address.")
    )
    link = forms.URLField(label=_("Web address of the meeting"), required=False, max_length=500, assume_scheme="https")
    languages = forms.MultipleChoiceField(
        label=_("Further languages one may contribute in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Consultation
        fields = (
            "title",
            "reference",
            "document_status",
            "host",
            "partners",
            "starts_at",
            "ends_at",
            "time_zone",
            "city",
            "place",
            "link",
            "context",
            "objectives",
            "scope",
            "quotes",
            "contacts",
            "resources",
            "language",
            "languages",
            "hosting",
            "reprisals_contact",
        )
        labels = {
            "title": _("Title"),
            "reference": _("Reference"),
            "host": _("Host"),
            "city": _("City, for the times"),
            "place": _("Place"),
            "context": _("Context and background"),
            "scope": _("Scope, and what is left out"),
            "language": _("Language of the consultation"),
            "hosting": _("Who hosts this and can read it, in one sentence"),
            "reprisals_contact": _("Whom to tell of intimidation or reprisals"),
        }
        help_texts = {
            "hosting": _("Shown to everybody before they come in. Empty: what this house says of itself."),
            "reprisals_contact": _("Name and address, shown on the page where one comes in."),
        }
        widgets = {
            "context": forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
            "scope": forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        }

    def __init__(self, data: QueryDict | None = None, *, instance: Consultation) -> None:
        initial = {
            "contacts": list(instance.contacts.values("name", "role", "email")),
            "resources": list(instance.resources.values("text", "url")),
            "partners": [one if isinstance(one, dict) else {"name": str(one)} for one in instance.partners],
        }
        super().__init__(data, instance=instance, initial=initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", _("This is before the beginning."))
        kept = {one.get("name"): one.get("logo") for one in self.instance.partners if isinstance(one, dict)}
        for partner in data.get("partners") or []:
            if kept.get(partner["name"]):
                partner["logo"] = kept[partner["name"]]
        return data


class RulesForm(forms.Form):
    """Visibility and the rules; once somebody spoke, only what is stricter is offered."""

    visibility = forms.ChoiceField(label=_("Who can find it"), choices=Visibility.choices, widget=forms.RadioSelect)
    attribution_rule = forms.ChoiceField(
        label=_("Attribution"),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        help_text=_("What others see of who said what. A text keeps the rule under which it was given."),
    )
    inside = forms.ChoiceField(
        label=_("Under the Chatham House Rule, those in the room see"), choices=Inside.choices, widget=forms.RadioSelect
    )
    smallest_cell = forms.IntegerField(
        label=_("Smallest number that is printed"),
        min_value=2,
        max_value=50,
        help_text=_("A group with fewer people is not named outside; smaller numbers are hidden in results."),
    )
    discussion_only = forms.BooleanField(
        label=_("Discussion only"), required=False, help_text=_("Nothing is put to a check or a vote.")
    )

    def __init__(self, data: QueryDict | None = None, *, consultation: Consultation, is_relied_upon: bool) -> None:
        names = ("visibility", "attribution_rule", "inside", "smallest_cell", "discussion_only")
        super().__init__(data, initial={name: getattr(consultation, name) for name in names})
        if is_relied_upon:
            rule, insides = Rule(consultation.attribution_rule), list(Inside)
            allowed = {rule} | TIGHTENINGS[rule]
            self._offer("attribution_rule", [(one.value, one.label) for one in Rule if one in allowed])
            left = insides[insides.index(Inside(consultation.inside)) :]
            self._offer("inside", [(one.value, one.label) for one in left])
            cell = self.fields["smallest_cell"]
            assert isinstance(cell, forms.IntegerField)
            cell.min_value = consultation.smallest_cell

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class PhaseForm(forms.Form):
    """One window."""

    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Closes"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes < opens:
            self.add_error("closes_at", _("A phase cannot close before it opens."))
        if closes and not opens and "opens_at" not in self.errors:
            self.add_error("opens_at", _("A phase that closes has a beginning too."))
        return data


class GroupForm(forms.ModelForm[StakeholderGroup]):
    mark = forms.TypedChoiceField(
        label=_("Mark"),
        coerce=int,
        choices=[
            (0, _("circle")),
            (1, _("triangle")),
            (2, _("diamond")),
            (3, _("hexagon")),
            (4, _("square")),
            (5, _("pentagon")),
            (6, _("plus")),
            (7, _("star")),
        ],
    )
    position = forms.IntegerField(label=_("Place in the order"), min_value=0, max_value=999)

    class Meta:
        model = StakeholderGroup
        fields = ("name", "mark", "rollup", "position", "is_counted")
        labels = {"name": _("Name"), "rollup": _("Rolled up in results under"), "is_counted": _("Counted")}


class NewGroupForm(forms.ModelForm[StakeholderGroup]):
    class Meta:
        model = StakeholderGroup
        fields = ("name", "rollup", "is_counted")
        labels = GroupForm.Meta.labels


class MemberField(forms.ModelChoiceField[Participant]):
    """A choice among members, by name: for those who set up."""

    def label_from_instance(self, obj: Participant) -> str:
        return obj.name or str(obj)


class DelegationForm(forms.ModelForm[Delegation]):
    """A delegation, and for whom it speaks."""

    region = forms.ChoiceField(label=_("Region"), choices=[("", _("not said")), *Region.choices], required=False)
    head = MemberField(label=_("Head"), queryset=Participant.objects.none(), required=False, empty_label=_("as it is"))

    class Meta:
        model = Delegation
        fields = ("name", "group", "region", "on_behalf_of")
        labels = {"name": _("Name"), "group": _("Stakeholder group"), "on_behalf_of": _("Speaks on behalf of")}
        help_texts = {"on_behalf_of": _("For a group of States or a joint statement; leave it empty otherwise.")}

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups, others, head = self.fields["group"], self.fields["on_behalf_of"], self.fields["head"]
        assert isinstance(groups, forms.ModelChoiceField)
        assert isinstance(others, forms.ModelMultipleChoiceField)
        assert isinstance(head, forms.ModelChoiceField)
        groups.queryset = consultation.groups.all()
        groups.empty_label = str(_("Choose"))
        others.queryset = consultation.delegations.exclude(pk=self.instance.pk)
        if not others.queryset.exists():
            del self.fields["on_behalf_of"]
        members = Participant.objects.filter(delegation=self.instance.pk or 0, removed_at=None)
        head.queryset = members
        if not self.instance.pk or not members:
            del self.fields["head"]
