"""Documents: decoding, captions, Markdown and PDF, and what hostile files turn into."""

import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from schemas.states import FAILURE_KINDS
from transforms.inputs.documents import limits
from transforms.inputs.documents.captions import cue_text
from transforms.inputs.documents.decode import decode_text
from transforms.inputs.documents.limits import DocumentError
from transforms.inputs.documents.markdown import plain_markdown
from transforms.inputs.documents.read import read_document

SENTENCE = "I don\u2019t like caf\u00e9s \u2013 they\u2019re loud."


def write(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def outcome(read: Callable[..., str], argument: object) -> tuple[str, str]:
    """Kind and message of the domain error; empty when the document was read."""
    try:
        read(argument).encode("utf-8")
    except DocumentError as error:
        return error.kind, error.message
    return "", ""


def draw_pdf(path: Path, *pages: str) -> str:
    canvas = Canvas(str(path))
    for page in pages:
        for number, line in enumerate(page.splitlines()):
            canvas.drawString(72, 720 - 20 * number, line)
        canvas.rect(72, 72, 100, 100)
        canvas.showPage()
    canvas.save()
    return str(path)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_decodes_text_with_and_without_a_mark(encoding: str) -> None:
    assert decode_text(SENTENCE.encode(encoding)) == SENTENCE


def test_one_bad_byte_does_not_make_utf8_windows_1252() -> None:
    content = (SENTENCE * 3).encode() + b"\xff"
    assert decode_text(content) == SENTENCE * 3 + "\ufffd"


def test_line_ends_become_newlines() -> None:
    assert decode_text(b"one\r\ntwo\rthree\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)), b"\x00" * 100, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"abc\x00def"],
)
def test_binary_content_named_txt_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(write(tmp_path, "essay.txt", content))
    assert caught.value.kind == "unreadable_document"
    assert "plain text" in caught.value.message


@given(st.binary(min_size=1, max_size=400))
@settings(max_examples=300)
def test_any_bytes_are_text_or_a_domain_error(content: bytes) -> None:
    kind, _ = outcome(decode_text, content)
    assert kind in {"", *FAILURE_KINDS}


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_captions_and_markdown_never_raise(text: str) -> None:
    assert isinstance(cue_text(text), str)
    assert isinstance(plain_markdown(text), str)


@pytest.mark.parametrize("piece", [" ", "<", "[", "[a](", "_", "# ", "|", "<!--", "\n \t", "A "])
def test_reading_time_grows_with_length_only(piece: str) -> None:
    text = piece * 100_000 + "x"
    started = time.process_time()
    cue_text(text)
    plain_markdown(text)
    assert time.process_time() - started < 5


def test_empty_missing_and_large_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(write(tmp_path, "essay.txt", b""))
    assert (caught.value.stage, caught.value.kind) == ("read", "empty_file")
    with pytest.raises(DocumentError) as caught:
        read_document(str(tmp_path / "missing.txt"))
    assert caught.value.kind == "unreadable_document"
    monkeypatch.setattr(limits, "MAXIMUM_BYTES", 10)
    with pytest.raises(DocumentError) as caught:
        read_document(write(tmp_path, "long.txt", b"eleven byte"))
    assert caught.value.kind == "document_too_large"


def test_text_of_blanks_is_empty(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "essay.txt", b" \n\t\n")) == ""


def test_extension_is_read_in_any_case(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "ESSAY.MD", b"# Title\n\n*Very* good.")) == (
        "Title\n\nVery good."
    )


def test_captions_with_windows_line_ends(tmp_path: Path) -> None:
    text = "1\r\n00:01,000 --> 00:02,000\r\nTell me\r\nmore.\r\n"
    assert read_document(write(tmp_path, "a.srt", text.encode("utf-8-sig"))) == "Tell me\nmore."


def test_markdown_is_reduced_to_prose() -> None:
    text = """---
title: secret
---
# My *first* job #

> I learned **a lot** from [my boss](https://example.org/x) and `pandas`.

- one_word stays
1. second <b>point</b>
![A desk](desk.png)

| a | b |
|---|---|
| c | d |

```python
import os
```
<!-- draft -->
The end &amp; more.
[1]: https://example.org
"""
    assert " ".join(plain_markdown(text).split()) == (
        "My first job I learned a lot from my boss and pandas. one_word stays "
        "second point A desk a b c d The end & more."
    )


def test_pdf_text_of_all_pages_with_divided_words_joined(tmp_path: Path) -> None:
    path = draw_pdf(tmp_path / "essay.pdf", "I enjoy team-\nwork a lot.", "Second page.")
    assert " ".join(read_document(path).split()) == "I enjoy teamwork a lot. Second page."


def test_pdf_without_text_is_empty(tmp_path: Path) -> None:
    assert read_document(draw_pdf(tmp_path / "scan.pdf", "")) == ""


def encrypt(source: str, target: Path, user_password: str) -> str:
    writer = pypdf.PdfWriter(clone_from=source)
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    writer.write(target)
    return str(target)


def test_pdf_with_a_password_asks_for_one_without(tmp_path: Path) -> None:
    source = draw_pdf(tmp_path / "essay.pdf", "Private words")
    with pytest.raises(DocumentError) as caught:
        read_document(encrypt(source, tmp_path / "locked.pdf", "secret"))
    assert caught.value.kind == "unreadable_document"
    assert "password" in caught.value.message
    # Protected against printing only: the empty password opens it.
    assert read_document(encrypt(source, tmp_path / "open.pdf", "")) == "Private words"


def test_pdf_limits_on_pages_and_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = draw_pdf(tmp_path / "essay.pdf", "one two three", "four five six", "seven")
    for limit in ("MAXIMUM_PAGES", "MAXIMUM_CHARACTERS"):
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, 2)
            with pytest.raises(DocumentError) as caught:
                read_document(path)
        assert caught.value.kind == "document_too_large"


@given(st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_pdf_is_text_or_a_domain_error(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "whole.pdf"
    if not path.exists():
        draw_pdf(path, "Quite secret words")
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(1, len(content)))]
    path.with_name("damaged.pdf").write_bytes(content)
    kind, message = outcome(read_document, str(path.with_name("damaged.pdf")))
    assert kind in {"", *FAILURE_KINDS}
    assert "secret" not in message
