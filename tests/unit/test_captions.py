"""Captions: times, names and repeats as tools and people write them, and what nobody said."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.inputs.documents.captions import cue_text
from transforms.inputs.documents.cues import cues_of

SAID = ["I like to lead", "a team of ten", "and to hear", "what they think"]
PLAIN = "\n".join(SAID)


def captions(lines, head="WEBVTT\n\n", form="00:00:{:02d}.000 --> 00:00:{:02d}.000", apart="\n\n"):
    """Captions of a second each; the form of the times is given."""
    cues = (f"{form.format(n, n + 1)}\n{line}" for n, line in enumerate(lines))
    return head + apart.join(cues) + "\n"


def numbered(lines, form, apart="\n\n"):
    cues = (f"{n + 1}\n{form.format(n, n + 1)}\n{line}" for n, line in enumerate(lines))
    return apart.join(cues) + "\n"


WEBVTT = """WEBVTT - interview
Kind: captions

STYLE
::cue { color: red }

NOTE made by hand

intro
00:01.000 --> 00:03.500 align:start position:0%
<v Ann Smith>Hello &amp; <i>welcome</i>.</v>

00:00:04.000 --> 00:00:06.000
<c.loud>I like</c> <00:00:05.000>teams.
[Music]
"""

SUBRIP = """1
00:00:01,000 --> 00:00:03,500
INTERVIEWER: Tell me
about yourself.

2
00:00:04,000 --> 00:00:06,000
{\\an8}- I am 25
- 1999 was a good year
3
00:00:07,000 --> 00:00:08,000
>> Speaker 2: So it was.
"""


def test_webvtt_keeps_only_what_was_said():
    assert cue_text(WEBVTT) == "Hello & welcome.\nI like teams."


def test_subrip_keeps_numbers_that_were_said():
    expected = "Tell me\nabout yourself.\nI am 25\n1999 was a good year\nSo it was."
    assert cue_text(SUBRIP) == expected


@pytest.mark.parametrize(
    "form",
    [
        "00:00:{:02d} --> 00:00:{:02d}",
        "00:{:02d} --> 00:{:02d}",
        "0:0:{} --> 0:0:{}",
        "0:{:02d}.5 --> 0:{:02d}.5",
        "00:00:{:02d}:040 --> 00:00:{:02d}:040",
        "00:00:{:02d};12 --> 00:00:{:02d};12",
        "00:00:{:02d},1 -> 00:00:{:02d},1",
        "00:00:{:02d}.000-->00:00:{:02d}.000",
        "00 : 00 : {:02d} , 000 --> 00 : 00 : {:02d} , 000",
        "00:00:{:02d}.000 - -> 00:00:{:02d}.000",
        "00:00:{:02d}.000 \u2013> 00:00:{:02d}.000",
        "00:00:{:02d}.000 => 00:00:{:02d}.000",
        "00:00:{:02d}.000 \u2192 00:00:{:02d}.000",
        "00:00:{:02d}.000 --&gt; 00:00:{:02d}.000",
        "00:00:{:02d}.000 - 00:00:{:02d}.000",
        "0:00:{:02d}.000,0:00:{:02d}.000",
        "{}.25 --> {}.5",
        "17 00:00:{:02d},000 --> 00:00:{:02d},000",
        "00:00:{:02d},000\u00a0--> 00:00:{:02d},000",
        "00:00:{:02d},000 --> 00:00:{:02d},000  X1:40 X2:600 Y1:20 Y2:50",
        "100:00:{:02d}.000 --> 100:00:{:02d}.000 line:-1 position:50%,center",
    ],
)
@pytest.mark.parametrize("apart", ["\n\n", "\n"])
def test_times_in_any_form_are_no_words(form, apart):
    assert cue_text(numbered(SAID, form, apart)) == PLAIN
    assert cue_text(captions(SAID, form=form, apart=apart)) == PLAIN


def test_a_blank_after_every_line_or_none_at_all():
    form = "00:00:{:02d},000 --> 00:00:{:02d},000"
    assert cue_text(numbered(SAID, form).replace("\n", "\n\n")) == PLAIN
    assert cue_text(captions(SAID, head="WEBVTT\n", apart="\n")) == PLAIN


def test_words_on_the_line_of_the_times_were_said():
    text = "00:01,000 --> 00:02,000 X1:40 So it was\n\n00:02.000 --> 00:03.000 line:0 and more\n"
    assert cue_text(text) == "So it was\nand more"


def test_a_number_that_was_said_between_cues_stays():
    assert cue_text(captions(["How many?", "42", "I see"])) == "How many?\n42\nI see"


@pytest.mark.parametrize(
    "label",
    [
        "Jane Example: ",
        "jane: ",
        "JANE: ",
        "Dr. Jane van Example (Guest): ",
        "[Jane Example] : ",
        "(Jane): ",
        "Jane Example [Host]: ",
        "Jane:",
        "- Jane Example: ",
        ">> jane: ",
        "Zo\u00eb O'Neill-Example, PhD: ",
        "\u9762\u63a5\u5b98\uff1a",
        "Participant 1: ",
        "<v Jane Example>",
        "<v.loud Jane>",
        "**Jane Example:** ",
        "speaker_01: ",
    ],
)
def test_a_label_that_recurs_is_no_word(label):
    assert cue_text(captions([label + line for line in SAID])) == PLAIN
    # Told once for each turn of two speakers.
    lines = [label + SAID[0], SAID[1], "Bo Other: " + SAID[2], label + SAID[3]]
    assert cue_text(captions(lines)) == PLAIN


@pytest.mark.parametrize(
    "label", ["Jane Example: ", "SPEAKER:", ">> Jane: ", "Speaker 2: ", "guest: "]
)
def test_what_looks_like_a_name_is_one_where_it_stands_once(label):
    assert cue_text(captions([label + SAID[0], *SAID[1:]])) == PLAIN


def test_times_among_the_words_are_no_words():
    lines = ["[00:01:05] Jane: I see.", "Jane (00:01:07): At 10:30.", "00:01:09.250 Jane: Yes."]
    assert cue_text(captions(lines)) == "I see.\nAt 10:30.\nYes."


@pytest.mark.parametrize(
    "sound",
    [
        "(laughter)",
        "(soft music playing)",
        "[Music]",
        "\u266a la la la \u266a",
        "\u266a\u266a",
        "Ann Smith: (laughs)",
    ],
)
def test_sounds_and_songs_are_no_words(sound):
    said = ["Ann Smith: I like to lead", sound, "Ann Smith: a team of ten"]
    assert cue_text(captions(said)) == "I like to lead\na team of ten"


@pytest.mark.parametrize(
    "said",
    ["I like to lead (in a team)", "I led a team\n(of ten people)\nfor two years"],
)
def test_what_is_said_in_passing_stays(said):
    assert cue_text(captions([said])) == said


def test_a_note_alone_sings_nothing_away():
    assert cue_text(captions(["\u266a Thank you for having me"])).endswith(
        "Thank you for having me"
    )


def test_two_turns_with_a_label_each():
    lines = ["Host: Tell me", "about you.", "Candidate: I like to lead."]
    assert cue_text(captions(lines)) == "Tell me\nabout you.\nI like to lead."


def test_labels_in_the_midst_of_a_line():
    lines = ["Jane: I see. Bo: You do?", "Bo: Well. Jane: I do.", "Jane: Yes.", "Bo: So."]
    assert cue_text(captions(lines)) == "I see. You do?\nWell. I do.\nYes.\nSo."


@pytest.mark.parametrize(
    "line",
    [
        "Yes: I did",
        "my aim is this: to learn",
        "we met at 10:30 then",
        "it was, how shall I say: odd",
        "see http://example.org today",
    ],
)
def test_a_colon_alone_makes_no_label(line):
    assert cue_text(captions([*SAID, line])) == f"{PLAIN}\n{line}"


ROLLING = """WEBVTT

00:01.000 --> 00:02.000
so what I did

00:02.000 --> 00:03.000
so what I did
was to ask

00:03.000 --> 00:04.000
so what I did
was to ask
and to ask

00:04.000 --> 00:05.000
was to ask
and to ask
"""


def test_rolling_captions_are_kept_once():
    assert cue_text(ROLLING) == "so what I did\nwas to ask\nand to ask"


SENTENCE = "so what I did was to ask them and to ask again until they all had said it"
WORDS = SENTENCE.split()


@pytest.mark.parametrize(
    "cues",
    [
        [WORDS[: n + 1] for n in range(len(WORDS))],  # grows word by word
        [WORDS[n : n + 6] for n in range(0, len(WORDS) - 5)],  # rolls word by word
        [WORDS[n : n + 8] for n in range(0, len(WORDS), 4)],  # half of it comes again
        [WORDS[n : n + 4] for n in range(0, len(WORDS) - 1, 3)],  # one word of it
        [WORDS[n : n + k] for n in range(0, len(WORDS), 4) for k in (2, 3, 4)],  # each line grows
        [
            WORDS[n : n + k] for n in range(0, len(WORDS) - 4, 4) for k in (4, 8)
        ],  # grows, then scrolls
    ],
)
def test_what_comes_again_in_part_is_kept_once(cues):
    lines = [" ".join(cue) for cue in cues]
    assert cue_text(captions(lines)).split() == WORDS
    # Divided in lines at another place each time, in another case, with a stop.
    lines = [" ".join(cue[:2]).upper() + "\n" + " ".join([*cue[2:], "\u266a"]) for cue in cues]
    spoken = cue_text(captions(lines)).replace("\u266a", "").lower().split()
    assert spoken == [word.lower() for word in WORDS]


def test_captions_that_are_typed_letter_by_letter_are_kept_once():
    typed = [SENTENCE[:n] for n in range(1, len(SENTENCE), 3)] + [SENTENCE]
    assert cue_text(captions(typed)) == SENTENCE
    first, second = SENTENCE[:31], SENTENCE[31:]
    typed = [first[:n] for n in (9, 17, 31)] + [second[:n] for n in (4, 20)] + [second]
    assert cue_text(captions(typed)) == f"{first.strip()}\n{second}"


def test_words_said_twice_at_the_seam_of_two_cues_stay():
    lines = ["I know that", "that is why I", "I", "in time came here", "on a Monday", "on"]
    assert cue_text(captions(lines)) == "\n".join(lines)


@given(st.text(alphabet="0:1.,->\n WEBVTNOI\u2192[]()<>#ab", max_size=200))
def test_any_text_is_read(text):
    assert isinstance(cue_text(text), str)
    assert all(cues_of(text))


@pytest.mark.parametrize(
    "piece",
    [
        *("1:", "1 : 1 : 1", "0:00 --> ", "A: ", "Ab c:\n", "(", "[a] ", ">> ", "- ", "1\n"),
        *("Jane: Hi. ", "0:01 --> 0:02\na\n", "0:01 --> 0:02\n" + "a " * 300 + "b\n"),
    ],
)
def test_time_grows_with_length_only(piece):
    started = time.process_time()
    cue_text(piece * (400_000 // len(piece)) + "x")
    assert time.process_time() - started < 8


def test_signs_that_are_no_tags_are_kept():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>I <3 python<00:01.500> and <i>2 > 1</i>\n"
    assert cue_text(text) == "I <3 python and 2 > 1"
