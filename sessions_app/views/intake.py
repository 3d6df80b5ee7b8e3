"""Convening: a document comes in, its fields are decided one by one, and it becomes a consultation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.actions import document
from consult.models import DocumentImport, User
from consult.models.consultation import Format
from consult.procedure import RefusedError, require
from consult.views import limits
from sessions_app.forms.intake import (
    NAMES,
    PLACES,
    PasteForm,
    ProposalForm,
    SetupForm,
    StartForm,
    UploadForm,
    proposal_forms,
    zones,
)
from sessions_app.intake import entries as intake
from sessions_app.intake.convene import convene as make
from sessions_app.intake.convene import untitled

READING = {"person": limits.Limit(40, 600)}
BLANK = ("title", "objective", "question", "recommendation", "contact")


def _convenor(request: HttpRequest) -> User:
    """Who is signed in, refused unless they may convene."""
    assert isinstance(request.user, User)
    require(document.may_convene(request.user))
    return request.user


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def convene(request: HttpRequest) -> HttpResponse:
    """Where a document comes in: a file, a pasted text, or a format to start from."""
    user = _convenor(request)
    upload, paste, start = UploadForm(), PasteForm(), StartForm()
    if request.method == "POST":
        if not limits.spend("read a document", READING, person=str(user.pk)):
            return limits.too_many(request)
        form: UploadForm | PasteForm | StartForm
        if "text" in request.POST:
            form = paste = PasteForm(request.POST)
        elif "format" in request.POST:
            form = start = StartForm(request.POST)
        else:
            form = upload = UploadForm(request.POST, request.FILES)
        made = _read(user, form)
        if made is not None:
            return redirect("import_review", made.pk)
    waiting = DocumentImport.objects.filter(uploaded_by=user, consultation=None).defer("text", "blocks", "proposal")
    context = {"upload": upload, "paste": paste, "start": start, "waiting": waiting[:20]}
    context["refused"] = next((form for form in (upload, paste, start) if form.errors), None)
    return render(request, "sessions_app/convene.html", context, status=400 if context["refused"] else 200)


def _read(user: User, form: UploadForm | PasteForm | StartForm) -> DocumentImport | None:
    """What came in, kept; None where it was refused, with the reason in the form."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        if isinstance(form, UploadForm):
            return document.keep_upload(user, data["file"])
        if isinstance(form, PasteForm):
            return document.keep(user, data["text"].encode(), _("Pasted text") + ".txt")
        decisions: dict[str, Any] = {"setup": {"format": data["format"]}}
        made = document.keep_blank(user, str(Format(data["format"]).label), decisions)
        for kind in BLANK:
            intake.add(made, kind)
        made.save(update_fields=["decisions"])
        return made
    except RefusedError as refused:
        form.add_error("file" if isinstance(form, UploadForm) else "text", str(refused.reason))
        return None


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The document beside its fields. Only its uploader sees it; nothing is a consultation before the last button."""
    user = _convenor(request)
    source = get_object_or_404(DocumentImport.objects.select_related("consultation"), pk=pk, uploaded_by=user)
    if source.consultation is not None:
        messages.info(request, _("This document has become a consultation already."))
        return redirect(source.consultation)
    language = translation.get_language() or "en"
    if request.method == "GET":
        forms = proposal_forms(intake.decided(source))
        return _page(request, source, forms, SetupForm(source, language=language))
    do = request.POST.get("do", "")
    if do == "throw away":
        source.delete()
        messages.success(request, _("The document and what was read from it are deleted."))
        return redirect("convene")
    forms = proposal_forms(intake.decided(source), request.POST)
    setup = SetupForm(source, language=language, data=request.POST)
    _keep(source, forms, setup)
    if do == "create":
        return _create(request, source, forms, setup)
    return _saved(request, source, do)


def _keep(source: DocumentImport, forms: list[ProposalForm], setup: SetupForm) -> None:
    """What was typed is kept as it is, right or wrong: the page can be left and taken up again."""
    source.decisions.setdefault("entries", {}).update({f.entry.id: f.typed() for f in forms if f.was_sent})
    source.decisions["setup"] = setup.typed()
    source.save(update_fields=["decisions"])


def _saved(request: HttpRequest, source: DocumentImport, do: str) -> HttpResponse:
    """Saved; with one more field where that was asked for, at which the page then opens."""
    answer = redirect("import_review", source.pk)
    if not do.startswith("add "):
        messages.success(request, _("Saved. You can leave this page and come back to it."))
        return answer
    key = intake.add(source, do.removeprefix("add "))
    if key is None:
        messages.error(request, _("No more fields can be added here. The set-up of the consultation takes more."))
        return answer
    source.save(update_fields=["decisions"])
    answer["Location"] += f"#{key}"
    return answer


def _create(request: HttpRequest, source: DocumentImport, forms: list[ProposalForm], setup: SetupForm) -> HttpResponse:
    good = [form.is_valid() for form in forms]
    if not (setup.is_valid() and all(good)):
        return _page(request, source, forms, setup, refusal=untitled(intake.decided(source)), status=400)
    try:
        made = make(source, intake.decided(source), setup.value(), convenor=_convenor(request))
    except RefusedError as refused:
        return _page(request, source, forms, setup, refusal=str(refused.reason), status=400)
    messages.success(request, _("The consultation is there. Invite people, or give them its code."))
    return redirect(made)


def _page(
    request: HttpRequest,
    source: DocumentImport,
    forms: list[ProposalForm],
    setup: SetupForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    places = [
        {
            "key": key,
            "title": title,
            "forms": [form for form in forms if form.entry.kind in kinds],
            "addable": [(kind, NAMES[kind]) for kind in addable],
        }
        for key, title, kinds, addable in PLACES
    ]
    context = {
        "source": source,
        "entries": [form.entry for form in forms],
        "places": places,
        "setup": setup,
        "zones": zones(),
        "wrong": [form for form in forms if form.is_bound and form.errors] if status != 200 else [],
        "open": [
            f for _key, _title, kinds, _addable in PLACES for f in forms if f.entry.kind in kinds and not f.chosen
        ],
        "left_out": intake.proposed(source)[1],
        "refusal": refusal,
    }
    return render(request, "sessions_app/import_review.html", context, status=status)
