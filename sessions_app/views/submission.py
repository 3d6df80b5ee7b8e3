"""Submissions: send one, its receipt, the desk's list, the public list."""

from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.actions import rounds
from sessions_app.actions import submission as act
from sessions_app.forms.submission import RoundForm, SubmissionForm
from sessions_app.models import Annex, Submission
from sessions_app.models.submission import Consent
from sessions_app.queries import submission as reading
from sessions_app.views.forms_in import id_in
from sessions_app.views.session import session_of


@never_cache
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer the questions or send a document; once something stands, this page revises it."""
    here = consultation_of(request, slug, Act.SUBMIT)
    session = session_of(here, pk)
    questions = reading.questions_for(session, here.participant)
    before = reading.standing_of(session, here.participant)
    form = SubmissionForm(questions, before)
    if request.method == "POST":
        form = SubmissionForm(questions, before, request.POST, request.FILES)
        if form.is_valid():
            try:
                made = act.submit(here, session.pk, form.value())
            except RefusedError as refused:
                form.add_error(None, str(refused.reason))
            else:
                _mail_receipt(request, made)
                messages.success(request, _("Your submission was received."))
                return redirect("receipt", slug, pk, made.receipt)
    context = {"session": session, "form": form, "before": before, **_of(here)}
    return render(request, "sessions_app/submission_form.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str, pk: int, reference: str) -> HttpResponse:
    """What came in and when, for its author alone."""
    here = consultation_of(request, slug)
    mine = Submission.objects.filter(author=here.participant) if here.participant else Submission.objects.none()
    row = get_object_or_404(mine.prefetch_related("passages__question", "annexes"), receipt=reference, session_id=pk)
    require(may(here.standing, Act.READ))
    context = {"session": row.session, "row": row, "passages": row.passages.all(), **_of(here)}
    context["may_submit"] = may(here.standing, Act.SUBMIT)
    return render(request, "sessions_app/submission_receipt.html", context)


@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int, reference: str) -> HttpResponse:
    """Take one's own submission back."""
    here = consultation_of(request, slug, Act.READ)
    mine = Submission.objects.filter(author=here.participant) if here.participant else Submission.objects.none()
    row = get_object_or_404(mine, receipt=reference, session_id=pk)
    act.withdraw(here, row.pk)
    messages.success(request, _("Withdrawn: nothing of it stands any more."))
    return redirect("receipt", slug, pk, reference)


@never_cache
@require_safe
def submissions(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The desk's list with every version."""
    here = consultation_of(request, slug, Act.SUBMISSIONS)
    session = session_of(here, pk)
    rows = reading.for_desk(here.consultation, Submission.objects.filter(session=session))
    context = {
        "session": session,
        "standing": [one for one in rows if not one.row.replaced_by_id and not one.row.withdrawn_at],
        "replaced": [one for one in rows if one.row.replaced_by_id or one.row.withdrawn_at],
        "may_set_up": may(here.standing, Act.SET_UP),
        **_of(here),
    }
    return render(request, "sessions_app/submissions.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def written_round(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How the written round runs: its deadline, its word limit, which group is asked what."""
    here = consultation_of(request, slug, Act.SET_UP)
    session = session_of(here, pk)
    form = RoundForm(session)
    if request.method == "POST":
        form = RoundForm(session, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            deadline = data["deadline"].replace(tzinfo=here.consultation.zone) if data["deadline"] else None
            rounds.set_round(here, session, deadline=deadline, word_limit=data["word_limit"], asked=form.asked())
            messages.success(request, _("The round is changed."))
            return redirect(here.consultation)
    context = {"session": session, "form": form, **_of(here)}
    return render(request, "sessions_app/submission_round.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def submission(request: HttpRequest, slug: str, pk: int, submission_id: int) -> HttpResponse:
    """One submission for the desk: read it, publish it, bring its passages into the threads."""
    here = consultation_of(request, slug, Act.SUBMISSIONS)
    session = session_of(here, pk)
    row = get_object_or_404(session.submissions, pk=submission_id)
    refusal = ""
    if request.method == "POST":
        try:
            _act(request, here, row)
            return redirect("submission", slug, pk, row.pk)
        except RefusedError as refused:
            refusal = str(refused.reason)
    item = reading.for_desk(here.consultation, session.submissions.filter(pk=row.pk))[0]
    context = {
        "session": session,
        "item": item,
        "row": item.row,
        "questions": list(session.questions.all()),
        "may_leave_the_desk": item.row.consent != Consent.MANDATE_ONLY
        and item.row.replaced_by_id is None
        and item.row.withdrawn_at is None,
        "may_be_published": item.row.rule in reading.MAY_BE_PUBLISHED,
        "refusal": refusal,
        **_of(here),
    }
    return render(request, "sessions_app/submission.html", context, status=422 if refusal else 200)


@never_cache
@require_safe
def annex(request: HttpRequest, slug: str, pk: int, submission_id: int, annex_id: int) -> HttpResponse:
    """An annex, to be kept as a file: it is never shown inside a page."""
    here = consultation_of(request, slug, Act.SUBMISSIONS)
    found = get_object_or_404(Annex, pk=annex_id, submission=submission_id, submission__session=session_of(here, pk))
    answer = HttpResponse(bytes(found.data), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer


@require_safe
def inputs(request: HttpRequest, slug: str) -> HttpResponse:
    """The submissions that anybody may read."""
    here = consultation_of(request, slug)
    context = {"items": reading.published(here.consultation), **_of(here)}
    return render(request, "sessions_app/submissions_public.html", context)


@require_safe
def published_input(request: HttpRequest, slug: str, mark: str) -> HttpResponse:
    here = consultation_of(request, slug)
    item = next((one for one in reading.published(here.consultation) if one.row.mark == mark), None)
    if item is None:
        raise Http404
    context = {"item": item, "row": item.row, **_of(here)}
    return render(request, "sessions_app/submission_public.html", context)


def _act(request: HttpRequest, here: Here, row: Submission) -> None:
    do = request.POST.get("do", "")
    if do in {"publish", "unpublish"}:
        act.publish(here, row.pk, is_shown=do == "publish")
    elif do == "take":
        under = {
            passage.pk: question
            for passage in row.passages.all()
            if (question := id_in(request.POST, f"passage-{passage.pk}"))
        }
        made = act.take(here, row.pk, under)
        messages.success(request, _("Passages brought into the threads: {count}.").format(count=len(made)))
    else:
        raise RefusedError(_("Choose what to do with it."))


def _mail_receipt(request: HttpRequest, made: Submission) -> None:
    """By mail too, where there is an address: neither subject nor text says what it is about."""
    author = made.author
    if author is None or not author.user.email:
        return
    path = reverse("receipt", args=[made.session.consultation.slug, made.session_id, made.receipt])
    body = render_to_string(
        "sessions_app/mail/receipt.txt",
        {"row": made, "consultation": made.session.consultation, "address": request.build_absolute_uri(path)},
    )
    subject = _("Received: {reference}").format(reference=made.receipt)
    EmailMessage(subject=subject, body=body, to=[author.user.email]).send(fail_silently=True)


def _of(here: Here) -> dict[str, object]:
    return {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "may_read_submissions": bool(may(here.standing, Act.SUBMISSIONS)),
    }
