"""The import rules of pyproject.toml cover what they mean to."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]

ONLY_BY_DAY = {
    "models.training", "models.evaluation", "models.baselines",
    "jobs.earlier_systems", "jobs.evaluate_models", "jobs.evaluation", "jobs.explain_frame",
    "jobs.explain_voice", "jobs.explained_voice", "jobs.explaining",
    "jobs.labelled_data", "jobs.report", "jobs.report_scores", "jobs.train_models",
}  # fmt: skip
"""What trains, evaluates or draws; everything else may run at night."""


def test_every_module_of_the_night_is_under_both_rules():
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    night = [r for r in rules["contracts"] if r["name"].startswith("What runs at night")]
    modules = {
        f"{room}.{path.stem}"
        for room in ("models", "jobs")
        for path in (ROOT / room).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem != "__init__"
    }
    expected = modules - ONLY_BY_DAY | {"schemas", "sql", "transforms"}
    assert [set(rule["source_modules"]) for rule in night] == [expected, expected]
