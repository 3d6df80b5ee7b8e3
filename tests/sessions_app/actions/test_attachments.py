"""Files that come with a contribution, well-meant and hostile."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from consult.procedure import RefusedError
from sessions_app.actions import discussion
from sessions_app.actions.attachments import MOST_BYTES, cleaned
from sessions_app.models import Attachment, Contribution
from tests.factories import Room, make_room
from tests.sessions_app.factories import make_session, say, standing_of

PDF = b"%PDF-1.7\n%%EOF"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Zyxcamera"
    Image.new("RGB", size, "navy").save(out, kind, exif=exif, comment="zyxcomment")
    return out.getvalue()


def word(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b"<w/>",
            "docProps/core.xml": b"<a>Zyxname</a>",
        }
        for name, data in (parts | more).items():
            packed.writestr(name, data)
    return out.getvalue()


def test_each_kind_is_known_by_its_content_and_named_after_it() -> None:
    given = [("a.exe", PDF), ("b.pdf", picture("PNG")), ("c", word())]
    assert [name for name, _data in cleaned(given)] == ["a.pdf", "b.png", "c.docx"]


def test_pictures_and_word_files_lose_what_says_who_made_them() -> None:
    ((_jpg, picture_kept), (_docx, word_kept)) = cleaned([("a.jpg", picture()), ("b.docx", word())])
    assert b"Zyx" in picture()
    assert b"yxc" not in picture_kept
    with zipfile.ZipFile(io.BytesIO(word_kept)) as packed:
        assert b"Zyx" not in packed.read("docProps/core.xml")
        assert packed.read("word/document.xml") == b"<w/>"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("page.html", b"<script>alert(1)</script>", "no PDF, DOCX"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "no PDF, DOCX"),
        ("empty.pdf", b"", "no PDF, DOCX"),
        ("cut.pdf", b"%PDF-1.7 and no more", "damaged"),
        ("large.pdf", b"%PDF-" + b"0" * MOST_BYTES, "larger than 5 MB"),
        ("sheet.docx", b"PK\x03\x04 and no zip", "damaged"),
        ("any.docx", word()[:-40], "damaged"),
        ("macro.docx", word(**{"word/vbaProject.bin": b"x"}), "holds a program"),
        ("entity.docx", word(**{"word/x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "document type"),
        ("bomb.docx", word(**{"word/x.bin": b"\0" * 60_000_000}), "unpacks to more"),
        ("broken.png", b"\x89PNG\r\n\x1a\n and no picture", "no picture"),
        ("cut.jpg", picture()[:300], "no picture"),
    ],
)
def test_what_is_something_else_or_does_harm_is_refused_with_a_reason(name: str, data: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        cleaned([(name, data)])


def test_a_zip_that_is_no_word_document_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", b"<a/>")
    with pytest.raises(RefusedError, match="no Word document"):
        cleaned([("a.docx", out.getvalue())])


def test_a_picture_that_claims_to_be_enormous_is_not_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    with pytest.raises(RefusedError, match="too many pixels"):
        cleaned([("a.png", out.getvalue())])


def test_at_most_three() -> None:
    with pytest.raises(RefusedError, match="At most 3"):
        cleaned([("a.pdf", PDF)] * 4)


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_breaks_a_header_or_turns_a_line(name: str) -> None:
    ((kept, _data),) = cleaned([(name, PDF)])
    assert kept.endswith(".pdf")
    assert len(kept) <= 104
    assert not set(kept) & set("/\\\0\r\n\"'<>:\u202e\u2066;")
    assert not kept.startswith(".")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x\\report.final.docx", "a\r\nSet-Cookie: b.pdf", "\u202egnp.exe"]
)
def test_hostile_names_are_read_as_plain_words(name: str) -> None:
    kept = cleaned([(name, PDF)])[0][0]
    assert kept in {"passwd.pdf", "report final.pdf", "a Set-Cookie b.pdf", "gnp.pdf"}


# --- the page and the file ----------------------------------------------------------------------------------------


@pytest.fixture
def room(db: None) -> Room:
    return make_room()


def address(row: Contribution) -> str:
    file = Attachment.objects.get(contribution=row)
    return f"{row.question.session.get_absolute_url()}contribution/{row.pk}/files/{file.pk}/"


def test_files_come_by_the_form_and_are_kept_as_files_for_whoever_sees_the_contribution(room: Room) -> None:
    session, client = make_session(room.consultation), Client()
    client.force_login(room.people["participant"].user)
    body = {
        "text": "With a file.",
        "attachments": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.png", picture("PNG"))],
    }
    assert client.post(f"{session.get_absolute_url()}q/1/contribute/", body).status_code == 302
    row = Contribution.objects.get()
    assert [file.name for file in row.attachments.all()] == ["a.pdf", "b.png"]
    page = client.get(f"{session.get_absolute_url()}q/1/").content.decode()
    first = row.attachments.all()[0]
    assert f"/files/{first.pk}/" in page
    answer = client.get(f"{session.get_absolute_url()}contribution/{row.pk}/files/{first.pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "no-store" in answer["Cache-Control"]


def test_a_refused_file_stores_nothing_and_keeps_the_text(room: Room) -> None:
    session, client = make_session(room.consultation), Client()
    client.force_login(room.people["participant"].user)
    body = {"text": "With a page.", "attachments": [SimpleUploadedFile("a.pdf", b"<html>")]}
    answer = client.post(f"{session.get_absolute_url()}q/1/contribute/", body)
    assert answer.status_code == 422
    assert "With a page." in answer.content.decode()
    assert "no PDF, DOCX, PNG or JPEG" in answer.content.decode()
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("state", ["held", "hidden", "withdrawn"])
def test_a_file_goes_with_its_contribution(room: Room, state: str) -> None:
    question = make_session(room.consultation).questions.get(number=1)
    row = say(room.people["participant"], question, files=[("a.pdf", PDF)])
    client = Client()
    client.force_login(room.people["observer"].user)
    assert client.get(address(row)).status_code == 200
    if state == "withdrawn":
        discussion.withdraw(standing_of(room.people["participant"]), row.pk)
    else:
        discussion.moderate(standing_of(room.people["chair"]), row.pk, state, "Because.")
    assert client.get(address(row)).status_code == 404
    client.force_login(room.people["chair"].user)
    assert client.get(address(row)).status_code == (404 if state == "withdrawn" else 200)


def test_a_file_is_not_found_through_another_contribution_or_consultation(room: Room) -> None:
    question = make_session(room.consultation).questions.get(number=1)
    row, other = (
        say(room.people["participant"], question, files=[("a.pdf", PDF)]),
        say(room.people["participant"], question),
    )
    elsewhere = make_room()
    theirs = make_session(elsewhere.consultation)
    client = Client()
    client.force_login(room.people["chair"].user)
    assert client.get(address(row).replace(f"/{row.pk}/files", f"/{other.pk}/files")).status_code == 404
    client.force_login(elsewhere.people["chair"].user)
    foreign = address(row).replace(question.session.get_absolute_url(), theirs.get_absolute_url())
    assert client.get(foreign).status_code == 404
