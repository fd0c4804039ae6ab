"""Checks a store before a night: every artefact of a release opens, scores a built-in example, and
says what it is."""

from pathlib import Path
from typing import NamedTuple

from models.registry import REGISTRY, entry_of, find
from models.selection import selection_of
from models.store import (
    MAXIMUM_BYTES,
    Artefact,
    ArtefactError,
    default_store,
    list_releases,
    load_release,
    read_ledger,
)

MAXIMUM_TOTAL_BYTES = 35 * 2**20
"""Of all artefacts that a package ships together."""


class Checked(NamedTuple):
    """One artefact of one release, checked."""

    release: str
    artefact: str
    size: int
    """Bytes of its files."""
    example: str
    """What it said of the built-in example."""
    problems: tuple[str, ...]
    """What is wrong and what to do; empty if it may score."""


def check_artefact(release: str, artefact: Artefact) -> Checked:
    """Check one artefact whose checksums are already verified."""
    problems = []
    sizes = {file: (artefact.folder / file).stat().st_size for file in artefact.files}
    problems += [
        f"{file} has {size / 2**20:.0f} MiB, more than 20: make the model smaller"
        for file, size in sizes.items()
        if size > MAXIMUM_BYTES
    ]
    known = {*sizes, "card.json"}
    stray = sorted(path.name for path in artefact.folder.iterdir() if path.name not in known)
    if stray:
        problems.append(f"not in the card: {', '.join(stray)}: delete")
    if missing := artefact.card.missing:
        problems.append(f"the card does not say {', '.join(missing)}: release a version that does")
    example = ""
    try:
        example = find(entry_of(artefact.name).example)(artefact)
    except ArtefactError as error:
        problems.append(str(error))
    except Exception as error:  # a library's own: whatever it is, the night would break off
        problems.append(
            f"cannot score the example ({type(error).__name__}: {error}): "
            "choose another --release, install the libraries its card names, or mend "
            f"{entry_of(artefact.name).load}"
        )
    return Checked(release, artefact.label, sum(sizes.values()), example, tuple(problems))


def check_release(version: str, root: Path | None = None) -> list[Checked]:
    """Check a release: one item an artefact, and one more if the job could not choose from it."""
    try:
        release = load_release(version, root)
    except ArtefactError as error:
        return [Checked(version, "-", 0, "", (str(error),))]
    checked = [check_artefact(version, artefact) for artefact in release.artefacts.values()]
    try:
        if all(name in REGISTRY for name in release.artefacts):
            selection_of(release, root)
    except (ArtefactError, KeyError) as error:
        checked.append(Checked(version, "-", 0, "", (str(error),)))
    return checked


def check_store(root: Path | None = None) -> tuple[list[str], list[str]]:
    """Check what no single release tells.

    Returns:
        Problems, and remarks that keep nobody from scoring.
    """
    root = root or default_store()
    problems, remarks = [], []
    try:
        released = read_ledger(root)
    except ArtefactError as error:
        return [str(error)], []
    for path in released:
        if not (root / path).is_file():
            problems.append(f"{path} was released and is gone: restore it from the repository")
    if not list_releases(root):
        problems.append(
            f"there is no release in {root}: name another folder with --models, restore "
            "models/artefacts from the repository, or run interviews train face voice text fusion "
            "release --data DIR --version VERSION"
        )
    total = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    if total > MAXIMUM_TOTAL_BYTES and root == Path(__file__).parent / "artefacts":
        problems.append(
            f"all artefacts have {total / 2**20:.0f} MiB, more than 35: a package that large is "
            "not shipped"
        )
    for card in sorted(root.glob("*/card.json")):
        if f"{card.parent.name}/card.json" not in released:
            remarks.append(
                f"{card.parent.name} is in no release: release it with interviews train release "
                f"--models {root} --version VERSION, or delete the folder"
            )
    return problems, remarks
