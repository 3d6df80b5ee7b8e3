"""Fifty marked people under the rules that name nobody: none of them is found in any kind of report, in no format and
in nothing that a file says of itself.
"""

import functools

import pytest
from django.utils import timezone

from consult.procedure import PhaseKind
from consult.queries.people import here
from sessions_app.models import SpeakingRequest
from synthesis.actions import house, publishing, removing, rollup
from synthesis.actions.drafting import draft_report
from synthesis.models import Paragraph, Report, ReportFile
from synthesis.models.report import Grounding, ReportState
from synthesis.tasks import make_files, roll_up
from synthesis.writers import FORMATS
from synthesis.writers.material import material_of
from tests.factories import Room, make_room, open_phases
from tests.faults.notes import figures
from tests.faults.size import FULL
from tests.synthesis import rooms, told
from tests.synthesis.test_house_style import MARK, template
from tests.synthesis.writers import samples
from tests.synthesis.writers.leaking import BROKEN, leaks, read, shown_of
from tests.synthesis.writers.test_leaks import marked

pytestmark = [pytest.mark.django_db, pytest.mark.faults]
RULES = ["chatham-house", "anonymous"]
BEHALF = "Zqbehalfzq"
# In the gate key points go into three formats, and reports of every template into all.
QUICK = () if FULL else ("docx", "html", "md")


def room_of_fifty(rule: str, **fields: object) -> tuple[Room, list[str]]:
    """A public room whose people carry marks, and have all had the floor on behalf of somebody marked."""
    room, markers = marked(rule, per_group=13, visibility="public", **fields)
    assert sum(marker.startswith("ZqPERSON") for marker in markers) >= 50
    session = room.consultation.sessions.get()
    for person in room.people.values():
        SpeakingRequest.objects.create(
            session=session, participant=person, delegation=person.delegation, group=person.group, state="spoken",
            asked_at="2025-01-01T10:00Z", on_behalf_of=BEHALF,
        )  # fmt: skip
    return room, [*markers, BEHALF]


def published(room: Room) -> Report:
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED, published_at=timezone.now())
    open_phases(room.consultation, [*PhaseKind])
    report.refresh_from_db()
    return report


def as_role(room: Room, role: str):
    return here(room.consultation, room.people[role].user)


@pytest.mark.parametrize("rule", RULES)
def test_nobody_is_found_in_a_report_of_any_template(rule) -> None:
    room, markers = room_of_fifty(rule)
    files = 0
    for purpose in ("final", "key-points"):
        for of in told.TEMPLATES:
            report = told.draft(room.consultation, of, purpose)
            told.holds(report)
            shown = shown_of(material_of(report), *(QUICK if purpose == "key-points" else ()))
            assert leaks(shown, markers, rule) == [], (of, purpose)
            files += len(shown)
    print(figures(f"fifty people, {rule}", files=files, markers=len(markers), found=0))


@pytest.mark.parametrize("rule", RULES)
def test_nobody_is_found_in_a_report_made_of_reports(rule) -> None:
    parent = make_room(title="All regions", visibility="public", phases=list(PhaseKind))
    markers: list[str] = []
    for title in ("Northern region", "Southern region"):
        room, found = room_of_fifty(rule, title=title, parent=parent.consultation)
        published(room)
        markers += found
    report = rollup.begin(as_role(parent, "rapporteur"))
    roll_up.call(report.pk, None)
    report.refresh_from_db()
    assert report.sections.count() >= 3
    shown = shown_of(material_of(report))
    assert leaks(shown, markers, rule) == []
    print(figures(f"roll-up, {rule}", files=len(shown), markers=len(markers), found=0))


@pytest.mark.parametrize("rule", RULES if FULL else RULES[:1])
def test_nobody_is_found_on_a_houses_template_nor_who_made_it(rule) -> None:
    room, markers = room_of_fifty(rule)
    house.take_template(as_role(room, "convenor"), template(), "House.dotx")
    for of in told.TEMPLATES:
        shown = shown_of(material_of(told.draft(room.consultation, of)), "docx")
        assert "house of examples" in shown["docx"]
        assert leaks(shown, [*markers, MARK, "python-docx"], rule) == [], of


@pytest.mark.parametrize("rule", RULES)
def test_nobody_is_found_in_an_edition_after_a_removal_nor_what_was_removed(rule) -> None:
    room, markers = room_of_fifty(rule)
    question = room.consultation.sessions.get().questions.get(number=1)
    said = "zqwordszq"
    rooms.say(question, room.people["Academia 3"], f"So it is: {said}.", type="challenge", sentence=f"{said} is feared")
    open_phases(room.consultation, list(PhaseKind))
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    convenor = as_role(room, "convenor")
    publishing.publish(convenor, report)
    make_files.call(report.pk)
    assert leaks(_stored(report), [said]), "it was never there"
    row = Paragraph.objects.filter(section__report=report, text__contains=said).first()
    assert row is not None
    removing.remove_words(
        convenor, row.evidence.first().contribution_id, removing.Why("safety", "Somebody is at risk.")
    )
    make_files.call(report.pk)
    report.refresh_from_db()
    stored = _stored(report)
    assert set(stored) == set(FORMATS)
    assert leaks({**stored, **shown_of(material_of(report), "docx")}, [*markers, said], rule) == []


def _stored(report: Report) -> dict[str, str]:
    """Where -> all that can be read of the files as they are served."""
    rows = ReportFile.objects.filter(snapshot__report=report)
    return {row.extension: read(row.extension, bytes(row.data)) for row in rows}


# --- the check notices -----------------------------------------------------------------------------------------------


@functools.cache
def _written(extension: str) -> bytes:
    return FORMATS[extension].write(samples.material())


@pytest.mark.parametrize(("extension", "where"), BROKEN)
def test_a_writer_that_hides_a_name_in_a_file_is_noticed(extension, where) -> None:
    marker = "ZqPERSON7zq"
    assert leaks({extension: read(extension, _written(extension))}, [marker]) == []
    broken = BROKEN[extension, where](_written(extension), marker)
    assert leaks({extension: read(extension, broken)}, [marker]) == [(extension, marker)]


def test_each_format_is_broken_once() -> None:
    assert {extension for extension, _where in BROKEN} == set(FORMATS)


def test_names_that_stand_in_a_report_are_noticed_in_every_format() -> None:
    room, markers = room_of_fifty("chatham-house")
    report = draft_report(room.consultation, "command")
    said = "; ".join(marker for marker in markers if marker.startswith("ZqPERSON"))
    Paragraph.objects.filter(section__report=report, key="process").update(text=f"There spoke: {said}.")
    found = leaks(shown_of(material_of(report)), markers)
    assert {where for where, _marker in found} == {"blocks", *FORMATS}
