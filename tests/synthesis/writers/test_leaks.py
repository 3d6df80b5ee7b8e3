"""Under the Chatham House Rule nobody can be found in what leaves the room: twenty marked people, every format."""

import pytest

from consult.attribution import Audience
from consult.models import Delegation, Participant, StakeholderGroup
from sessions_app.models import Contribution, Recommendation
from synthesis.actions.drafting import draft_report
from synthesis.writers import export
from synthesis.writers.material import material_of
from tests.leaks.crawl import opened
from tests.synthesis import rooms
from tests.synthesis.writers.leaking import leaks, shown_of

pytestmark = pytest.mark.django_db


def marked(rule: str, per_group: int = 5, **fields: object):
    """A lively room whose people, addresses, delegations and groups each hold a marker of their own."""
    room = rooms.lively(rule, per_group, **fields)
    markers = []
    for kind, rows in (("PERSON", Participant), ("BODY", Delegation)):
        for row in rows.objects.filter(consultation=room.consultation):
            row.name = f"Zq{kind}{row.pk}zq"
            row.save()
            markers.append(row.name)
    for person in Participant.objects.filter(consultation=room.consultation).select_related("user"):
        person.user.email, person.user.name = f"zqmail{person.pk}zq@example.org", f"ZqUSER{person.pk}zq"
        person.user.save()
        markers += [person.user.email, person.user.name]
    for group in StakeholderGroup.objects.filter(consultation=room.consultation):
        group.name = f"ZqGROUP{group.pk}zq"
        group.save()
        markers.append(group.name)
    for contribution in Contribution.objects.filter(question__session__consultation=room.consultation):
        contribution.text += f" ZqTEXT{contribution.pk}zq"
        contribution.save()
        markers.append(f"ZqTEXT{contribution.pk}zq")
    Recommendation.objects.filter(consultation=room.consultation).update(proposed_by=room.people["States 1"])
    return room, markers


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_no_marker_leaves_the_room(rule):
    room, markers = marked(rule)
    assert sum(marker.startswith("ZqPERSON") for marker in markers) >= 20
    shown = shown_of(material_of(draft_report(room.consultation, "command")))
    assert leaks(shown, markers, rule) == []


def test_the_copy_for_the_desk_has_its_sources_as_comments_and_no_name_in_its_text():
    room, _markers = marked("chatham-house")
    data = export(draft_report(room.consultation, "command"), "docx", Audience.DESK)
    parts = {
        name.partition("!")[2]: part.decode("utf-8", "replace") for name, part in opened("desk.docx", data).items()
    }
    assert "ZqTEXT" in parts["word/comments.xml"]
    assert "ZqTEXT" not in parts["word/document.xml"]
    assert 'w:author="Consult"' in parts["word/comments.xml"]
    assert "ZqPERSON" not in parts["word/comments.xml"]


def test_under_a_rule_by_group_no_name_and_no_delegation_leaves():
    room, markers = marked("by-group")
    report = draft_report(room.consultation, "command")
    text = export(report, "html").decode()
    assert not [marker for marker in markers if marker in text and not marker.startswith("ZqGROUP")]
