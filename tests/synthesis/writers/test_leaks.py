"""Under the Chatham House Rule nobody can be found in what leaves the room: twenty marked people, every format."""

import io
import zipfile

import pytest

from consult.models import Delegation, Participant, StakeholderGroup
from sessions_app.models import Contribution, Recommendation
from synthesis.actions.drafting import draft_report
from synthesis.writers import FORMATS, export, report_blocks
from tests.synthesis import rooms

pytestmark = pytest.mark.django_db


def marked(rule: str):
    """A lively room whose people, addresses, delegations and groups each hold a marker of their own."""
    room = rooms.lively(rule)
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
    report = draft_report(room.consultation, "command")
    texts = {"blocks": " ".join(f"{b.text} {b.label} {b.rows}" for b in report_blocks(report))}
    for extension in FORMATS:
        data = export(report, extension)
        texts[extension] = data.decode("utf-8", "replace")
        if extension == "docx":
            archive = zipfile.ZipFile(io.BytesIO(data))
            parts = [info.filename.encode() + archive.read(info) for info in archive.infolist()]
            texts[extension] = b" ".join(parts).decode("utf-8", "replace")
    for where, text in texts.items():
        found = [marker for marker in markers if marker.lower() in text.lower()]
        assert not found, f"{where}: {found}"


def test_under_a_rule_by_group_no_name_and_no_delegation_leaves():
    room, markers = marked("by-group")
    report = draft_report(room.consultation, "command")
    text = export(report, "html").decode()
    assert not [marker for marker in markers if marker in text and not marker.startswith("ZqGROUP")]
