"""Reading those who follow by mail: their links are signed, nothing of them is kept."""

from django.core import signing

from sessions_app.models import Follower

_SALT = "consult.follow"
CONFIRM_WITHIN = 3 * 24 * 60 * 60  # seconds


def token_of(follower: Follower) -> str:
    """The token of the links in their mails."""
    return signing.dumps({"follower": follower.pk, "asked": int(follower.asked_at.timestamp())}, salt=_SALT)


def of_token(token: str, *, max_age: int | None = None) -> Follower | None:
    """Whom a link is for; None for a wrong or, with ``max_age`` in seconds, an old one."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=max_age)
    except signing.BadSignature:
        return None
    follower = Follower.objects.filter(pk=said["follower"]).select_related("consultation").first()
    if follower is None or int(follower.asked_at.timestamp()) != said["asked"]:
        return None
    return follower
