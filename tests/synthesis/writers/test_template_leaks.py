"""Under the rules that name nobody, nobody is found in a report of any template: small rooms made at random."""

import random
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consult.models import Delegation, Elector, Participant, StakeholderGroup
from sessions_app.models import Contribution
from synthesis.models.report import Grounding, Paragraph
from synthesis.writers import FORMATS
from synthesis.writers.material import material_of
from tests.faults.notes import figures
from tests.faults.size import TRIALS, sized
from tests.synthesis import rooms, told
from tests.synthesis.writers.leaking import leaks, shown_of
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


def test_under_rules_that_name_bodies_the_list_of_speakers_names_no_more():
    room, markers = marked("by-delegation")
    report = told.draft(room.consultation, "body")
    shown = shown_of(material_of(report), "docx")
    assert leaks(shown, [marker for marker in markers if marker.startswith("ZqBODY")])
    kept = ("ZqPERSON", "zqmail", "ZqUSER", "ZqTEXT")
    assert leaks(shown, [marker for marker in markers if marker.startswith(kept)]) == []


def test_a_place_to_be_written_is_not_named_by_words_of_a_name():
    room = rooms.lively("chatham-house")
    question = room.consultation.sessions.get().questions.get(number=1)
    author = room.people["States 1"]
    author.name = "Zqfirst Zqlast"
    author.save()
    for _time in range(3):
        rooms.say(question, author, "Zqlast knows of wells, and Zqlast knows of lamps.")
    for template in told.TEMPLATES:
        material = material_of(told.draft(room.consultation, template), tables=False)
        assert leaks(shown_of(material, "md"), ["Zqlast"]) == []


@pytest.mark.faults
def test_small_rooms_draft_in_every_template_and_give_nobody_away():
    """As many random rooms as the run is large; each is undone before the next."""
    done: Counter[str] = Counter()

    @settings(
        max_examples=sized(25, TRIALS),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(
        seed=st.integers(0, 10**6),
        rule=st.sampled_from(RULES),
        template=st.sampled_from(told.TEMPLATES),
        per_group=st.integers(1, 3),
        said=st.integers(0, 12),
        discussion_only=st.booleans(),
        extension=st.sampled_from(list(FORMATS)),
    )
    def drafts(seed, rule, template, per_group, said, discussion_only, extension):
        with transaction.atomic():
            room = rooms.make_room(rule=rule, per_group=per_group, discussion_only=discussion_only)
            markers, reason = _use(room, random.Random(seed), said)
            report = told.draft(room.consultation, template)
            told.holds(report)
            shown = shown_of(material_of(report), "html", extension)
            # A reason for which its author gave consent is printed as it was given.
            shown = {where: " ".join(text.split()).replace(reason.lower(), "") for where, text in shown.items()}
            kept = _kept(rule, markers)
            assert leaks(shown, kept, rule) == []
            paragraphs = Paragraph.objects.filter(section__report=report)
            assert not (discussion_only and paragraphs.filter(key__startswith="result").exists())
            assert not paragraphs.filter(grounding=Grounding.GROUNDED, evidence=None).exists()
            done.update(rooms=1, files=len(shown), markers_sought=len(kept))
            transaction.set_rollback(True)

    drafts()
    print(figures("small rooms", **done, found=0))


def _use(room: rooms.Room, chance: random.Random, said: int) -> tuple[dict[str, list[str]], str]:
    """Marked people say so much and take a position. Returns the markers, and the reason that all objections give."""
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
    return markers, reason


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
