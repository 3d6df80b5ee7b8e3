"""A room of marked people where ballots of every kind have been held, and others are running."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from consult import record
from consult.attribution import Rule
from consult.models import Participant
from consult.procedure import PhaseKind
from consult.queries.people import Here
from sessions_app.actions import choice, closing, consensus, drafting, recorded, secret, sheet, silence, voting
from sessions_app.models import Ballot, Candidacy, SecretVote, Session, Sheet, Vote
from sessions_app.states import Choice, Method
from tests.factories import Room, make_room
from tests.leaks.marked import make_people
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, standing_of, vote

VOTERS = 14  # enough for numbers to be shown, under the Chatham House Rule too
ON_PAPER = 3  # of them, where paper can be handed out


@dataclass
class Balloted:
    """people: those on the list; the first answers no running ballot. ballots: by method and whether they run."""

    room: Room
    session: Session
    people: list[Participant]
    ballots: dict[tuple[str, bool], Ballot]

    def addresses(self) -> set[str]:
        """The pages of the ballots that have one of their own: a check stands with its text."""
        return {self.address(ballot) for (method, _runs), ballot in self.ballots.items() if method != "temperature"}

    def address(self, ballot: Ballot) -> str:
        name = {Method.SECRET: "secret", Method.RANKED: "choice", Method.APPROVAL: "choice"}
        return reverse(name.get(Method(ballot.method), "ballot"), args=[self.room.slug, ballot.pk])

    def pages(self) -> list[str]:
        """Every page on which something of a ballot could stand."""
        slug, session = self.room.slug, self.session
        names = ("question", "desk", "screen", "since", "choices", "session", "minutes")
        numbers: dict[str, list[object]] = {"question": [1]}
        found = [reverse(name, args=[slug, session.pk, *numbers.get(name, [])]) for name in names]
        found += [f"/c/{slug}/", f"/c/{slug}/texts/", f"/c/{slug}/results/", f"/c/{slug}/feed/", f"/c/{slug}/report/"]
        found += [*self.addresses()]
        for ballot in self.ballots.values():
            if ballot.version:
                found.append(reverse("text", args=[slug, ballot.version.recommendation.number]))
            if ballot.method in (Method.RANKED, Method.APPROVAL):
                found.append(reverse("choice_desk", args=[slug, ballot.pk]))
            elif ballot.method not in (Method.SECRET, Method.TEMPERATURE):
                found.append(reverse("ballot_desk", args=[slug, ballot.pk]))
        return found

    def tables(self) -> list[str]:
        return [f"/c/{self.room.slug}/results/results.{suffix}" for suffix in ("csv", "xlsx", "json")]

    def sheets(self) -> list[str]:
        """The desk’s pages of paper ballots, which name whom they are handed to."""
        papers = [ballot for (method, _is_running), ballot in self.ballots.items() if method in ("secret", "ranked")]
        return [reverse("sheets", args=[self.room.slug, ballot.pk]) for ballot in papers]

    def answer_otherwise(self) -> None:
        """Whatever was answered in a running ballot is another answer now; how many answered stays."""
        running = [ballot.pk for (_method, is_running), ballot in self.ballots.items() if is_running]
        votes = Vote.objects.filter(ballot__in=running)
        assert votes.filter(ballot__method=Method.TEMPERATURE).update(choice=Choice.LIVE_WITH, reason="")
        votes.filter(ballot__method=Method.RECORDED).update(choice=Choice.ABSTAIN)
        votes.filter(ballot__method=Method.CONSENSUS).update(choice=Choice.JOIN, reason="")
        cast = SecretVote.objects.filter(ballot__in=running)
        assert cast.exclude(choice="").update(choice=Choice.ABSTAIN)
        assert cast.exclude(answer="").update(answer="-")
        Sheet.objects.filter(ballot__in=running, ballot__method=Method.SECRET).exclude(answer="").update(answer="no")


def make_balloted_room(rule: Rule, inside: str) -> Balloted:
    room = make_room(rule=rule, inside=inside, visibility="public", phases=list(PhaseKind))
    session = make_session(room.consultation, questions=1)
    found = Balloted(room, session, make_people(room, VOTERS), {})
    provide(room, "States", "Business")
    for is_running in (False, True):
        _on_texts(found, is_running)
        for method in ("ranked", "approval"):
            found.ballots[method, is_running] = _among_options(found, method, is_running)
    found.ballots["silence", True] = silence.put(_chair(found), _text(found))
    return found


def _chair(found: Balloted) -> Here:
    return standing_of(found.room.people["chair"])


def _text(found: Balloted) -> int:
    question = found.session.questions.get(number=1)
    return drafting.propose(_chair(found), question.pk, text="States should keep a register.").pk


def _on_texts(found: Balloted, is_running: bool) -> None:
    """A secret ballot, a check, a call for objections and, where it is permitted, a recorded vote."""
    people = found.people[1:-2] if is_running else found.people
    ballot = secret.put(_chair(found), _text(found))
    box = people[:-ON_PAPER]
    for number, person in enumerate(box):
        secret.cast(person.pk, ballot.pk, ("yes", "yes", "no", "abstain")[number % 4])
    _paper(found, ballot, people[-ON_PAPER:], lambda: "yes", is_running)
    found.ballots["secret", is_running] = ballot if is_running else secret.close(ballot.pk, record.RULE)
    puts: dict[str, tuple[Callable[..., Ballot], list[str]]] = {
        "temperature": (voting.put, ["support", "object", "live-with"]),
        "consensus": (consensus.put, ["join", "dissociate"]),
        "recorded": (recorded.put, ["yes", "no", "yes"]),
    }
    for method, (put, answers) in puts.items():
        if method == "recorded" and found.room.consultation.attribution_rule == Rule.ANONYMOUS:
            continue
        ballot = put(_chair(found), _text(found))
        for number, person in enumerate(people):
            vote(person, ballot, answers[number % len(answers)], "It costs too much.")
        if not is_running and method == "consensus":
            consensus.call_off(_chair(found), ballot.pk)
        elif not is_running:
            closing.close_ballot(ballot.pk, record.RULE)
        found.ballots[method, is_running] = Ballot.objects.get(pk=ballot.pk)


def _among_options(found: Balloted, method: str, is_running: bool) -> Ballot:
    people = found.people[1:-2] if is_running else found.people
    wanted = choice.Draft(method, "Who speaks?", ("North", "South", "East"), seats=1)
    ballot = choice.draft(_chair(found), found.session.pk, wanted)
    choice.open_ballot(_chair(found), ballot.pk)
    options = list(Candidacy.objects.filter(choosing=ballot.pk).values_list("pk", flat=True))
    box = people[:-ON_PAPER] if method == "ranked" else people
    for number, person in enumerate(box):
        choice.cast(person.pk, ballot.pk, {options[number % 3]: "1"})
    if method == "ranked":
        _paper(found, ballot, people[-ON_PAPER:], lambda: {options[0]: "1"}, is_running)
    if is_running:
        return Ballot.objects.get(pk=ballot.pk)
    return choice.close(ballot.pk, record.RULE)


def _paper(
    found: Balloted, ballot: Ballot, people: list[Participant], marks: Callable[[], object], is_running: bool
) -> None:
    """Paper for some: all of it entered, or of a running ballot one sheet once more by a second person, one once.

    Where nobody is named nobody can be handed any: they cast on their screens.
    """
    if found.room.consultation.attribution_rule == Rule.ANONYMOUS or found.room.consultation.inside == "group":
        for person in people:
            if ballot.method == Method.SECRET:
                secret.cast(person.pk, ballot.pk, "no")
            else:
                choice.cast(person.pk, ballot.pk, marks())  # type: ignore[arg-type]
        return
    desk, second = _chair(found), standing_of(found.room.people["convenor"])
    codes = [printed.code for printed in sheet.print_sheets(desk, ballot.pk)]
    bodies = [person.delegation_id for person in people]
    electors = ballot.electorate.electors.filter(delegation__in=bodies).values_list("pk", flat=True)
    sheet.hand_out(desk, ballot.pk, list(electors))
    for number, code in enumerate(codes[: len(people)]):
        if is_running and number == 2:
            break
        sheet.enter(desk, ballot.pk, code, marks(), alone=False)  # type: ignore[arg-type]
        if not (is_running and number == 1):
            sheet.enter(second, ballot.pk, code, marks(), alone=False)  # type: ignore[arg-type]
