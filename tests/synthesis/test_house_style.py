"""The house's own Word template: read with suspicion, used for its form alone, kept as it was for what is published."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import RGBColor
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consult.actions.stages import clone
from consult.documents import house as reading
from consult.documents.errors import UnreadableDocument
from consult.documents.house import cleaned, read_house
from consult.procedure import PhaseKind, RefusedError
from consult.queries.people import here
from synthesis.actions import house as acts
from synthesis.actions import publishing
from synthesis.actions.drafting import draft_report
from synthesis.models import HouseStyle, Paragraph
from synthesis.models.report import Grounding
from synthesis.rules.styles import OURS
from synthesis.writers import export, report_blocks
from synthesis.writers.material import material_of
from tests.factories import Room, make_room, open_phases
from tests.leaks.crawl import opened
from tests.synthesis import rooms
from tests.synthesis.writers.validity import read_back

pytestmark = pytest.mark.django_db
MARK = "zqtemplatezq"
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def template() -> bytes:
    """A house's template: a numbered style of its own name, a header, and marks in its text and properties."""
    document = Document()
    document.add_paragraph(f"{MARK} in the body")
    document.core_properties.author = MARK
    document.core_properties.comments = MARK
    style = document.styles.add_style("Single Txt", WD_STYLE_TYPE.PARAGRAPH)
    style.font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    document.sections[0].header.paragraphs[0].text = "House of Examples"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def changed(data: bytes, add: dict[str, bytes] | None = None, **replace: tuple[str, str]) -> bytes:
    """The archive with parts added, and words replaced in some ("word_document" for word/document.xml)."""
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    named = {"types": "[Content_Types].xml", "body": "word/document.xml", "rels": "word/_rels/document.xml.rels"}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            for key, (old, new) in replace.items():
                if named[key] == name:
                    assert old.encode() in part
                    part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
        for name, part in (add or {}).items():
            target.writestr(name, part)
    return out.getvalue()


def field(instruction: str) -> tuple[str, str]:
    half = len(instruction) // 2
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:half], instruction[half:]))
    return "<w:body>", f"<w:body><w:p>{runs}</w:p>"


EXTERNAL = '<Relationship Id="rIdX" Type="http://x/{kind}" Target="https://example.org/x" TargetMode="External"/>'
BAD = {
    "no archive": lambda: b"hello",
    "nothing": lambda: b"",
    "a document of another kind": lambda: changed(template(), types=(WORD, "application/x")),
    "macros by kind": lambda: changed(template(), types=(WORD, MACROS)),
    "macros in a part": lambda: changed(template(), {"word/vbaProject.bin": b"x"}),
    "a control": lambda: changed(template(), {"word/activeX/activeX1.xml": b"<a/>"}),
    "an embedded file": lambda: changed(template(), {"word/embeddings/x.bin": b"x"}),
    "another's template": lambda: changed(
        template(), rels=("</Relationships>", EXTERNAL.format(kind="attachedTemplate") + "</Relationships>")
    ),
    "a picture elsewhere": lambda: changed(
        template(), rels=("</Relationships>", EXTERNAL.format(kind="image") + "</Relationships>")
    ),
    "a field that fetches, cut in two": lambda: changed(template(), body=field(" INCLUDEPICTURE x ")),
    "a field that starts a program": lambda: changed(template(), body=field(" DDEAUTO c x ")),
    "a DOCTYPE": lambda: changed(template(), {"word/header9.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "a bomb": lambda: changed(template(), {"word/media/a.png": b"\0" * (60 * 1024 * 1024)}),
    "broken XML": lambda: changed(template(), body=("<w:body>", "<w:body")),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence(name) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        cleaned(BAD[name]())
    assert refused.value.reason.endswith(".")


def test_only_its_form_is_kept_and_the_same_file_gives_the_same_bytes() -> None:
    house = read_house(template())
    assert "Single Txt" in house.styles
    parts = opened("x.docx", house.docx)
    text = b" ".join(parts.values()).lower()
    assert MARK.encode() not in text
    assert b"house of examples" in text
    assert not [name for name in parts if "docProps" in name or "customXml" in name]
    assert cleaned(template()).docx == house.docx


NAME = "Zqjanezq"
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def run(text: str, form: str = "") -> str:
    return f'<w:r w:rsidR="00AB{NAME}">{form}<w:t xml:space="preserve">{text}</w:t></w:r>'


def complex_field(instruction: str, printed: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    halves = (f" {instruction[:3]}", f"{instruction[3:]} ")
    told = "".join(f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in halves)
    return mark("begin") + told + mark("separate") + run(printed) + mark("end")


NAMING = {
    "an insertion that was tracked": (f'<w:ins w:id="1" w:author="{NAME}">{run("Kept words")}</w:ins>', "Kept words"),
    "a deletion that was tracked": (
        f'<w:del w:id="2" w:author="x"><w:r><w:delText>{NAME}</w:delText></w:r></w:del>',
        "",
    ),
    "a form that was tracked": (
        run("Kept words", f'<w:rPr><w:b/><w:rPrChange w:id="3" w:author="{NAME}"><w:rPr/></w:rPrChange></w:rPr>'),
        "Kept words",
    ),
    "a move that was tracked": (
        f'<w:moveFrom w:id="4" w:author="{NAME}">{run(NAME)}</w:moveFrom>'
        f'<w:moveTo w:id="5" w:author="{NAME}">{run("Kept words")}</w:moveTo>',
        "Kept words",
    ),
    "a comment": (
        f'<w:commentRangeStart w:id="{NAME}"/>{run("Kept words")}<w:commentRangeEnd w:id="6"/>',
        "Kept words",
    ),
    "marks of editing": (f'<w:bookmarkStart w:id="7" w:name="{NAME}"/><w:permStart w:id="8" w:ed="{NAME}"/>', ""),
    "hidden words": (run(NAME, "<w:rPr><w:vanish/></w:rPr>") + run("Kept words"), "Kept words"),
    "a link": (
        f'<w:hyperlink w:anchor="{NAME}" w:tooltip="{NAME}" w:docLocation="{NAME}">{run("Kept words")}</w:hyperlink>',
        "Kept words",
    ),
    "a link as a field": (complex_field(f'HYPERLINK "mailto:{NAME}@example.org"', NAME), ""),
    "the author as a field": (complex_field("AUTHOR", NAME), ""),
    "a variable as a field": (complex_field(f"DOCVARIABLE {NAME}", NAME), ""),
    "a property as a field": (f'<w:fldSimple w:instr=" DOCPROPERTY {NAME} ">{run(NAME)}</w:fldSimple>', ""),
    "a field in a field": (complex_field(f"IF 1 = 1 {NAME}", complex_field("PAGE", NAME)), ""),
    "a field that never ends": (
        f'{run("Kept words")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run(NAME)}',
        "Kept words",
    ),
    "content bound to a property": (
        f'<w:sdt><w:sdtPr><w:dataBinding w:xpath="{NAME}"/></w:sdtPr><w:sdtContent>{run(NAME)}</w:sdtContent></w:sdt>',
        "",
    ),
    "a control": (
        f'<w:sdt><w:sdtPr><w:alias w:val="{NAME}"/><w:tag w:val="{NAME}"/></w:sdtPr>'
        f"<w:sdtContent>{run('Kept words')}</w:sdtContent></w:sdt>",
        "Kept words",
    ),
    "a smart tag": (
        f'<w:smartTag w:uri="{NAME}" w:element="{NAME}"><w:smartTagPr><w:attr w:name="{NAME}"/></w:smartTagPr>'
        f"{run('Kept words')}</w:smartTag>",
        "Kept words",
    ),
    "the description of a picture": (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="{NAME}" descr="{NAME}" title="{NAME}">'
        f'<a:hlinkClick r:id="rId9" tooltip="{NAME}"/></wp:docPr><a:graphic><a:graphicData uri="x"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="0" name="C:\\{NAME}.png" descr="{NAME}"/></pic:nvPicPr></pic:pic></a:graphicData>'
        f"</a:graphic></wp:inline></w:drawing></w:r>",
        "",
    ),
    "a picture of the old kind": (
        f'<w:r><w:pict><v:shape id="s" alt="{NAME}" title="{NAME}" href="{NAME}">'
        f'<v:imagedata o:title="{NAME}"/></v:shape></w:pict></w:r>',
        "",
    ),
    "a note of the program": (f"<!-- {NAME} --><?{NAME} {NAME}?>", ""),
}


def with_header(inner: str) -> bytes:
    """The template with ``inner`` in its header, marked with ids of whoever edited it."""
    data = template()
    header = next(
        name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "header" in name and "rels" not in name
    )
    body = f'<w:p w:rsidR="{NAME}" w14:paraId="{NAME}">{run("House of Examples")}{inner}</w:p>'
    return rewritten(data, {header: f"<w:hdr {_NS}>{body}</w:hdr>".encode()})


def rewritten(data: bytes, parts: dict[str, bytes]) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("what", NAMING)
def test_nobody_is_named_by_a_header_and_its_own_words_stay(what) -> None:
    inner, kept = NAMING[what]
    house = cleaned(with_header(inner))
    for name, part in opened("x.docx", house.docx).items():
        assert NAME.lower().encode() not in part.lower(), name
    words = Document(io.BytesIO(house.docx)).sections[0].header.paragraphs[0].text
    assert words == f"House of Examples{kept}"


def test_page_numbers_and_what_else_is_of_the_form_stay() -> None:
    inner = complex_field("PAGE", "1") + f'<w:fldSimple w:instr=" NUMPAGES ">{run("9")}</w:fldSimple>'
    form = '<w:rPr><w:b/><w:vanish w:val="0"/></w:rPr>'
    docx = cleaned(with_header(inner + run(" of the form", form))).docx
    header = next(part for name, part in opened("x.docx", docx).items() if "header" in name and "rels" not in name)
    assert header.count(b"<w:fldChar ") == 3
    assert b"NUMPAGES" in header
    assert b"<w:b/>" in header
    assert b" of the form" in header


def test_an_embedded_object_of_the_old_kind_is_refused() -> None:
    inner = f'<w:r><w:pict><v:shape id="s"/><o:OLEObject Type="Embed" ProgID="{NAME}"/></w:pict></w:r>'
    with pytest.raises(UnreadableDocument, match="embedded"):
        cleaned(with_header(inner))


def pictured(kind: str, **said: object) -> bytes:
    picture, out = Image.new("RGB", (8, 4), (10, 200, 30)), io.BytesIO()
    picture.save(out, kind, **said)
    document, buffer = Document(), io.BytesIO()
    document.sections[0].header.paragraphs[0].add_run("House").add_picture(out)
    document.save(buffer)
    return buffer.getvalue()


def test_a_picture_keeps_its_pixels_and_says_nothing_of_who_made_it() -> None:
    text, exif = PngInfo(), Image.Exif()
    text.add_text("Author", NAME)
    exif[315] = NAME  # the artist
    for data in (pictured("PNG", pnginfo=text), pictured("JPEG", exif=exif, comment=NAME.encode())):
        assert NAME.encode() in b"".join(opened("x.docx", data).values())
        packed = zipfile.ZipFile(io.BytesIO(cleaned(data).docx))
        parts = {name: packed.read(name) for name in packed.namelist()}
        assert NAME.encode() not in b"".join(parts.values())
        media = [part for name, part in parts.items() if "/media/" in name]
        assert Image.open(io.BytesIO(media[0])).size == (8, 4)
        assert Image.open(io.BytesIO(media[0])).convert("RGB").getpixel((1, 1))[1] > 180


def test_a_picture_that_cannot_be_drawn_anew_is_refused_with_what_to_do() -> None:
    data = pictured("PNG")
    media = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "/media/" in name)
    with pytest.raises(UnreadableDocument, match="picture in it cannot be read"):
        cleaned(rewritten(data, {media: b"\x89PNG broken"}))
    rels = next(name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "header" in name and "rels" in name)
    vector = zipfile.ZipFile(io.BytesIO(data)).read(rels).replace(b".png", b".emf")
    with pytest.raises(UnreadableDocument, match="PNG or JPEG"):
        cleaned(rewritten(data, {rels: vector, media.replace(".png", ".emf"): b"x"}))


def test_headers_of_other_sections_and_pictures_that_nothing_prints_are_left_out() -> None:
    document, buffer = Document(io.BytesIO(template())), io.BytesIO()
    document.add_section()
    document.sections[1].header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "The last"
    document.sections[0].header.paragraphs[0].text = NAME
    document.save(buffer)
    unprinted = changed(
        buffer.getvalue(), {"word/media/x.png": NAME.encode(), "word/header7.xml": f"<a>{NAME}</a>".encode()}
    )
    house = cleaned(unprinted)
    assert NAME.encode() not in b"".join(opened("x.docx", house.docx).values())
    assert Document(io.BytesIO(house.docx)).sections[0].header.paragraphs[0].text == "The last"


def test_settings_variables_properties_and_styles_name_nobody() -> None:
    data = template()
    styles = zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml")
    settings = zipfile.ZipFile(io.BytesIO(data)).read("word/settings.xml")
    told = f'<w:rsids><w:rsid w:val="{NAME}"/></w:rsids><w:docVars><w:docVar w:name="x" w:val="{NAME}"/></w:docVars>'
    style = f'<w:style w:type="paragraph" w:styleId="Odd"><w:name w:val="Odd"/><w:rsid w:val="{NAME}"/></w:style>'
    parts = {
        "word/settings.xml": settings.replace(b"</w:settings>", f"{told}</w:settings>".encode()),
        "word/styles.xml": styles.replace(b"</w:styles>", f"{style}</w:styles>".encode()),
        "docProps/custom.xml": f"<p>{NAME}</p>".encode(),
        "docProps/app.xml": f"<p>{NAME}</p>".encode(),
        "word/comments.xml": f"<p>{NAME}</p>".encode(),
        "word/people.xml": f"<p>{NAME}</p>".encode(),
        "customXml/item1.xml": f"<p>{NAME}</p>".encode(),
    }
    house = cleaned(rewritten(data, parts))
    assert "Odd" in house.styles
    assert NAME.encode() not in b"".join(opened("x.docx", house.docx).values())


def test_the_child_process_is_bounded_and_answers_in_sentences(monkeypatch) -> None:
    monkeypatch.setattr(reading.sandbox, "SECONDS", 0.001)
    with pytest.raises(UnreadableDocument, match="too long"):
        read_house(template())


@pytest.fixture
def room() -> Room:
    room = rooms.lively(visibility="public")
    open_phases(room.consultation, list(PhaseKind))
    return room


def convenor(room: Room):
    return here(room.consultation, room.people["convenor"].user)


def test_a_report_is_set_in_the_houses_styles_and_reads_back_the_same(room) -> None:
    house = acts.take_template(convenor(room), template(), "House.dotx")
    assert house.mapping["Report Paragraph"] == "Single Txt"
    assert house.mapping["Heading 1"] == "Heading 1"
    report = draft_report(room.consultation, "command")
    data = export(report, "docx")
    assert data == export(report, "docx")
    document = Document(io.BytesIO(data))
    numbered = [block.text for block in report_blocks(report) if block.kind == "paragraph" and block.number]
    assert [p.text for p in document.paragraphs if p.style.name == "Single Txt"][: len(numbered)] != []
    assert set(numbered) <= {p.text for p in document.paragraphs if p.style.name == "Single Txt"}
    assert document.styles["Single Txt"].font.color.rgb == RGBColor(0x12, 0x34, 0x56)
    assert document.styles["Single Txt"].element.xpath("w:pPr/w:numPr/w:numId")
    assert document.sections[0].header.paragraphs[0].text == "House of Examples"
    assert document.core_properties.author == ""
    assert read_back("docx")(data, material_of(report)) == []
    assert not any(MARK in str(part) for part in opened("x.docx", data).values())


def test_what_the_template_lacks_is_listed_and_can_be_mapped(room) -> None:
    client = Client()
    client.force_login(room.people["convenor"].user)
    address = reverse("report_style", args=[room.slug])
    file = SimpleUploadedFile("House.docx", template())
    assert client.post(address, {"do": "template", "file": file}).status_code == 302
    page = client.get(address).text
    assert "The template has no style for these" in page
    assert "Table Text" in page
    place = list(OURS).index("Table Text")
    mapping = {f"style_{n}": "Single Txt" if n == place else "" for n in range(len(OURS))}
    assert client.post(address, {"do": "mapping", **mapping}).status_code == 302
    assert HouseStyle.objects.first().mapping == {"Table Text": "Single Txt"}
    preview = client.get(reverse("report_style_preview", args=[room.slug]))
    assert Document(io.BytesIO(preview.content)).tables[0].cell(1, 0).paragraphs[0].style.name == "Single Txt"
    assert client.post(address, {"do": "mapping", "style_0": "No such"}).status_code == 400
    assert client.post(address, {"do": "remove"}).status_code == 302
    assert HouseStyle.objects.first().styles == []


@pytest.mark.parametrize("name", ["no archive", "nothing", "macros in a part", "a picture elsewhere"])
def test_the_page_refuses_a_bad_file_beside_it_and_keeps_what_was(room, name) -> None:
    acts.take_template(convenor(room), template(), "Good.docx")
    client = Client()
    client.force_login(room.people["convenor"].user)
    file = SimpleUploadedFile("Bad.docx", BAD[name]())
    answer = client.post(reverse("report_style", args=[room.slug]), {"do": "template", "file": file})
    assert answer.status_code == 400
    assert "One thing to put right" in answer.text
    assert HouseStyle.objects.count() == 1
    assert "Good.docx" in answer.text


def test_the_masthead_is_printed_above_drafts_and_stays_as_it_was_once_published(room) -> None:
    acts.set_masthead(convenor(room), {"symbol": "A/DEMO/1", "distribution": "General", "original_language": "fr"})
    report = draft_report(room.consultation, "command")
    Paragraph.objects.filter(section__report=report, grounding=Grounding.SLOT).delete()
    assert "A/DEMO/1" in export(report, "md").decode()
    publishing.publish(convenor(room), report)
    report.refresh_from_db()
    before = export(report, "docx")
    acts.set_masthead(convenor(room), {"symbol": "A/OTHER/2"})
    acts.take_template(convenor(room), template(), "Later.docx")
    assert export(report, "docx") == before
    front = Client().get(reverse("report", args=[room.slug, report.pk])).text
    assert "A/DEMO/1" in front
    assert "A/OTHER/2" not in front


def test_the_word_limit_is_told_before_publishing(room) -> None:
    acts.set_masthead(convenor(room), {"word_limit": 10})
    report = draft_report(room.consultation, "command")
    client = Client()
    client.force_login(room.people["convenor"].user)
    page = client.get(reverse("publish", args=[room.slug, report.pk])).text
    assert "the house’s limit is 10" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"symbol": "x" * 81},
        {"symbol": "a\x00b"},
        {"word_limit": "-1"},
        {"word_limit": str(2**70)},
        {"original_language": "xx"},
    ],
)
def test_a_masthead_that_cannot_be_is_refused(room, typed) -> None:
    client = Client()
    client.force_login(room.people["convenor"].user)
    answer = client.post(reverse("report_style", args=[room.slug]), {"do": "masthead", **typed})
    assert answer.status_code == 400
    assert HouseStyle.objects.count() == 0


def test_whoever_does_not_set_up_changes_nothing_and_styles_are_of_their_consultation() -> None:
    room, other = make_room(), make_room()
    for role in ("chair", "rapporteur", "participant"):
        with pytest.raises(RefusedError):
            acts.set_masthead(here(room.consultation, room.people[role].user), {"symbol": "x"})
    acts.take_template(convenor(room), template(), "House.docx")
    with pytest.raises(RefusedError):
        acts.set_mapping(convenor(other), {"Title": "Title"})


def test_a_copy_of_the_set_up_is_printed_alike_without_the_symbol() -> None:
    room = make_room()
    acts.set_masthead(convenor(room), {"symbol": "A/DEMO/1", "distribution": "General"})
    made = clone(convenor(room), room.people["convenor"].user)
    copied = made.house_styles.get()
    assert (copied.symbol, copied.distribution) == ("", "General")
    assert room.consultation.house_styles.count() == 1
