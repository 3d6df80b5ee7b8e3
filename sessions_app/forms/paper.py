"""The form of a paper."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from consult.documents.limits import MAX_BYTES
from consult.models import Consultation
from sessions_app.actions.paper import Draft
from sessions_app.models import Paper


class PaperForm(forms.Form):
    """Title, who signs, when it appears, under which theme; its text typed or as a file."""

    use_required_attribute = False
    title = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    authors = forms.CharField(
        label=_("Signed by"),
        max_length=300,
        help_text=_("As it is to be printed: whoever signs a paper does so in public."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    note = forms.CharField(
        label=_("About the authors"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    theme = forms.CharField(
        label=_("Theme"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"list": "themes", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the paper"), choices=settings.LANGUAGES)
    appears_at = forms.DateTimeField(
        label=_("Appears, in the host’s time"),
        help_text=_("On this date it is published by itself, and its thread opens."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    text = forms.CharField(
        label=_("Its text"),
        required=False,
        max_length=150_000,
        help_text=_("Paragraphs separated by an empty line; a heading begins with ##."),
        widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}),
    )
    document = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("DOCX, ODT, PDF, Markdown or text, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.odt,.pdf,.md,.txt"}),
    )

    def __init__(
        self,
        consultation: Consultation,
        paper: Paper | None = None,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
    ) -> None:
        self.zone = consultation.zone
        at = timezone.localtime(paper.appears_at if paper else timezone.now(), self.zone)
        initial: dict[str, Any] = {"language": consultation.language, "appears_at": at.replace(tzinfo=None)}
        if paper is not None:
            initial |= {name: getattr(paper, name) for name in ("title", "authors", "note", "theme", "language")}
        super().__init__(data, files, initial=initial)

    def clean_document(self) -> UploadedFile[Any] | None:
        document: UploadedFile[Any] | None = self.cleaned_data["document"]
        if document and (document.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The document is larger than 10 MB."))
        return document

    def value(self) -> Draft:
        data = self.cleaned_data
        document = (data["document"].name, data["document"].read()) if data["document"] else None
        if document is None and data["text"].strip():
            document = ("paper.md", data["text"].encode())
        return Draft(
            title=data["title"],
            authors=data["authors"],
            appears_at=data["appears_at"].replace(tzinfo=self.zone),
            theme=" ".join(data["theme"].split()),
            note=data["note"],
            language=data["language"],
            document=document,
        )
