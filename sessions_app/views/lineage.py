"""Merge texts, split one, undo either."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consult.procedure import Act, RefusedError
from consult.views.access import consultation_of
from sessions_app.actions import lineage as act
from sessions_app.queries import drafting
from sessions_app.states import GONE
from sessions_app.views.drafting import text_of
from sessions_app.views.forms_in import id_in, text_in


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Those ticked on the page of all texts, one under the other, and the words that take their place."""
    here = consultation_of(request, slug, Act.EDIT_TEXTS)
    sent = request.POST if request.method == "POST" else request.GET
    ids = {id_in({"text": value}, "text") for value in sent.getlist("which")}
    chosen = [text for text in drafting.standing(here.consultation) if text.recommendation.pk in ids]
    typed = max((text.version.text for text in chosen), key=len, default="")
    refusal = "" if len(chosen) > 1 else _("Tick at least two texts on the page of all texts.")
    if request.method == "POST":
        typed = text_in(dict(request.POST.items()), "text")
        try:
            made = act.merge(here, [text.recommendation.pk for text in chosen], text=typed)
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            messages.success(request, _("The texts were merged into text {number}.").format(number=made.number))
            return redirect("text", slug, made.number)
    context = {
        "here": here,
        "consultation": here.consultation,
        "chosen": chosen,
        "typed": typed,
        "refusal": refusal,
        "rule": here.consultation.terms.in_words,
    }
    failed = request.method == "POST"
    return render(request, "sessions_app/text_merge.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The parts of a text, with an empty line between them."""
    here = consultation_of(request, slug, Act.EDIT_TEXTS)
    found = text_of(here, number)
    typed, refusal = found.version.text, ""
    if request.method == "POST":
        typed = text_in(dict(request.POST.items()), "parts")
        parts = [part for part in typed.replace("\r\n", "\n").split("\n\n") if part.strip()]
        try:
            made = act.split(here, found.recommendation.pk, parts=parts)
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            numbers = ", ".join(row.number for row in made)
            messages.success(request, _("Text {number} was split: {parts}.").format(number=number, parts=numbers))
            return redirect("text", slug, number)
    context = {
        "here": here,
        "consultation": here.consultation,
        "text": found.recommendation,
        "version": found.version,
        "typed": typed,
        "refusal": refusal,
        "rule": here.consultation.terms.in_words,
    }
    return render(request, "sessions_app/text_split.html", context, status=422 if refusal else 200)


@require_POST
def undo(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """The texts that this one took the place of stand again."""
    here = consultation_of(request, slug, Act.EDIT_TEXTS)
    row = text_of(here, number).recommendation
    act.undo(here, row.pk)
    messages.success(request, _("Undone: the texts stand as before."))
    row.refresh_from_db(fields=["state"])
    return redirect("texts", slug) if row.state in GONE else redirect("text", slug, number)
