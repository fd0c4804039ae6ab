"""The artefact store: trained files with a card and checksums, grouped into releases.

Layout, next to this module (or in a folder of the user's):

    artefacts/<name>-<version>/card.json + files     one trained model
    artefacts/release-<version>.json                 which artefacts score together

Nothing is unpickled: graphs are ONNX or LiteRT, estimators skops, tables JSON.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import onnxruntime

ARTEFACTS = Path(os.environ.get("INTERVIEW_ARTEFACTS") or Path(__file__).parent / "artefacts")
"""Where artefacts lie: beside this module, or where INTERVIEW_ARTEFACTS says."""

CURRENT_RELEASE = "0.1.0"
MAXIMUM_BYTES = 20 * 2**20


class ArtefactError(Exception):
    """An artefact is missing, incomplete or altered."""


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
        try:
            content = (self.folder / file).read_bytes()
        except OSError as error:
            raise ArtefactError(f"{self.name} {self.version}: {file} cannot be read") from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise ArtefactError(
                f"{self.name} {self.version}: {file} differs from its card; "
                "restore it from the repository or train it again"
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


def load_artefact(name: str, version: str, root: Path = ARTEFACTS) -> Artefact:
    """Load a card and verify every file it names.

    Raises:
        ArtefactError: if something is missing or altered.
    """
    folder = root / f"{name}-{version}"
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtefactError(f"no readable card.json in {folder.name}") from error
    artefact = Artefact(name, version, card, folder)
    for file in card["files"]:
        artefact.read(file)
    return artefact


def load_release(version: str = CURRENT_RELEASE, root: Path = ARTEFACTS) -> Release:
    """Load a release and verify all its artefacts.

    Raises:
        ArtefactError: if the release is unknown or any artefact is missing or altered.
    """
    path = root / f"release-{version}.json"
    try:
        listing = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtefactError(f"no readable {path.name} in the artefact store") from error
    artefacts = {
        name: load_artefact(name, artefact_version, root)
        for name, artefact_version in sorted(listing["artefacts"].items())
    }
    digest = hashlib.sha256(
        "\n".join(
            f"{name} {file} {sha}"
            for name, artefact in artefacts.items()
            for file, sha in sorted(artefact.card["files"].items())
        ).encode()
    ).hexdigest()
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
        version: semantic version.
        files: file name to content, each at most 20 MiB.
        card: data, split, command, metrics, licence, must_not_be_used_for, ...; `files` with
            checksums is added here.

    Returns:
        The folder written.

    Raises:
        ArtefactError: if a file is too large.
    """
    folder = root / f"{name}-{version}"
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        if len(content) > MAXIMUM_BYTES:
            raise ArtefactError(f"{file} has {len(content)} bytes, more than {MAXIMUM_BYTES}")
        (folder / file).write_bytes(content)
    checksums = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    text = json.dumps({"name": name, "version": version, **card, "files": checksums}, indent=2)
    (folder / "card.json").write_text(text + "\n", encoding="utf-8")
    return folder


def save_release(
    version: str, created_on: str, artefacts: Mapping[str, str], root: Path = ARTEFACTS
) -> None:
    """Write which artefacts, name to version, score together; see `load_release`."""
    listing = {"created_on": created_on, "artefacts": dict(sorted(artefacts.items()))}
    path = root / f"release-{version}.json"
    path.write_text(json.dumps(listing, indent=2) + "\n", encoding="utf-8")


def onnx_session(graph: bytes) -> onnxruntime.InferenceSession:
    """Open an ONNX graph for scoring on one thread: parallelism belongs to the runner."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
