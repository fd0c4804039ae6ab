"""Files the page that lies beside the datasets: see `schemas.dataset_page`."""

import os

from apache_beam.io.filesystems import FileSystems

from schemas.dataset_page import MARK, NAME, dataset_page
from sql.pending import PendingFile
from transforms.errors import InputError
from transforms.inputs.fetch import reading
from transforms.parquet import Batch


def page(output: str, batch: Batch) -> list[PendingFile]:
    """Stage the page and move it to its place, unless it is there.

    Somebody's own file of that name stays, whatever it is.
    """
    target, text = FileSystems.join(output, NAME), dataset_page().encode()
    if _exists(target):
        found = _beginning(target, len(text) + 1)
        if found == text or not found.startswith(MARK.encode()):
            return []
    staged = FileSystems.join(batch.folder, NAME)
    with FileSystems.create(staged, "text/markdown", "uncompressed") as stream:
        stream.write(text)
    return [PendingFile(staged, target)]


def is_our_page(uri: str) -> bool:
    """Whether a file is the page that a run wrote into its output.

    Raises:
        MachineError: if this machine cannot look at files.
    """
    if uri.rpartition("/")[2] != NAME:
        return False
    return _beginning(uri, len(MARK)).startswith(MARK.encode())


def _exists(path: str) -> bool:
    return bool(FileSystems.exists(path)) if "://" in path else os.path.lexists(path)


def _beginning(uri: str, size: int) -> bytes:
    """The first bytes of a file; none if it cannot be read, and so is not ours."""
    try:
        with reading(uri) as source:
            return source.read(size)
    except InputError:
        return b""
