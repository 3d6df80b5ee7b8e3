"""The notebook: one's own notes, by agenda item."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.middleware import wants_json
from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.views.forms_in import command_in, id_in, sent, text_in
from synthesis.actions import notebook as acts
from synthesis.queries import notebook as reading
from synthesis.views.theme import desk_context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notebook(request: HttpRequest, slug: str) -> HttpResponse:
    """Read and write. Whoever has a part in the draft has a notebook; nobody sees another's."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    if request.method != "POST":
        return _show(request, here)
    body = sent(request)
    try:
        answer = acts.write(here, text_in(body, "text"), id_in(body, "question"), command_in(body))
    except RefusedError as refusal:
        if wants_json(request):
            raise
        return _show(request, here, refusal=str(refusal.reason))
    if wants_json(request):
        return JsonResponse(answer)
    messages.success(request, _("The note is in your notebook."))
    return redirect("notebook", slug)


def _show(request: HttpRequest, here: Here, refusal: str = "") -> HttpResponse:
    context = desk_context(
        here,
        "notebook",
        pages=reading.pages(here),
        questions=reading.questions(here),
        current=acts.before_the_room(here),
        refusal=refusal,
        typed=request.POST if refusal else {},
        asked=id_in(request.POST, "question") if refusal else None,
        keep_nothing=here.participant is not None and here.participant.keep_nothing,
    )
    return render(request, "synthesis/notebook.html", context, status=422 if refusal else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a note of one's own, or throw it away."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    try:
        found = acts.note_of(here, pk)
    except RefusedError as gone:
        raise Http404 from gone
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "throw":
                acts.throw_away(here, pk)
                messages.success(request, _("The note is thrown away."))
            else:
                acts.change(here, pk, request.POST.get("text", ""))
                messages.success(request, _("Saved."))
        except RefusedError as error:
            refusal = str(error.reason)
        else:
            return redirect("notebook", slug)
    context = desk_context(
        here, "notebook", note=found, refusal=refusal, text=request.POST.get("text", "") if refusal else found.text
    )
    return render(request, "synthesis/note.html", context, status=422 if refusal else 200)
