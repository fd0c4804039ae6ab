"""Writes the parts of sql/README.md that are made, on a server of its own."""

import tempfile
from pathlib import Path

from sql.server.embedded import close_embedded, open_embedded
from tests.guide.page import PAGE, parts, with_parts
from tests.seeded.database import seeded_database


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "database"
        try:
            with seeded_database(open_embedded(directory)) as cohort:
                made = parts(cohort)
        finally:
            close_embedded(directory)
    PAGE.write_text(with_parts(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
