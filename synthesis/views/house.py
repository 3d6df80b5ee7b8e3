"""The house style of a consultation's reports: its Word template, its masthead, a preview."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consult.documents import limits
from consult.procedure import Act, RefusedError
from consult.queries.people import Here
from consult.views.access import consultation_of
from synthesis.actions import house as acts
from synthesis.forms.house import MappingForm, MastheadForm, TemplateForm
from synthesis.models.publication import HouseStyle
from synthesis.queries.house import house_style
from synthesis.rules.styles import OURS
from synthesis.views.report import context_of
from synthesis.writers import FORMATS
from synthesis.writers.preview import sample

Forms = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
def style(request: HttpRequest, slug: str) -> HttpResponse:
    """The template in, or out; which style becomes which; what is printed above. What is refused says why."""
    here = consultation_of(request, slug, Act.SET_UP)
    house = house_style(here.consultation) or HouseStyle(consultation=here.consultation)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms: Forms = {
        "template": TemplateForm(request.POST if do == "template" else None, request.FILES or None),
        "masthead": MastheadForm(request.POST if do == "masthead" else None, instance=house),
        "mapping": MappingForm(request.POST if do == "mapping" else None, house),
    }
    if request.method == "POST" and _done(here, request, do, forms):
        messages.success(request, _("Saved, and entered in the record."))
        return redirect("report_style", slug)
    missing = [ours for ours in OURS if ours not in house.mapping] if house.styles else []
    context = context_of(here, house=house, missing=missing, **{f"{name}_form": form for name, form in forms.items()})
    return render(request, "synthesis/house.html", context, status=400 if request.method == "POST" else 200)


def _done(here: Here, request: HttpRequest, do: str, forms: Forms) -> bool:
    """Whether what was asked for is done; else the form says why not."""
    if do == "remove":
        acts.leave_template(here)
        return True
    if do not in forms:
        raise RefusedError(_("There is no such step from here."))
    form = forms[do]
    if not form.is_valid():
        return False
    if do == "masthead":
        acts.set_masthead(here, form.cleaned_data)
    elif do == "mapping":
        acts.set_mapping(here, form.mapping)
    else:
        file = form.cleaned_data["file"]
        try:
            acts.take_template(here, file.read(limits.MAX_BYTES + 1), file.name)
        except RefusedError as refused:
            form.add_error("file", str(refused.reason))
            return False
    return True


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of every style, as the reports would be set now."""
    here = consultation_of(request, slug, Act.SET_UP)
    response = HttpResponse(FORMATS["docx"].write(sample(here.consultation)), content_type=FORMATS["docx"].media_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-preview.docx"'
    return response
