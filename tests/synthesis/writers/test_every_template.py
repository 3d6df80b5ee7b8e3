"""Reports of every template in the six languages: each file keeps to its standard and reads back as it was written."""

import functools
import io
import json
import re
import zipfile
from collections import Counter
from functools import partial

import pikepdf
import pytest
from django.db import transaction

from synthesis.models import Paragraph
from synthesis.models.report import Grounding
from synthesis.writers import FORMATS
from synthesis.writers.material import Material, material_of
from tests.faults.notes import figures
from tests.faults.size import FULL
from tests.synthesis import told
from tests.synthesis.writers.spoken import LANGUAGES, spoken
from tests.synthesis.writers.validity import CHECKS, faults_of

pytestmark = pytest.mark.faults
# In the gate two templates a language, so that each template and each language is there; in ``make faults`` all pairs.
PAIRS = [
    (language, template)
    for place, language in enumerate(LANGUAGES)
    for number, template in enumerate(told.TEMPLATES)
    if FULL or (number - 2 * place) % len(told.TEMPLATES) < 2
]


@functools.cache
def drafted(language: str) -> dict[str, Material]:
    """The material of the reports of one room; the room itself is undone. Called where a test has the database."""
    found = {}
    with transaction.atomic():
        room = spoken(language)
        for template in [of for one, of in PAIRS if one == language]:
            report = told.draft(room.consultation, template)
            Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
            found[template] = material_of(report)
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "template"), PAIRS)
def test_every_file_keeps_to_its_standard_and_reads_back(language: str, template: str) -> None:
    material = drafted(language)[template]
    assert len(material.blocks) > 10
    wrong = {}
    for extension in CHECKS:
        data = FORMATS[extension].write(material)
        if faults := faults_of(extension, data, material):
            wrong[extension] = faults
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_snapshot_gives_the_same_bytes(language: str) -> None:
    done: Counter[str] = Counter()
    for material in drafted(language).values():
        again = Material.from_dict(json.loads(json.dumps(material.to_dict())))
        for extension, form in FORMATS.items():
            assert form.write(material) == form.write(again), extension
            done["files"] += 1
    print(figures(f"same bytes in {language}", **done))


# --- the checks notice ------------------------------------------------------------------------------------------------


@functools.cache
def material() -> Material:
    return drafted("en")[next(of for one, of in PAIRS if one == "en")]


def replaced(member: str, pattern: str, new: str, data: bytes) -> bytes:
    """An archive with one place in a member written otherwise; the file itself where there is none."""
    if not member:
        changed, count = re.subn(pattern, new, data.decode(), count=1, flags=re.DOTALL)
        assert count
        return changed.encode()
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, replaced("", pattern, new, part) if name == member else part)
    return buffer.getvalue()


def deeper(data: bytes) -> bytes:
    """A PDF whose first heading stands on the third level."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as book:
        heading = next(one for one in book.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/H1")
        heading.S = pikepdf.Name("/H3")
        book.save(buffer)
    return buffer.getvalue()


BODY, STYLES = "word/document.xml", "word/styles.xml"
P = r'(<w:pStyle w:val="Report(?:Paragraph|Text)"/>)'
LEVEL = 'text:outline-level="1"'
BROKEN = {
    "a paragraph formatted directly": ("docx", partial(replaced, BODY, P, r'\1<w:jc w:val="center"/>')),
    "words formatted directly": ("docx", partial(replaced, BODY, "<w:r><w:t", "<w:r><w:rPr><w:b/></w:rPr><w:t")),
    "a typed number": ("docx", partial(replaced, BODY, P + r"(.*?<w:t[^>]*>)", r"\1\g<2>7. ")),
    "another language": ("docx", partial(replaced, STYLES, 'w:val="en-GB"', 'w:val="fr"')),
    "a lost number": ("docx", partial(replaced, BODY, 'w:val="ReportParagraph"', 'w:val="ReportText"')),
    "a skipped level": ("pdf", deeper),
    "an element that is not allowed": ("akn", partial(replaced, "", "<mainBody>", "<mainBody><x/>")),
    "a table that is not there": ("zip", partial(replaced, "datapackage.json", '"path": "', '"path": "no')),
    "another word": ("json", partial(replaced, "", '"text": "', '"text": "No ')),
    "a heading without its number": (
        "odt",
        partial(replaced, "content.xml", LEVEL, LEVEL + ' text:is-list-header="true"'),
    ),
    "a column without its scope": ("html", partial(replaced, "", ' scope="col"', "")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_noticed(name: str) -> None:
    extension, broken = BROKEN[name]
    whole = FORMATS[extension].write(material())
    assert faults_of(extension, whole, material()) == []
    assert faults_of(extension, broken(whole), material()) != []


def test_every_template_and_every_language_is_there() -> None:
    assert {template for _language, template in PAIRS} == set(told.TEMPLATES)
    assert {language for language, _template in PAIRS} == set(LANGUAGES)
