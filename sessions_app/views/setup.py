"""The agenda in the set-up: sessions, their questions and their order of business."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import setup as actions
from sessions_app.forms.setup import ItemForm, QuestionForm, SessionForm
from sessions_app.models import Session
from sessions_app.queries.session import plenaries


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions in their order, and a new one."""
    here = consultation_of(request, slug, Act.SET_UP)
    with timezone.override(here.consultation.zone):
        form = SessionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            made = actions.save_session(here, None, form.cleaned_data)
            messages.success(request, _("Saved, and entered in the record."))
            return redirect("setup_session", slug, made.pk)
        sessions = plenaries(here.consultation).prefetch_related("questions", "agenda")
        return _page(request, here, "sessions_app/setup_agenda.html", {"form": form, "sessions": sessions})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One session; each part of the page has its own button, ``do``: what, and for which line."""
    here = consultation_of(request, slug, Act.SET_UP)
    found = get_object_or_404(plenaries(here.consultation).select_related("consultation"), pk=pk)
    do, _sep, key = request.POST.get("do", "").partition(" ")
    with timezone.override(here.consultation.zone):
        forms = _forms(request, found, do, key)
        if request.method == "POST":
            try:
                if _carry_out(here, found, do, key, forms):
                    messages.success(request, _("Saved, and entered in the record."))
                    gone = do == "remove-session"
                    return redirect(reverse("setup_agenda", args=[slug]) if gone else request.path)
            except RefusedError as refused:
                messages.error(request, str(refused.reason))
                if not _bound(forms):
                    return redirect(request.path)
        wrong = [form for form in _bound(forms) if form.errors]
        context = {"session": found, "wrong": wrong, **forms}
        refused_now = request.method == "POST"
        return _page(request, here, "sessions_app/setup_session.html", context, 400 if refused_now else 200)


def _forms(request: HttpRequest, found: Session, do: str, key: str) -> dict[str, Any]:
    """The forms of the page; the one whose button was pressed holds what was sent."""

    def data(name: str, of: str = "") -> Any:
        return request.POST if do == name and key == of else None

    return {
        "form": SessionForm(data("session"), instance=found, prefix="session"),
        "questions": [
            QuestionForm(data("question", str(one.pk)), instance=one, prefix=f"question-{one.pk}")
            for one in found.questions.all()
        ],
        "new_question": QuestionForm(data("new-question"), prefix="new-question"),
        "items": [
            ItemForm(data("items"), instance=item, prefix=f"item-{item.pk}")
            for item in found.agenda.select_related("question")
        ],
        "new_item": ItemForm(
            data("new-item"), prefix="new-item", initial={"position": found.agenda.count() + 1, "minutes": None}
        ),
    }


def _bound(forms: dict[str, Any]) -> list[Any]:
    every = [forms["form"], *forms["questions"], forms["new_question"], *forms["items"], forms["new_item"]]
    return [form for form in every if form.is_bound]


def _carry_out(here: Here, found: Session, do: str, key: str, forms: dict[str, Any]) -> bool:
    """Do what the button says; False where what was typed has to be put right first."""
    bound = _bound(forms)
    if bound:
        if not all(form.is_valid() for form in bound):
            return False
        _save(here, found, do, bound)
        return True
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    if do == "remove-session":
        actions.remove_session(here, found.pk)
    elif do == "remove-question":
        actions.remove_question(here, found.pk, number)
    elif do in {"up", "down"}:
        actions.move_question(here, found.pk, number, up=do == "up")
    elif do == "remove-item":
        actions.remove_item(here, found.pk, number)
    else:
        raise RefusedError(_("There is no such act."))
    return True


def _save(here: Here, found: Session, do: str, bound: list[Any]) -> None:
    form = bound[0]
    if do == "session":
        actions.save_session(here, found.pk, form.cleaned_data)
    elif do in {"question", "new-question"}:
        actions.save_question(here, found.pk, form.instance.pk, form.cleaned_data)
    else:
        actions.save_items(here, found.pk, {one.instance.pk or 0: one.cleaned_data for one in bound})


def _page(
    request: HttpRequest, here: Here, template: str, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    consultation = here.consultation
    common = {"here": here, "consultation": consultation, "rule": consultation.terms.in_words}
    wrong = 400 if context["form"].errors else 200
    return render(request, template, common | context, status=status or wrong)
