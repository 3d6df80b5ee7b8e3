"""The analysis of positions gives nobody away: marked people, every page that results lead to, as every role."""

import json
import re
from itertools import islice

import pytest
from django.test import Client
from django.urls import reverse

from consult.attribution import Inside
from consult.models import Consultation, Delegation, Participant
from consult.queries.people import here
from synthesis.actions import analysing
from synthesis.actions import analysis as acts
from synthesis.models import Analysis
from tests.factories import Room, open_phases
from tests.leaks.crawl import crawl
from tests.synthesis import voted

pytestmark = pytest.mark.django_db

PAGES = ("results", "results_opinion", "results_participation", "results_slate", "results_method")
STRICT = ("by-group", "chatham-house", "anonymous")


def marked(rule: str) -> tuple[Room, list[str]]:
    """A room in two camps whose positions were analysed; everybody and every delegation has a mark of their own."""
    room = voted.divided(rule)
    Consultation.objects.update(inside=Inside.GROUP)
    people = list(Participant.objects.filter(consultation=room.consultation).exclude(delegation=None))
    marks = []
    for number, person in enumerate(people):
        marks += [f"Marked{number}person", f"Marked{number}body"]
        Participant.objects.filter(pk=person.pk).update(name=marks[-2])
        Delegation.objects.filter(pk=person.delegation_id).update(name=marks[-1])
    acts.begin(here(room.consultation, room.people["chair"].user), 5)
    analysing.make(Analysis.objects.get(consultation=room.consultation), "command")
    return room, marks


def starts(room: Room) -> list[str]:
    return [reverse(name, args=[room.slug]) for name in PAGES]


@pytest.mark.parametrize("rule", STRICT)
@pytest.mark.parametrize("role", ["", "participant", "observer", "chair", "rapporteur"])
def test_no_page_of_results_names_anybody_whom_the_rule_does_not_name(rule: str, role: str) -> None:
    room, marks = marked(rule)
    open_phases(room.consultation, ["synthesis", "published"])
    client = Client()
    if role:
        client.force_login(room.people[role].user)
    pages = list(islice(crawl(client, starts(room)), len(PAGES)))
    assert [page.url for page in pages if page.status == 200] == starts(room)
    assert [(page.url, *found) for page in pages for found in page.holds(*marks)] == []


@pytest.mark.parametrize("rule", STRICT)
def test_what_is_stored_holds_no_person(rule: str) -> None:
    room, marks = marked(rule)
    analysis = Analysis.objects.get(consultation=room.consultation)
    stored = json.dumps([analysis.results, analysis.labels])
    assert [mark for mark in marks if mark in stored] == []
    assert not re.search(r'"[dp]\d+"', stored)
