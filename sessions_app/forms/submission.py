"""Forms of the written round: a submission, and how the round runs."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from consult.documents.limits import MAX_BYTES
from sessions_app.actions.submission import ANNEXES, Sent
from sessions_app.models import GuidingQuestion, Session, Submission
from sessions_app.models.submission import Consent

Files = MultiValueDict[str, UploadedFile[Any]]
ACCEPT = ".docx,.odt,.pdf"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; ``cleaned_data`` holds a list."""

    widget = SeveralFiles(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        cleaned = (super(FilesField, self).clean(one, initial) for one in given)
        return [one for one in cleaned if one]


class SubmissionForm(forms.Form):
    """Answers to the questions asked of this group, or a document, or both; who signs; what may be done with it."""

    use_required_attribute = False

    def __init__(
        self,
        questions: list[GuidingQuestion],
        before: Submission | None,
        data: QueryDict | None = None,
        files: Files | None = None,
    ) -> None:
        super().__init__(data, files)
        self.questions = questions
        answers: dict[int | None, list[str]] = {}
        for passage in before.passages.all() if before else []:
            answers.setdefault(passage.question_id if not passage.heading else None, []).append(passage.text)
        for question in questions:
            self.fields[f"answer_{question.number}"] = forms.CharField(
                label=f"{question.number}. {question.text}",
                required=False,
                max_length=60_000,
                initial="\n\n".join(answers.get(question.pk, [])),
                widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
            )
        self.fields["document"] = forms.FileField(
            label=_("A document"),
            required=False,
            help_text=_(
                "DOCX, ODT or PDF, up to 10 MB. It is cut into numbered passages and counts as one submission."
            ),
            widget=forms.FileInput(attrs={"accept": ACCEPT}),
        )
        self.fields["annexes"] = FilesField(
            label=_("Annexes"),
            required=False,
            help_text=_("Up to five files outside the word limit, for those who read the submissions."),
        )
        self.fields["signatories"] = forms.CharField(
            label=_("Who signs it with you"),
            required=False,
            help_text=_("One body on each line, as it is to be named."),
            initial="\n".join(before.signatories) if before else "",
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        )
        self.fields["consent"] = forms.ChoiceField(
            label=_("What may be done with it"),
            choices=Consent.choices,
            initial=before.consent if before else None,
            widget=forms.RadioSelect,
        )
        self.fields["revises"] = forms.IntegerField(
            initial=before.version if before else 0, widget=forms.HiddenInput, min_value=0
        )

    def clean_document(self) -> UploadedFile[Any] | None:
        document: UploadedFile[Any] | None = self.cleaned_data["document"]
        if document and (document.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The document is larger than 10 MB."))
        return document

    def value(self) -> Sent:
        data = self.cleaned_data
        document = data["document"]
        return Sent(
            consent=data["consent"],
            answers={question.pk: data[f"answer_{question.number}"] for question in self.questions},
            document=(document.name, document.read()) if document else None,
            annexes=tuple((one.name[:200], one.read()) for one in data["annexes"][: ANNEXES + 1]),
            signatories=tuple(line.strip() for line in data["signatories"].splitlines() if line.strip()),
            revises=data["revises"],
        )


class RoundForm(forms.Form):
    """How the written round runs: until when, how long a submission may be, which group each question is asked of."""

    def __init__(self, session: Session, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.session = session
        zone = session.consultation.zone
        deadline = timezone.localtime(session.deadline, zone).replace(tzinfo=None) if session.deadline else None
        self.fields["deadline"] = forms.DateTimeField(
            label=_("Deadline, in the host’s time"),
            required=False,
            initial=deadline.strftime("%Y-%m-%dT%H:%M") if deadline else None,
            help_text=_("What comes later is taken in and marked as late."),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        )
        self.fields["word_limit"] = forms.IntegerField(
            label=_("Words at most"), required=False, min_value=1, max_value=100_000, initial=session.word_limit
        )
        groups = [(str(group.pk), group.name) for group in session.consultation.groups.all()]
        self.questions = list(session.questions.prefetch_related("asked_of"))
        for question in self.questions:
            self.fields[f"asked_{question.pk}"] = forms.MultipleChoiceField(
                label=f"{question.number}. {question.short_title or question.text}",
                required=False,
                choices=groups,
                initial=[str(group.pk) for group in question.asked_of.all()],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Nobody chosen: it is asked of everybody."),
            )

    def asked(self) -> dict[int, list[int]]:
        """Question id -> ids of the groups it is asked of."""
        return {q.pk: [int(pk) for pk in self.cleaned_data[f"asked_{q.pk}"]] for q in self.questions}
