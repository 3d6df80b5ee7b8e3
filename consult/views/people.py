"""The people page, for the convenor and the chair."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult import attribution
from consult.actions import people as actions
from consult.attribution import Audience
from consult.forms.people import InviteForm
from consult.models import Participant
from consult.procedure import Act, RefusedError, may
from consult.queries import people as queries
from consult.queries.people import Here
from consult.queries.people_data import Filter, by_region, filtered
from consult.views import second_factor
from consult.views.access import consultation_of
from consult.views.people_export import filter_of

Deed = Callable[[Here, int, str], bool | None]  # False: nothing was different
DEEDS: dict[str, Deed] = {
    "admit": lambda here, pk, _role: actions.admit(here, pk),
    "remove": lambda here, pk, _role: actions.remove(here, pk),
    "give": actions.give_role,
    "take": actions.take_role,
}


WAITING_SHOWN = 100


@never_cache
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody by group, with roles. Each reading of the names is in the record."""
    here = consultation_of(request, slug, Act.SEE_PEOPLE)
    if request.GET.get("names") == "1" and not _names_allowed(request, here):
        return second_factor.ask(request, request.get_full_path())
    actions.read_names(here)
    return _page(request, here, InviteForm(consultation=here.consultation))


@never_cache
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite; the links are shown this once, for nothing but their hash is kept."""
    here = consultation_of(request, slug, Act.INVITE)
    form = InviteForm(request.POST, consultation=here.consultation)
    made: list[actions.Invited] = []
    if form.is_valid():
        try:
            made = actions.invite(here, form.rows())
        except RefusedError as refused:
            form.add_error("people", str(refused.reason))
    if made:
        if form.cleaned_data["send"]:
            sent = actions.mail_invitations(made, lambda token: _address(request, token))
            text = ngettext("%(count)s invitation was sent.", "%(count)s invitations were sent.", sent) % {
                "count": sent
            }
            messages.success(request, text)
        form = InviteForm(consultation=here.consultation)
    if may(here.standing, Act.SEE_PEOPLE):
        actions.read_names(here)
    links = [(one.invitation, _address(request, one.token)) for one in made]
    return _page(request, here, form, links=links)


@never_cache
@require_POST
def person(request: HttpRequest, slug: str, participant_id: int) -> HttpResponse:
    """Admit, remove, give or take a role."""
    here = consultation_of(request, slug, Act.INVITE)
    deed = DEEDS.get(request.POST.get("act", ""))
    if deed is None:
        raise RefusedError(_("There is no such act."))
    if deed(here, participant_id, request.POST.get("role", "")) is False:
        messages.info(request, _("Nothing was different: nothing was changed."))
    else:
        messages.success(request, _("Done, and entered in the record."))
    return redirect("people", slug)


@never_cache
@require_POST
def change_code(request: HttpRequest, slug: str) -> HttpResponse:
    """A new join code, or none."""
    here = consultation_of(request, slug, Act.INVITE)
    actions.renew_code(here, is_on=request.POST.get("act") != "withdraw")
    return redirect("people", slug)


def _address(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[token]))


def _page(request: HttpRequest, here: Here, form: InviteForm, links: Sequence[tuple[object, str]] = ()) -> HttpResponse:
    consultation = here.consultation
    code = consultation.join_code
    audience = Audience.DESK if _names_allowed(request, here) else Audience.INSIDE
    asked = filter_of(request, consultation)
    if audience is Audience.INSIDE:  # a filter would tell the names that the page does not show
        asked = replace(asked, name="")
    waiting = [] if consultation.discussion_only else list(queries.to_admit(consultation)[: WAITING_SHOWN + 1])
    context = {
        "here": here,
        "waiting": [_line(here, participant, audience) for participant in waiting[:WAITING_SHOWN]],
        "waiting_count": queries.to_admit(consultation).count() if waiting else 0,
        "consultation": consultation,
        "rule": consultation.terms.in_words,
        "balance": queries.balance(consultation),
        "groups": _by_group(here, asked, audience),
        "regions": by_region(consultation),
        "asked": asked,
        "every_group": consultation.groups.all(),
        "names_are_kept": audience is Audience.INSIDE,
        "may_invite": may(here.standing, Act.INVITE),
        "may_set_up": may(here.standing, Act.SET_UP),
        "form": form,
        "links": links,
        "invitations": queries.invitations(consultation) if audience is Audience.DESK else [],
        "join_address": request.build_absolute_uri(reverse("join_code", args=[code])) if code else "",
        "roles": actions.GIVEN_ROLES,
    }
    return render(request, "consult/people.html", context, status=400 if form.errors else 200)


def _names_allowed(request: HttpRequest, here: Here) -> bool:
    """Names that the room sees anyway need no second factor; those for the desk alone do."""
    return here.consultation.terms.here is attribution.Detail.NAME or second_factor.is_recent(request)


def _by_group(here: Here, asked: Filter, audience: Audience) -> list[tuple[object, list[dict[str, object]]]]:
    """(group or None, people), in the order of the groups; people as the desk may see them."""
    lists: dict[int | None, list[dict[str, object]]] = {}
    for participant in filtered(here.consultation, asked):
        lists.setdefault(participant.group_id, []).append(_line(here, participant, audience))
    groups = [*here.consultation.groups.all(), None]
    return [(group, lists[key]) for group in groups if (key := group.pk if group else None) in lists]


def _line(here: Here, participant: Participant, audience: Audience) -> dict[str, object]:
    shown = attribution.shown_as(
        queries.participant_as_seen(here.consultation, participant, rule=here.consultation.attribution_rule, sizes={}),
        audience,
    )
    held = {row.role for row in participant.role_rows.all()}
    return {
        "id": participant.pk,
        "label": shown.label,
        "capacity": participant.get_capacity_display(),
        "roles": [role for role in actions.GIVEN_ROLES if role in held],
        "other_roles": [role for role in actions.GIVEN_ROLES if role not in held],
        "is_guest": participant.user.is_guest,
        "is_head": participant.is_head,
        "is_elector": getattr(participant, "is_elector", False),
        "is_self": here.participant is not None and here.participant.pk == participant.pk,
    }
