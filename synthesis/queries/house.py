"""The house style of a consultation's reports: for a draft as it is now, for a published one as it was then."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from consult.models import Consultation
from synthesis.models.publication import HouseStyle
from synthesis.models.report import Paragraph, Report

_STYLE, _LINES = "house_style", "house_lines"


def house_style(consultation: Consultation) -> HouseStyle | None:
    """As it is now, without the template's bytes."""
    return HouseStyle.objects.filter(consultation=consultation).defer("docx").first()


def house_of(report: Report) -> int:
    """The id of the style whose template a report is set in, 0 for the usual one."""
    if report.is_final:
        return int(report.facts.get(_STYLE, 0))
    house = house_style(report.consultation)
    return house.pk if house and house.styles else 0


def house_lines(report: Report) -> list[list[str]]:
    """(label, value) of what the house prints above a report, in the report's language."""
    if report.is_final:
        return list(report.facts.get(_LINES, ()))
    house = house_style(report.consultation)
    return lines_of(house, report.language) if house else []


def lines_of(house: HouseStyle, language: str) -> list[list[str]]:
    with translation.override(language):
        lines = [
            [_("Symbol"), house.symbol],
            [_("Distribution"), house.distribution],
            [_("Original"), _language(house.original_language)],
        ]
    return [[label, value] for label, value in lines if value]


def _language(told: str) -> str:
    return str(translation.gettext(dict(settings.LANGUAGES).get(told, told)))


def frozen_house(report: Report) -> dict[str, Any]:
    """What a report keeps of it when it is published."""
    return {_STYLE: house_of(report), _LINES: house_lines(report)}


def length_of(report: Report) -> int:
    """How many words the report has, as its word limit counts them: without tables and annexes."""
    rows = Paragraph.objects.filter(section__report=report, removed_at=None, rows=None)
    texts = rows.exclude(section__key__startswith="annex").values_list("text", flat=True)
    return sum(len(text.split()) for text in texts)
