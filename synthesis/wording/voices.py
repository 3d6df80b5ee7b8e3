"""How a sentence on what was said begins, by the voice of the template and the type of what was said."""

from django.utils.translation import gettext as _

from sessions_app.states import ContributionType

_PRACTICES = {ContributionType.GOOD_PRACTICE, ContributionType.EVIDENCE}


def reported(type_: str, *, also: int) -> str:
    """Nobody is the subject: {by} stands for who, {what} for the one-sentence field. also: 1 "also", 2 "further"."""
    if type_ == ContributionType.ISSUE:
        forms = (
            _("It was noted{by} that {what}."),
            _("It was also noted{by} that {what}."),
            _("It was further noted{by} that {what}."),
        )
    elif type_ == ContributionType.CHALLENGE:
        forms = (
            _("Concern was expressed{by} that {what}."),
            _("Concern was also expressed{by} that {what}."),
            _("Concern was further expressed{by} that {what}."),
        )
    elif type_ in _PRACTICES:
        forms = (
            _("It was reported{by} that {what}."),
            _("It was also reported{by} that {what}."),
            _("It was further reported{by} that {what}."),
        )
    elif type_ == ContributionType.QUESTION:
        forms = (
            _("The question was raised{by} whether {what}."),
            _("The question was also raised{by} whether {what}."),
            _("The question was further raised{by} whether {what}."),
        )
    else:
        forms = (
            _("It was suggested{by} that {what}."),
            _("It was also suggested{by} that {what}."),
            _("It was further suggested{by} that {what}."),
        )
    return forms[also]


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


def own(type_: str, *, also: int) -> str:
    """The author’s own voice, in the present: nobody speaks and nothing is counted. also: 1 "also", 2 "further"."""
    if type_ == ContributionType.ISSUE:
        forms = (
            _("It has been pointed out that {what}."),
            _("It has also been pointed out that {what}."),
            _("It has further been pointed out that {what}."),
        )
    elif type_ == ContributionType.CHALLENGE:
        forms = (
            _("There are concerns that {what}."),
            _("There are also concerns that {what}."),
            _("There are further concerns that {what}."),
        )
    elif type_ in _PRACTICES:
        forms = (
            _("It has been reported that {what}."),
            _("It has also been reported that {what}."),
            _("It has further been reported that {what}."),
        )
    elif type_ == ContributionType.QUESTION:
        forms = (
            _("It remains open whether {what}."),
            _("It also remains open whether {what}."),
            _("It further remains open whether {what}."),
        )
    else:
        forms = (
            _("It has been suggested that {what}."),
            _("It has also been suggested that {what}."),
            _("It has further been suggested that {what}."),
        )
    return forms[also]


def asked(voice: str, *, also: int) -> str:
    """A question that brings its own question word."""
    if voice == "own":
        forms = (_("It remains open {what}."), _("It also remains open {what}."), _("It further remains open {what}."))
    elif voice == "spoken":
        forms = (_("{who} asked {what}."), _("{who} also asked {what}."), _("{who} further asked {what}."))
    else:
        forms = (
            _("It was asked{by} {what}."),
            _("It was also asked{by} {what}."),
            _("It was further asked{by} {what}."),
        )
    return forms[also]
