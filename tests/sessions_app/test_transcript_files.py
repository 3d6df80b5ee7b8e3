"""Captions and transcripts become the turns of their speakers; whatever a file holds, it is read or refused at once."""

import random
import time
from contextlib import suppress
from io import BytesIO

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.documents.blocks import Block, Document
from consult.documents.errors import UnreadableDocument
from sessions_app.intake import transcript
from sessions_app.intake.transcript import Turn, turns_of_document, turns_of_file, turns_of_text

VTT = """WEBVTT - a sitting

NOTE This is a note:
with two lines

STYLE
::cue { color: red }

1
00:00:01.000 --> 00:00:04.000 align:start
<v Chair>Good morning. <i>Welcome</i> to all.

00:00:04.500 --> 00:00:06.000
<v Chair>We begin with question one.</v>

03:10.000 --> 03:14.000
<v.loud State A>We thank the Chair &amp; the panel.

01:03:15.250 --> 01:03:20.000
Civil society network B: A short form helps.

01:03:21.000 --> 01:03:25.000
It has to fit on two pages.
"""

SRT = """1
00:00:01,000 --> 00:00:03,000
CHAIR: Good morning.

2
00:00:03,000 --> 00:00:05,000
STATE A: We thank
the Chair.
"""


def test_webvtt_by_voice_tags_and_by_names_before_a_colon() -> None:
    assert turns_of_text(VTT, "a.vtt") == [
        Turn("Chair", "Good morning. Welcome to all. We begin with question one.", 1.0),
        Turn("State A", "We thank the Chair & the panel.", 190.0),
        Turn("Civil society network B", "A short form helps. It has to fit on two pages.", 3795.25),
    ]


def test_srt_with_commas_in_its_times() -> None:
    assert turns_of_text(SRT, "a.srt") == [
        Turn("CHAIR", "Good morning.", 1.0),
        Turn("STATE A", "We thank the Chair.", 3.0),
    ]


def test_windows_line_ends_and_a_mark_of_order_make_no_difference() -> None:
    assert turns_of_text("\ufeff" + VTT.replace("\n", "\r\n"), "a.vtt") == turns_of_text(VTT, "a.vtt")


def test_text_line_by_line_with_stamps_and_names_alone() -> None:
    text = """[00:01:02] CHAIR: Good morning.
    We begin.

    Ms. Amal Haddad (State A): We thank the Chair.
    Observer for Body B:
    A short form helps.
    """
    assert turns_of_text(text, "a.txt") == [
        Turn("CHAIR", "Good morning. We begin."),
        Turn("Ms. Amal Haddad (State A)", "We thank the Chair."),
        Turn("Observer for Body B", "A short form helps."),
    ]


def test_arabic_and_chinese_names() -> None:
    text = "الرئيس: صباح الخير.\n主席： 早上好。"
    assert [turn.speaker for turn in turns_of_text(text, "a.txt")] == ["الرئيس", "主席"]


@pytest.mark.parametrize(
    "line",
    [
        "we propose the following: a short form.",
        "That is what we said. And we add: it has to be short.",
        "There are three things that we would like to say to everybody here today: one.",
        "10:30 is when it begins: be there.",
        "It begins at 10:30 in the hall.",
    ],
)
def test_a_sentence_with_a_colon_names_nobody(line: str) -> None:
    assert turns_of_text(line, "a.txt")[0].speaker == ""


def test_captions_that_roll_up_are_said_once() -> None:
    cues = ["one line", "one line\ntwo lines", "two lines\nthree lines"]
    text = "WEBVTT\n\n" + "\n\n".join(f"00:00:0{n}.000 --> 00:00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))
    assert turns_of_text(text, "a.vtt") == [Turn("", "one line two lines three lines", 0.0)]


def test_a_long_turn_goes_on_as_the_next_and_loses_nothing() -> None:
    said = " ".join(f"Sentence number {number} was said here." for number in range(400))
    found = turns_of_text(f"CHAIR: {said}", "a.txt")
    assert len(found) > 1
    assert all(turn.speaker == "CHAIR" and len(turn.text) <= transcript.LONGEST for turn in found)
    assert all(turn.text.endswith(".") for turn in found)
    assert " ".join(turn.text for turn in found) == said


def test_captions_that_name_nobody_are_cut_where_it_was_silent() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOne.\n\n00:40.000 --> 00:41.000\nTwo."
    assert [turn.text for turn in turns_of_text(text, "a.vtt")] == ["One.", "Two."]


def test_a_document_by_paragraphs_labels_and_rows() -> None:
    document = Document.of(
        [
            Block("title", "Transcript"),
            Block("paragraph", "CHAIR: Good morning."),
            Block("definition", "We thank the Chair.", label="State A"),
            Block("table", "x", rows=(("10:02", "Body B", "A short form helps."),)),
        ]
    )
    assert turns_of_document(document) == [
        Turn("CHAIR", "Good morning."),
        Turn("State A", "We thank the Chair."),
        Turn("Body B", "A short form helps."),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "a.txt"),
        ("WEBVTT\n\nNOTE x", "a.vtt"),
        ("\n \n", "a.srt"),
        ("no times here", "a.srt"),
        ("\x00\x00", "a.txt"),
    ],
)
def test_nothing_said_is_refused_with_a_reason(text: str, name: str) -> None:
    with pytest.raises(UnreadableDocument, match="Nothing that was said"):
        turns_of_text(text, name)


def test_too_much_is_refused() -> None:
    for text in (
        "x" * (transcript.MOST_TEXT + 1),
        "\n".join(f"Speaker {chr(65 + n % 26)}: word" for n in range(transcript.MOST_TURNS + 5)),
        "\n".join("word" for _ in range(transcript.MOST_CUES + 5)),
    ):
        with pytest.raises(UnreadableDocument):
            turns_of_text(text, "a.txt")
    cue = "00:00:01.000 --> 00:00:02.000\nword\n\n"
    with pytest.raises(UnreadableDocument):
        turns_of_text("WEBVTT\n\n" + cue * (transcript.MOST_CUES + 5), "a.vtt")


@pytest.mark.parametrize(
    "piece",
    ["<v ", "<v a", "<", "&lt;" * 3, ":" * 50, "A" * 79 + " ", "0:" * 30, "<v.x" * 20, ">>", ". " * 20, "[0:00"],
)
@pytest.mark.parametrize("name", ["a.vtt", "a.txt"])
def test_no_text_takes_long(piece: str, name: str) -> None:
    text = f"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n{piece * (1_000_000 // len(piece))}"
    start = time.perf_counter()
    with suppress(UnreadableDocument):
        turns_of_text(text, name)
    assert time.perf_counter() - start < 2


@given(st.text(max_size=400), st.sampled_from(["a.vtt", "a.srt", "a.txt"]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    for body in (text, "WEBVTT\n\n00:01.000 --> 00:02.000\n" + text):
        try:
            found = turns_of_text(body, name)
        except UnreadableDocument:
            continue
        assert all(turn.text and len(turn.text) <= transcript.LONGEST for turn in found)
        assert all(len(turn.speaker) <= transcript.NAME_LENGTH for turn in found)


def test_no_word_of_a_named_turn_is_lost_whatever_its_length() -> None:
    chance = random.Random(1)
    for _ in range(50):
        said = " ".join("word" + "." * chance.randrange(2) for _ in range(chance.randrange(1, 3000)))
        found = turns_of_text(f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Chair>{said}", "a.vtt")
        assert " ".join(turn.text for turn in found).split() == said.split()


# --- files as they come in --------------------------------------------------------------------------------------------


def docx_of(*paragraphs: str) -> bytes:
    made, packed = docx.Document(), BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(packed)
    return packed.getvalue()


def test_a_word_file_is_read_whatever_its_name_says() -> None:
    data = docx_of("CHAIR: Good morning.", "State A: We thank the Chair.")

    assert [turn.speaker for turn in turns_of_file(data, "a.docx")] == ["CHAIR", "State A"]
    assert turns_of_file(data, "a.txt") == turns_of_file(data, "a.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    found = turns_of_file("Présidente: Bonjour à tous.".encode(encoding), "a.txt")

    assert found == [Turn("Présidente", "Bonjour à tous.")]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a.vtt"),
        (b"MZ\x90\x00" + b"\x00" * 5_000, "a.txt"),
        ("CHAIR: Good morning.".encode("utf-16-le"), "a.txt"),
        (b"\xff\xfe\x00", "a.txt"),
        (b"", "a.srt"),
        (b"\x00" * 100, "a.vtt"),
        (b"%PDF-1.7\n%%EOF", "a.pdf"),
        (b"CHAIR: Good morning.", "a.exe"),
        (b"PK\x03\x04not a document", "a.vtt"),
        (b"not packed", "a.docx"),
        (b"CHAIR: x\n" * (transcript.MOST_BYTES // 9 + 9), "a.txt"),
        (b"WEBVTT\n\n" + b"00:00:01.000 --> 00:00:02.000\nword\n\n" * 30_001, "a.vtt"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_file_is_refused_with_a_sentence(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        turns_of_file(data, name)
    assert refused.value.reason.endswith(".")


def test_nested_markup_leaves_words_alone() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v <b>A</b>><c.x><i>One <00:01.500>two</i></c> <script>x</script>"
    said = " ".join(f"{turn.speaker} {turn.text}" for turn in turns_of_text(text, "a.vtt"))

    assert "One two" in said
    assert "script" not in said


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.sampled_from(["a.vtt", "a.srt", "a.txt", "", "\x00.vtt"]))
def test_no_damaged_file_gives_anything_but_a_sentence(noise: bytes, at: int, name: str) -> None:
    for data in (noise, VTT.encode()[:at] + noise + VTT.encode()[at:], SRT.encode()[:at] + noise):
        with suppress(UnreadableDocument):
            for turn in turns_of_file(data, name):
                assert turn.text
                assert "\x00" not in turn.text + turn.speaker


def test_no_damaged_word_file_gives_anything_but_a_sentence() -> None:
    chance, data = random.Random(2), docx_of("CHAIR: Good morning.", "State A: We thank the Chair.")
    for _ in range(12):
        broken = bytearray(data)
        for _byte in range(chance.randrange(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(UnreadableDocument):
            assert turns_of_file(bytes(broken[: chance.randrange(len(broken))]), "a.docx")
