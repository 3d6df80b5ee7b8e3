"""Reports to be read: the list, and each as a site of its own."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consult.attribution import Audience
from consult.models import Consultation
from consult.models.consultation import Visibility
from consult.procedure import Act, Refused, may, require
from consult.queries.people import Here
from consult.views.access import consultation_of
from sessions_app.models import Ballot
from sessions_app.states import BallotState
from synthesis.models.report import Report, ReportState
from synthesis.queries import results as found
from synthesis.queries.report import readable, reports_of
from synthesis.queries.template import PURPOSES, template_choices
from synthesis.writers.citing import citation
from synthesis.writers.offers import offers
from synthesis.writers.parts import Book, book_of
from synthesis.writers.recommended import by_addressee, recommendations_of

DESCRIPTION = 300  # characters of the summary that a search engine is given


def context_of(here: Here, **more: Any) -> dict[str, Any]:
    """What every page of a consultation's reports knows. unread: why nobody outside reads what is published, if so."""
    reads = may(here.standing, Act.READ_REPORT)
    return {
        "here": here,
        "consultation": here.consultation,
        "rule": here.consultation.terms.in_words,
        "may_draft": bool(may(here.standing, Act.DRAFT)),
        "may_read_draft": bool(may(here.standing, Act.READ_DRAFT)),
        "publishes": bool(may(here.standing, Act.PUBLISH)),
        "takes_out": bool(may(here.standing, Act.TAKE_OUT)),
        "unread": reads.reason if isinstance(reads, Refused) else "",
        **more,
    }


def report_of(here: Here, pk: int | None) -> Report:
    """A report that the reader may read: see ``readable``. Without ``pk`` the latest.

    What may not be read does not exist.
    """
    rows = _readable(here)
    if pk is not None:
        return get_object_or_404(rows, pk=pk)
    written = rows.filter(drafted_at__isnull=False).exclude(state=ReportState.WITHDRAWN)
    report = written.order_by("-published_at", "-created_at").first()
    if report is None:
        raise Http404
    return report


def report_at_desk(here: Here, pk: int, **having: Any) -> Report:
    """Any report of the consultation, whatever its state: for those who work on it. having: what it must be besides."""
    return get_object_or_404(reports_of(here.consultation, published_only=False), pk=pk, **having)


def _readable(here: Here) -> QuerySet[Report]:
    rows = readable(here)
    if rows is None:
        require(may(here.standing, Act.READ_REPORT))
        raise Http404
    return rows


@require_safe
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of reports, and for the rapporteur the button to draft one."""
    here = consultation_of(request, slug)
    choices = template_choices(here.consultation) if may(here.standing, Act.DRAFT) else []
    more = {"has_parts": here.consultation.children.exists(), "sets_up": bool(may(here.standing, Act.SET_UP))}
    context = context_of(here, reports=_readable(here), templates=choices, purposes=PURPOSES, **more)
    return fresh(request, render(request, "synthesis/reports.html", context))


@require_safe
def editor(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to the desk of the latest report, or to the list where there is none yet."""
    here = consultation_of(request, slug, Act.READ_DRAFT)
    report = reports_of(here.consultation, published_only=False).first()
    return redirect("report_desk", slug, report.pk) if report else redirect("reports", slug)


@require_safe
def report(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The front page: masthead, status, summary, contents, downloads, how to cite."""
    here, one, book = _opened(request, slug, pk)
    if book is None:
        return _withdrawn(request, here, one)
    more = {"offers": offers(one, book.material), "runs": book.summary, "quotes": _quotes(book)}
    return _page(request, "report", here, one, book, **more)


@require_safe
def part(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One part of a report, with the ones before and after it."""
    here, one, book = _opened(request, slug, pk)
    if book is None:
        return _withdrawn(request, here, one)
    shown = book.part(number)
    if shown is None:
        raise Http404
    beside = {"previous": book.part(number - 1), "next": book.part(number + 1)}
    around = {name: _to(one, other) for name, other in beside.items() if other}
    return _page(request, "report_part", here, one, book, part=shown, runs=shown.body, **around)


def _to(one: Report, other: Any) -> dict[str, str]:
    address = reverse("report_part", args=[one.consultation.slug, one.pk, other.number])
    return {"url": address, "title": other.title}


@require_safe
def whole(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The whole report on one page."""
    here, one, book = _opened(request, slug, pk)
    if book is None:
        return _withdrawn(request, here, one)
    return _page(request, "report_whole", here, one, book)


@require_safe
def paragraph(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """The lasting address of a paragraph: to where it stands."""
    here, one, book = _opened(request, slug, pk)
    if book is None:
        return _withdrawn(request, here, one)
    shown = book.part_of_paragraph(str(number))
    if shown is None:
        raise Http404
    return redirect(reverse("report_part", args=[slug, pk, shown.number]) + f"#p{number}")


@require_safe
def recommendations(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The recommendations by addressee; ``?addressee=`` shows those of one."""
    here, one, book = _opened(request, slug, pk)
    if book is None:
        return _withdrawn(request, here, one)
    every = recommendations_of(book)
    names = [name for name, _rows in by_addressee(every) if name]
    wanted = request.GET.get("addressee", "")
    wanted = wanted if wanted in names else ""
    more = {"groups": by_addressee(every, wanted), "names": names, "wanted": wanted, "count": len(every)}
    return _page(request, "report_recommendations", here, one, book, **more)


@require_safe
def charts(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What positions were taken, drawn and told, as far as they may leave the room."""
    here, one, book = _opened(request, slug, pk)
    if book is None:
        return _withdrawn(request, here, one)
    every = [] if here.consultation.discussion_only else found.texts(here.consultation, Audience.OUTSIDE)
    texts = [text for text in every if text.closed]
    return _page(request, "report_charts", here, one, book, texts=texts)


def _opened(request: HttpRequest, slug: str, pk: int | None) -> tuple[Here, Report, Book | None]:
    """Who reads which report; no book of one that was withdrawn."""
    here = consultation_of(request, slug)
    one = report_of(here, pk)
    return here, one, None if one.state == ReportState.WITHDRAWN else book_of(one)


def _withdrawn(request: HttpRequest, here: Here, one: Report) -> HttpResponse:
    """Gone, and it says so."""
    context = context_of(here, report=one, editions=one.editions.all())
    return fresh(request, render(request, "synthesis/report_withdrawn.html", context, status=410))


def _page(request: HttpRequest, name: str, here: Here, one: Report, book: Book, **more: Any) -> HttpResponse:
    address = request.build_absolute_uri(reverse("report", args=[here.consultation.slug, one.pk]))
    context = context_of(
        here,
        report=one,
        book=book,
        at=name,
        editions=one.editions.all(),
        address=address,
        citation=citation(book.material.head, address, one.edition),
        is_found=one.is_out and here.consultation.visibility == Visibility.PUBLIC,
        has_charts=_has_charts(here.consultation),
        has_recommendations=bool(recommendations_of(book)),
        description=_description(book, more),
        **more,
    )
    return fresh(request, render(request, f"synthesis/{name}.html", context))


def fresh(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Asked for anew each time, by every cache: what was taken out is gone at once. The middleware sees to those
    behind a sign-in.
    """
    if not request.user.is_authenticated:
        response["Cache-Control"] = "no-cache"
    return response


def _description(book: Book, more: Mapping[str, Any]) -> str:
    runs = more.get("runs") or book.summary
    text = " ".join(item.block.text for run in runs if run.kind in {"numbered", "paragraph"} for item in run.items)
    return text if len(text) <= DESCRIPTION else text[:DESCRIPTION].rsplit(" ", 1)[0] + " …"


def _quotes(book: Book) -> list[str]:
    return [item.block.text for each in book.parts for item in each.items if item.block.kind == "quote"][:1]


def _has_charts(consultation: Consultation) -> bool:
    return (
        not consultation.discussion_only
        and Ballot.objects.filter(consultation=consultation, state=BallotState.CLOSED, version__isnull=False).exists()
    )
