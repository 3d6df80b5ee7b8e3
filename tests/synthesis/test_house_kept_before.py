"""A house's template that was stored before names were left out of it: they go into no file that is written on it."""

import zipfile
from io import BytesIO

import pytest

from consult.documents import house as reading
from consult.documents.house import cleaned, form_alone
from synthesis.models import HouseStyle
from synthesis.models.report import Report
from synthesis.writers import export
from tests.factories import Room, make_room
from tests.leaks.crawl import opened
from tests.synthesis.test_house_style import NAME, pictured, rewritten, run, with_header

pytestmark = pytest.mark.django_db
INSERTED = f'<w:ins w:id="1" w:author="{NAME}">{run("of old")}</w:ins>'


def kept(room: Room, docx: bytes) -> Report:
    """A report on a template that was stored as it is."""
    styles = list(cleaned(with_header("")).styles)
    HouseStyle.objects.create(consultation=room.consultation, docx=docx, styles=styles)
    report = Report.objects.create(consultation=room.consultation, title="On it")
    report.sections.create(key="process", heading="First").paragraphs.create(text="Written.")
    return report


def test_a_template_that_was_kept_with_names_is_written_on_without_them() -> None:
    made = export(kept(make_room(), with_header(INSERTED)), "docx")
    parts = opened("x.docx", made)
    assert NAME.encode() not in b"".join(parts.values())
    assert any(b"House of Examples" in part and b"of old" in part for part in parts.values())


def test_one_that_would_be_refused_today_gives_way_to_the_usual_form() -> None:
    data = pictured("PNG")
    media = next(name for name in zipfile.ZipFile(BytesIO(data)).namelist() if "/media/" in name)
    made = export(kept(make_room(), rewritten(data, {media: NAME.encode()})), "docx")
    parts = opened("x.docx", made)
    assert NAME.encode() not in b"".join(parts.values())
    assert any(b"Written." in part for part in parts.values())


def test_one_that_is_bare_is_taken_as_it_is_without_reading_it_again(monkeypatch) -> None:
    bare = cleaned(with_header(INSERTED)).docx
    monkeypatch.setattr(reading, "read_house", None)
    assert form_alone(bare) == bare
