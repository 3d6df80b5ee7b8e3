"""How a sentence on what was said begins, by the voice of the template and the type of what was said."""

from django.utils.translation import gettext as _

from sessions_app.states import ContributionType

_PRACTICES = {ContributionType.GOOD_PRACTICE, ContributionType.EVIDENCE}


def reported(type_: str, *, also: bool) -> str:
    """Nobody is the subject: {by} stands for who, {what} for the one-sentence field."""
    if type_ == ContributionType.ISSUE:
        return _("It was also noted{by} that {what}.") if also else _("It was noted{by} that {what}.")
    if type_ == ContributionType.CHALLENGE:
        return _("Concern was also expressed{by} that {what}.") if also else _("Concern was expressed{by} that {what}.")
    if type_ in _PRACTICES:
        return _("It was also reported{by} that {what}.") if also else _("It was reported{by} that {what}.")
    if type_ == ContributionType.QUESTION:
        return (
            _("The question was also raised{by} whether {what}.")
            if also
            else _("The question was raised{by} whether {what}.")
        )
    return _("It was also suggested{by} that {what}.") if also else _("It was suggested{by} that {what}.")


def spoken(type_: str) -> str:
    """Those who spoke are the subject: {who} with a capital, such as "Two delegations"."""
    if type_ == ContributionType.ISSUE:
        return _("{who} noted that {what}.")
    if type_ == ContributionType.CHALLENGE:
        return _("{who} expressed concern that {what}.")
    if type_ in _PRACTICES:
        return _("{who} reported that {what}.")
    if type_ == ContributionType.QUESTION:
        return _("{who} asked whether {what}.")
    return _("{who} suggested that {what}.")


def own(type_: str, *, also: bool) -> str:
    """The author’s own voice, in the present: nobody speaks and nothing is counted."""
    if type_ == ContributionType.ISSUE:
        return _("It has also been pointed out that {what}.") if also else _("It has been pointed out that {what}.")
    if type_ == ContributionType.CHALLENGE:
        return _("There are also concerns that {what}.") if also else _("There are concerns that {what}.")
    if type_ in _PRACTICES:
        return _("It has also been reported that {what}.") if also else _("It has been reported that {what}.")
    if type_ == ContributionType.QUESTION:
        return _("It also remains open whether {what}.") if also else _("It remains open whether {what}.")
    return _("It has also been suggested that {what}.") if also else _("It has been suggested that {what}.")


def asked(voice: str, *, also: bool) -> str:
    """A question that brings its own question word."""
    if voice == "own":
        return _("It also remains open {what}.") if also else _("It remains open {what}.")
    if voice == "spoken":
        return _("{who} asked {what}.")
    return _("It was also asked{by} {what}.") if also else _("It was asked{by} {what}.")
