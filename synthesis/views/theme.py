"""The rapporteur's themes: the desk's first page, the themes of a question, one theme with its material."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.models import GuidingQuestion
from sessions_app.views.forms_in import id_in, text_in
from synthesis.actions import theme as acts
from synthesis.actions import unmerging
from synthesis.models.theme import STANDING, RunState, Theme
from synthesis.queries import reading as queue
from synthesis.queries import theme as reading
from synthesis.queries.coding import Coders, shown, stands
from synthesis.views.report import context_of

MATERIAL = 200  # contributions of one theme on its page


def desk_context(here: Here, page: str, **more: Any) -> dict[str, Any]:
    """What every page of the rapporteur's desk knows. page: which of its pages this is."""
    return context_of(here, page=page, may_edit=bool(may(here.standing, Act.DRAFT)), **more)


def question_of(here: Here, pk: int) -> GuidingQuestion:
    """A question of this consultation that was asked before everybody."""
    found = next((one for one in reading.questions(here.consultation) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question with what was read and placed, what to read next, and who did what lately."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    coders = Coders(here)
    return render(
        request,
        "synthesis/themes.html",
        desk_context(
            here,
            "themes",
            overview=reading.overview(here),
            next=queue.read_next(here, coders),
            lately=reading.lately(here.consultation, coders),
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_themes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The themes of a question. Each form is one act, ``do``."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    question = question_of(here, pk)
    if request.method != "POST":
        return _show(request, here, question)
    require(may(here.standing, Act.DRAFT))
    try:
        messages.success(request, _carry_out(request, here, question))
    except RefusedError as refusal:
        return _show(request, here, question, refusal=refusal.reason)
    return redirect("question_themes", slug, pk)


def _show(request: HttpRequest, here: Here, question: GuidingQuestion, refusal: Any = "") -> HttpResponse:
    coders = Coders(here)
    said = list(stands([question], here.participant)[question.pk].values())
    found = reading.shown_themes(here, question, coders)
    context = desk_context(
        here,
        "themes",
        question=question,
        run=getattr(question, "theme_run", None),
        themes=found,
        unplaced=[stand for stand in said if not stand.theme],
        said=len(said),
        seen=reading.last_act(question),
        fewest=reading.FEWEST,
        refusal=refusal,
        typed=request.POST if refusal else {},
    )
    return render(request, "synthesis/question_themes.html", context, status=422 if refusal else 200)


def _carry_out(request: HttpRequest, here: Here, question: GuidingQuestion) -> str:
    body = dict(request.POST.items())
    do, label = text_in(body, "do"), text_in(body, "label")
    if do == "propose":
        acts.ask(here, question.pk)
        return _("The themes are being proposed. You can leave this page.")
    if do == "make":
        return _("“{label}” is a theme.").format(label=acts.make(here, question.pk, label).label)
    if do == "merge":
        kept = acts.merge(here, [_seen(one) for one in request.POST.getlist("theme")], label)
        return _("Merged into “{label}”.").format(label=kept.label)
    return act_on(here, do, _seen(text_in(body, "theme")), label)


def act_on(here: Here, do: str, seen: acts.Seen, label: str) -> str:
    """One act on one theme; what was done, in words. Raises RefusedError."""
    if do == "rename":
        return _("It is called “{label}” now.").format(label=acts.rename(here, seen, label).label)
    simple: dict[str, tuple[Callable[[Here, acts.Seen], Theme], str]] = {
        "confirm": (acts.confirm, _("“{label}” is confirmed.")),
        "reopen": (acts.reopen, _("“{label}” is a proposal again.")),
        "drop": (acts.drop, _("“{label}” is set aside.")),
        "unmerge": (acts.unmerge, _("The merge is taken back: “{label}” and the others stand as they did.")),
    }
    if do not in simple:
        raise RefusedError(_("This page has no such button."))
    act, words = simple[do]
    return words.format(label=act(here, seen).label)


def _seen(value: str) -> acts.Seen:
    """ "12-3": theme 12 as it stood at revision 3. Anything else is a theme that is not there."""
    id_, _dash, revision = value.partition("-")
    return acts.Seen(id_in({"id": id_}, "id") or 0, id_in({"id": revision}, "id") or 0)


@never_cache
@require_safe
def theme_news(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What others did since a page was made, and how far the machine is: a part that renews itself.

    204 where it already says so: it is not read aloud again.
    """
    here = consultation_of(request, slug, Act.READ_DRAFT)
    question = question_of(here, pk)
    seen, run = id_in(request.GET, "since") or 0, getattr(question, "theme_run", None)
    news = reading.since(question, seen, here, Coders(here))
    told = (id_in(request.GET, "told"), request.GET.get("state"))
    state = run.state if run else ""
    if state != RunState.RUNNING and told == (news[0].id if news else 0, state):
        return HttpResponse(status=204)
    context = desk_context(here, "themes", question=question, run=run, seen=seen, news=news)
    return render(request, "synthesis/_theme_news.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One theme: all its material, its history; rename, confirm, set aside it, and split it."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    rows = Theme.objects.select_related("question__session__consultation", "into")
    one = get_object_or_404(rows, pk=pk, question__session__consultation=here.consultation)
    if request.method != "POST":
        return _show_theme(request, here, one)
    require(may(here.standing, Act.DRAFT))
    try:
        words, to = _carry_out_on(request, here, one)
    except RefusedError as refusal:
        one.refresh_from_db()
        return _show_theme(request, here, one, refusal=refusal.reason)
    messages.success(request, words)
    return redirect(to)


def _carry_out_on(request: HttpRequest, here: Here, one: Theme) -> tuple[str, Theme]:
    body = dict(request.POST.items())
    do, seen = text_in(body, "do"), acts.Seen(one.pk, id_in(body, "revision") or 0)
    if do == "split":
        chosen = [id_ for id_ in (id_in({"id": v}, "id") for v in request.POST.getlist("contribution")) if id_]
        made = acts.split(here, seen, chosen, text_in(body, "label"))
        return _("“{label}” is a theme of its own.").format(label=made.label), made
    return act_on(here, do, seen, text_in(body, "label")), one


def _show_theme(request: HttpRequest, here: Here, one: Theme, refusal: Any = "") -> HttpResponse:
    coders = Coders(here)
    said = stands([one.question], here.participant)[one.question_id]
    material = [stand for stand in said.values() if stand.theme == one.pk]
    ordered = reading.examples_of(one, material, most=MATERIAL)
    printed = shown(ordered, here.consultation)
    names = {theme.pk: theme.label for theme in reading.standing(one.question)}
    context = desk_context(
        here,
        "themes",
        theme=one,
        question=one.question,
        items=[reading.item(printed[pk], said[pk], coders, names) for pk in ordered if pk in printed],
        more=max(0, len(material) - MATERIAL),
        history=reading.history(one, coders),
        quotes=set(one.quotes),
        stands_still=one.state in STANDING,
        merged_last=unmerging.can_take_back(one),
        refusal=refusal,
        chosen=request.POST.getlist("contribution") if refusal else [],
        typed=request.POST if refusal else {},
    )
    return render(request, "synthesis/theme.html", context, status=422 if refusal else 200)
