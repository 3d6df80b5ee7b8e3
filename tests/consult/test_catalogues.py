"""The interface in six languages: what a catalogue says is compiled, whole, and keeps what the code puts in."""

import gettext

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from tools.messages import LANGUAGES, fill, forms_of, path_of, wrong


def texts_of(entry: polib.POEntry) -> list[str]:
    return (
        [entry.msgstr_plural[place] for place in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_loses_what_the_code_puts_in(language: str) -> None:
    catalogue = polib.pofile(str(path_of(language)))
    faults = [f"{entry.msgid!r}: {wrong(entry, texts_of(entry))}" for entry in catalogue.translated_entries()]
    assert [fault for fault in faults if not fault.endswith(": ")] == []
    plurals = [entry for entry in catalogue.translated_entries() if entry.msgid_plural]
    assert {len(entry.msgstr_plural) for entry in plurals} <= {forms_of(catalogue)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shown_is_what_the_catalogue_says(language: str) -> None:
    catalogue = polib.pofile(str(path_of(language)))
    with path_of(language).with_suffix(".mo").open("rb") as file:
        shown = gettext.GNUTranslations(file)
    for entry in catalogue.translated_entries():
        if not entry.msgid_plural and not entry.msgctxt:
            assert shown.gettext(entry.msgid) == entry.msgstr


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_a_guess(language: str) -> None:
    assert polib.pofile(str(path_of(language))).fuzzy_entries() == []


def test_a_lost_placeholder_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = polib.pofile(str(path_of("fr")))
    entry = next(entry for entry in catalogue if "%(name)s" in entry.msgid)
    before = path_of("fr").read_bytes()
    assert wrong(entry, ["Sans nom."])
    assert fill("fr", {entry.msgid: "Sans nom.", "No such string of ours": "Rien."}) == 2
    assert "placeholders" in capsys.readouterr().err
    assert path_of("fr").read_bytes() == before


@pytest.mark.parametrize("language", ["fr", "es", "ar", "zh-hans", "ru"])
def test_a_page_is_in_the_language_of_its_reader(language: str) -> None:
    with translation.override(language):
        assert _("Guiding question %(number)s") != "Guiding question %(number)s"
