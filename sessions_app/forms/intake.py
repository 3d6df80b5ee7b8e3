"""Forms of convening: how a document comes in, the fields read from it, and how the consultation will run."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from consult.attribution import Rule
from consult.models import DocumentImport
from consult.models.consultation import Format, Visibility, known_time_zone
from consult.procedure import Role
from sessions_app.intake import setup
from sessions_app.intake.checks import faults
from sessions_app.intake.entries import PARTS, SURE, Entry, typed_of
from sessions_app.intake.setup import Setup

TEXT_LIMIT = 60_000
CLEAR = 0.9  # from here on a field is marked as clearly said

NAMES: dict[str, str | Promise] = {
    "title": _("Title"),
    "reference": _("Reference"),
    "date": _("Date"),
    "convenor": _("Host or partner"),
    "location": _("Place"),
    "context": _("Context and background"),
    "objective": _("Objective"),
    "scope": _("Scope"),
    "question": _("Guiding question"),
    "question_recommendation": _("Possible recommendation"),
    "recommendation": _("Recommendation"),
    "contact": _("Contact"),
    "resource": _("Background document"),
    "theme": _("Theme, for the agenda"),
    "quote": _("Pull quote, shown without a name"),
}
LABELS: dict[str, str | Promise] = {
    "start": _("Begins"),
    "end": _("Ends"),
    "meaning": _("What it is"),
    "short_title": _("Short title, for the agenda"),
    "under": _("Stands under"),
    "name": _("Name"),
    "role": _("Role"),
    "email": _("E-mail address"),
    "url": _("Web address"),
}
MEANINGS = (("event", _("Date of the event")), ("deadline", _("Deadline for contributions")))
# The parts of the page, with the kinds of field in each and those one can add there.
PLACES: tuple[tuple[str, str | Promise, tuple[str, ...], tuple[str, ...]], ...] = (
    ("what", _("What and when"), ("title", "reference", "date", "convenor", "location"), ("title", "date", "convenor")),
    ("why", _("Context, objectives and scope"), ("context", "objective", "scope"), ("context", "objective", "scope")),
    (
        "questions",
        _("Guiding questions and possible recommendations"),
        ("question", "question_recommendation", "recommendation"),
        ("question", "recommendation"),
    ),
    (
        "around",
        _("Contacts, documents and pull quotes"),
        ("contact", "resource", "theme", "quote"),
        ("contact", "resource", "quote"),
    ),
)
_LONG = {
    "context": 8,
    "scope": 4,
    "question": 3,
    "question_recommendation": 4,
    "recommendation": 4,
    "objective": 2,
    "quote": 3,
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The document"),
        help_text=_("Word, PDF, OpenDocument, HTML, Markdown or plain text; at most 10 MB and 300 pages."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.odt,.html,.htm,.md,.txt"}),
        max_length=200,
    )


class PasteForm(forms.Form):
    text = forms.CharField(
        label=_("Its text"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Copied from a page or a mail, as it is."),
    )


class StartForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"), choices=Format.choices, initial=Format.ROUNDTABLE, widget=forms.RadioSelect
    )


class ProposalForm(forms.Form):
    """One field read from a document, or added: its parts as typed, and whether it is used."""

    use = forms.ChoiceField(required=False, choices=(("yes", _("Use it")), ("no", _("Leave it out"))))

    def __init__(self, entry: Entry, *, under: list[tuple[str, str]], data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=entry.id)
        self.entry = entry
        self.heading: str | Promise = NAMES[entry.kind]
        for part in PARTS[entry.kind]:
            self.fields[part] = _field(entry, part, under)

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[part] for part in PARTS[self.entry.kind]]

    @property
    def read_with(self) -> list[tuple[str | Promise, str]]:
        """What was read with it and comes along as it is: (label, words)."""
        facts = self.entry.facts
        told = [
            (_("Addressed to"), "; ".join(str(name) for name in facts.get("addressees", []))),
            (_("Modality"), str(facts.get("modality", ""))),
            (_("Asked of"), str(facts.get("group", ""))),
        ]
        return [(label, words) for label, words in told if words]

    @property
    def chosen(self) -> str:
        if self.is_bound:
            return self.typed()["use"]
        return {True: "yes", False: "no", None: ""}[self.entry.use]

    @property
    def how_sure(self) -> str:
        """The mark of the style sheet: sure, likely or look."""
        sure = self.entry.confidence
        if sure is not None and self.entry.use is None:
            return "look"
        if sure is None or sure >= CLEAR:
            return "sure"
        return "likely" if sure >= SURE else "look"

    @property
    def was_sent(self) -> bool:
        """Whether the page that was sent had this field: one opened earlier lacks what was added since."""
        return any(self.add_prefix(part) in self.data for part in PARTS[self.entry.kind])

    def typed(self) -> dict[str, str]:
        values = {part: self.data.get(self.add_prefix(part), "") for part in PARTS[self.entry.kind]}
        return typed_of(self.entry.kind, values, self.data.get(self.add_prefix("use"), ""))

    def clean(self) -> dict[str, Any]:
        """What is left out, or was added and stands empty, has no faults; what nobody decided has one."""
        typed = self.typed()
        use = typed.pop("use")
        is_spare = self.entry.confidence is None and not any(
            text for part, text in typed.items() if part not in {"meaning", "under"}
        )
        if use == "no" or is_spare:
            self.errors.clear()
            return typed
        if not use:
            self.add_error("use", _("Say whether to use this."))
        for part, reason in faults(self.entry.kind, typed).items():
            if part not in self.errors:
                self.add_error(part, str(reason))
        return typed


def _field(entry: Entry, part: str, under: list[tuple[str, str]]) -> forms.Field:
    """The form field of one part; required parts are for ``clean`` to say."""
    label = LABELS.get(part, NAMES[entry.kind])
    common: dict[str, Any] = {"label": label, "required": False, "initial": entry.parts.get(part, "")}
    if part == "meaning":
        return forms.ChoiceField(choices=MEANINGS, **common)
    if part == "under":
        return forms.ChoiceField(choices=[("", _("no question")), *under], **common)
    limit = PARTS[entry.kind][part]
    attrs: dict[str, str | int] = {"dir": "ltr" if part in {"email", "url", "start", "end"} else "auto"}
    if part in {"start", "end"}:
        attrs |= {"placeholder": "2024-06-03 10:00"}
    widget: forms.Widget = forms.TextInput(attrs=attrs)
    if part == "text" and entry.kind in _LONG:
        widget = forms.Textarea(attrs=attrs | {"rows": _LONG[entry.kind]})
    return forms.CharField(max_length=limit, widget=widget, **common)


class SetupForm(forms.Form):
    """How the consultation will run."""

    prefix = "setup"
    use_required_attribute = False  # what is incomplete can be saved; the last button asks for it
    format = forms.ChoiceField(label=_("Format"), choices=Format.choices)
    time_zone = forms.CharField(
        label=_("Time zone of the host"),
        max_length=60,
        validators=[known_time_zone],
        help_text=_("A name such as Europe/Zurich. Every time is shown in it first, then in the reader’s own."),
        widget=forms.TextInput(attrs={"list": "zones", "dir": "ltr", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the consultation"), choices=settings.LANGUAGES)
    rule = forms.ChoiceField(
        label=_("Attribution"),
        choices=Rule.choices,
        help_text=_("What others see of who said what. Once people have spoken under it, it can only become stricter."),
    )
    visibility = forms.ChoiceField(label=_("Who can find it"), choices=Visibility.choices)
    discussion_only = forms.BooleanField(
        label=_("Discussion only"), required=False, help_text=_("Nothing is put to a check or a vote.")
    )
    roles = forms.MultipleChoiceField(
        label=_("You convene it. What will you also do?"),
        required=False,
        choices=[(role.value, role.label) for role in (Role.CHAIR, Role.RAPPORTEUR)],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, source: DocumentImport, *, language: str, data: QueryDict | None = None) -> None:
        initial = setup.guessed(source, language) | source.decisions.get("setup", {})
        super().__init__(data, initial=initial)

    def typed(self) -> dict[str, Any]:
        """What was typed, to be kept whether or not it is valid."""
        data = self.data
        assert isinstance(data, QueryDict)
        one = ("format", "time_zone", "language", "rule", "visibility")
        kept: dict[str, Any] = {name: data.get(self.add_prefix(name), "")[:60].replace("\x00", "") for name in one}
        if kept["format"] not in Format.values:
            del kept["format"]
        kept["discussion_only"] = self.add_prefix("discussion_only") in data
        kept["roles"] = data.getlist(self.add_prefix("roles"))[:4]
        return kept

    def value(self) -> Setup:
        data = self.cleaned_data
        return Setup(
            format=Format(data["format"]),
            time_zone=data["time_zone"],
            language=data["language"],
            rule=Rule(data["rule"]),
            visibility=Visibility(data["visibility"]),
            discussion_only=data["discussion_only"],
            roles=tuple(Role(role) for role in data["roles"]),
        )


def zones() -> list[str]:
    """The names offered for the time zone."""
    technical = ("Etc/", "posix/", "right/")
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(technical))


def proposal_forms(entries: list[Entry], data: QueryDict | None = None) -> list[ProposalForm]:
    """A form for each entry; fields of one kind are told apart by a number."""
    questions = [entry for entry in entries if entry.kind == "question"]
    under = [(entry.id, f"{number}. {entry.main[:60]}") for number, entry in enumerate(questions, 1)]
    number_of = {entry.id: number for number, entry in enumerate(questions, 1)}
    found, count = [], dict.fromkeys(PARTS, 0)
    number_in_kind: dict[str, int] = {}
    for entry in entries:
        form = ProposalForm(entry, under=under, data=data)
        count[entry.kind] += 1
        if entry.kind == "question_recommendation":
            form.heading = _now("Possible recommendation under question {number}").format(
                number=number_of.get(entry.parent or "", "")
            )
        elif entry.kind not in {"title", "reference", "location"}:
            form.heading = f"{form.heading} {count[entry.kind]}"
        if above := number_in_kind.get(entry.parent or "") if entry.kind == "recommendation" else None:
            form.heading = _now("{name}, a part of recommendation {number}").format(name=form.heading, number=above)
        number_in_kind[entry.id] = count[entry.kind]
        found.append(form)
    return found
