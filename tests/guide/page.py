"""The parts of sql/README.md that are made of the tables and of the seeded cohort."""

import re
from pathlib import Path

from tests.guide.picture import pictures
from tests.guide.questions import questions
from tests.guide.views import results
from tests.seeded.database import SeededDatabase

PAGE = Path(__file__).parents[2] / "sql" / "README.md"


def parts(cohort: SeededDatabase) -> dict[str, str]:
    """Name of each part to its Markdown."""
    return {
        "picture": pictures(),
        "questions": questions(cohort),
        "results": results(cohort),
    }


def part_of(page: str, name: str) -> str:
    """What a page has between `<!-- name -->` and `<!-- end of name -->`."""
    (found,) = re.findall(rf"<!-- {name} -->\n\n(.*?)\n?<!-- end of {name} -->", page, re.DOTALL)
    return found


def with_parts(page: str, made: dict[str, str]) -> str:
    """The page with these parts in place of what it had."""
    for name, content in made.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n{content}\n{end}{rest.partition(end)[2]}"
    return page
