"""The artefact store: trained files with a card and checksums, grouped into releases.

Layout, next to this module or in a folder of the user's:

    artefacts/<name>-<version>/card.json + files     one trained model
    artefacts/release-<version>.json                 which artefacts score together, and how
    artefacts/checksums.json                         the ledger: SHA-256 of every released card
                                                     and release file, by its path

Each file guards what lies below it: the ledger guards cards and release files (a card's
temperature changes scores as much as a weight does), a card guards its files. A version means one
content: see `models.training.publish`, which writes the store. `sha256sum` reads the same numbers.

Nothing is unpickled: graphs are ONNX or LiteRT, everything else NumPy arrays or JSON.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from models.card import Card

LEDGER = "checksums.json"

MODALITIES = ("face", "voice", "text")
"""What a release has an ensemble of models for."""

DEFAULTS = ("face_labels", "fusion")
"""What a release says where the user says nothing."""

MAXIMUM_BYTES = 20 * 2**20
"""Largest file of an artefact."""

RESTORE = "restore it from the repository, or train it again under another version"

_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.]*")
"""Of artefacts and their files: none of them can lead out of the store."""


class ArtefactError(Exception):
    """An artefact is missing, incomplete or altered; the message says what to do."""


def default_store() -> Path:
    """Where artefacts lie: beside this module, or where INTERVIEW_ARTEFACTS says."""
    return Path(os.environ.get("INTERVIEW_ARTEFACTS") or Path(__file__).parent / "artefacts")


class Artefact(NamedTuple):
    """One verified artefact: its card and the folder with its files."""

    name: str
    version: str
    card: Card
    files: Mapping[str, str]
    """File name to SHA-256."""
    folder: Path

    @property
    def label(self) -> str:
        """Name and version, as messages and reports have them."""
        return f"{self.name} {self.version}"

    def read(self, file: str) -> bytes:
        """Content of one file, verified against the card.

        Raises:
            ArtefactError: if the file is missing, unknown to the card, or its SHA-256 differs.
        """
        expected = self.files.get(file)
        if expected is None:
            raise ArtefactError(f"{self.label} has no {file}; choose its release")
        try:
            content = (self.folder / file).read_bytes()
        except OSError as error:
            raise ArtefactError(f"{self.label}: {file} cannot be read; {RESTORE}") from error
        if sha256(content) != expected:
            raise ArtefactError(f"{self.label}: {file} differs from its card; {RESTORE}")
        return content


class Release(NamedTuple):
    """Artefacts that score together, and how. `identifier` travels in every row."""

    version: str
    created_on: str
    artefacts: Mapping[str, Artefact]
    ensembles: Mapping[str, tuple[str, ...]]
    """Modality to the models that score it together."""
    defaults: Mapping[str, str]
    """Those of DEFAULTS."""
    digest: str
    """SHA-256 of the release file, which holds those of the cards."""

    @property
    def identifier(self) -> str:
        return f"{self.version}+{self.digest[:12]}"


def list_releases(root: Path | None = None) -> list[str]:
    """Versions of all releases in a store (default: `default_store`), oldest first."""
    found = (root or default_store()).glob("release-*.json")
    versions = [path.stem.removeprefix("release-") for path in found]
    return sorted(filter(is_version, versions), key=version_order)


def load_artefact(name: str, version: str, root: Path | None = None) -> Artefact:
    """Load a card, verify it against the ledger if it was released, and every file it names.

    Raises:
        ArtefactError: if something is missing or altered.
    """
    root = root or default_store()
    folder = root / f"{checked_name(name)}-{checked_version(version)}"
    path = f"{folder.name}/card.json"
    content = read_file(root, path)
    released = read_ledger(root).get(path)
    if released not in (None, sha256(content)):
        raise ArtefactError(f"{path} differs from {LEDGER}; {RESTORE}")
    parsed = _parse(content, path)
    files = parsed.get("files")
    if not isinstance(files, dict) or not files:
        raise ArtefactError(f"{path} names no files; {RESTORE}")
    try:
        card = Card.from_json(parsed)
    except ValueError as error:
        raise ArtefactError(
            f"{path}: {error}; install the version of interview-scoring that wrote it"
        ) from error
    artefact = Artefact(name, version, card, files, folder)
    for file in files:
        artefact.read(checked_name(file))
    return artefact


def load_release(version: str | None = None, root: Path | None = None) -> Release:
    """Load a release (default: the newest of the store) and verify it and all its artefacts.

    Raises:
        ArtefactError: if there is none, or it or any artefact is missing or altered.
    """
    root = root or default_store()
    known = list_releases(root)
    if version is None and not known:
        raise ArtefactError(f"there is no release in {root}: name another folder with --models")
    path = f"release-{checked_version(version or known[-1])}.json"
    if not (root / path).is_file():
        raise ArtefactError(
            f"no {path} in the artefact store; releases there: {', '.join(known) or 'none'}"
        )
    content, ledger = read_file(root, path), read_ledger(root)
    if path not in ledger:
        raise ArtefactError(f"{path} is not in {LEDGER}; write it with interviews train release")
    if sha256(content) != ledger[path]:
        raise ArtefactError(f"{path} differs from {LEDGER}; {RESTORE}")
    listing = _parse(content, path)
    if not {"created_on", "artefacts", "ensembles", "defaults"} <= listing.keys():
        raise ArtefactError(
            f"{path} names no ensembles: it was made before 0.5.1; install the version of "
            "interview-scoring that wrote it"
        )
    artefacts = {}
    for name, artefact_version in sorted(listing["artefacts"].items()):
        if f"{name}-{artefact_version}/card.json" not in ledger:
            raise ArtefactError(
                f"{name} {artefact_version} of {path} is not in {LEDGER}; restore that file"
            )
        artefacts[name] = load_artefact(name, artefact_version, root)
    return Release(
        version or known[-1],
        listing["created_on"],
        artefacts,
        {modality: tuple(listing["ensembles"].get(modality, ())) for modality in MODALITIES},
        listing["defaults"],
        sha256(content),
    )


def read_ledger(root: Path) -> dict[str, str]:
    """Path below the store to SHA-256, of every released card and release file.

    Raises:
        ArtefactError: if the ledger is there but unreadable.
    """
    if not (root / LEDGER).exists():
        return {}
    return _parse(read_file(root, LEDGER), LEDGER)


def read_file(root: Path, path: str) -> bytes:
    """Content of a file of the store.

    Raises:
        ArtefactError: if it cannot be read.
    """
    try:
        return (root / path).read_bytes()
    except OSError as error:
        raise ArtefactError(f"no readable {path} in the artefact store; {RESTORE}") from error


def version_order(version: str) -> tuple[list[int], bool, str]:
    """By which versions are ordered: a prerelease, as 0.6.0-rc1, comes before its release."""
    number, dash, prerelease = version.partition("-")
    return [int(part) for part in number.split(".")], not dash, prerelease


def is_version(text: str) -> bool:
    """Whether it is a semantic version."""
    return _VERSION.fullmatch(text) is not None


def checked_version(version: str) -> str:
    """The version.

    Raises:
        ArtefactError: if it is not a semantic version.
    """
    if not is_version(version):
        raise ArtefactError(f"{version!r} is no semantic version; write it as 0.2.0")
    return version


def checked_name(name: str) -> str:
    """The name of an artefact or of one of its files.

    Raises:
        ArtefactError: if it could lead out of the store.
    """
    if not _NAME.fullmatch(name):
        raise ArtefactError(f"{name!r} is no name of an artefact or of its file; use letters and _")
    return name


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def _parse(content: bytes, path: str) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise ArtefactError(f"{path} is not JSON; {RESTORE}") from error
    if not isinstance(parsed, dict):
        raise ArtefactError(f"{path} is not a JSON object; {RESTORE}")
    return parsed
