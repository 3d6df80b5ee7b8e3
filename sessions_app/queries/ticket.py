"""Admission to the live line: the signed ticket that a page carries, and whether what it says still holds.

A page is rendered after its right was checked, so it can hand its reader a ticket: which session, as which audience, in
which language, as of which sequence. The socket brings the ticket and the browser's own session cookie; a ticket alone
opens nothing that needs a sign-in. The hub asks ``holding`` again and again while the socket is open.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from functools import cache, lru_cache, partial

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from consult.models import Consultation, Participant, ParticipantRole, User
from consult.models.consultation import Visibility
from consult.procedure import Act, Role, Standing, may
from consult.queries.people import Here, open_phases, standing_with
from sessions_app.queries.breakout import is_let_in, members_of

SECONDS = 60
_signer = signing.TimestampSigner(salt="sessions_app.ticket")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a ticket says: its bearer sees this session as this audience. ``participant_id`` 0: nobody in particular."""

    consultation_id: int
    session_id: int
    audience: str
    language: str
    seq: int
    participant_id: int = 0


def make(here: Here, session_id: int, audience: str, language: str, seq: int) -> str:
    """The ticket of a page that was rendered for ``here`` as of ``seq``; it opens one socket within a minute."""
    participant_id = here.participant.pk if here.participant else 0
    return sign(Claim(here.consultation.pk, session_id, audience, language, seq, participant_id))


def sign(claim: Claim) -> str:
    """A ticket that says ``claim``, for somebody of whom it held a moment ago."""
    return _signer.sign_object(list(astuple(claim)))


def read(ticket: str) -> Claim:
    """The claim of a ticket; ``signing.BadSignature`` if it is forged or older than a minute."""
    return Claim(*_signer.unsign_object(ticket, max_age=SECONDS))


def signed_in(keys: Iterable[str]) -> dict[str, int]:
    """Session key -> account, for those of ``keys`` that are signed in now. Two queries, whatever their number."""
    rows = Session.objects.filter(session_key__in=set(keys), expire_date__gt=timezone.now())
    opened = {key: _opened(data) for key, data in rows.values_list("session_key", "session_data")}
    ids = {account for account, _ in opened.values() if account}
    users = User.objects.filter(pk__in=ids, is_active=True).values_list("pk", "password")
    passwords = {str(pk): (pk, password) for pk, password in users}
    found = {}
    for key, (account, vouched) in opened.items():
        pk, password = passwords.get(account, (0, ""))
        if pk and _still_vouches(vouched, password):
            found[key] = pk
    return found


# The hub asks for every open socket again and again, and what is stored has rarely changed: both are pure functions.


@lru_cache(maxsize=8192)
def _opened(data: str) -> tuple[str, str]:
    """The account that a stored session is signed in to, and what vouches for it; empty where nobody is."""
    held = SessionStore().decode(data)
    return held.get(SESSION_KEY, ""), held.get(HASH_SESSION_KEY, "")


@lru_cache(maxsize=8192)
def _still_vouches(vouched: str, password: str) -> bool:
    """False once the password has changed: every session of the account has ended with it."""
    return constant_time_compare(vouched, User(password=password).get_session_auth_hash())


def holding(claims: Collection[tuple[Claim, str]]) -> set[tuple[Claim, str]]:
    """Those of ``claims`` (each with its browser's session key) that hold now. A handful of queries for any number."""
    accounts = signed_in(key for _, key in claims if key)
    wanted = {claim.consultation_id for claim, _ in claims}
    rooms = members_of({claim.session_id for claim, _ in claims})
    held: set[tuple[Claim, str]] = set()
    for consultation in Consultation.objects.filter(pk__in=wanted).prefetch_related("phases"):
        ours = [(claim, key) for claim, key in claims if claim.consultation_id == consultation.pk]
        people = _people(consultation, {accounts[key] for _, key in ours if key in accounts})
        sees = cache(partial(_may_see, consultation))
        for claim, key in ours:
            participant_id, standing = people[accounts.get(key, 0)]
            is_own = claim.participant_id in (0, participant_id)
            room = rooms.get(claim.session_id)
            is_in = room is None or is_let_in(standing.roles, participant_id, room)
            if is_own and is_in and sees(standing, claim.audience):
                held.add((claim, key))
    return held


def _people(consultation: Consultation, user_ids: set[int]) -> dict[int, tuple[int, Standing]]:
    """Account -> participant and standing, as ``consult.queries.people.here`` has them, for many at once; 0: nobody."""
    staff = set(User.objects.filter(pk__in=user_ids, is_secretariat=True).values_list("pk", flat=True))
    ours = Participant.objects.filter(consultation=consultation, user_id__in=user_ids)
    rows = {user_id: (pk, removed) for user_id, pk, removed in ours.values_list("user_id", "pk", "removed_at")}
    roles: dict[int, frozenset[str]] = defaultdict(frozenset)
    for pk, role in ParticipantRole.objects.filter(participant__in=ours).values_list("participant_id", "role"):
        roles[pk] |= {role}
    phases = open_phases(consultation)

    @cache
    def standing(given: frozenset[str], is_removed: bool, is_secretariat: bool) -> Standing:
        return standing_with(consultation, phases, given, is_removed=is_removed, is_secretariat=is_secretariat)

    found: dict[int, tuple[int, Standing]] = {}
    for user_id in {0, *user_ids}:
        pk, removed = rows.get(user_id, (0, None))
        found[user_id] = (pk, standing(roles[pk], removed is not None, user_id in staff))
    return found


def _may_see(consultation: Consultation, standing: Standing, audience: str) -> bool:
    if audience == "public":
        return consultation.visibility == Visibility.PUBLIC or bool(may(standing, Act.READ))
    if audience == "desk":
        return bool(standing.roles & {Role.CONVENOR, Role.CHAIR})
    return audience in ("participant", "screen") and bool(may(standing, Act.READ))
