"""Names of the candidates' pages: any id gives a name that every file system takes."""

import hashlib
import re
import unicodedata

SLUG = 40
"""Most letters that a name takes from the id."""
DIGITS = 12
"""Of the id's SHA-256: with 48 bits, no two of a million ids are likely to meet."""

_OTHERS = re.compile(r"[^a-z0-9]+")


def page_name(candidate_id: str) -> str:
    """The file name of a candidate's page.

    It is the same for the same id, in every report. Ids that differ only in case, signs or script
    differ in the digits; the letters are for people who look at the folder.

    Args:
        candidate_id: any text.

    Returns:
        Small ASCII letters, digits, dots and dashes, at most 58 characters, as
        "ada-9f86d081884c.html".
    """
    plain = unicodedata.normalize("NFKD", candidate_id).encode("ascii", "ignore").decode()
    slug = _OTHERS.sub("-", plain.lower()).strip("-")[:SLUG].rstrip("-")
    digest = hashlib.sha256(candidate_id.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    # A prefix of its own: Windows keeps "con" and "nul" for devices, also before a dot.
    return f"{slug or 'candidate'}-{digest}.html"
