"""Finds the inputs."""

from collections.abc import Sequence

from transforms.errors import InputError
from transforms.inputs.entry import Entry
from transforms.inputs.fetch import fingerprint
from transforms.inputs.identify import Identified, identify
from transforms.inputs.listing import folder_of, list_files
from transforms.inputs.local_files import Ignored
from transforms.inputs.manifest import read_manifest
from transforms.inputs.names import composed
from transforms.readme import is_our_page


def find_inputs(
    patterns: Sequence[str], manifest: str | None = None, follow_links: bool = False
) -> Identified:
    """List all inputs, in a fixed order: that of their addresses. None of them is opened.

    The page of an output below an input folder is no essay. To recognise it, files of its name are
    opened.

    Args:
        patterns: folders (searched to any depth), glob patterns or files, local or of any
            filesystem Beam knows.
        manifest: a CSV file with candidate_id, question_id, uri and optionally cohort,
            recorded_at, consent_reference; it wins over what a pattern found at the same uri.
        follow_links: whether local links may lead out of the folders that hold the inputs.

    Returns:
        The files by name, those that fail by theirs, and what is no input.

    Raises:
        ManifestError: if the manifest cannot be read or names one uri twice.
        FileNotFoundError: if there is no such folder or file, or its filesystem is not installed.
        MachineError: if this machine cannot look at files.
    """
    entries: dict[str, Entry] = {}
    ignored: dict[str, Ignored] = {}
    for pattern in patterns:
        for found in list_files(pattern, follow_links):
            if isinstance(found, Ignored):
                ignored[found.uri] = found
            elif not is_our_page(found.uri):
                entries[found.uri] = found
    if manifest is not None:
        folders = [folder_of(pattern) for pattern in patterns if "://" not in pattern]
        spelled = {composed(uri): uri for uri in entries}
        for entry in read_manifest(manifest, folders, follow_links):
            uri = entry.uri if entry.uri in entries else spelled.get(composed(entry.uri), entry.uri)
            entries[uri] = _looked_at(entry._replace(uri=uri), entries.get(uri))
    return identify(
        (entries[uri] for uri in sorted(entries)),
        (item for uri, item in ignored.items() if uri not in entries),
    )


def _looked_at(entry: Entry, listed: Entry | None) -> Entry:
    """A manifest's entry with what its file looks like from outside."""
    if listed is not None:
        return entry._replace(size=listed.size, changed_at=listed.changed_at)
    if entry.problem:
        return entry
    try:
        size, changed_at = fingerprint(entry.uri)
    except InputError:  # it fails by name later
        return entry
    return entry._replace(size=size, changed_at=changed_at)
