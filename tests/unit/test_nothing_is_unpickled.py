"""No module unpickles: a file from a stranger could run code."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("schemas", "models", "sql", "transforms", "jobs")


def test_nothing_is_unpickled():
    """No module imports or calls what unpickles; arrays, JSON and ONNX files hold no code."""
    found = []
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "safe_mode"):
                unsafe = node.arg == "allow_pickle"
                pickled = not isinstance(node.value, ast.Constant) or node.value.value is unsafe
                names = [node.arg] if pickled else []
            else:
                continue
            unpickle = {"pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "torch"}
            unpickle |= {"allow_pickle", "safe_mode"}
            found += [f"{path.name}: {name}" for name in names if unpickle & set(name.split("."))]
    assert found == []
