"""The PDF: both standards, structure, language, and pages that hold every sign."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from synthesis.writers import fonts, pdf
from tests.synthesis.writers import samples


def opened(language: str = "en", **options: object) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf.write(samples.material(language, **options))))


def elements(node: pikepdf.Object, kind: str = "") -> list[pikepdf.Object]:
    """The elements of the structure in order of reading, of one kind or all."""
    found = []
    if isinstance(node, pikepdf.Array):
        return [one for inner in node for one in elements(inner, kind)]
    if isinstance(node, pikepdf.Dictionary):
        if "/S" in node and (not kind or str(node.S) == kind):
            found.append(node)
        if "/K" in node:
            found += elements(node.K, kind)
    return found


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_it_is_for_everybody_and_for_archives_and_says_its_language(language: str) -> None:
    book = opened(language)
    with book.open_metadata() as told:
        assert (told["pdfuaid:part"], told["pdfaid:part"], told["pdfaid:conformance"]) == ("1", "2", "A")
        assert told["dc:title"] == samples.WORDS[language]["title"]
        assert not told.get("dc:creator")
    assert str(book.Root.Lang).split("-")[0] == language.split("-")[0]
    assert book.Root.MarkInfo.Marked
    assert book.Root.ViewerPreferences.DisplayDocTitle
    assert "/Author" not in book.docinfo
    assert re.match(r"D:20251212", str(book.docinfo["/CreationDate"]))


def test_headings_go_down_one_level_at_a_time_and_columns_have_headers() -> None:
    book = opened()
    root = book.Root.StructTreeRoot
    levels = [int(str(one.S)[2:]) for one in elements(root.K) if re.fullmatch(r"/H\d", str(one.S))]
    assert levels == [1, 1, 2, 2, 1]
    for table in elements(root.K, "/Table"):
        headers = elements(table, "/TH")
        assert len(headers) >= 2
        assert all("Column" in str(one.get("/A")) for one in headers)
    assert len(elements(root.K, "/Note")) == 1


def test_a_sign_that_no_font_can_show_is_told_by_its_number() -> None:
    assert fonts.shown("A dove \U0001f54a\ufe0f, ж, 灯, مصباح") == "A dove [U+1F54A], ж, 灯, مصباح"
    assert fonts.shown("plain") == "plain"


def test_pages_are_numbered_and_paragraphs_set_in_the_fonts_of_their_script() -> None:
    for language, family in (("en", "NotoSerif"), ("ar", "Amiri"), ("zh-hans", "NotoSerifSC")):
        names = {str(font.BaseFont) for page in opened(language).pages for font in page.Resources.Font.values()}
        assert any(family in name for name in names), names


def test_a_symbol_is_never_broken() -> None:
    assert pdf._pieces("see A/HRC/59/15, and E/2025/12.") == [
        "see ",
        {"symbol": "A/HRC/59/15"},
        ", and ",
        {"symbol": "E/2025/12"},
        ".",
    ]
    assert pdf._pieces("and/or 3/4 of it") == ["and/or 3/4 of it"]


def test_a_long_report_is_set_in_time() -> None:
    book = pypdfium2.PdfDocument(pdf.write(samples.material(paragraphs=200)))
    assert len(book) > 20
