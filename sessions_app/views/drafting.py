"""The page of a text, all texts of a consultation, and the forms that make or change one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consult.procedure import Act, Answer, Refused, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app import fragments
from sessions_app.actions import drafting as act
from sessions_app.actions.amendment import may_amend
from sessions_app.actions.position import open_kinds
from sessions_app.actions.separate import may_ask
from sessions_app.actions.sponsor import STANDS
from sessions_app.models import Contribution, Recommendation
from sessions_app.queries import amendment, decision, describing, drafting, position, separate
from sessions_app.queries.drafting import ShownText
from sessions_app.states import FIRST_MODALITIES, Modality, RecommendationState
from sessions_app.views.forms_in import id_in, text_in
from sessions_app.views.session import session_of
from sessions_app.views.voting import yours_context

# What stands under "About this text", where there is any of it.
FACTS = ("addressees", "modality", "parent_id", "turned_from_id", "prompted_by_id", "origin")


def text_of(here: Here, number: str) -> ShownText:
    """The text of that number in this consultation, with its versions and ballots."""
    rows = drafting.with_ballots(Recommendation.objects.filter(consultation=here.consultation))
    found = get_object_or_404(rows, number=number)
    found.consultation = here.consultation
    return drafting.shown_text(found)


@require_GET
def text(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A recommendation: text, versions, amendments, sponsors, positions, lineage."""
    here = consultation_of(request, slug, Act.READ)
    found = text_of(here, number)
    row = found.recommendation
    context = _card(here, found) | yours_context(here, found)
    context |= _head(here, found) | _sponsors(here, found) | _versions(request, found)
    context |= {
        "amendments": amendment.shown(row, here.participant),
        "separate": separate.shown(row, here.participant),
        "divisible": separate.numbered(found.version.text) if may_ask(here, row) else [],
        "statements": position.statements(row),
        "open_kinds": open_kinds(here, row),
        "translations": _translations(found),
        "put_before": decision.put_on(row),
        "kinship": (kinship := drafting.kinship(row)),
        "has_facts": bool(kinship) or any(getattr(row, fact) for fact in FACTS),
        "children": [drafting.shown_text(child) for child in drafting.children(row)],
    }
    return render(request, "sessions_app/text.html", context)


def _card(here: Here, found: ShownText) -> dict[str, Any]:
    """The text with its check. Nothing is put to a check that stands under no question."""
    row = found.recommendation
    if row.question is not None:
        return fragments.text_context(row.question.session, found)
    return {"text": row, "version": found.version, "ballot": None}


def _translations(found: ShownText) -> list[dict[str, str]]:
    """The text as it was sent to those who read it in another language, each under that language's own name."""
    rows = found.version.translations.all()
    return [
        {"language": row.language, "name": get_language_info(row.language)["name_local"], "text": row.text}
        for row in rows
    ]


def _head(here: Here, found: ShownText) -> dict[str, Any]:
    """What every page of one text needs, and what its reader may do with it."""
    row = found.recommendation
    is_free = bool(act.is_free(row, amendments=False))
    amending, changing = may_amend(here, row), act.may_change(row)
    return {
        "here": here,
        "consultation": here.consultation,
        "text": row,
        "version": found.version,
        "question": row.question,
        "rule": here.consultation.terms.in_words,
        "may_amend": bool(amending),
        "why_not_change": _why_not(here, amending, changing),
        "may_edit": bool(changing and may(here.standing, Act.EDIT_TEXTS)),
        "may_reword": bool(changing and act.may_reword(here, row)),
        "may_decide": bool(may(here.standing, Act.DECIDE)),
        "steps": _steps(here, row),
        "is_free": is_free,
        "may_withdraw": is_free
        and row.state == RecommendationState.CANDIDATE
        and bool(may(here.standing, Act.PROPOSE)),
    }


def _why_not(here: Here, amending: Answer, changing: Answer) -> str:
    """Why the text cannot be amended, or changed, by a reader who could at another time; else ""."""
    if isinstance(amending, Refused) and may(here.standing, Act.AMEND):
        return str(amending.reason)
    return str(changing.reason) if isinstance(changing, Refused) and may(here.standing, Act.EDIT_TEXTS) else ""


def _steps(here: Here, row: Recommendation) -> list[tuple[str, str]]:
    """The states that this reader's buttons lead to now and back from; a withdrawn text stays so (``may_withdraw``)."""
    if not may(here.standing, Act.PROPOSE) or not act.is_free(row):
        return []
    if row.state == RecommendationState.CANDIDATE:
        return [("put-forward", _("Put forward")), ("not-adopted", _("Not adopted"))]
    back = {RecommendationState.PUT_FORWARD, RecommendationState.NOT_ADOPTED}
    return [("candidate", _("Back to candidate"))] if row.state in back else []


def _sponsors(here: Here, found: ShownText) -> dict[str, Any]:
    row, me = found.recommendation, here.participant
    behind = drafting.sponsors(row, found.version.version, me)
    confirmed, positions = drafting.confirmed(row, found.version)
    return {
        "stands": row.state in STANDS,
        "sponsors": behind,
        "mine_as_sponsor": next((one for one in behind if one.is_mine), None),
        "has_main": any(one.is_main for one in behind),
        "may_sponsor": me is not None and bool(may(here.standing, Act.SPONSOR)),
        "sponsor_decides": row.question is not None and row.question.session.amendments_by == "sponsor",
        "may_confirm_position": me is not None and drafting.confirmable(row, me) is not None,
        "confirmed": confirmed,
        "positions": positions if not here.consultation.discussion_only else 0,
    }


def _versions(request: HttpRequest, found: ShownText) -> dict[str, Any]:
    """The versions, newest first, and two of them compared: those asked for, else the last two."""
    versions = list(found.recommendation.versions.all())
    by_number = {version.version: version for version in versions}
    last = versions[-1].version
    new = by_number.get(id_in(request.GET, "to") or last, versions[-1])
    old = by_number.get(id_in(request.GET, "from") or max(new.version - 1, 1), versions[0])
    was, now = (describing.of_version(found.recommendation, one, last) for one in (old, new))
    return {"versions": versions[::-1], "old": old, "new": new, "differences": describing.differences(was, now)}


@require_GET
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts by addressee and outcome, and to whoever may merge them those that nearly say the same."""
    here = consultation_of(request, slug, Act.READ)
    known = drafting.addressees(here.consultation)
    asked = drafting.Asked(
        addressee=next((name for name in known if name == request.GET.get("addressee")), ""),
        outcome=next((state for state in RecommendationState.values if state == request.GET.get("outcome")), ""),
    )
    found = drafting.standing(here.consultation, asked)
    may_edit = bool(may(here.standing, Act.EDIT_TEXTS))
    context = {
        "here": here,
        "consultation": here.consultation,
        "texts": found,
        "asked": asked,
        "addressees": known,
        "outcomes": RecommendationState.choices,
        "pairs": drafting.alike(found) if may_edit and not asked else [],
        "may_edit": may_edit,
        "may_merge": may_edit and any(text.recommendation.question_id for text in found),
        "rule": here.consultation.terms.in_words,
    }
    return render(request, "sessions_app/texts.html", context)


def _described_in(body: dict[str, Any]) -> dict[str, Any]:
    """Addressees and modality as a form gives them for a new text."""
    return {"addressees": tuple(text_in(body, "addressees").splitlines()), "modality": text_in(body, "modality")}


@require_http_methods(["GET", "HEAD", "POST"])
def turn(request: HttpRequest, slug: str, pk: int, contribution_id: int) -> HttpResponse:
    """Make a candidate recommendation of a contribution, or write one that it prompted."""
    here = consultation_of(request, slug, Act.TURN)
    session = session_of(here, pk)
    rows = Contribution.objects.select_related("question", "author")
    said = get_object_or_404(rows, pk=contribution_id, question__session=session)
    answer = act.may_turn(here, said)
    if isinstance(answer, Refused):
        raise RefusedError(answer.reason)
    turned = act.is_turned_by(here, said)
    typed, refusal = said.text if turned else "", ""
    body = dict(request.POST.items())
    if request.method == "POST":
        typed = text_in(body, "text")
        try:
            made = act.turn(here, said.pk, text=typed, **_described_in(body))
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            messages.success(request, _("Text {number} stands under the question.").format(number=made.number))
            return redirect("text", slug, made.number)
    context = {
        "here": here,
        "consultation": here.consultation,
        "session": session,
        "question": said.question,
        "said": said,
        "turned": turned,
        "typed": typed,
        "described": body,
        "modalities": FIRST_MODALITIES,
        "refusal": refusal,
    }
    return render(request, "sessions_app/text_turn.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """A new version in other words; addressees, modality and what it is a part of."""
    here = consultation_of(request, slug, Act.READ)
    found = text_of(here, number)
    row, refusal = found.recommendation, ""
    require(act.may_reword(here, row))
    body = dict(request.POST.items())
    if request.method == "POST":
        wording = act.Wording(
            text=text_in(body, "text"),
            version=id_in(body, "version") or 0,
            reason=text_in(body, "reason"),
            addressees=tuple(text_in(body, "addressees").splitlines()),
            modality=text_in(body, "modality"),
            basis=text_in(body, "basis"),
            parent_id=id_in(body, "parent"),
        )
        try:
            act.reword(here, row.pk, wording)
        except RefusedError as refused:
            refusal = str(refused.reason)
        else:
            messages.success(request, _("Saved, and entered in the record."))
            return redirect("text", slug, number)
    elif isinstance(answer := act.may_change(row), Refused):
        refusal = str(answer.reason)
    context = _head(here, found) | {
        "typed": body if request.method == "POST" else _as_it_stands(found),
        "refusal": refusal,
        "modalities": _modalities(row),
        "parents": drafting.possible_parents(row),
    }
    return render(request, "sessions_app/text_reword.html", context, status=422 if body and refusal else 200)


def _as_it_stands(found: ShownText) -> dict[str, str]:
    row = found.recommendation
    return {
        "text": found.version.text,
        "version": str(found.version.version),
        "addressees": "\n".join(row.addressees),
        "modality": row.modality,
        "basis": row.basis,
        "parent": str(row.parent_id or ""),
    }


def _modalities(row: Recommendation) -> list[tuple[str, Any]]:
    """The scale, and a word of a document's own where the text came with one."""
    own = [] if row.modality in {"", *Modality.values} else [(row.modality, row.modality)]
    return [("", _("not said")), *own, *Modality.choices]


@require_POST
def state(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Put forward, not adopted, withdrawn, back to candidate."""
    here = consultation_of(request, slug, Act.PROPOSE)
    row = act.set_state(here, text_of(here, number).recommendation.pk, request.POST.get("state", ""))
    messages.success(request, _("Text {number}: {state}.").format(number=number, state=row.get_state_display()))
    return redirect("text", slug, number)


@require_POST
def propose(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    here = consultation_of(request, slug, Act.READ)
    session = session_of(here, pk)
    question = get_object_or_404(session.questions, number=number)
    body = dict(request.POST.items())
    made = act.propose(here, question.pk, text=text_in(body, "text"), **_described_in(body))
    messages.success(request, _("Text {number} stands under the question.").format(number=made.number))
    return redirect("question", slug, pk, number)
