"""Essays as people save them: stray characters, front matter, code, divided words, RTF, HTML."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.inputs.documents.decode import decode_text
from transforms.inputs.documents.hyphens import join_divided
from transforms.inputs.documents.limits import DocumentError
from transforms.inputs.documents.markdown import plain_markdown
from transforms.inputs.documents.read import read_document
from transforms.inputs.documents.rtf import rtf_text
from transforms.inputs.documents.web_page import is_web_page, web_page_text

PROSE = "I enjoy teamwork.\n\nMy rule: be kind, and on time."


@pytest.mark.parametrize(
    "stray", ["\x01", "\x07", "\x08", "\x1a", "\x1b[31m", "\x1f", "\x7f", "\x81"]
)
def test_stray_control_characters_are_dropped(stray):
    text = f"I enjoy team{stray}work."
    assert decode_text(text.encode()) == "I enjoy teamwork."


def test_control_characters_that_mean_something():
    assert (
        decode_text("don\u0092t \u0096 one\vtwo\x1ethree".encode())
        == "don\u2019t \u2013 one\ntwo-three"
    )
    assert decode_text(b"one\r\r\ntwo\r\n\r\nthree") == "one\ntwo\n\nthree"


def test_soft_hyphens_of_word_are_many():
    assert decode_text(b"team\x1fwork ex\x1fam\x1fple") == "teamwork example"


@pytest.mark.parametrize("content", [b"fine\0", b"\0fine text", bytes(range(1, 32)) + b"fine"])
def test_nul_and_many_controls_are_no_text(content):
    with pytest.raises(DocumentError, match="not a text file") as caught:
        decode_text(content)
    assert caught.value.kind == "unreadable_document"


def test_old_macs_and_words_apart_by_nothing_seen():
    assert (
        decode_text("I don\u2019t \u201clike\u201d it".encode("mac_roman"))
        == "I don\u2019t \u201clike\u201d it"
    )
    assert decode_text("I\u200blike\u200bit".encode()) == "I like it"
    assert decode_text("I like team\u200bwork".encode()) == "I like team\u200bwork"


FRONT_MATTER = [
    "---\ntitle: My essay\n---\n",
    "---\ntitle: My essay\n...\n",
    "--- \ntitle: 'My: essay'\ntags:\n- a\n- b\nsummary: >\n  of it\n  all\n---  \n",
    '---\n# made by hand\n"title": x\nauthors: [a,\n  b\n]\n\nlang: en\n---\n',
    "---\nkey:\n  deep:\n    deeper: 1\n---",
]
NO_FRONT_MATTER = [
    "---\n\n",
    "---\n",
    "---\nA line of prose.\n---\n",
    "---\n\nWe learned this: a lot.\n\n---\n",
    "---\nWe learned this: a lot\n---\n",
    "---\ntitle: never closed\n\n",
    "***\ntitle: x\n***\n",
    "\n---\ntitle: not at the start\n---\n",
]


@pytest.mark.parametrize("start", FRONT_MATTER)
def test_front_matter_is_no_text(start):
    text = start + ("" if start.endswith("\n") else "\n") + PROSE
    assert plain_markdown(text).split() == PROSE.split()


@pytest.mark.parametrize("start", NO_FRONT_MATTER)
def test_what_stands_between_rules_stays(start):
    said = [word for word in (start + PROSE).split() if word not in ("---", "***")]
    assert plain_markdown(start + PROSE).split() == said


def test_an_essay_between_rules_is_no_front_matter():
    assert plain_markdown(f"---\n{PROSE}\n---\n").split() == PROSE.split()
    assert plain_markdown("---\nEssay: I lead.\n---\n").split() == ["Essay:", "I", "lead."]


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{PROSE}",
        f"~~~ text\n{PROSE}",
        f"```\nx = 1\n```\n{PROSE}\n```",
        f"````\n```\nx = 1\n````\n{PROSE}",
        f"```\n{PROSE}\n```\n",
        f"<!-- draft\n\n{PROSE}",
        f"<!-- draft --> {PROSE} <!-- the end",
    ],
)
def test_code_and_comments_lose_nothing_that_was_written(text):
    said = [w for w in plain_markdown(text).split() if w not in ("<!--", "draft", "the", "end")]
    assert said == PROSE.split()


def test_scripts_in_markdown_are_no_words():
    text = "I like <SCRIPT>alert('a')</script >teams.<style>p{color:red}</style> <script>Yes."
    assert plain_markdown(text).split() == ["I", "like", "teams.", "Yes."]


@pytest.mark.parametrize(
    "piece",
    [
        "```a\n",
        "<!--",
        "<script>",
        "<style>a</style>",
        "~~~\n```\n",
        "`" * 50 + "x\n",
        "---\na:\n",
        "_ ",
        "<b> ",
        "* ",
        "# ",
    ],
)
def test_markdown_takes_time_that_grows_with_length_only(piece):
    started = time.process_time()
    plain_markdown(piece * (400_000 // len(piece)))
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("divided", "joined"),
    [
        ("my capabili-\nties", "my capabilities"),
        ("my capabili- ties", "my capabilities"),
        ("my capabili- \n  ties", "my capabilities"),
        ("my capabili\u2010\nties", "my capabilities"),
        ("my capabili\u00ad\nties and team\u00adwork", "my capabilities and teamwork"),
        ("my capabili\x02\nties", "my capabilities"),
        ("MY CAPABILI-\nTIES", "MY CAPABILITIES"),
        ("a long-\nterm plan", "a long-term plan"),
        ("in Ber-\nlin", "in Berlin"),
        ("pre- and post-war", "pre- and post-war"),
        ("a T-\nShirt", "a T-\nShirt"),
        ("- one\n- two", "- one\n- two"),
        ("yes -\nno", "yes -\nno"),
        ("2019-\n2020", "2019-\n2020"),
    ],
)
def test_divided_words_are_joined(divided, joined):
    assert join_divided(divided) == joined


RTF = (
    "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Helvetica;}}\n"
    "{\\colortbl;\\red255\\green0\\blue0;}{\\stylesheet{\\s0 Normal;}}\n"
    "{\\*\\generator Writer;}{\\info{\\author Somebody}}{\\header page 1}\n"
    "\\pard\\f0\\fs24 I don\\'92t \\b like\\b0  caf\\'e9s\\par\n"
    "{\\i They\\rquote re} loud \\u8212\\'97 very\\~loud.{\\v hidden}\\line\n"
    "{\\pict\\pngblip 89504e47}\\{braces\\} and \\u-10179?\\u-8704? end team\\-work.}"
)


def test_rtf_is_read_as_its_words(tmp_path):
    path = tmp_path / "essay.txt"
    path.write_bytes(RTF.replace("\n", "\r\n").encode())
    assert read_document(str(path)) == (
        "I don\u2019t like caf\u00e9s\nThey\u2019re loud \u2014 very\u00a0loud.\n"
        "{braces} and \U0001f600 end teamwork."
    )


def test_rtf_of_other_writers():
    assert rtf_text("{\\rtf1\\mac I don\\'d5t}") == "I don\u2019t"
    assert rtf_text("{\\rtf1\\ansicpg932 \\'93\\'fa\\'96\\'7b}") == "\u65e5\u672c"
    assert rtf_text("{\\rtf1\\ansicpg999999 a\\uc2\\u8217??b\\uc0\\u8217c}") == "a\u2019b\u2019c"
    assert rtf_text("{\\rtf1 a\\bin4 }{\\bb}") == "ab"


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>T</title><style>p { color: red }</style></head><body>"
        "<p class='a'>I enjoy&nbsp;team<b>work</b>.</p><script>if (1 < 2) {}</script></html>",
        "\n<!-- saved -->\n<HTML><BODY><DIV>I enjoy<BR>team<i>work</i>.</DIV></BODY></HTML>",
        "<?xml version='1.0'?><html><head><style>x</style><body>I enjoy<hr/>teamwork.",
        "<html><p>I enjoy</p><![foo[bar]]><p>team<span>work</span>.</p></html>",
        "<p>I enjoy</p><p>team<span>work</span>.</p>",
        "I enjoy<br>team<b>work</b>.<p></p><br />",
        "<meta charset='utf-8'><div>I enjoy teamwork.</div>",
    ],
)
def test_html_is_read_as_its_words(tmp_path, page):
    path = tmp_path / "essay.txt"
    path.write_text(page, encoding="utf-8")
    assert read_document(str(path)).split() == ["I", "enjoy", "teamwork."]


@pytest.mark.parametrize("text", ["I <p> HTML.</p>", "<3 teamwork", "<p is open", "a < b > c"])
def test_an_essay_about_html_is_none(text):
    assert not is_web_page(text)


@pytest.mark.parametrize("piece", ["<a b=", "<a b='", "<!--", "<", "<![CDATA[", "</", "<p>"])
def test_a_page_takes_time_that_grows_with_its_length_only(piece):
    started = time.process_time()
    assert "the end" in web_page_text("<html><p>" + piece * (200_000 // len(piece)) + " the end")
    assert time.process_time() - started < 5


@given(st.text(alphabet="\\{}'u8217? abpar\n*-~binuc", max_size=200))
def test_any_rtf_is_read(text):
    rtf_text(text).encode("utf-8")


@given(st.text(alphabet="<>!-/ apbodyhtmlscript&;#x'\"\n", max_size=200))
def test_any_page_is_read(text):
    web_page_text(text)
