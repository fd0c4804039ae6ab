"""Text that every store can hold."""


def storable(text: str) -> str:
    r"""The text with what PostgreSQL and Parquet cannot hold written out.

    File names on Linux are bytes: those that are no UTF-8 reach Python as lone surrogates and
    become `\udcff`; NUL becomes U+FFFD.
    """
    return text.replace("\0", "\ufffd").encode("utf-8", "backslashreplace").decode("utf-8")
