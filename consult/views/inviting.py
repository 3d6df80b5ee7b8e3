"""Inviting by a list: the file, its rows with what is wrong, the word to send, and how far the mails are."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.actions import guest_list as lists
from consult.actions import inviting
from consult.actions.people import admit_all
from consult.forms.inviting import GuestListForm
from consult.models import GuestList, Mailing, User
from consult.procedure import Act, RefusedError, Role
from consult.views.access import consultation_of

SHOWN_AT_ONCE = 200


def links_begin(request: HttpRequest) -> str:
    """The absolute address before an invitation's token."""
    return request.build_absolute_uri(reverse("invitation", args=["x"])).removesuffix("x/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a list comes in."""
    here = consultation_of(request, slug, Act.INVITE)
    form = GuestListForm(request.POST or None, request.FILES or None, consultation=here.consultation)
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        try:
            made = lists.keep_list(here, request.user, form.cleaned_data["file"], form.cleaned_data["group"])
            return redirect("guest_list", slug, made.pk)
        except RefusedError as refused:
            form.add_error("file", str(refused.reason))
    context = {
        "here": here,
        "consultation": here.consultation,
        "form": form,
        "waiting": here.consultation.guest_lists.filter(confirmed_at=None),
        "groups": here.consultation.groups.all(),
        "mailings": here.consultation.mailings.all()[:20],
    }
    return render(request, "consult/invite_list.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_list(request: HttpRequest, slug: str, list_id: int) -> HttpResponse:
    """The rows as they were read. Nothing is sent before the button; pressed twice, the mails still go out once."""
    here = consultation_of(request, slug, Act.INVITE)
    found = get_object_or_404(GuestList, pk=list_id, consultation=here.consultation)
    if request.method == "POST" and request.POST.get("do") == "throw away":
        lists.throw_away(here, list_id)
        messages.success(request, _("The list is deleted. Nobody was invited by it."))
        return redirect("invite_list", slug)
    if request.method == "POST":
        return redirect("mailing", slug, lists.confirm(here, list_id, links_begin(request)).pk)
    rows = lists.checked(here.consultation, found.rows)
    names = {group.pk: group.name for group in here.consultation.groups.all()}
    for row in rows:
        row["group"] = names.get(row["group_id"] or 0, row["group"])
        row["role_name"] = dict(Role.choices).get(row["role"], row["role"])
        row["language_name"] = dict(settings.LANGUAGES).get(row["language"], row["language"])
    good = [row for row in rows if not row["faults"]]
    context = {
        "here": here,
        "consultation": here.consultation,
        "list": found,
        "good": good,
        "shown": good[:SHOWN_AT_ONCE],
        "faulty": [row for row in rows if row["faults"]],
        "new_bodies": lists.new_bodies(here.consultation, good),
    }
    return render(request, "consult/guest_list.html", context)


@never_cache
@require_safe
def mailing(request: HttpRequest, slug: str, mailing_id: int) -> HttpResponse:
    """How far the mails are; the page can be left."""
    here = consultation_of(request, slug, Act.INVITE)
    found = get_object_or_404(Mailing, pk=mailing_id, consultation=here.consultation)
    context = {"here": here, "consultation": here.consultation, "mailing": found}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "consult/_mailing.html" if part else "consult/mailing.html", context)


@never_cache
@require_POST
def invitation_act(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    """Send a link again, or withdraw it."""
    here = consultation_of(request, slug, Act.INVITE)
    if request.POST.get("act") == "withdraw":
        inviting.revoke(here, invitation_id)
        messages.success(request, _("The invitation is withdrawn: its link admits nobody."))
        return redirect("people", slug)
    return redirect("mailing", slug, inviting.resend(here, invitation_id, links_begin(request)).pk)


@never_cache
@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """One reminder to everybody who was invited and has not come."""
    here = consultation_of(request, slug, Act.INVITE)
    return redirect("mailing", slug, inviting.remind(here, links_begin(request)).pk)


@never_cache
@require_POST
def admit(request: HttpRequest, slug: str) -> HttpResponse:
    """Admit those shown on the page when the button was pressed, and nobody who came since."""
    here = consultation_of(request, slug, Act.INVITE)
    shown = [int(key) for key in request.POST.getlist("who") if key.isascii() and key.isdigit() and len(key) < 18]
    count = admit_all(here, shown)
    text = ngettext("%(count)s was admitted.", "%(count)s were admitted.", count) % {"count": count}
    messages.success(request, text)
    return redirect("people", slug)
