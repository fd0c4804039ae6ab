"""The artefact store: trained files with a card and checksums, grouped into releases.

Layout, next to this module (or in a folder of the user's):

    artefacts/<name>-<version>/card.json + files     one trained model
    artefacts/release-<version>.json                 which artefacts score together
    artefacts/checksums.json                         the ledger: SHA-256 of every released card
                                                     and release file, by its path

Each guards what lies below it: the ledger guards cards and release files (a card's temperature
changes scores as much as a weight does), a card guards its files. A version means one content:
`save_release` adds lines to the ledger, and from then on `save_artefact` and `save_release` refuse
that version with any other content. What no release names yet has no line and may be trained again
under the same version. To withdraw a release that nobody has used, delete its file and its lines:
a reviewer sees both. `sha256sum` reads the same numbers.

Nothing is unpickled: graphs are ONNX or LiteRT, estimators skops, tables JSON.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

ARTEFACTS = Path(os.environ.get("INTERVIEW_ARTEFACTS") or Path(__file__).parent / "artefacts")
"""Where artefacts lie: beside this module, or where INTERVIEW_ARTEFACTS says."""

CURRENT_RELEASE = "0.5.0"
MAXIMUM_BYTES = 20 * 2**20
"""Largest file of an artefact."""
LEDGER = "checksums.json"

_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.]*")
"""Of artefacts and their files: none of them can lead out of the store."""

_RESTORE = "restore it from the repository, or train it again under another version"


class ArtefactError(Exception):
    """An artefact is missing, incomplete or altered; the message says what to do."""


class Artefact(NamedTuple):
    """One verified artefact: its card and the folder with its files."""

    name: str
    version: str
    card: Mapping[str, Any]
    folder: Path

    def read(self, file: str) -> bytes:
        """Content of one file, verified against the card.

        Raises:
            ArtefactError: if the file is missing, unknown to the card, or its SHA-256 differs.
        """
        expected = self.card["files"].get(file)
        if expected is None:
            raise ArtefactError(f"{self.name} {self.version} has no {file}; choose its release")
        try:
            content = (self.folder / file).read_bytes()
        except OSError as error:
            raise ArtefactError(
                f"{self.name} {self.version}: {file} cannot be read; {_RESTORE}"
            ) from error
        if _sha256(content) != expected:
            raise ArtefactError(
                f"{self.name} {self.version}: {file} differs from its card; {_RESTORE}"
            )
        return content


class Release(NamedTuple):
    """Artefacts that score together. `identifier` travels in every row as model_release."""

    version: str
    created_on: str
    artefacts: Mapping[str, Artefact]
    digest: str

    @property
    def identifier(self) -> str:
        return f"{self.version}+{self.digest[:12]}"


def list_releases(root: Path = ARTEFACTS) -> list[str]:
    """Versions of all releases in the store, oldest first."""
    versions = [path.stem.removeprefix("release-") for path in root.glob("release-*.json")]
    return sorted(versions, key=_numbers)


def newest_version(name: str, limit: str, root: Path = ARTEFACTS) -> str:
    """Highest version of an artefact in the store that is not above `limit`.

    Raises:
        ArtefactError: if there is none.
    """
    versions = [folder.name.removeprefix(f"{name}-") for folder in root.glob(f"{name}-[0-9]*")]
    allowed = [version for version in versions if _numbers(version) <= _numbers(limit)]
    if not allowed:
        raise ArtefactError(f"no {name} up to {limit} in the artefact store; train it first")
    return max(allowed, key=_numbers)


def load_artefact(name: str, version: str, root: Path = ARTEFACTS) -> Artefact:
    """Load a card, verify it against the ledger if it was released, and every file it names.

    Raises:
        ArtefactError: if something is missing or altered.
    """
    folder = root / f"{_checked(name)}-{_semantic(version)}"
    path = f"{folder.name}/card.json"
    content = _read(root, path)
    released = read_ledger(root).get(path)
    if released not in (None, _sha256(content)):
        raise ArtefactError(f"{path} differs from {LEDGER}; {_RESTORE}")
    card = _parse(content, path)
    if not isinstance(card.get("files"), dict) or not card["files"]:
        raise ArtefactError(f"{path} names no files; {_RESTORE}")
    artefact = Artefact(name, version, card, folder)
    for file in card["files"]:
        artefact.read(_checked(file))
    return artefact


def load_release(version: str = CURRENT_RELEASE, root: Path = ARTEFACTS) -> Release:
    """Load a release and verify it and all its artefacts.

    Raises:
        ArtefactError: if the release is unknown, or it or any artefact is missing or altered.
    """
    path = f"release-{_semantic(version)}.json"
    if not (root / path).is_file():
        known = ", ".join(list_releases(root)) or "none"
        raise ArtefactError(f"no {path} in the artefact store; releases there: {known}")
    content, ledger = _read(root, path), read_ledger(root)
    if path not in ledger:
        raise ArtefactError(f"{path} is not in {LEDGER}; write it with train-models release")
    if _sha256(content) != ledger[path]:
        raise ArtefactError(f"{path} differs from {LEDGER}; {_RESTORE}")
    listing = _parse(content, path)
    artefacts = {}
    for name, artefact_version in sorted(listing["artefacts"].items()):
        if f"{name}-{artefact_version}/card.json" not in ledger:
            raise ArtefactError(
                f"{name} {artefact_version} of {path} is not in {LEDGER}; restore that file"
            )
        artefacts[name] = load_artefact(name, artefact_version, root)
    # Release 0.1.0 is known by its files alone, later ones by their cards, which name the files.
    parts = (
        (f"{name} {sha}" for name, sha in sorted(listing["cards"].items()))
        if "cards" in listing
        else (
            f"{name} {file} {sha}"
            for name, artefact in artefacts.items()
            for file, sha in sorted(artefact.card["files"].items())
        )
    )
    digest = _sha256("\n".join(parts).encode())
    return Release(version, listing["created_on"], artefacts, digest)


def save_artefact(
    name: str,
    version: str,
    files: Mapping[str, bytes],
    card: Mapping[str, Any],
    root: Path = ARTEFACTS,
) -> Path:
    """Write files and card of a freshly trained artefact.

    Args:
        name: artefact, e.g. "face_cnn".
        version: semantic version, which no release may hold with another content.
        files: file name to content, each at most 20 MiB.
        card: data, split, command, metrics, licence, must_not_be_used_for, ...; `files` with
            checksums is added here.

    Returns:
        The folder written.

    Raises:
        ArtefactError: if a file is too large or the version was released with another content.
    """
    folder = root / f"{_checked(name)}-{_semantic(version)}"
    for file, content in files.items():
        if len(content) > MAXIMUM_BYTES:
            raise ArtefactError(
                f"{_checked(file)} has {len(content)} bytes, more than {MAXIMUM_BYTES}; "
                "make the model smaller"
            )
    checksums = {file: _sha256(content) for file, content in files.items()}
    text = json.dumps({"name": name, "version": version, **card, "files": checksums}, indent=2)
    written = f"{text}\n".encode()
    _refuse_change(f"{folder.name}/card.json", written, root)
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    (folder / "card.json").write_bytes(written)
    return folder


def save_release(
    version: str, created_on: str, artefacts: Mapping[str, str], root: Path = ARTEFACTS
) -> None:
    """Write which artefacts score together, and pin them and the release in the ledger.

    Args:
        version: semantic version, not released before with another content.
        created_on: day of the release, YYYY-MM-DD.
        artefacts: name to version.
        root: the store.

    Raises:
        ArtefactError: if an artefact is missing or altered, or the version is taken.
    """
    path = f"release-{_semantic(version)}.json"
    pinned, cards = {}, {}
    for name, artefact_version in sorted(artefacts.items()):
        artefact = load_artefact(name, artefact_version, root)
        card = f"{artefact.folder.name}/card.json"
        pinned[card] = cards[name] = _sha256(_read(root, card))
    listing = {
        "created_on": created_on,
        "artefacts": dict(sorted(artefacts.items())),
        "cards": cards,
    }
    written = (json.dumps(listing, indent=2) + "\n").encode()
    _refuse_change(path, written, root)
    (root / path).write_bytes(written)
    lines = {**read_ledger(root), **pinned, path: _sha256(written)}
    (root / LEDGER).write_text(json.dumps(dict(sorted(lines.items())), indent=2) + "\n")


def read_ledger(root: Path = ARTEFACTS) -> dict[str, str]:
    """Path below the store to SHA-256, of every released card and release file.

    Raises:
        ArtefactError: if the ledger is there but unreadable.
    """
    if not (root / LEDGER).exists():
        return {}
    return _parse(_read(root, LEDGER), LEDGER)


def is_released(name: str, version: str, root: Path = ARTEFACTS) -> bool:
    """Whether a release holds this version, so that it can no longer change.

    Args:
        name: of an artefact, or "release" for a release itself.
        version: of it.
        root: the store.
    """
    path = f"release-{version}.json" if name == "release" else f"{name}-{version}/card.json"
    return path in read_ledger(root)


def refuse_released(name: str, version: str, root: Path = ARTEFACTS) -> None:
    """Say before a long training that what it makes could not be saved under this version.

    Args:
        name, version, root: as for `is_released`.

    Raises:
        ArtefactError: if a release holds this version, or it is no semantic version.
    """
    if is_released(_checked(name), _semantic(version), root):
        raise ArtefactError(f"{name} {version} was released and cannot change; choose a --version")


def _refuse_change(path: str, content: bytes, root: Path) -> None:
    if read_ledger(root).get(path) not in (None, _sha256(content)):
        raise ArtefactError(f"{path} was released with another content; choose a new --version")


def _read(root: Path, path: str) -> bytes:
    try:
        return (root / path).read_bytes()
    except OSError as error:
        raise ArtefactError(f"no readable {path} in the artefact store; {_RESTORE}") from error


def _parse(content: bytes, path: str) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise ArtefactError(f"{path} is not JSON; {_RESTORE}") from error
    if not isinstance(parsed, dict):
        raise ArtefactError(f"{path} is not a JSON object; {_RESTORE}")
    return parsed


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _semantic(version: str) -> str:
    if not _VERSION.fullmatch(version):
        raise ArtefactError(f"{version!r} is no semantic version; write it as 0.2.0")
    return version


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ArtefactError(f"{name!r} is no name of an artefact or of its file; use letters and _")
    return name


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
