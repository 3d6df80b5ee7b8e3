"""Tracked changes are read with the limits of every document, in a child process."""

import io
import zipfile

import pytest

from consult.documents.changes import read
from consult.documents.errors import UnreadableDocument
from consult.documents.sandbox import read_changes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BY = 'w:id="1" w:author="Ann"'


def docx(body: str, **parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", part)
    return buffer.getvalue()


def run(text: str, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def texts(body: str) -> list[tuple[str, str]]:
    return [(one.before, one.after) for one in read(docx(body)).paragraphs]


def test_both_texts_of_a_paragraph_are_read():
    body = f"<w:p>{run('Keep ')}<w:del {BY}>{run('old', 'delText')}</w:del><w:ins {BY}>{run('new')}</w:ins></w:p>"
    assert texts(body) == [("Keep old", "Keep new")]
    assert read(docx(body)).paragraphs[0].authors == ["Ann"]


def test_words_inserted_by_one_and_deleted_by_another_stand_in_neither_text():
    inner = f'<w:ins {BY}><w:del w:id="2" w:author="Bob">{run("gone", "delText")}</w:del></w:ins>'
    (paragraph,) = read(docx(f"<w:p>{run('Keep')}{inner}</w:p>")).paragraphs
    assert (paragraph.before, paragraph.after, paragraph.authors) == ("Keep", "Keep", ["Ann", "Bob"])


def test_a_deleted_mark_joins_a_paragraph_to_the_next():
    mark = f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>"
    assert texts(f"<w:p>{mark}{run('One. ')}</w:p><w:p>{run('Two.')}</w:p>") == [("One. Two.", "One. Two.")]


def test_ids_between_paragraphs_belong_to_the_next_and_tables_are_left_out():
    mark = '<w:bookmarkStart w:id="1" w:name="_cabc"/>'
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('cell')}</w:p></w:tc></w:tr></w:tbl>"
    found = read(docx(f"<w:p>{run('A')}</w:p>{table}{mark}<w:p>{run('B')}</w:p>")).paragraphs
    assert [(one.ids, one.after) for one in found] == [([], "A"), (["abc"], "B")]


def test_comments_are_told_of_the_joined_paragraph():
    mark = f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>"
    range_ = '<w:commentRangeStart w:id="5"/>{}<w:commentRangeEnd w:id="5"/>'
    body = f"<w:p>{mark}{run('One. ')}</w:p><w:p>{range_.format(run('Two.'))}</w:p><w:p>{run('Three.')}</w:p>"
    note = f'<w:comments {W}><w:comment w:id="5" w:author="Bob"><w:p>{run("Why?")}</w:p></w:comment></w:comments>'
    (comment,) = read(docx(body, comments=note)).comments
    assert (comment.author, comment.text, comment.on, comment.paragraph) == ("Bob", "Why?", "Two.", 0)


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_changes(data)
    return caught.value.reason


def test_what_is_no_word_file_is_refused():
    for data in (b"", b"words", b"PK\x03\x04broken", b"%PDF-1.7"):
        assert refused(data)
    assert "damaged" in refused(docx("<w:p>"))


def test_a_bomb_is_refused_within_bounds():
    assert "20,000 paragraphs" in refused(docx("<w:p/>" * 30_000))
    assert refused(docx("a" * 60_000_000))
    assert read_changes(docx("")).paragraphs == []
    assert "document type" in refused(docx("", comments="<!DOCTYPE x><x/>"))


def test_depth_harms_nobody():
    deep = "<w:sdt>" * 5_000 + "</w:sdt>" * 5_000
    assert "damaged" in refused(docx(f"<w:p>{run('A')}</w:p>{deep}"))


def test_footnotes_follow_the_paragraph_that_cites_them_each_read_once():
    cited = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = (
        f"<w:p>{run('One.')}{cited}{cited}</w:p><w:p>{run('Two.')}<w:del {BY}>{cited.replace('2', '3')}</w:del></w:p>"
    )
    notes = "".join(
        f'<w:footnote w:id="{id_}"><w:p><w:bookmarkStart w:name="_cn{id_}"/>{run(text)}</w:p></w:footnote>'
        for id_, text in ((2, "See there."), (3, "Gone."), (4, "Cited nowhere."))
    )
    found = read(docx(body, footnotes=f"<w:footnotes {W}>{notes}</w:footnotes>")).paragraphs
    assert [(one.before, one.after, one.is_note) for one in found] == [
        ("One.", "One.", False),
        ("See there.", "See there.", True),
        ("Two.", "Two.", False),
        ("Gone.", "", True),
    ]
    assert [one.ids for one in found] == [[], ["n2"], [], ["n3"]]
    assert found[3].authors == ["Ann"]


def test_a_paragraph_that_runs_into_the_next_takes_its_footnotes_along():
    cited = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    joins = f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>"
    body = f"<w:p>{joins}{run('One ')}{cited}</w:p><w:p>{run('two.')}</w:p>"
    note = f'<w:footnotes {W}><w:footnote w:id="2"><w:p>{run("See there.")}</w:p></w:footnote></w:footnotes>'
    found = read(docx(body, footnotes=note)).paragraphs
    assert [(one.after, one.is_note) for one in found] == [("One two.", False), ("See there.", True)]
