"""Atom feeds: of a consultation what is new in public, of the house its public consultations."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consult.models import Consultation
from consult.queries.consultation import visible_to
from consult.views.access import consultation_of
from sessions_app.queries.feeds import MOST, Item, news


class ConsultationFeed(Feed[Item, Consultation]):
    """What is new in one consultation. Nobody is named but as the attribution rule shows them outside."""

    feed_type = Atom1Feed

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation

    def title(self) -> str:
        return self.consultation.title

    def link(self) -> str:
        return self.consultation.get_absolute_url()

    def items(self) -> list[Item]:
        return news(self.consultation)

    def item_title(self, item: Item) -> str:
        return item.title

    def item_description(self, item: Item) -> str:
        return item.text

    def item_link(self, item: Item) -> str:
        return item.path

    def item_guid(self, item: Item) -> str:
        return f"consult:{self.consultation.slug}:{item.key}"

    def item_pubdate(self, item: Item) -> datetime:
        return item.at

    def item_updateddate(self, item: Item) -> datetime:
        return item.at


class HomeFeed(Feed[Consultation, None]):
    """The consultations that anybody may find, newest first."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Consultations")

    def link(self) -> str:
        return reverse("home")

    def items(self) -> list[Consultation]:
        return list(visible_to(None)[:MOST])

    def item_title(self, item: Consultation) -> str:
        return item.title

    def item_description(self, item: Consultation) -> str:
        return item.host

    def item_pubdate(self, item: Consultation) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Consultation) -> datetime:
        return item.created_at


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new in a consultation."""
    return ConsultationFeed(consultation_of(request, slug).consultation)(request)


@require_safe
def home_feed(request: HttpRequest) -> HttpResponse:
    """The public consultations, the same for everybody."""
    return HomeFeed()(request)
