"""The note on method, in its forms, and the table of words that stand for numbers."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from synthesis.rules.convergence import FEWEST, GROUPS, OF
from synthesis.wording.words import spelled


def method(*, positions: bool, themes: bool, counts: bool, converging: bool) -> list[str]:
    """The note on method, paragraph by paragraph. converging: whether views are said to have met in what was said."""
    texts = [
        _(
            "This draft was made from the contributions and the closed questions of the consultation. Only "
            "contributions that were shown to the participants are reflected. What participants asked not to be quoted "
            "is not quoted."
        )
    ]
    if themes:
        texts.append(
            _(
                "Contributions were grouped by the likeness of their words. The groups and their names are a proposal "
                "for the rapporteur to review; a contribution belongs to one group or to none. For each group, at most "
                "two statements stand for those like them."
            )
        )
    if positions:
        texts.append(
            _(
                "Percentages are given where at least 10 took a position, and always with the number they are "
                "percentages of, those who passed or abstained included. Views are said to converge where at least two "
                "thirds took one side and to differ where at least 30 per cent stood on either side. No conclusion is "
                "drawn from silence."
            )
        )
    if converging:
        texts.append(
            _(
                "Of what was said, views are said to converge on a point where at least {fewest} made it, of at least "
                "{groups} groups where several spoke, and at least one in {share} of those who spoke on the question, "
                "and where nobody opposed it."
            ).format(fewest=spelled(FEWEST), groups=spelled(GROUPS), share=spelled(OF))
        )
    if counts:
        texts.append(_("Words that stand for a number are used as the following table says."))
    return texts


def uncounted() -> str:
    """For a report that tells no numbers of people or votes."""
    return _("It is told what was said, not by whom, by how many or when. No conclusion is drawn from silence.")


def short(*, positions: bool) -> str:
    """The note on method of a short form."""
    text = _(
        "Made from the contributions and closed questions of the consultation. “A few” is three or four, “several” "
        "five to nine; under ten who spoke to a point, three or more are “some”. Percentages stand with what they are "
        "of. No conclusion is drawn from silence."
    )
    if not positions:
        return text
    return text + _(
        " Of those who answered, “a majority” is more than half, “a large majority” two thirds or more, “nearly all” "
        "nine tenths or more."
    )


def quantifier_table(*, positions: bool) -> list[list[str]]:
    """The words that stand for numbers, as rows of a table, its first the heading."""
    rows = [[_("Word"), _("What it means")]]
    if positions:
        rows += [
            [_("a minority"), _("fewer than half of those who answered")],
            [_("half"), _("exactly half")],
            [_("a majority"), _("more than half and fewer than two thirds")],
            [_("a large majority"), _("two thirds or more and fewer than nine tenths")],
            [_("nearly all"), _("nine tenths or more, but not all")],
            [pgettext("quantifier", "all"), _("everybody who answered")],
            [
                _("wide support"),
                _("at least 80 per cent supported or could live with it, and no group objected by more than a third"),
            ],
        ]
    rows += [
        [_("some"), _("three or more, where fewer than 10 spoke to the point")],
        [_("a few"), _("three or four")],
        [_("several"), _("five to nine, or more where they are fewer than a third of those who spoke to the point")],
        [_("many"), _("10 or more, and at least a third of those who spoke to the point")],
    ]
    return rows
