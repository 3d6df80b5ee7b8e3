"""Reminders in the set-up: how long before, what will be sent, and to how many."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.actions import inviting
from consult.procedure import Act
from consult.queries import reminding as invitations
from consult.views.access import consultation_of
from consult.views.setup import saved
from sessions_app.actions import reminding as act
from sessions_app.forms.reminding import RemindersForm
from sessions_app.queries import reminding as reading


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup_reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """Off unless the convenor gives a number of days."""
    here = consultation_of(request, slug, Act.SET_UP)
    consultation, now = here.consultation, timezone.now()
    rounds = reading.rounds(consultation)
    form = RemindersForm(request.POST or None, consultation=consultation, rounds=rounds)
    if request.method == "POST" and form.is_valid():
        saved(request, act.set_reminders(here, invited=form.cleaned_data["invited"], rounds=form.rounds()))
        return redirect("setup_reminders", slug)
    days = consultation.remind_invited
    context = {
        "here": here,
        "consultation": consultation,
        "rule": consultation.terms.in_words,
        "form": form,
        "subject": _("A reminder"),
        "invited_at": invitations.next_at(consultation, days, now) if days is not None else None,
        "invited_deadline": invitations.deadline(consultation, now),
        "unanswered": invitations.unanswered(consultation, now).count(),
        "invited_mail": inviting.body(_("(the personal link of each)"), is_reminder=True),
        "rounds": [(one, form[f"round-{one.session.pk}"], act.body(one.session)) for one in rounds],
    }
    return render(request, "sessions_app/setup_reminders.html", context, status=400 if form.errors else 200)
