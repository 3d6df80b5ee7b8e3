"""`manage.py make_demo`: the demonstration, and a sign-in link for each role."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from consult.models import Consultation, User
from consult.procedure import Role
from consult.queries.people import demo_token
from sessions_app.management import demonstration
from sessions_app.models import Session

# Who can be signed in as, what they are called here, and the page they land on.
WHO = (
    (Role.CONVENOR, "convenor", "consultation"),
    (Role.CHAIR, "chair", "desk"),
    (Role.RAPPORTEUR, "rapporteur", "consultation"),
    ("State A", "participant, State A", "session"),
    ("Civil society network B", "participant, Civil society network B", "session"),
    (Role.OBSERVER, "observer", "session"),
)


def _origin() -> str:
    """Where this house says it is served; ``make demo`` sets it from the port."""
    return settings.ORIGINS[0] if settings.ORIGINS else "http://127.0.0.1:8000"


class Command(BaseCommand):
    """A second run keeps the database as it is and prints the links again."""

    help = "Make the demonstration (in the demonstration setting only) and print one sign-in link per role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base-url", default=_origin(), help="where it is served")
        parser.add_argument("--fresh", action="store_true", help="delete the demonstration first and make it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("A demonstration needs CONSULT_DEMO=1: its sign-in links are open to whoever has them.")
        if options["fresh"]:
            demonstration.forget()
        if len(demonstration.found()) < len(demonstration.ALL):
            demonstration.forget()
            demonstration.build()
        self.say(options["base_url"].rstrip("/"))

    def say(self, base: str) -> None:
        roundtable, meeting, positions = demonstration.found()
        session = roundtable.sessions.get()
        self.stdout.write(self.style.MIGRATE_HEADING(f"{roundtable.title} (a demonstration, everything is invented)"))
        for label, called, page in WHO:
            link = self.link(demonstration.account(label), page, roundtable, session)
            self.stdout.write(f"  {called}:\n    {base}{link}")
        self.stdout.write(f"Also, under the Chatham House Rule: {base}{meeting.get_absolute_url()}")
        self.stdout.write(f"Also, with positions and their analysis: {base}{reverse('results', args=[positions.slug])}")
        self.stdout.write(f"Join code for anybody else: {roundtable.join_code} at {base}{reverse('join')}")
        self.stdout.write(
            "Open first: State A in one browser and the chair in another (or in a private window). Answer text 2.1 as "
            "State A, then close its check as the chair: the result appears on both without a reload."
        )

    def link(self, user: User, page: str, consultation: Consultation, session: Session) -> str:
        """The sign-in link that lands on ``page``."""
        where = [consultation.slug] if page == "consultation" else [consultation.slug, session.pk]
        return f"{reverse('demo_sign_in', args=[demo_token(user)])}?next={reverse(page, args=where)}"
