"""The world of the rights matrix: one of everything that an address can name, and somebody for every role."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from consult.actions import people
from consult.models import (
    Consultation,
    DocumentImport,
    GuestList,
    Invitation,
    Mailing,
    PartnerLogo,
    User,
)
from consult.procedure import Act, PhaseKind, may
from consult.queries.people import Here, here
from sessions_app.actions import (
    amendment,
    breakout,
    choice,
    closing,
    commitment,
    drafting,
    lineage,
    minutes,
    opinion,
    recorded,
    secret,
    silence,
    statement,
    transcript,
    voting,
)
from sessions_app.actions.floor import open_list
from sessions_app.actions.submission import publish
from sessions_app.models import Follower, GuidingQuestion, Recommendation, Session
from sessions_app.queries.follower import token_of
from synthesis.actions import circulation
from synthesis.actions import paragraph as paragraphs
from synthesis.models import Note, Rephrasing, Theme
from synthesis.models.files import FilesState, ReportFile, Snapshot
from synthesis.models.report import Grounding, Paragraph, Report, ReportState, Section
from synthesis.models.returned import ReturnedFile
from synthesis.writers import FORMATS
from synthesis.writers.circulation import text_of
from synthesis.writers.material import material_of
from tests.factories import GuestFactory, ParticipantFactory, UserFactory, make_room
from tests.matrix.expectations import (
    ACCOUNT,
    GUEST,
    LIBRARY,
    OWN,
    PARTS,
    PUBLIC,
    ROUTES,
    SIGNED_IN,
    Route,
    Who,
)
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, put, say, vote
from tests.sessions_app.written import make_paper, send


def outer_parts(pattern: URLPattern) -> list[str]:
    """Of a library, an address may begin with a part that the pattern itself does not hold."""
    route = ROUTES[str(pattern.name)]
    return list(route.parts) if route.get == LIBRARY else []


def signed_in(user: User) -> str:
    """The key of a session of ``user``: as if by signing in, which takes a third of the time that a try takes."""
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


class World:
    """A consultation in every phase at once, with one person per role, and what the addresses name."""

    def __init__(self) -> None:
        self.room = make_room(phases=list(PhaseKind), join_code="ACDE3H4K", visibility="public")
        chair, speaker = self.room.people["chair"], self.room.people["participant"]
        session = make_session(self.room.consultation, takes_submissions=True)
        question = session.questions.get(number=1)
        contribution = say(speaker, question, files=[("a.pdf", b"%PDF-1.7 %%EOF")])
        ballot = put(chair, question)
        desk = here(self.room.consultation, self.room.people["convenor"].user)
        open_list(desk, session.pk)
        elsewhere = make_room(phases=list(PhaseKind))
        self.part(elsewhere.consultation)
        removed = ParticipantFactory(consultation=self.room.consultation, roles=["participant", "chair", "convenor"])
        people.remove(desk, removed.pk)
        self.users: dict[str, User | None] = {
            "public": None,
            "stranger": UserFactory(),
            "guest": GuestFactory(),
            "convenor elsewhere": elsewhere.people["convenor"].user,
            "removed": removed.user,
            "secretariat": UserFactory(is_secretariat=True),
            **{role: self.room.people[role].user for role in self.room.people},
        }
        self.things: dict[str, Any] = {
            "slug": self.room.slug,
            "session": session.pk,
            "question": question.pk,
            "question_number": 1,
            "contribution": contribution.pk,
            "unit": f"c{contribution.pk}",
            "source": f"C{contribution.pk}",
            "quotable": say(speaker, question, "A register should be open to everybody who asks.").pk,
            "attachment": contribution.attachments.get().pk,
            "text": Recommendation.objects.get(question=question, number="1.1").pk,
            "text_number": "1.1",
            "ballot": ballot.pk,
            "participant": speaker.pk,
            "speaker": f"participant-{speaker.pk}",
            "group": self.room.group("States").pk,
            "delegation": self.room.delegations["Academia B"].pk,
            "code": "ACDE3H4K",
            "token": people.invite(desk, [people.Row(email="invited@example.org")])[0].token,
            "import": DocumentImport.objects.create(uploaded_by=speaker.user, name="x.txt", text="A title").pk,
            "word": "x",
            "extension": next(iter(FORMATS)),
            "table": "csv",
            "file": SimpleUploadedFile("people.csv", b"email\nsomebody@example.org\n"),
            **self.sitting(session),
            **self.logos(),
            **self.lists(),
            **self.commitments(),
            **self.reports(),
            **self.themes(question),
            **self.writing(),
            **self.texts(question),
            **self.rooms(session.pk),
            **self.minutes(),
            **self.decisions(question),
        }
        self.keys = {who: signed_in(user) for who, user in self.users.items() if user is not None}

    def part(self, other: Consultation) -> None:
        """``other`` is part of this consultation, with a published report."""
        Consultation.objects.filter(pk=other.pk).update(parent=self.room.consultation)
        facts = {"drafted_at": timezone.now(), "published_at": timezone.now(), "state": ReportState.PUBLISHED}
        Report.objects.create(consultation=other, title="Of a part", **facts)

    def minutes(self) -> dict[str, int]:
        """A sitting whose minutes are approved, with a file."""
        desk = here(self.room.consultation, self.room.people["chair"].user)
        minuted = make_session(self.room.consultation, 0)
        minutes.attach(desk, minuted.pk, [("a.pdf", b"%PDF-1.7 %%EOF")])
        minutes.approve(desk, minuted.pk, 0)
        return {"minuted": minuted.pk, "minutes_file": minuted.minutes_files.get().pk}

    def rooms(self, plenary: int) -> dict[str, int]:
        """Two breakout rooms: one to choose, and one of everybody, with its scribe named."""
        desk = here(self.room.consultation, self.room.people["chair"].user)
        chosen = breakout.make(desk, plenary, ["Chosen"], question="What?", is_chosen=True)[0]
        named = breakout.make(desk, plenary, ["Named"], question="What?")[0]
        named.members.set(self.room.people.values())
        breakout.name_scribe(desk, plenary, named.pk, self.room.people["scribe"].pk)
        return {"chosen_room": chosen.pk, "named_room": named.pk}

    def sitting(self, session: Session) -> dict[str, Any]:
        """What a sitting leaves: a transcript that waits, a statement that is not delivered, the interpreters' link."""
        scribe = here(self.room.consultation, self.room.people["scribe"].user)
        turns = [("States A", "We agree.", None)]
        waiting = transcript.add(scribe, session.pk, name="a.txt", language="en", turns=turns)
        speaker = here(self.room.consultation, self.room.people["participant"].user)
        statement.hand_in(speaker, session.pk, None, "What they will say.", "en")
        chair = here(self.room.consultation, self.room.people["chair"].user)
        return {
            "transcript": waiting.pk,
            "captions": SimpleUploadedFile("captions.txt", b"CHAIR: Good morning."),
            "interpreters": statement.open_link(chair, session.pk, is_open=True).interpreters_key,
        }

    def decisions(self, question: GuidingQuestion) -> dict[str, Any]:
        """A text under silence, one put to a recorded vote, one of two paragraphs; a member of a delegation."""
        speaker = self.room.people["participant"]
        chair = here(self.room.consultation, self.room.people["chair"].user)
        provide(self.room)
        made = [drafting.propose(chair, question.pk, text=f"States should decide on {n}.") for n in range(2)]
        ballot = recorded.put(chair, made[1].pk)
        divisible = drafting.propose(chair, question.pk, text="States should decide.\n\nThey should do it soon.")
        return {
            "divisible_number": divisible.number,
            "silence": silence.put(chair, made[0].pk).pk,
            "recorded": ballot.pk,
            "elector": ballot.roll.get().elector_id,
            "member": ParticipantFactory(
                consultation=self.room.consultation, group=speaker.group, delegation=speaker.delegation
            ).pk,
        }

    def texts(self, question: GuidingQuestion) -> dict[str, Any]:
        """Texts of the participant: one free, one amended, two to merge, one merged, one changed after a check."""
        chair = here(self.room.consultation, self.room.people["chair"].user)
        speaker = here(self.room.consultation, self.room.people["participant"].user)
        made = [drafting.propose(chair, question.pk, text=f"States should do other thing {n}.") for n in range(8)]
        free, amended, one, other, first, second, changed, hidden = made
        drafting.sponsored(amended, self.room.people["participant"], is_main=True, confirmed=1)
        amendment.amend(speaker, amended.pk, text="States shall do it.", version=1)
        merged = lineage.merge(chair, [first.pk, second.pk], text="States should do both.")
        ballot = voting.put(chair, changed.pk)
        vote(self.room.people["participant"], ballot, "support")
        closing.close_ballot(ballot.pk, self.room.people["chair"], chair)
        drafting.reword(chair, changed.pk, drafting.Wording("States should do it all.", 1, "It is more."))
        return {
            "free_number": free.number,
            "amended_number": amended.number,
            "amendment": 1,
            "mergeable": [one.pk, other.pk],
            "merged_number": merged.number,
            "changed_number": changed.number,
            "secret": secret.put(chair, hidden.pk).pk,
            "choice": self.choice(chair, question.session.pk),
            "statement_vote": self.opinion(chair, question),
        }

    def commitments(self) -> dict[str, Any]:
        """One that nobody has reported on, and a list that says how it stands."""
        convenor = here(self.room.consultation, self.room.people["convenor"].user)
        made = commitment.add(convenor, text="The register is published.", ownership=commitment.Ownership())
        return {
            "commitment": made.number,
            "list_of_commitments": SimpleUploadedFile("list.csv", b"number,state\n1,done\n"),
        }

    def opinion(self, chair: Here, question: GuidingQuestion) -> int:
        """An open vote on a statement that nobody edits."""
        said = say(self.room.people["participant"], question, "Every register should be open.")
        return opinion.put(chair, question.session.pk, [said.pk])[0].pk

    def choice(self, chair: Here, session_id: int) -> int:
        """An open ballot among options."""
        drafted = choice.draft(chair, session_id, choice.Draft("ranked", "Who?", ("A", "B"), seats=1))
        return choice.open_ballot(chair, drafted.pk).pk

    def writing(self) -> dict[str, Any]:
        """A written round with one submission, which is published."""
        written = make_session(self.room.consultation, questions=0, kind="written", takes_submissions=True)
        GuidingQuestion.objects.create(session=written, number=1, text="What is asked?")
        sent = send(self.room.people["participant"], written, annexes=(("annex.pdf", b"%PDF-1.7"),))
        publish(here(self.room.consultation, self.room.people["chair"].user), sent.pk, is_shown=True)
        return {
            "written": written.pk,
            "receipt": sent.receipt,
            "submission": sent.pk,
            "annex": sent.annexes.get().pk,
            "mark": sent.mark,
            **self.papers(),
        }

    def papers(self) -> dict[str, Any]:
        """A paper that has appeared, and somebody who follows the consultation."""
        paper = make_paper(self.room)
        follower = Follower.objects.create(
            consultation=self.room.consultation,
            email="f@example.org",
            origin="http://testserver",
            asked_at=timezone.now(),
        )
        return {
            "paper": paper.pk,
            "paper_number": paper.thread.number if paper.thread else 0,
            "following": token_of(follower),
        }

    def logos(self) -> dict[str, Any]:
        """The logo of a partner."""
        logo = PartnerLogo.objects.create(consultation=self.room.consultation, partner="A partner", image=b"x")
        return {"logo": logo.pk, "remove_logo": f"remove {logo.pk}"}

    def lists(self) -> dict[str, int]:
        """A list that waits, a mailing, and an invitation sent a week ago."""
        consultation = self.room.consultation
        invitation = Invitation.objects.get(consultation=consultation)
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - timedelta(days=7))
        rows = [{"line": 1, "email": "listed@example.org"}]
        uploader = self.room.people["convenor"].user
        waiting = GuestList.objects.create(consultation=consultation, uploaded_by=uploader, name="x.csv", rows=rows)
        mailing = Mailing.objects.create(consultation=consultation, address="http://testserver/i/")
        return {"list": waiting.pk, "mailing": mailing.pk, "invitation": invitation.pk}

    def reports(self) -> dict[str, int]:
        """A published report of one paragraph, one under an embargo, and a draft with two paragraphs of one's own."""
        facts = {"consultation": self.room.consultation, "title": "A report", "drafted_at": timezone.now()}
        published = Report.objects.create(**facts, state=ReportState.PUBLISHED, published_at=timezone.now())
        part = Section.objects.create(report=published, key="process", heading="The process")
        Paragraph.objects.create(section=part, key="process", text="It was convened.", grounding=Grounding.STANDING)
        ends = timezone.now() + timedelta(days=1)
        embargoed = Report.objects.create(**facts, state=ReportState.EMBARGOED, published_at=ends)
        told = {"material": material_of(published, tables=False).to_dict(), "is_final": True}
        snapshot = Snapshot.objects.create(report=published, state=FilesState.MADE, **told)
        extension = next(iter(FORMATS))
        ReportFile.objects.create(snapshot=snapshot, extension=extension, size=1, sha256="0", data=b"x")
        section = Section.objects.create(report=Report.objects.create(**facts), key="x", heading="A section")
        own = [
            Paragraph.objects.create(
                section=section, grounding=Grounding.OWN, text=text, generated=text, position=place
            )
            for place, text in enumerate(("One.", "Two.", "Three."))
        ]
        finished = Report.objects.create(**facts)
        spare = Section.objects.create(report=section.report, key="y", heading="Another section", position=1)
        proposal = Rephrasing.objects.create(
            paragraph=own[1], state="proposed", revision=1, before=own[1].text, text="Other.", asked_at=timezone.now()
        )
        came = ReturnedFile.objects.create(report=section.report, name="x.docx", sha256="0", received_at=timezone.now())
        return {
            "returned": came.pk,
            "one": 1,
            "proposal": proposal.pk,
            "embargoed": embargoed.pk,
            "report": published.pk,
            "draft": section.report_id,
            "section": section.pk,
            "spare_section": spare.pk,
            "finished": finished.pk,
            "first_paragraph": own[0].pk,
            "paragraph": own[1].pk,
            **self.changed(section),
            **self.circulated(section.report),
        }

    def changed(self, section: Section) -> dict[str, int]:
        """A paragraph that was written, and edited once."""
        desk = here(self.room.consultation, self.room.people["rapporteur"].user)
        paragraph = paragraphs.add(desk, section.pk, "Before.")
        return {"changed_paragraph": paragraphs.edit(desk, paragraph.pk, paragraphs.Change("After.", 1)).pk}

    def circulated(self, report: Report) -> dict[str, int]:
        """The draft is circulated, and somebody has commented on it."""
        text, people = text_of(report), self.room.people
        desk = here(self.room.consultation, people["rapporteur"].user)
        speaker = here(self.room.consultation, people["participant"].user)
        terms = circulation.Terms(timezone.now() + timedelta(days=7))
        circulation.circulate(desk, Report.objects.get(pk=report.pk), terms, text_of)
        place = next(place for place, block in enumerate(text) if block["key"])
        said = circulation.comment(speaker, report, place, circulation.Said("factual", "It was otherwise."))
        return {"place": place, "comment": said.pk}

    def themes(self, question: GuidingQuestion) -> dict[str, int]:
        """A proposed theme, and a note of the rapporteur's."""
        theme = Theme.objects.create(question=question, label="A proposed theme", is_machine_made=True)
        note = Note.objects.create(
            consultation=self.room.consultation,
            author=self.room.people["rapporteur"],
            text="A note.",
            at=timezone.now(),
        )
        return {"theme": theme.pk, "note": note.pk}

    def __getitem__(self, value: Any) -> Any:
        return self.things[value[1:]] if isinstance(value, str) and value.startswith("@") else value

    def address(self, pattern: URLPattern) -> str:
        """The address of a route: several may share a name, with other parts."""
        named = PARTS | dict(ROUTES[str(pattern.name)].parts)
        parts = pattern.pattern.regex.groupindex or pattern.pattern.converters
        parts = [*parts, *outer_parts(pattern)]
        return reverse(str(pattern.name), kwargs={part: self[named[part]] for part in parts})

    def client(self, who: str, **options: Any) -> Client:
        cache.clear()
        client = Client(raise_request_exception=True, **options)
        if who in self.keys:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.keys[who]
        return client

    def body(self, route: Route) -> dict[str, Any]:
        for name in ("file", "list_of_commitments", "captions"):
            self.things[name].seek(0)
        return {key: self[value] for key, value in route.body.items()}

    def expects(self, route: Route, who: Who, role: str) -> bool:
        """Whether ``role`` gets through."""
        user = self.users[role]
        if isinstance(who, Act):
            consultation = Consultation.objects.get(pk=self.room.consultation.pk)
            return bool(may(here(consultation, user).standing, who)) and (not route.own or role == route.own)
        return {
            PUBLIC: True,
            SIGNED_IN: user is not None,
            ACCOUNT: user is not None and not user.is_guest,
            OWN: role == "participant",
            GUEST: user is not None,
        }[who]
