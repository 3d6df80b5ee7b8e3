"""Written submissions: each is one voice, with the consent, the length and the time it was given."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.models import Participant, RecordEntry
from consult.procedure import RefusedError
from sessions_app.actions.passages import cut_text, words_in
from sessions_app.actions.submission import Sent, publish, submit, take, withdraw
from sessions_app.models import Contribution, Session, Submission
from sessions_app.queries.submission import published, questions_for
from tests.factories import ParticipantFactory, Room
from tests.sessions_app.factories import standing_of
from tests.sessions_app.written import docx, make_round, send

pytestmark = pytest.mark.django_db


def bodies(room: Room) -> list[str]:
    return [str(item.by.label) for item in published(room.consultation)]


def test_a_document_is_cut_into_numbered_passages_and_is_one_submission() -> None:
    room, session = make_round()
    file = docx("The first thing.", "The second thing.", heading="What we saw")
    made = send(room.people["participant"], session, "", document=("paper.docx", file))
    assert [(p.number, p.heading, p.text) for p in made.passages.all()] == [
        (1, "What we saw", "The first thing."),
        (2, "What we saw", "The second thing."),
    ]
    assert Submission.objects.count() == 1
    assert made.words == 6


def test_passages_in_the_threads_carry_their_submission() -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, "One point.\n\nAnother point.")
    first = session.questions.get(number=1)
    taken = take(standing_of(room.people["rapporteur"]), made.pk, {p.pk: first.pk for p in made.passages.all()})
    assert [one.submission_id for one in taken] == [made.pk, made.pk]
    assert {one.author_id for one in taken} == {room.people["participant"].pk}
    again = take(standing_of(room.people["rapporteur"]), made.pk, {p.pk: first.pk for p in made.passages.all()})
    assert again == []


def test_a_withdrawn_submission_leaves_the_threads_and_the_public_and_another_can_come() -> None:
    room, session = make_round()
    author, desk = standing_of(room.people["participant"]), standing_of(room.people["chair"])
    made = send(room.people["participant"], session, "One point.", consent="publish")
    first = session.questions.get(number=1)
    take(desk, made.pk, {made.passages.get().pk: first.pk})
    publish(desk, made.pk, is_shown=True)

    withdraw(author, made.pk)
    withdraw(author, made.pk)  # pressed twice
    assert [row.state for row in Contribution.objects.all()] == ["withdrawn"]
    assert bodies(room) == []
    assert RecordEntry.objects.filter(act="withdraw submission").count() == 1
    with pytest.raises(RefusedError, match="withdrawn it"):
        publish(desk, made.pk, is_shown=True)
    with pytest.raises(RefusedError, match="withdrawn it"):
        take(desk, made.pk, {made.passages.get().pk: first.pk})
    assert send(room.people["participant"], session, "Another point.").version == 1


def test_only_its_author_withdraws_a_submission() -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, "One point.")
    with pytest.raises(RefusedError, match="Only its author"):
        withdraw(standing_of(room.people["chair"]), made.pk)
    assert Submission.objects.get().withdrawn_at is None


def test_a_receipt_withdraws_and_says_so() -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, "One point.")
    client = Client()
    client.force_login(room.people["participant"].user)
    address = reverse("receipt", args=[room.slug, session.pk, made.receipt])
    assert "Withdraw this submission" in client.get(address).text
    page = client.post(f"{address}withdraw/", follow=True).text
    assert "You have withdrawn it" in page
    assert "Withdraw this submission" not in page


def test_what_is_for_the_mandate_only_goes_nowhere() -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, consent="mandate-only")
    desk = standing_of(room.people["chair"])
    with pytest.raises(RefusedError, match="mandate only"):
        publish(desk, made.pk, is_shown=True)
    with pytest.raises(RefusedError, match="mandate only"):
        take(desk, made.pk, {made.passages.get().pk: session.questions.get(number=1).pk})
    assert not Contribution.objects.exists()


def test_published_without_a_name_names_neither_author_nor_signatories() -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, consent="without-name", signatories=("Another body",))
    publish(standing_of(room.people["chair"]), made.pk, is_shown=True)
    [item] = published(room.consultation)
    assert (str(item.by.label), item.signatories) == ("A participant", [])


@pytest.mark.parametrize("rule", ["chatham-house", "anonymous"])
def test_under_a_rule_that_shows_nobody_outside_nothing_is_published(rule: str) -> None:
    room, session = make_round(rule=rule)
    made = send(room.people["participant"], session)
    with pytest.raises(RefusedError, match="nothing outside"):
        publish(standing_of(room.people["chair"]), made.pk, is_shown=True)
    Submission.objects.update(published_at=timezone.now())
    assert bodies(room) == []


def test_nothing_is_published_before_somebody_has_looked_at_it(client: Client) -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, signatories=("Another body",))
    assert bodies(room) == []
    publish(standing_of(room.people["chair"]), made.pk, is_shown=True)
    page = client.get(reverse("inputs", args=[room.slug])).content.decode()
    assert "The participant, States A" in page
    assert "Another body" in page
    text = client.get(reverse("input", args=[room.slug, made.mark])).content.decode()
    assert "Registers are public." in text


def test_a_revised_version_replaces_and_the_old_one_stays_for_the_desk(client: Client) -> None:
    room, session = make_round()
    author, desk = room.people["participant"], standing_of(room.people["chair"])
    old = send(author, session, "Before.")
    [taken] = take(desk, old.pk, {old.passages.get().pk: session.questions.get(number=1).pk})
    publish(desk, old.pk, is_shown=True)
    new = send(author, session, "After.", revises=1)
    old.refresh_from_db()
    taken.refresh_from_db()
    assert (new.version, old.replaced_by, old.published_at, taken.state) == (2, new, None, "withdrawn")
    client.force_login(room.people["chair"].user)
    page = client.get(reverse("submission", args=[room.slug, session.pk, old.pk])).content.decode()
    assert "Before." in page


def test_sent_twice_it_is_one() -> None:
    room, session = make_round()
    send(room.people["participant"], session)
    with pytest.raises(RefusedError, match="sent before"):
        send(room.people["participant"], session)
    assert Submission.objects.count() == 1


def test_after_the_deadline_it_is_taken_and_marked() -> None:
    room, session = make_round()
    Session.objects.filter(pk=session.pk).update(ends_at=timezone.now() - timedelta(hours=1))
    assert send(room.people["participant"], session).is_late


def test_the_limit_counts_words_and_leaves_annexes_out() -> None:
    room, session = make_round()
    with pytest.raises(RefusedError, match="201 words; the limit is 200"):
        send(room.people["participant"], session, "word " * 201)
    long = docx("word " * 900)
    made = send(room.people["participant"], session, "word " * 200, annexes=(("annex.docx", long),))
    assert (made.words, made.annexes.get().name) == (200, "annex.docx")
    assert words_in("六个字的句子 and two") == 8


def test_what_is_no_document_is_refused_with_words() -> None:
    room, session = make_round()
    author = room.people["participant"]
    with pytest.raises(RefusedError):
        send(author, session, "", document=("paper.docx", b"PK\x03\x04 not one"))
    with pytest.raises(RefusedError, match="DOCX, ODT or PDF"):
        send(author, session, "", document=("paper.txt", b"Plain words.\n"))
    with pytest.raises(RefusedError, match="annex"):
        send(author, session, annexes=(("a.exe", b"x"),))
    with pytest.raises(RefusedError, match="at least one"):
        send(author, session, "  ")
    assert not Submission.objects.exists()


def test_each_group_has_its_own_questions() -> None:
    room, session = make_round()
    session.questions.get(number=2).asked_of.add(room.group("Business"))
    state = room.people["participant"]
    company = ParticipantFactory(consultation=room.consultation, group=room.group("Business"))
    assert [q.number for q in questions_for(session, state)] == [1]
    assert [q.number for q in questions_for(session, company)] == [1, 2]
    other = session.questions.get(number=2).pk
    with pytest.raises(RefusedError, match="at least one"):
        submit(standing_of(state), session.pk, Sent(consent="publish", answers={other: "Not mine to answer."}))


def test_the_page_takes_it_and_gives_a_receipt_that_says_nothing(client: Client) -> None:
    room, session = make_round(title="A delicate matter")
    author, question = room.people["participant"], session.questions.get(number=1)
    client.force_login(author.user)
    file = SimpleUploadedFile("paper.docx", docx("What a paper says."))
    body = {f"answer_{question.number}": "An answer.", "document": file, "consent": "publish", "revises": "0"}
    answer = client.post(reverse("submit", args=[room.slug, session.pk]), body)
    made = Submission.objects.get()
    assert answer["Location"] == reverse("receipt", args=[room.slug, session.pk, made.receipt])
    page = client.get(answer["Location"]).content.decode()
    assert made.receipt in page
    assert "What a paper says." in page
    [message] = mail.outbox
    assert message.to == [author.user.email]
    assert made.receipt in message.subject
    assert "delicate" not in message.subject + message.body
    client.force_login(room.people["chair"].user)
    assert client.get(answer["Location"]).status_code == 404, "a receipt is its author's"


def test_a_wrong_form_keeps_what_was_typed(client: Client) -> None:
    room, session = make_round()
    question = session.questions.get(number=1)
    client.force_login(room.people["participant"].user)
    address = reverse("submit", args=[room.slug, session.pk])
    answer = client.post(address, {f"answer_{question.number}": "Typed with care.", "revises": "0"})
    assert answer.status_code == 422
    assert "Typed with care." in answer.content.decode()
    assert not Submission.objects.exists()


def test_the_deadline_is_told_in_the_hosts_time_with_its_city(client: Client) -> None:
    room, session = make_round()
    client.force_login(room.people["participant"].user)
    page = client.get(reverse("submit", args=[room.slug, session.pk])).content.decode()
    assert "Geneva" in page
    assert "data-yours" in page


def test_the_convenor_sets_the_round(client: Client) -> None:
    room, session = make_round()
    question = session.questions.get(number=2)
    client.force_login(room.people["convenor"].user)
    group = room.group("Business")
    body = {"deadline": "2027-01-31T18:00", "word_limit": "900", f"asked_{question.pk}": [str(group.pk)]}
    assert client.post(reverse("round", args=[room.slug, session.pk]), body).status_code == 302
    session.refresh_from_db()
    assert session.ends_at is not None
    assert (session.ends_at.isoformat(), session.word_limit) == ("2027-01-31T17:00:00+00:00", 900)
    assert list(question.asked_of.all()) == [group]


def test_an_annex_comes_as_a_file_for_the_desk_alone(client: Client) -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, annexes=(("<b>.pdf", b"%PDF-1.7"),))
    address = reverse("annex", args=[room.slug, session.pk, made.pk, made.annexes.get().pk])
    assert client.get(address).status_code == 403
    client.force_login(room.people["rapporteur"].user)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_record_tells_of_it_without_words() -> None:
    room, session = make_round()
    made = send(room.people["participant"], session)
    entry = RecordEntry.objects.get(act="submit")
    assert entry.subject == f"submission-{made.pk}"
    assert "Registers" not in entry.body


def test_a_long_answer_is_cut_after_a_sentence() -> None:
    cuts = cut_text("It was said. " * 700)
    assert len(cuts) == 3
    assert all(cut.text.endswith("said.") for cut in cuts)


def test_a_submission_taken_back_is_marked_at_the_desk_and_its_author_can_send_another(client: Client) -> None:
    room, session = make_round()
    made = send(room.people["participant"], session, "One point.")
    client.force_login(room.people["participant"].user)
    address = reverse("receipt", args=[room.slug, session.pk, made.receipt])
    another = f'href="{reverse("submit", args=[room.slug, session.pk])}">Send a submission'
    assert another not in client.get(address).text
    withdraw(standing_of(room.people["participant"]), made.pk)
    assert another in client.get(address).text
    client.force_login(room.people["rapporteur"].user)
    assert ">withdrawn<" in client.get(reverse("submissions", args=[room.slug, session.pk])).text


def test_the_page_of_the_round_cuts_no_question_short(client: Client) -> None:
    room, session = make_round()
    text = "How " + "much more " * 40 + "of it?"
    session.questions.filter(number=1).update(text=text, short_title="")
    client.force_login(room.people["convenor"].user)
    assert f"1. {text}" in client.get(reverse("round", args=[room.slug, session.pk])).text


@pytest.mark.parametrize("page", ["submit", "amend", "statement", "pledge", "question", "confidentiality"])
def test_no_page_keeps_what_is_typed_by_whoever_asked_to_keep_nothing(client: Client, page: str) -> None:
    room, session = make_round()
    parts = {"submit": [session.pk], "statement": [session.pk], "question": [session.pk, 1], "amend": ["1.1"]}
    address = reverse(page, args=[room.slug, *parts.get(page, [])])
    person = room.people["participant"]
    client.force_login(person.user)
    assert 'data-keep="device"' in client.get(address).text
    Participant.objects.filter(pk=person.pk).update(keep_nothing=True)
    answer = client.get(address)
    assert 'data-keep="nothing"' in answer.text
    assert 'data-keep="device"' not in answer.text
