"""Under the rules that name nobody, nobody is found in a report of any template: fifty people, and small rooms."""

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consult.models import Delegation, Elector, Participant, StakeholderGroup
from sessions_app.models import Contribution, SpeakingRequest
from synthesis.models import Report
from synthesis.models.report import Grounding, Paragraph
from synthesis.writers import export, report_blocks
from tests.leaks.crawl import opened
from tests.synthesis import rooms, told
from tests.synthesis.writers.test_leaks import marked

pytestmark = pytest.mark.django_db
RULES = ["on-the-record", "by-delegation", "by-group", "chatham-house", "anonymous"]
TYPES = ["issue", "challenge", "good-practice", "evidence", "proposal", "remedy", "question", ""]
MATTERS = [
    "registers are kept in drawers",
    "registers are kept in drawers by nobody",
    "forms should be shorter than the law asks",
    "who pays for the wells after five years",
    "wells ran dry in two of three summers",
    "lamps should stay lit until the last boat is in",
]


def shown_of(report: Report, *extensions: str) -> dict[str, str]:
    """Where -> all that can be read: of the blocks, and of files taken apart."""
    found = {"blocks": " ".join(f"{b.text} {b.label} {b.rows}" for b in report_blocks(report))}
    for extension in extensions:
        parts = opened(f"report.{extension}", export(report, extension))
        found[extension] = b" ".join(parts.values()).decode("utf-8", "replace")
    return found


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_no_marker_of_fifty_people_is_in_any_template(rule):
    room, markers = marked(rule, per_group=13)
    assert sum(marker.startswith("ZqPERSON") for marker in markers) >= 50
    session = room.consultation.sessions.get()
    for person in room.people.values():
        SpeakingRequest.objects.create(
            session=session, participant=person, delegation=person.delegation, group=person.group, state="spoken",
            asked_at="2025-01-01T10:00Z", on_behalf_of="Zqbehalfzq",
        )  # fmt: skip
    for template in told.TEMPLATES:
        for purpose in ("final", "key-points"):
            report = told.draft(room.consultation, template, purpose)
            told.holds(report)
            for where, text in shown_of(report, "docx", "html", "md").items():
                found = [marker for marker in (*markers, "Zqbehalfzq") if marker.lower() in text.lower()]
                assert not found, f"{template} {purpose} {where}: {found}"


def test_under_rules_that_name_bodies_the_list_of_speakers_names_no_more():
    room, markers = marked("by-delegation")
    report = told.draft(room.consultation, "body")
    text = shown_of(report, "docx")["docx"]
    assert [marker for marker in markers if marker.startswith("ZqBODY") and marker in text]
    kept = ("ZqPERSON", "zqmail", "ZqUSER", "ZqTEXT")
    assert not [marker for marker in markers if marker.startswith(kept) and marker in text]


def test_a_place_to_be_written_is_not_named_by_words_of_a_name():
    room = rooms.lively("chatham-house")
    question = room.consultation.sessions.get().questions.get(number=1)
    author = room.people["States 1"]
    author.name = "Zqfirst Zqlast"
    author.save()
    for _time in range(3):
        rooms.say(question, author, "Zqlast knows of wells, and Zqlast knows of lamps.")
    for template in told.TEMPLATES:
        text = shown_of(told.draft(room.consultation, template))["blocks"]
        assert "zqlast" not in text.lower()


@settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(
    seed=st.integers(0, 10**6),
    rule=st.sampled_from(RULES),
    template=st.sampled_from(told.TEMPLATES),
    per_group=st.integers(1, 3),
    said=st.integers(0, 12),
    discussion_only=st.booleans(),
)
def test_a_small_room_drafts_in_every_template_and_gives_nobody_away(
    seed, rule, template, per_group, said, discussion_only
):
    chance = random.Random(seed)
    room = rooms.make_room(rule=rule, per_group=per_group, discussion_only=discussion_only)
    questions = rooms.add_session(room)
    people = list(Participant.objects.filter(consultation=room.consultation).exclude(group=None).order_by("pk"))
    markers = _mark(room, people)
    rows: list[Contribution] = []
    for _number in range(said):
        author = chance.choice(people)
        sentence = chance.choice(["", "", f"{author.name} knows that wells ran dry", *MATTERS])
        question = chance.choice(questions)
        parents = [row for row in rows if row.question_id == question.pk]
        row = rooms.say(
            question, author, f"In my own words, as {author.name}: {sentence}.", type=chance.choice(TYPES),
            sentence=sentence, quotation=chance.choice(["none", "by-name"]),
            parent=chance.choice(parents) if parents and chance.random() < 0.4 else None,
        )  # fmt: skip
        rows.append(row)
    electors = list(Elector.objects.filter(electorate=room.electorate).order_by("pk"))
    version = rooms.add_text(room, questions[0], "1.1", "States should publish what they assess.")
    reason = f"It would name {people[0].name}."
    answers = {one.pk: (chance.choice(["support", "object", "abstain", "live-with"]), reason) for one in electors}
    rooms.check(room, version, {pk: (choice, why * (choice == "object")) for pk, (choice, why) in answers.items()})
    report = told.draft(room.consultation, template)
    told.holds(report)
    kept = _kept(rule, markers)
    for where, text in shown_of(report, "html").items():
        found = [marker for marker in kept if marker in text]
        # A reason for which its author gave consent is printed as it was given.
        found = [marker for marker in found if not (marker == people[0].name and reason in text)]
        assert not found, f"{where}: {found}"
    if discussion_only:
        assert not Paragraph.objects.filter(section__report=report, key__startswith="result").exists()
    assert not Paragraph.objects.filter(section__report=report, grounding=Grounding.GROUNDED, evidence=None).exists()


def _mark(room: rooms.Room, people: list[Participant]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"person": [], "body": [], "group": []}
    for person in people:
        person.name = f"Zqperson{person.pk}zq"
        person.save()
        found["person"].append(person.name)
    for kind, model in (("body", Delegation), ("group", StakeholderGroup)):
        for row in model.objects.filter(consultation=room.consultation):
            row.name = f"Zq{kind}{row.pk}zq"
            row.save()
            found[kind].append(row.name)
    for person in people:
        person.refresh_from_db()
    return found


def _kept(rule: str, markers: dict[str, list[str]]) -> list[str]:
    """What the rule keeps from a report: persons always, in the text of the draft; bodies and groups as it says."""
    kinds = {
        "on-the-record": (),
        "by-delegation": ("person",),
        "by-group": ("person", "body"),
        "chatham-house": ("person", "body", "group"),
        "anonymous": ("person", "body", "group"),
    }[rule]
    return [marker for kind in kinds for marker in markers[kind]]
