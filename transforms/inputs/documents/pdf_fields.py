"""What people typed into a PDF: text of form fields and of text boxes laid over a page."""

from collections.abc import Iterator

import pypdf
from pypdf.generic import DictionaryObject

MAXIMUM_FIELDS = 5_000


def typed_texts(reader: pypdf.PdfReader) -> Iterator[str]:
    """Text of the filled text fields and text boxes, in the order of the file, each once."""
    seen: set[int] = set()
    for text, identity in _all(reader):
        if identity not in seen and text.strip():
            seen.add(identity)
            yield text


def _all(reader: pypdf.PdfReader) -> Iterator[tuple[str, int]]:
    for field in _fields(reader):
        if (value := field.get("/V")) is not None:
            yield _text(value), id(field)
    for page in reader.pages:
        for annotation in _list(page.get("/Annots")):
            if annotation.get("/Subtype") == "/FreeText":
                yield _text(annotation.get("/Contents")), id(annotation)


def _fields(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Text fields that hold a value: the form's tree in its order, then what only pages name."""
    root = reader.root_object
    form = root.get("/AcroForm")
    form = form.get_object() if form is not None else None
    waiting = _list(form.get("/Fields")) if isinstance(form, DictionaryObject) else []
    for page in reader.pages:
        waiting += [a for a in _list(page.get("/Annots")) if a.get("/Subtype") == "/Widget"]
    waiting.reverse()
    known: set[int] = set()
    while waiting and len(known) < MAXIMUM_FIELDS:
        field = waiting.pop()
        if id(field) in known:
            continue
        known.add(id(field))
        if "/V" in field and _inherited(field, "/FT") == "/Tx":
            yield field
        waiting += reversed(_list(field.get("/Kids")))


def _inherited(field: DictionaryObject, key: str) -> object:
    for _ in range(30):  # a tree that is its own parent has no end
        if key in field:
            return field[key]
        parent = field.get("/Parent")
        parent = parent.get_object() if parent is not None else None
        if not isinstance(parent, DictionaryObject):
            return None
        field = parent
    return None


def _list(value: object) -> list[DictionaryObject]:
    value = value.get_object() if hasattr(value, "get_object") else value
    if not isinstance(value, list):
        return []
    items = (item.get_object() for item in value if hasattr(item, "get_object"))
    return [item for item in items if isinstance(item, DictionaryObject)]


def _text(value: object) -> str:
    value = value.get_object() if hasattr(value, "get_object") else value
    if isinstance(value, str):
        return value
    # Long values may be kept as a stream.
    data = value.get_data() if hasattr(value, "get_data") else b""
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
