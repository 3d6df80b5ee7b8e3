"""Logos of partners: a picture is drawn anew and shown; what is no small picture is refused, and nothing is kept."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consult import record
from consult.models import Consultation, PartnerLogo, RecordEntry
from tests.factories import Room, UserFactory, make_room

pytestmark = pytest.mark.django_db
SECRET = "Taken by Somebody"


@pytest.fixture
def room() -> Room:
    partners = [{"name": "A <b>ministry", "url": "https://ministry.example/"}, {"name": "Another", "url": ""}]
    return make_room(partners=partners, visibility="public")


@pytest.fixture
def desk(room: Room, client: Client) -> Client:
    client.force_login(room.people["convenor"].user)
    return client


def drawn(kind: str = "PNG", size: tuple[int, int] = (900, 300), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 10, 10)).save(out, kind, **options)
    return out.getvalue()


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif[0x0112] = 6  # lies on its side
    return drawn("JPEG", exif=exif, comment=SECRET.encode())


def with_text() -> bytes:
    text = PngInfo()
    text.add_text("Author", SECRET)
    return drawn("PNG", pnginfo=text, icc_profile=SECRET.encode())


def bomb(width: int, height: int) -> bytes:
    """The head of an enormous picture, with hardly any body."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def upload(desk: Client, room: Room, data: bytes, partner: str = "A <b>ministry", name: str = "logo.png") -> Any:
    file = SimpleUploadedFile(name, data, "image/png")
    return desk.post(reverse("setup_logo", args=[room.slug]), {"partner": partner, "file": file})


def picture(client: Client, room: Room) -> Any:
    return client.get(reverse("logo", args=[room.slug, PartnerLogo.objects.get().pk]))


def entries() -> list[str]:
    return list(RecordEntry.objects.filter(act__contains="logo").values_list("act", flat=True))


@pytest.mark.parametrize("data", [drawn(), drawn("JPEG")], ids=["png", "jpeg"])
def test_a_logo_is_shown_with_its_partner(desk: Client, room: Room, data: bytes) -> None:
    assert upload(desk, room, data).status_code == 302
    key = PartnerLogo.objects.get(partner="A <b>ministry").pk
    src = f'src="{reverse("logo", args=[room.slug, key])}" alt="A &lt;b&gt;ministry"'
    page = Client().get(room.consultation.get_absolute_url()).content.decode()
    assert page.count(src) == 1
    assert 'href="https://ministry.example/"' in page
    assert src in desk.get(reverse("setup", args=[room.slug])).content.decode()
    answer = picture(Client(), room)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Cache-Control"].startswith("public")
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.format, shown.size) == ("PNG", (400, 133))
    assert entries() == ["set logo"]
    assert "ministry" not in RecordEntry.objects.get(act="set logo").body
    assert record.broken_at(room.consultation.pk) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "no picture that can be read"),
        (b"<!doctype html><script>alert(1)</script>", "no picture that can be read"),
        (drawn("GIF"), "no picture that can be read"),
        (drawn()[:60], "no picture that can be read"),
        (drawn() + b"\0" * 300 * 1024, "larger than 300 KB"),
        (bomb(4000, 4000), "too many pixels"),
        (bomb(12_000, 12_000), "too many pixels"),
        (bomb(60_000, 60_000), "too many pixels"),
        (b"", "empty"),
    ],
    ids=["svg", "html", "gif", "broken", "huge", "wide", "bomb", "great bomb", "empty"],
)
def test_anything_else_is_refused_and_nothing_of_it_is_kept(desk: Client, room: Room, data: bytes, reason: str) -> None:
    answer = upload(desk, room, data)
    assert answer.status_code == 400
    assert reason in answer.content.decode()
    assert not PartnerLogo.objects.exists()
    assert entries() == []


@pytest.mark.parametrize("data", [with_exif(), with_text()], ids=["exif", "text"])
def test_nothing_but_the_pixels_is_kept(desk: Client, room: Room, data: bytes) -> None:
    assert SECRET.encode() in data or b"iCCP" in data
    assert upload(desk, room, data).status_code == 302
    kept = bytes(PartnerLogo.objects.get().image)
    image = Image.open(io.BytesIO(kept))
    image.load()
    assert image.info == {}
    assert not image.getexif()
    assert SECRET.encode() not in kept
    if b"Exif" in data:
        assert image.size == (53, 160)  # it stands upright


@pytest.mark.parametrize("role", ["stranger", "chair", "rapporteur", "participant", "observer"])
def test_only_those_who_convene_set_and_remove_a_logo(client: Client, room: Room, role: str) -> None:
    logo = PartnerLogo.objects.create(consultation=room.consultation, partner="Another", image=b"x")
    client.force_login(UserFactory() if role == "stranger" else room.people[role].user)
    assert upload(client, room, drawn()).status_code == 403
    sent = client.post(reverse("setup_logo", args=[room.slug]), {"do": f"remove {logo.pk}"})
    assert sent.status_code == 403
    assert list(PartnerLogo.objects.all()) == [logo]
    assert entries() == []


def test_a_name_that_is_no_partner_gets_no_logo(desk: Client, room: Room) -> None:
    assert upload(desk, room, drawn(), partner="Somebody else").status_code == 400
    assert not PartnerLogo.objects.exists()


def test_a_second_logo_takes_the_place_of_the_first_and_the_button_removes_it(desk: Client, room: Room) -> None:
    upload(desk, room, drawn())
    first = PartnerLogo.objects.get().pk
    upload(desk, room, drawn(size=(20, 20)))
    again = PartnerLogo.objects.get()
    assert again.pk != first
    assert desk.post(reverse("setup_logo", args=[room.slug]), {"do": f"remove {again.pk}"}).status_code == 302
    assert not PartnerLogo.objects.exists()
    assert entries() == ["set logo", "set logo", "remove logo"]
    assert "Logo of a partner removed" in desk.get(reverse("setup_changes", args=[room.slug])).content.decode()


def test_the_logo_of_another_consultation_is_neither_shown_nor_removed_here(desk: Client, room: Room) -> None:
    other = PartnerLogo.objects.create(consultation=make_room().consultation, partner="Another", image=b"x")
    assert desk.get(reverse("logo", args=[room.slug, other.pk])).status_code == 404
    assert desk.post(reverse("setup_logo", args=[room.slug]), {"do": f"remove {other.pk}"}).status_code == 403
    assert PartnerLogo.objects.get() == other


def test_who_does_not_see_the_consultation_does_not_see_its_logos(desk: Client, room: Room) -> None:
    upload(desk, room, drawn())
    for visibility, status, cached in (("invited", 404, ""), ("link", 200, "private")):
        Consultation.objects.filter(pk=room.consultation.pk).update(visibility=visibility)
        answer = picture(Client(), room)
        assert answer.status_code == status
        assert cached in answer.get("Cache-Control", "")
    assert picture(desk, room)["Cache-Control"].startswith("private")


def test_a_logo_goes_with_its_partner(desk: Client, room: Room) -> None:
    upload(desk, room, drawn())
    upload(desk, room, drawn(), partner="Another")
    body = {"title": "T", "document_status": "chair", "time_zone": "UTC", "language": "en", "partners": "Another"}
    assert desk.post(reverse("setup", args=[room.slug]), body).status_code == 302
    assert PartnerLogo.objects.get().partner == "Another"


def test_a_copy_of_the_set_up_has_the_logos(desk: Client, room: Room) -> None:
    upload(desk, room, drawn())
    desk.post(reverse("setup_clone", args=[room.slug]))
    made = Consultation.objects.exclude(pk=room.consultation.pk).get()
    assert bytes(made.logos.get().image) == bytes(room.consultation.logos.get().image)
    assert made.logos.get().partner == "A <b>ministry"
