"""Writes artefacts and releases into a store.

`save_release` adds lines to the ledger, and from then on no artefact and no release of that
version can be written with any other content. What no release names yet has no line and may be
trained again under the same version. To withdraw a release that nobody has used, delete its file
and its lines: a reviewer sees both.
"""

import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from models.card import Card
from models.store import (
    DEFAULTS,
    LEDGER,
    MAXIMUM_BYTES,
    MODALITIES,
    ArtefactError,
    checked_name,
    checked_version,
    is_version,
    load_artefact,
    read_file,
    read_ledger,
    sha256,
    version_order,
)


def newest_version(name: str, limit: str, root: Path) -> str:
    """Highest version of an artefact in the store that is not above `limit`.

    Raises:
        ArtefactError: if there is none.
    """
    found = (folder.name.removeprefix(f"{name}-") for folder in root.glob(f"{name}-[0-9]*"))
    versions = sorted(filter(is_version, found), key=version_order)
    allowed = [each for each in versions if version_order(each) <= version_order(limit)]
    if allowed:
        return allowed[-1]
    if versions:
        raise ArtefactError(
            f"no {name} up to {limit} in {root}, only {', '.join(versions)}: choose a "
            "higher --version"
        )
    raise ArtefactError(
        f"no {name} in {root}: train it, or start from a copy of the shipped folder"
    )


def has_version(name: str, limit: str, root: Path) -> bool:
    """Whether the store has a version of an artefact that is not above `limit`."""
    try:
        return bool(newest_version(name, limit, root))
    except ArtefactError:
        return False


def save_artefact(
    name: str, version: str, files: Mapping[str, bytes], card: Card, root: Path
) -> Path:
    """Write files and card of a freshly trained artefact.

    Args:
        name: artefact, as the registry names it.
        version: semantic version, which no release may hold with another content.
        files: file name to content, each at most 20 MiB.
        card: what is said of it.
        root: the store.

    Returns:
        The folder written.

    Raises:
        ArtefactError: if a file is too large or the version was released with another content.
    """
    folder = root / f"{checked_name(name)}-{checked_version(version)}"
    for file, content in files.items():
        if len(content) > MAXIMUM_BYTES:
            raise ArtefactError(
                f"{checked_name(file)} has {len(content)} bytes, more than {MAXIMUM_BYTES}; "
                "make the model smaller"
            )
    checksums = {file: sha256(content) for file, content in files.items()}
    said = {"name": name, "version": version, **card.to_json(), "files": checksums}
    written = (json.dumps(said, indent=2) + "\n").encode()
    _refuse_change(f"{folder.name}/card.json", written, root)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    (folder / "card.json").write_bytes(written)
    return folder


def save_release(
    version: str,
    created_on: str,
    artefacts: Mapping[str, str],
    ensembles: Mapping[str, Sequence[str]],
    defaults: Mapping[str, str],
    root: Path,
) -> None:
    """Write which artefacts score together, and pin them and the release in the ledger.

    Args:
        version: semantic version, not released before with another content.
        created_on: day of the release, YYYY-MM-DD.
        artefacts: name to version.
        ensembles: modality to the models that score it together, of those in `artefacts`.
        defaults: those that a release must have, `models.store.DEFAULTS`.
        root: the store.

    Raises:
        ArtefactError: if an artefact is missing or altered, or the version is taken.
        ValueError: if the day is none, or ensembles or defaults are not as they must be.
    """
    datetime.date.fromisoformat(created_on)
    if set(ensembles) != set(MODALITIES) or set(defaults) != set(DEFAULTS):
        raise ValueError(f"{sorted(ensembles)} or {sorted(defaults)} is not what a release holds")
    if strange := {name for models in ensembles.values() for name in models} - set(artefacts):
        raise ValueError(f"{sorted(strange)} are in an ensemble, but not in the release")
    path = f"release-{checked_version(version)}.json"
    pinned, cards = {}, {}
    for name, artefact_version in sorted(artefacts.items()):
        artefact = load_artefact(name, artefact_version, root)
        card = f"{artefact.folder.name}/card.json"
        pinned[card] = cards[name] = sha256(read_file(root, card))
    listing = {
        "created_on": created_on,
        "artefacts": dict(sorted(artefacts.items())),
        "ensembles": {modality: list(models) for modality, models in ensembles.items()},
        "defaults": dict(defaults),
        "cards": cards,
    }
    written = (json.dumps(listing, indent=2) + "\n").encode()
    _refuse_change(path, written, root)
    (root / path).write_bytes(written)
    lines = {**read_ledger(root), **pinned, path: sha256(written)}
    (root / LEDGER).write_text(json.dumps(dict(sorted(lines.items())), indent=2) + "\n")


def is_released(name: str, version: str, root: Path) -> bool:
    """Whether a release holds this version, so that it can no longer change.

    Args:
        name: of an artefact, or "release" for a release itself.
        version: of it.
        root: the store.
    """
    path = f"release-{version}.json" if name == "release" else f"{name}-{version}/card.json"
    return path in read_ledger(root)


def refuse_released(name: str, version: str, root: Path) -> None:
    """Say before a long training that what it makes could not be saved under this version.

    Args:
        name, version, root: as for `is_released`.

    Raises:
        ArtefactError: if a release holds this version, or it is no semantic version.
    """
    if is_released(checked_name(name), checked_version(version), root):
        raise ArtefactError(f"{name} {version} was released and cannot change; choose a --version")


def _refuse_change(path: str, content: bytes, root: Path) -> None:
    if read_ledger(root).get(path) not in (None, sha256(content)):
        raise ArtefactError(f"{path} was released with another content; choose a new --version")
