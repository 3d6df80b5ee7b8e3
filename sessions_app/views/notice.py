"""What waits for whoever is signed in, in all their consultations."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consult.models import User
from sessions_app.actions import notice as act
from sessions_app.queries import notice as reading
from sessions_app.queries import reminding


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """New ones first; the button says that all of them were seen."""
    if request.method == "POST":
        act.seen(request.user)  # type: ignore[arg-type]
        return redirect("notices")
    assert isinstance(request.user, User)
    context = {
        "notices": reading.told(request.user),
        "rounds": reminding.waiting_for(request.user),
        "drafts": reading.drafts_for(request.user),
    }
    return render(request, "sessions_app/notices.html", context)
