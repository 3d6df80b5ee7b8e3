"""The set-up of a consultation: what it is, its rules, phases, groups, delegations, and what was changed."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consult.actions import consultation as actions
from consult.actions import groups as group_actions
from consult.forms import setup as forms
from consult.forms.logos import LogoForm
from consult.models import Consultation, Delegation
from consult.models.consultation import known_time_zone
from consult.procedure import Act, PhaseKind, RefusedError
from consult.queries import logos
from consult.queries import setup as queries
from consult.queries.people import Here
from consult.views.access import consultation_of

DELEGATIONS_SHOWN = 50
# The acts of setting up, and what of the desk was read or taken along, in words.
ACTS = {
    "convene": gettext_lazy("Convened"),
    "change description": gettext_lazy("What it is"),
    "set logo": gettext_lazy("Logo of a partner set"),
    "remove logo": gettext_lazy("Logo of a partner removed"),
    "change rules": gettext_lazy("Rules"),
    "change phases": gettext_lazy("Phases"),
    "add group": gettext_lazy("Group added"),
    "change group": gettext_lazy("Group changed"),
    "remove group": gettext_lazy("Group removed"),
    "add delegation": gettext_lazy("Delegation added"),
    "change delegation": gettext_lazy("Delegation changed"),
    "remove delegation": gettext_lazy("Delegation removed"),
    "add session": gettext_lazy("Session added"),
    "change session": gettext_lazy("Session changed"),
    "remove session": gettext_lazy("Session removed"),
    "add question": gettext_lazy("Question added"),
    "change question": gettext_lazy("Question changed"),
    "remove question": gettext_lazy("Question removed"),
    "order questions": gettext_lazy("Order of questions"),
    "change agenda": gettext_lazy("Order of business"),
    "change reminders": gettext_lazy("Reminders"),
    "clone": gettext_lazy("Made from another one"),
    "change stage": gettext_lazy("Draft or rehearsal"),
    queries.OPENED: gettext_lazy("Opened"),
    "give role": gettext_lazy("Role given"),
    "take role": gettext_lazy("Role taken away"),
    "renew code": gettext_lazy("New code"),
    "withdraw code": gettext_lazy("Code withdrawn"),
    "read names": gettext_lazy("Names of participants read"),
    "export moderation log": gettext_lazy("Log of moderation taken along"),
    "export draft with sources": gettext_lazy("Report draft with its sources taken along"),
    "export coverage": gettext_lazy("Coverage of a report taken along"),
    "export comments": gettext_lazy("Comments on a draft taken along"),
    "word copy made": gettext_lazy("Word file of a draft taken along to work on"),
}


def saved(request: HttpRequest, is_changed: object = True) -> None:
    """Say what became of the button."""
    if is_changed:
        messages.success(request, _("Saved, and entered in the record."))
    else:
        messages.info(request, _("Nothing was different: nothing was changed."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, when and where, and whom to ask."""
    here = consultation_of(request, slug, Act.SET_UP)
    instance = Consultation.objects.get(pk=here.consultation.pk)
    with timezone.override(_zone(request, here.consultation)):
        form = forms.DescriptionForm(request.POST or None, instance=instance)
        if request.method == "POST" and form.is_valid():
            data = dict(form.cleaned_data)
            contacts, resources = data.pop("contacts"), data.pop("resources")
            saved(request, actions.describe(here, data, contacts, resources))
            return redirect("setup", slug)
        return description_page(request, here, form, LogoForm(consultation=here.consultation))


def description_page(
    request: HttpRequest, here: Here, form: forms.DescriptionForm, logo_form: LogoForm
) -> HttpResponse:
    """The page of two forms: what it is, and the logos of its partners."""
    context = {"form": form, "logo_form": logo_form, "partners": logos.partners(here.consultation)}
    return _page(request, here, "consult/setup.html", context | {"wrong": bool(logo_form.errors)})


def _zone(request: HttpRequest, consultation: Consultation) -> str:
    """The zone in which the times of this form are meant: the one typed beside them, if there is such a zone."""
    typed = request.POST.get("time_zone", "") or consultation.time_zone
    try:
        known_time_zone(typed)
    except Exception:  # the form says what is wrong with it
        return consultation.time_zone
    return typed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Visibility, attribution, what is printed, and whether anything is decided."""
    here = consultation_of(request, slug, Act.SET_UP)
    is_relied_upon = queries.relied_upon(here.consultation)
    form = forms.RulesForm(request.POST or None, consultation=here.consultation, is_relied_upon=is_relied_upon)
    if request.method == "POST" and form.is_valid():
        try:
            saved(request, actions.set_rules(here, form.cleaned_data))
            return redirect("setup_rules", slug)
        except RefusedError as refused:
            form.add_error(None, str(refused.reason))
    return _page(request, here, "consult/setup_rules.html", {"form": form, "is_relied_upon": is_relied_upon})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_phases(request: HttpRequest, slug: str) -> HttpResponse:
    """The window of each phase, in the host's time."""
    here = consultation_of(request, slug, Act.SET_UP)
    consultation = here.consultation
    known = {phase.kind: phase for phase in consultation.phases.all()}
    with timezone.override(consultation.zone):
        rows = [(kind, _phase_form(request, kind, known.get(kind))) for kind in PhaseKind]
        good = [form.is_valid() for _kind, form in rows]
        if request.method == "POST" and all(good):
            windows = {
                str(kind): (form.cleaned_data["opens_at"], form.cleaned_data["closes_at"]) for kind, form in rows
            }
            saved(request, actions.set_phases(here, windows))
            return redirect("setup_phases", slug)
        wrong = [(kind, form) for kind, form in rows if form.errors]
        context = {"rows": [(kind, form, kind in here.standing.phases) for kind, form in rows], "wrong": wrong}
        return _page(request, here, "consult/setup_phases.html", context)


def _phase_form(request: HttpRequest, kind: PhaseKind, phase: Any) -> forms.PhaseForm:
    initial = {"opens_at": phase.opens_at, "closes_at": phase.closes_at} if phase else {}
    return forms.PhaseForm(request.POST or None, prefix=kind.value, initial=initial)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_groups(request: HttpRequest, slug: str) -> HttpResponse:
    """Stakeholder groups, and what of them will be printable."""
    here = consultation_of(request, slug, Act.SET_UP)
    sent = request.POST.get("do", "")
    groups = list(here.consultation.groups.all())
    if sent.startswith("remove "):
        group_actions.remove_group(here, number(sent))
        saved(request)
        return redirect("setup_groups", slug)
    data = request.POST if sent == "save" else None
    rows = [forms.GroupForm(data, instance=group, prefix=f"group-{group.pk}") for group in groups]
    new = forms.NewGroupForm(request.POST if sent == "add" else None, prefix="new")
    try:
        if sent == "save" and not any(form.errors for form in rows):
            group_actions.save_groups(here, {form.instance.pk: form.cleaned_data for form in rows})
        elif sent == "add" and new.is_valid():
            group_actions.save_group(here, None, new.cleaned_data)
        if sent and not any(form.errors for form in (*rows, new)):
            saved(request)
            return redirect("setup_groups", slug)
    except RefusedError as refused:
        (new if sent == "add" else rows[0]).add_error("name", str(refused.reason))
    context = {
        "rows": rows,
        "new": new,
        "wrong": [form for form in (*rows, new) if form.errors],
        "printable": queries.printable(here.consultation),
        "form": next((form for form in (*rows, new) if form.errors), None),
    }
    return _page(request, here, "consult/setup_groups.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_delegations(request: HttpRequest, slug: str) -> HttpResponse:
    """The bodies that take part, a page at a time, and a new one."""
    here = consultation_of(request, slug, Act.SET_UP)
    form = forms.DelegationForm(request.POST or None, consultation=here.consultation)
    if request.method == "POST" and form.is_valid():
        try:
            group_actions.save_delegation(here, None, form.cleaned_data)
            saved(request)
            return redirect("setup_delegations", slug)
        except RefusedError as refused:
            form.add_error("name", str(refused.reason))
    bodies = here.consultation.delegations.select_related("group").prefetch_related("members", "on_behalf_of")
    page = Paginator(bodies, DELEGATIONS_SHOWN).get_page(request.GET.get("page"))
    return _page(request, here, "consult/setup_delegations.html", {"form": form, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_delegation(request: HttpRequest, slug: str, delegation_id: int) -> HttpResponse:
    """One body: its name, group, region, head, and for whom it speaks."""
    here = consultation_of(request, slug, Act.SET_UP)
    body = get_object_or_404(Delegation, pk=delegation_id, consultation=here.consultation)
    if request.POST.get("do") == "remove":
        group_actions.remove_delegation(here, delegation_id)
        saved(request)
        return redirect("setup_delegations", slug)
    form = forms.DelegationForm(request.POST or None, instance=body, consultation=here.consultation)
    if request.method == "POST" and form.is_valid():
        head = form.cleaned_data.pop("head", None)
        values = form.cleaned_data | ({"head": head.pk} if head else {})
        try:
            group_actions.save_delegation(here, delegation_id, values)
            saved(request)
            return redirect("setup_delegations", slug)
        except RefusedError as refused:
            form.add_error("name", str(refused.reason))
    members = body.members.filter(removed_at=None)
    return _page(request, here, "consult/setup_delegation.html", {"form": form, "body": body, "members": members})


@never_cache
@require_safe
def setup_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What was changed in the set-up, when and by whom, from the record."""
    here = consultation_of(request, slug, Act.SET_UP)
    page = Paginator(queries.entries_of_setup(here.consultation, tuple(ACTS)), 50).get_page(request.GET.get("page"))
    found = queries.changes(here.consultation, list(page.object_list))
    rows = [(change, ACTS[change.entry.act]) for change in found]
    return _page(request, here, "consult/setup_changes.html", {"rows": rows, "page": page})


def number(sent: str) -> int:
    number = sent.rsplit(" ", 1)[-1]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0


def _page(request: HttpRequest, here: Here, template: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    is_wrong = bool(context.get("wrong")) or (form is not None and bool(form.errors))
    consultation = here.consultation
    common = {"here": here, "consultation": consultation, "rule": consultation.terms.in_words}
    return render(request, template, common | context, status=400 if is_wrong else 200)
