"""The pages of texts: what each reader sees and can do, refusals that keep what was typed, differences that escape."""

import html
import random
import re
import uuid

import pytest
from django.test import Client

from consult.procedure import PhaseKind, RefusedError
from sessions_app.actions import amendment, drafting, lineage, sponsor, voting
from sessions_app.models import Amendment, Notice, Recommendation, Session
from sessions_app.templatetags.redline import redline
from tests.factories import Room, make_room, open_phases
from tests.sessions_app.drafts import TEXT, amend, led_by, make_body, make_text, words_of
from tests.sessions_app.factories import make_session, say, standing_of

pytestmark = pytest.mark.django_db

SHALL = TEXT.replace("should", "shall")


@pytest.fixture
def room() -> Room:
    made = make_room()
    make_session(made.consultation)
    return made


@pytest.fixture
def row(room: Room) -> Recommendation:
    return make_text(room)


def client(room: Room, role: str) -> Client:
    made = Client()
    made.force_login(room.people[role].user)
    return made


def page(room: Room, role: str, row: Recommendation, more: str = "") -> str:
    answer = client(room, role).get(f"/c/{room.slug}/texts/{row.number}/{more}")
    assert answer.status_code == 200
    return answer.text


def post(room: Room, role: str, row: Recommendation, part: str, **body: object) -> int:
    return client(room, role).post(f"/c/{room.slug}/texts/{row.number}/{part}/", body).status_code


def test_a_difference_says_in_words_what_was_added_and_deleted_and_escapes_it() -> None:
    said = str(redline("a <b> c", "a <script>x</script> c"))
    assert "<script>" not in said
    assert "<b>" not in said
    words = re.sub(r"<[^>]+>", "", said)
    for told in ("deleted:", "end of deletion.", "added:", "end of addition."):
        assert told in words
    assert html.unescape(re.sub(r"<span.*?</span>|<del.*?</del>|<[^>]+>", "", said)) == "a <script>x</script> c"


@pytest.mark.both_databases
def test_the_page_shows_text_amendments_in_their_order_and_who_conflicts(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL, reason="It is due.")
    amend(room.people["participant"], row, "States should publish.")
    amend(room.people["participant"], row, TEXT.replace("should", "must"))
    shown = page(room, "participant", row)
    assert re.findall(r'id="amendment-(\d)"', shown) == ["2", "1", "3"]
    assert "taken first" in shown
    assert "the same words as amendment 3" in shown
    assert "It is due." in shown
    assert "Positions on the text wait" in shown


def test_the_versions_show_what_changed_beside_the_words(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    same = words_of(row)
    fields = {"text": same, "version": "1", "reason": "R.", "addressees": "States\nCourts", "modality": "could"}
    assert post(room, "rapporteur", row, "reword", **fields) == 302
    shown = page(room, "observer", row)
    told = re.sub(r"<span.*?</span>|<(?!ins|/ins|del|/del)[^>]+>", "", shown[shown.index('id="versions"') :])
    assert re.search(r"Addressed to\s*<ins>States, Courts</ins>", told)
    assert re.search(r"Modality.*<ins>could</ins>", told)


def test_the_main_sponsor_finds_the_way_to_other_words(room: Room, row: Recommendation) -> None:
    assert "/reword/" not in page(room, "participant", row)
    led_by(row, room.people["participant"])
    assert "/reword/" in page(room, "participant", row)
    assert 'name="parent"' not in page(room, "participant", row, "reword/")
    assert 'name="parent"' in page(room, "rapporteur", row, "reword/")
    fields = {"text": "States should.", "version": "1", "reason": "Shorter."}
    assert post(room, "participant", row, "reword", **fields) == 302
    assert words_of(row) == "States should."


def test_buttons_are_for_those_who_may_use_them(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    amend(make_body(room, "Civil society A"), row, SHALL)
    wanted = {
        "participant": {"accept", "leave", "withdraw"},
        "chair": {"adopted", "rejected", "bracketed", "withdrawn"},
        "rapporteur": {"withdrawn"},
        "observer": set(),
    }
    for role, buttons in wanted.items():
        shown = page(room, role, row)
        main = shown[shown.index("<main") : shown.index("</main>")]
        assert set(re.findall(r'<button[^>]* value="([^"]+)"', main)) == buttons, role


def test_nothing_is_offered_that_would_be_refused_while_a_question_on_the_text_is_open(
    room: Room, row: Recommendation
) -> None:
    led_by(row, room.people["participant"])
    voting.put(standing_of(room.people["chair"]), row.pk)
    for role in ("participant", "chair"):
        shown = page(room, role, row)
        main = shown[shown.index("<main") : shown.index("</main>")]
        assert not {"put-forward", "not-adopted", "withdrawn", "withdraw"} & set(re.findall(r' value="([^"]+)"', main))
        assert f"texts/{row.number}/reword/" not in main
        assert "its words stay as they are until it is closed" in main


def test_what_cannot_be_undone_says_so_before_its_button(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    for role, name in (("participant", 'value="withdraw"'), ("chair", 'value="withdrawn"')):
        shown = page(room, role, row)
        assert "This cannot be undone" in shown[shown.rindex("<details", 0, shown.index(name)) : shown.index(name)]


def test_only_those_who_could_answer_are_told_why_they_cannot(room: Room, row: Recommendation) -> None:
    voting.put(standing_of(room.people["chair"]), row.pk)
    for role in ("chair", "observer"):
        assert "Take a position" not in page(room, role, row)
    open_phases(room.consultation, [PhaseKind.SYNTHESIS])
    assert "“Take a position” is not open now" in page(room, "participant", row)


@pytest.mark.both_databases
def test_the_whole_way_of_two_amendments_by_forms(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    Session.objects.update(amendments_by="sponsor")
    assert post(room, "rapporteur", row, "amend", text=SHALL, version="1", reason="R.") == 302
    assert post(room, "chair", row, "amend", text=TEXT.replace("each", "every"), version="1") == 302
    assert post(room, "participant", row, "amendments/2/answer", do="accept") == 302
    assert post(room, "chair", row, "amendments/1/decide", outcome="adopted", reason="Agreed.") == 302
    assert words_of(row) == SHALL.replace("each", "every")
    assert post(room, "participant", row, "sponsor", do="confirm") == 302
    shown = page(room, "observer", row, "?from=1&to=3#versions")
    assert "<del>" in shown
    assert "Version 3, amended" in shown
    assert "asked to confirm" not in shown


@pytest.mark.parametrize(
    ("part", "body", "kept"),
    [
        ("amend", {"text": "typed words", "version": "7", "reason": "a reason typed"}, "a reason typed"),
        ("amend", {"text": "x" * 3_001, "version": "1"}, "x" * 3_001),
        ("amend", {"text": "typed words", "version": "nothing"}, "typed words"),
        ("reword", {"text": "typed words", "version": "1", "reason": ""}, "typed words"),
        ("reword", {"text": "t", "version": "1", "reason": "r", "modality": "must", "addressees": "Kept"}, "Kept"),
        ("reword", {"text": "t", "version": "1", "reason": "r", "parent": "999999999999999999"}, "r"),
        ("split", {"parts": "one part only"}, "one part only"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    room: Room, row: Recommendation, part: str, body: dict[str, str], kept: str
) -> None:
    answer = client(room, "chair").post(f"/c/{room.slug}/texts/{row.number}/{part}/", body)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert kept in answer.text
    row.refresh_from_db()
    assert (row.versions.count(), row.amendments.count(), row.state) == (1, 0, "candidate")


BAD = ("", "\x00", "9" * 40, "-1", "１", "x" * 5_000, "<script>")


PARTS = ("amend", "reword", "split", "state", "sponsor", "undo", "amendments/1/decide", "amendments/1/answer")


@pytest.mark.parametrize("part", PARTS)
def test_bad_input_is_refused_and_changes_nothing(room: Room, row: Recommendation, part: str) -> None:
    led_by(row, room.people["participant"])
    amend(room.people["participant"], row, SHALL)
    role = "participant" if part.endswith(("sponsor", "answer")) else "chair"
    for bad in BAD:
        names = ("version", "parent", "modality", "state", "do", "outcome", "reason", "parts", "which")
        answer = client(room, role).post(
            f"/c/{room.slug}/texts/{row.number}/{part}/", dict.fromkeys(names, bad) | {"text": TEXT}
        )
        assert answer.status_code in {403, 422}, (part, bad)
        row.refresh_from_db()
        assert (row.state, row.versions.count(), row.amendments.get().state) == ("candidate", 1, "open")


QUERIES = ("?from=x&to=y", "?from=99&to=0", "?from=-1", "?to=" + "9" * 30, "?from=%00", "?from=2&to=1")


@pytest.mark.parametrize("query", QUERIES)
def test_any_versions_can_be_asked_for(room: Room, row: Recommendation, query: str) -> None:
    here = standing_of(room.people["rapporteur"])
    drafting.reword(here, row.pk, drafting.Wording(SHALL, 1, "It is due."))
    assert "Compare version" in page(room, "observer", row, query)


def test_texts_of_another_consultation_are_not_there(room: Room, row: Recommendation) -> None:
    other = make_room()
    make_session(other.consultation)
    assert Recommendation.objects.filter(consultation=other.consultation, number=row.number).count() == 0
    for part in ("", "amend/", "reword/", "split/", "compilation/"):
        assert client(other, "chair").get(f"/c/{other.slug}/texts/{row.number}/{part}").status_code == 404
    for part in ("state", "undo", "amendments/1/decide"):
        assert post(other, "chair", row, part) == 404


@pytest.mark.both_databases
def test_a_contribution_is_turned_by_form_and_the_text_says_so(room: Room) -> None:
    question = room.consultation.sessions.get().questions.get(number=1)
    said = say(room.people["participant"], question, "States should publish registers of all systems.")
    address = f"/c/{room.slug}/s/{question.session_id}/contribution/{said.pk}/turn/"
    own, others = client(room, "participant"), client(room, "chair")
    assert "Turn it into" in own.get(address).text
    assert "that it prompted" in others.get(address).text
    refused = others.post(address, {"text": said.text})
    assert refused.status_code == 422
    assert "in your own words" in refused.text
    made = own.post(address, {"text": said.text})
    assert made.status_code == 302
    assert "Turned from" in own.get(made["Location"]).text
    assert "main sponsor" in own.get(made["Location"]).text


def test_near_duplicates_are_suggested_to_whoever_may_merge(room: Room, row: Recommendation) -> None:
    make_text(room, "States should publish the assessment of each deployment, early.")
    address = f"/c/{room.slug}/texts/"
    assert "These may say the same" in client(room, "rapporteur").get(address).text
    assert "These may say the same" not in client(room, "participant").get(address).text


@pytest.mark.both_databases
def test_texts_are_ticked_merged_and_the_merger_undone_by_forms(room: Room, row: Recommendation) -> None:
    other = make_text(room, "States should publish it.")
    desk, address = client(room, "rapporteur"), f"/c/{room.slug}/texts/merge/"
    shown = desk.get(address, {"which": [row.pk, other.pk]}).text
    assert row.number in shown
    assert "Merge them" in shown
    assert desk.post(address, {"which": [row.pk, other.pk], "text": " "}).status_code == 422
    assert desk.post(address, {"which": ["x", "9" * 40], "text": "Both."}).status_code == 422
    made = desk.post(address, {"which": [row.pk, other.pk], "text": "Both."})
    assert made.status_code == 302
    shown = desk.get(made["Location"]).text
    assert "Merged from" in shown
    assert desk.post(made["Location"] + "undo/")["Location"] == f"/c/{room.slug}/texts/"  # the merged one is gone
    row.refresh_from_db()
    assert row.state == "candidate"


def test_the_compilation_shows_alternatives_in_brackets(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, SHALL)
    amend(room.people["participant"], row, TEXT.replace("should", "must"))
    shown = page(room, "observer", row, "compilation/")
    said = re.sub(r"<[^>]+>", "", shown[shown.index('class="lead') :])
    assert "States [should] [1: shall] [2: must] publish" in re.sub(r"\s+", " ", said)


def test_in_a_compilation_the_spaces_stand_outside_the_brackets(room: Room, row: Recommendation) -> None:
    amend(room.people["participant"], row, TEXT.replace("the assessment", "the full assessment"))
    shown = page(room, "observer", row, "compilation/")
    said = re.sub(r"<[^>]+>", "", shown[shown.index('class="lead') :])
    assert "publish the [nothing] [1: full] assessment of each" in re.sub(r"\s+", " ", said)


@pytest.mark.both_databases
def test_what_waits_for_somebody_is_on_a_page_of_their_own_until_seen(room: Room, row: Recommendation) -> None:
    led_by(row, room.people["participant"])
    amend(make_body(room, "Civil society A"), row, SHALL)
    mine, others = client(room, "participant"), client(room, "chair")
    question = room.consultation.sessions.get().questions.get(number=1)
    assert "1 thing waits for you" in mine.get(question.get_absolute_url()).text
    assert "waits for you." in mine.get("/for-you/").text
    assert "Nothing waits for you" in others.get("/for-you/").text
    assert mine.post("/for-you/").status_code == 302
    assert Notice.objects.filter(seen_at=None).count() == 0
    assert "waits for you" not in mine.get(question.get_absolute_url()).text


def test_a_thousand_random_acts_are_done_or_refused_in_words(room: Room, row: Recommendation) -> None:
    chance, people, reasons = random.Random(4), list(room.people.values()), []
    odd = [
        "",
        "\x00",
        "\ud800",
        "adopted",
        "bracketed",
        "withdrawn",
        "candidate",
        str(uuid.UUID(int=1)),
        "各" * 40,
        TEXT,
        SHALL,
    ]
    for _ in range(1_000):
        here, target = standing_of(chance.choice(people)), chance.choice([row.pk, 0, -1, 10**18])
        word, number = chance.choice(odd), chance.choice([1, 2, 3, 0, -1, 10**12])
        acts = [
            lambda: amendment.amend(here, target, text=word, version=number),  # noqa: B023
            lambda: amendment.decide(here, target, number, outcome=word, reason=word),  # noqa: B023
            lambda: amendment.answer(here, target, number, accepts=True),  # noqa: B023
            lambda: drafting.set_state(here, target, word),  # noqa: B023
            lambda: drafting.reword(here, target, drafting.Wording(word, number, word)),  # noqa: B023
            lambda: lineage.merge(here, [target, number], text=word),  # noqa: B023
            lambda: sponsor.stand(here, target),  # noqa: B023
        ]
        try:
            chance.choice(acts)()
        except RefusedError as refused:
            reasons.append(str(refused.reason).strip())
    assert reasons
    assert all(reasons)
    assert Amendment.objects.exclude(recommendation=row).count() == 0


def test_whoever_votes_without_scripts_stays_on_the_page_and_sees_a_refusal(room: Room, row: Recommendation) -> None:
    ballot = voting.put(standing_of(room.people["chair"]), row.pk)
    me, address = client(room, "participant"), f"/c/{room.slug}/texts/{row.number}/"
    vote = f"/c/{room.slug}/ballots/{ballot.pk}/vote/"
    from_its_page = {"Referer": f"http://testserver{address}"}
    assert me.post(vote, {"choice": "support"}, headers=from_its_page)["Location"] == address
    counted = me.post(vote, {"choice": "abstain"})["Location"]
    assert counted.endswith(f"#recommendation-{row.pk}")
    refused = me.post(vote, {"choice": "object", "reason": ""})["Location"]  # why stands at the top of the page
    assert refused == counted.partition("#")[0]
