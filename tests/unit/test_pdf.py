"""PDFs whose letters are placed one by one, and what was typed into forms."""

from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from models.text.preprocessing import words
from transforms.inputs.documents.read import read_document

ESSAY = (Path(__file__).parents[1] / "samples/grace_strengths.txt").read_text().split()[:90]
TYPED = ["Your", "essay:", "I", "enjoy", "teamwork."]
LINES = [" ".join(ESSAY[n : n + 9]) for n in range(0, len(ESSAY), 9)]


def placed(path: Path, group: int, blanks: bool, font: str, turned: bool = False) -> str:
    """A PDF that draws groups of letters, each at its place, with or without drawing blanks."""
    canvas = Canvas(str(path), invariant=1)
    if turned:
        canvas.translate(600, 0)
        canvas.rotate(90)
    canvas.setFont(font, 11)
    for number, line in enumerate(LINES):
        x = 60.0
        for start in range(0, len(line), group):
            piece = line[start : start + group]
            if blanks or piece.strip():
                canvas.drawString(x, 500 - 14 * number, piece)
            x += stringWidth(piece, font, 11)
    canvas.save()
    return str(path)


@pytest.mark.parametrize("blanks", [True, False])
@pytest.mark.parametrize(
    ("group", "font", "turned"),
    [
        (1, "Helvetica", False),
        (1, "Courier", False),
        (1, "Times-Roman", True),
        (2, "Helvetica", False),
    ],
)
def test_letters_placed_one_by_one_are_words(tmp_path, group, font, turned, blanks):
    path = placed(tmp_path / "essay.pdf", group, blanks, font, turned)
    assert words(read_document(path)) == words(" ".join(ESSAY))


def test_letter_spaced_words_are_words(tmp_path):
    canvas = Canvas(str(tmp_path / "essay.pdf"), invariant=1)
    for number, line in enumerate(LINES):
        canvas.drawString(30, 800 - 14 * number, line, charSpace=4)
    canvas.save()
    assert read_document(str(tmp_path / "essay.pdf")).split() == ESSAY


def form(path: Path, *values: str, printed: str = " ") -> str:
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(60, 810, printed)
    for number, value in enumerate(values):
        canvas.acroForm.textfield(
            name=f"field{number}", value=value, x=60, y=600 - 90 * number, width=400, height=80,
            fieldFlags="multiline", maxlen=5000,
        )  # fmt: skip
    canvas.acroForm.checkbox(name="agreed", checked=True, x=60, y=50)
    canvas.save()
    return str(path)


def test_what_was_typed_into_a_form_counts_once(tmp_path):
    path = form(tmp_path / "form.pdf", "I enjoy teamwork.", "", "I lead.", printed="Your essay:")
    assert read_document(path).split() == [
        "Your",
        "essay:",
        "I",
        "enjoy",
        "teamwork.",
        "I",
        "lead.",
    ]
    path = form(tmp_path / "flat.pdf", "I enjoy teamwork.", printed="I enjoy teamwork.")
    assert read_document(path) == "I enjoy teamwork."


def test_a_text_box_over_a_page_counts(tmp_path):
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText, Text

    writer = PdfWriter(clone_from=PdfReader(form(tmp_path / "form.pdf", printed="Your essay:")))
    writer.add_annotation(0, FreeText(text="I enjoy teamwork.", rect=(50, 50, 200, 150)))
    writer.add_annotation(0, Text(text="a reader's note", rect=(5, 5, 20, 20)))
    writer.write(str(tmp_path / "box.pdf"))
    assert read_document(str(tmp_path / "box.pdf")).split() == [
        "Your",
        "essay:",
        "I",
        "enjoy",
        "teamwork.",
    ]
