"""Removes the names of speakers from captions: told by their pattern, never by a list."""

import re
from collections import Counter
from collections.abc import Sequence

LABEL_WORDS = 7
"""Longest label; "Dr. Maria van Example (guest, online)" has six."""
SHARE_OF_LOWER_CASE = 0.1
"""Of the lines that must begin with a label without capitals: "the thing is:" may be speech."""

_SOUND = re.compile(r"\[[^\[\]]*\](?!\s?[:\uff1a])")
_STAMP = re.compile(
    r"[(\[]?(?<!\d)\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,3})?(?!\d)[)\]]?|[(\[]\d{1,2}:\d{2}[)\]]"
)
_SUNG = re.compile(r"[\u266a\u266b][^\u266a\u266b]*[\u266a\u266b]")
_ASIDE_CUE = re.compile(r"\([^()]*\)[.,]?")
_TURN = re.compile(r"\s*(?:>>+\s*|[-\u2013\u2014\u2022]\s+)")
_LABEL = re.compile(
    r"\s*([^\s:\uff1a?!;\"<>][^:\uff1a?!;\"<>\n]{0,70}?)\s?[:\uff1a](?=\s|$|[^\W\d_])"
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SENTENCE_END = r"[.!?\u2026\"\u201d)\]]\s+"


def without_speakers(cues: Sequence[Sequence[str]]) -> list[list[str]]:
    """Cues without labels such as "Jane Example:", "[Guest] :" or ">>", without [sounds], cues
    that are nothing but (laughter), and what is sung between two notes.

    A label stands before a colon at the beginning of a line. It recurs, or it looks like a name
    where it stands once: after ">>", all in capitals or in brackets, ending in a number, or of
    several words with capitals. The first line of the file may begin with any one word as label.
    In a file with labels one capitalised word is enough.
    """
    lines = [[_without_sounds(line) for line in cue] for cue in cues]
    known = _known_labels([line for cue in lines for line in cue])
    inside = _pattern(known)
    spoken = [[_spoken(line, known, inside) for line in cue] for cue in lines]
    filled = [[line for line in cue if line] for cue in spoken]
    return [[] if _ASIDE_CUE.fullmatch(" ".join(cue)) else cue for cue in filled]


def _known_labels(lines: Sequence[str]) -> set[str]:
    """Keys of the labels that recur, and of the one that the first line begins with."""
    labels = [label for line in lines if (label := _label(line)[0])]
    counts = Counter(map(_key, labels))
    written = {_key(label): label for label in labels}
    again = {key: count for key, count in counts.items() if key and count > 1}
    often = SHARE_OF_LOWER_CASE * len(lines)
    known = {k for k, count in again.items() if _is_capitalised(written[k]) or count >= often}
    first = _label(lines[0])[0] if lines else ""
    if first and (_is_capitalised(first) or len(first.split()) == 1):
        known.add(_key(first))
    # Where labels are the custom, short ones in lower case need not be many.
    return known | {key for key in again if known and len(key.split()) <= 2}


def _without_sounds(line: str) -> str:
    """The line without [sounds], songs, times to the second and the stars of emphasis."""
    line = _SUNG.sub(" ", line.replace("*", ""))
    return _SOUND.sub(" ", _STAMP.sub(" ", line)).strip()


def _label(line: str) -> tuple[str, int, bool]:
    """Label at the beginning of a line ("" if there is none), where it ends, whether >> led it."""
    turn = _TURN.match(line)
    start = turn.end() if turn else 0
    found = _LABEL.match(line, start)
    if found is None or not any(map(str.isalpha, found[1])):
        return "", start, False
    words = found[1].split()
    sentence = any(word[-1] == "." and word[:-1].islower() for word in words)
    if len(words) > LABEL_WORDS or sentence:
        return "", start, False
    return found[1], found.end(), bool(turn and ">" in turn[0])


def _key(label: str) -> str:
    """A label in the one spelling in which it is counted."""
    bare = _ASIDE.sub(" ", label)
    plain = bare if any(map(str.isalnum, bare)) else label
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def _is_capitalised(label: str) -> bool:
    """Whether the words of a label begin with capitals, but for short ones amid them ("van")."""
    words = [word.lstrip("'\u2019@#") for word in _ASIDE.sub(" ", label).split()] or [label]
    capital = [not word[:1].islower() for word in words]
    amid = all(capital[i] or len(words[i]) <= 3 for i in range(1, len(words) - 1))
    return capital[0] and capital[-1] and amid


def _looks_like_a_name(label: str, turned: bool, labelled: bool) -> bool:
    bare = _ASIDE.sub(" ", label).split()
    if not bare or turned or (label.isupper() and len(label) > 1):
        return True
    if not _is_capitalised(label):
        return False
    ends_in_number = len(bare) > 1 and any(map(str.isdigit, bare[-1]))
    return labelled or ends_in_number or len(bare) > 1


def _spoken(line: str, known: set[str], inside: "re.Pattern[str] | None") -> str:
    label, end, turned = _label(line)
    if label and line[end - 1 : end + 1].strip() not in ("", ":", "\uff1a"):
        # Without a space after the colon only what recurs is a label.
        turned, is_label = False, _key(label) in known
    else:
        is_label = bool(label) and (
            _key(label) in known or _looks_like_a_name(label, turned, bool(known))
        )
    turn = _TURN.match(line)
    start = end if is_label else (turn.end() if turn else 0)
    spoken = line[start:].replace("[", " ").replace("]", " ") if is_label else line[start:]
    return (inside.sub(r"\1", spoken) if inside else spoken).strip()


def _pattern(known: set[str]) -> "re.Pattern[str] | None":
    """Known labels after the end of a sentence in the midst of a line."""
    if not known:
        return None
    names = "|".join(r"[\W_]+".join(map(re.escape, label.split())) for label in sorted(known)[:100])
    aside = r"(?:\s?[(\[][^()\[\]]{0,60}[)\]])?"
    return re.compile(rf"({_SENTENCE_END})(?:{names}){aside}\s?[:\uff1a]\s", re.IGNORECASE)
