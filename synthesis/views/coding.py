"""Reading and coding, by keyboard or by plain forms; and how far coders agree."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.middleware import wants_json
from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.models import GuidingQuestion
from sessions_app.views.forms_in import id_in, sent, text_in
from synthesis.actions import coding as acts
from synthesis.queries import reading as queue
from synthesis.queries.coding import Coders, agreement, shown, stands
from synthesis.queries.reading import NEXT, SHOWS
from synthesis.queries.theme import item, questions, standing
from synthesis.views.theme import desk_context, question_of

MOST_DIFFERING = 50


@never_cache
@require_safe
def reading(request: HttpRequest, slug: str) -> HttpResponse:
    """A queue of one question: read it, put it under a theme. Without a question, the one of which least was read."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    asked = questions(here.consultation)
    wanted = id_in(request.GET, "question")
    question = question_of(here, wanted) if wanted else _first(here, asked)
    found = None
    if question is not None:
        page = min(id_in(request.GET, "page") or 1, 10_000)
        found = queue.queue(here, question, request.GET.get("show", NEXT), page, Coders(here))
    context = desk_context(here, "reading", questions=asked, question=question, queue=found)
    if found is not None:
        context["shows"] = [(name, label, found.counts[name]) for name, label in SHOWS.items()]
        context["earlier"] = found.page - 1 if found.page > 1 else None
        context["later"] = found.page + 1 if found.page < found.pages else None
    return render(request, "synthesis/reading.html", context)


def _first(here: Here, asked: list[GuidingQuestion]) -> GuidingQuestion | None:
    all_of = stands(asked, here.participant)
    return min(
        (question for question in asked if all_of[question.pk]),
        key=lambda question: sum(s.is_read for s in all_of[question.pk].values()) / len(all_of[question.pk]),
        default=asked[0] if asked else None,
    )


@require_POST
def code(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One contribution: ``do`` is read, unread or uncode; else ``theme`` is one's id or "none". A form or JSON."""
    here = consultation_of(request, slug, Act.DRAFT)
    body = sent(request)
    try:
        words = _carry_out(here, pk, body)
    except RefusedError as refusal:
        if wants_json(request):
            raise
        messages.error(request, str(refusal.reason))
        return redirect(_back(here, body, pk))
    if wants_json(request):
        return JsonResponse({"answer": "ok", "words": words, **_state(here, pk)})
    messages.success(request, words)
    return redirect(_back(here, body, pk))


def _carry_out(here: Here, pk: int, body: dict[str, Any]) -> str:
    do = text_in(body, "do")
    if do == "read":
        acts.mark_read(here, [pk])
        return _("Marked as read.")
    if do == "unread":
        acts.mark_unread(here, [pk])
        return _("Marked as unread.")
    if do == "uncode":
        acts.uncode(here, [pk])
        return _("Your placing is taken back.")
    wanted = str(body.get("theme") or "")
    theme = acts.code(here, [pk], acts.NONE if wanted == acts.NONE else id_in(body, "theme") or 0)
    return _("Put under “{theme}”.").format(theme=theme.label) if theme else _("Put under none of the themes.")


def _state(here: Here, pk: int) -> dict[str, Any]:
    """Where a contribution stands now, for the page that sent a code."""
    found = queue.one(here, pk)
    if found is None:
        return {}
    code = found.stand.code_of(here.participant.pk) if here.participant else None
    mine = str(code.theme or acts.NONE) if code else ""
    return {"read": found.stand.is_read, "mine": mine, "coded": found.coded, "placed": found.placed}


def _back(here: Here, body: dict[str, Any], pk: int) -> str:
    """The page the form came from: the queue as it was shown, or the theme."""
    slug = here.consultation.slug
    theme = id_in(body, "from")
    if theme:
        return reverse("theme", args=[slug, theme]) + f"#contribution-{pk}"
    query = {
        "question": id_in(body, "question"),
        "show": text_in(body, "show") if text_in(body, "show").isalnum() else "",
        "page": id_in(body, "page"),
    }
    asked = "&".join(f"{name}={value}" for name, value in query.items() if value)
    return reverse("reading", args=[slug]) + (f"?{asked}" if asked else "") + "#queue"


@never_cache
@require_safe
def coders(request: HttpRequest, slug: str) -> HttpResponse:
    """How far every two coders agree, and where they do not."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    named = Coders(here)
    pairs = agreement(here.consultation)
    differing = sorted({id_ for pair in pairs for id_ in pair.differing})
    return render(
        request,
        "synthesis/coders.html",
        desk_context(
            here,
            "coders",
            pairs=[(named.name(pair.one), named.name(pair.other), pair) for pair in pairs],
            items=_differing(here, differing[:MOST_DIFFERING], named),
            more=max(0, len(differing) - MOST_DIFFERING),
        ),
    )


def _differing(here: Here, ids: list[int], named: Coders) -> list[Any]:
    asked = questions(here.consultation)
    all_of = {pk: stand for of in stands(asked, here.participant).values() for pk, stand in of.items()}
    names = {theme.pk: theme.label for question in asked for theme in standing(question)}
    printed = shown(ids, here.consultation)
    return [item(printed[pk], all_of[pk], named, names) for pk in ids if pk in printed and pk in all_of]
