"""Logos of partners: the picture, and the form on the page of the description."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consult.actions import logos as actions
from consult.forms.logos import LogoForm
from consult.forms.setup import DescriptionForm
from consult.models import Consultation, PartnerLogo
from consult.models.consultation import Stage, Visibility
from consult.privacy import KEEP_NOTHING
from consult.procedure import Act, RefusedError
from consult.views.access import consultation_of
from consult.views.setup import description_page, number

MINUTES = 60


@require_safe
def logo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The picture, for whoever sees the page it stands on."""
    consultation = consultation_of(request, slug).consultation
    found = get_object_or_404(PartnerLogo, pk=pk, consultation=consultation)
    response = HttpResponse(bytes(found.image), content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    is_public = consultation.visibility == Visibility.PUBLIC and consultation.stage == Stage.OPEN
    if request.user.is_authenticated and request.META.get(KEEP_NOTHING):
        response["Cache-Control"] = "no-store"
    elif is_public and not request.user.is_authenticated:
        response["Cache-Control"] = f"public, max-age={10 * MINUTES}"
    else:
        response["Cache-Control"] = f"private, max-age={10 * MINUTES}"
    return response


@never_cache
@require_POST
def setup_logo(request: HttpRequest, slug: str) -> HttpResponse:
    """A logo in, or out. What is refused is said beside the file, and nothing of it is kept."""
    here = consultation_of(request, slug, Act.SET_UP)
    sent = request.POST.get("do", "")
    if sent.startswith("remove "):
        actions.remove_logo(here, number(sent))
        messages.success(request, _("Saved, and entered in the record."))
        return redirect("setup", slug)
    form = LogoForm(request.POST, request.FILES, consultation=here.consultation)
    file = request.FILES.get("file")
    if form.is_valid() and file is not None:
        try:
            actions.set_logo(here, form.cleaned_data["partner"], file.read(actions.MOST_BYTES + 1))
            messages.success(request, _("Saved, and entered in the record."))
            return redirect("setup", slug)
        except RefusedError as refused:
            form.add_error("file", str(refused.reason))
    instance = Consultation.objects.get(pk=here.consultation.pk)
    with timezone.override(instance.zone):
        return description_page(request, here, DescriptionForm(instance=instance), form)
