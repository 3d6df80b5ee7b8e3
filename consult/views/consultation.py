"""Home, the rules of procedure, and what is confidential."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consult.attribution import TIGHTENINGS, Rule
from consult.procedure import DECIDING, MAY, WHEN, Act, PhaseKind, Role, may
from consult.queries.confidentiality import answers
from consult.queries.consultation import shelf
from consult.views.access import consultation_of
from consult.views.joining import account


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Consultations open, coming and published."""
    return render(request, "consult/home.html", {"shelf": shelf(account(request))})


@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of procedure: both tables, the attribution rule in words, what it can be tightened to."""
    here = consultation_of(request, slug)
    consultation = here.consultation
    rule = Rule(consultation.attribution_rule)
    acts = [act for act in Act if not (consultation.discussion_only and act in DECIDING)]
    phases = [phase for phase in consultation.phases.all() if phase.opens_at]
    kinds = [kind for kind in PhaseKind if kind in {phase.kind for phase in phases}] or list(PhaseKind)
    context = {
        "here": here,
        "consultation": consultation,
        "rule": consultation.terms.in_words,
        "lines": consultation.terms.lines,
        "stricter": [one.label for one in Rule if one in TIGHTENINGS[rule]],
        "roles": [role.label for role in Role],
        "may": [(act.label, [(role.label, role in MAY[act]) for role in Role]) for act in acts],
        "phases": phases,
        "kinds": [kind.label for kind in kinds],
        "when": [(act.label, [(kind.label, kind in WHEN[act]) for kind in kinds]) for act in acts],
        "takes_part": here.standing.roles != {Role.PUBLIC} or here.standing.is_removed,
        "own_roles": [role.label for role in Role if role in here.standing.roles],
        "yours": [(act.label, may(here.standing, act)) for act in acts],
    }
    return render(request, "consult/rules.html", context)


@require_safe
def confidentiality(request: HttpRequest, slug: str) -> HttpResponse:
    """Is my contribution confidential? Is my vote secret?"""
    here = consultation_of(request, slug)
    context = {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "parts": answers(here.consultation, here.consultation.hosting or settings.HOSTING),
        "contacts": here.consultation.contacts.all(),
    }
    return render(request, "consult/confidentiality.html", context)
