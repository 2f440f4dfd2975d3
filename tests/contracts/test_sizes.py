"""Walls of size: 400 lines a file, 60 a function, 120 a template. At the wall a file is split by idea."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "bench", "tools")
EXEMPT_FOLDERS = {"migrations", "locale", "vendor", "data", "__pycache__", "node_modules", "out"}
FILE_WALL = 400
FUNCTION_WALL = 60
TEMPLATE_WALL = 120


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.is_file() and path.suffix in suffixes and not EXEMPT_FOLDERS.intersection(inside):
            yield path


def long_files(root: Path) -> list[str]:
    """Python, style sheets and scripts over the wall, as `path: lines`."""
    found = []
    for path in files(root, ".py", ".css", ".js"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > FILE_WALL:
            found.append(f"{path.relative_to(root)}: {lines} lines, wall {FILE_WALL}")
    return found


def long_functions(root: Path) -> list[str]:
    """Functions and methods over the wall; decorators do not count, the docstring does."""
    found = []
    for path in files(root, ".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_WALL:
                    found.append(
                        f"{path.relative_to(root)}:{node.lineno} {node.name}: {lines}, wall {FUNCTION_WALL}"
                    )
    return found


def long_templates(root: Path) -> list[str]:
    found = []
    for path in files(root, ".html", ".txt"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if "templates" in path.parts and lines > TEMPLATE_WALL:
            found.append(f"{path.relative_to(root)}: {lines} lines, wall {TEMPLATE_WALL}")
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_longer_than_the_wall(folder: str) -> None:
    assert long_files(REPOSITORY / folder) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_function_is_longer_than_the_wall(folder: str) -> None:
    assert long_functions(REPOSITORY / folder) == []


def test_no_template_is_longer_than_the_wall() -> None:
    assert long_templates(REPOSITORY / "src") == []


def test_the_walls_see_the_house() -> None:
    assert sum(1 for _ in files(REPOSITORY / "src", ".py")) > 20, (
        "the walk found too few files to mean anything"
    )


class TestControls:
    """Each wall fires on a planted file and only on that one."""

    def test_a_file_of_401_lines_is_found(self, tmp_path: Path) -> None:
        (tmp_path / "long.py").write_text("x = 1\n" * (FILE_WALL + 1))
        (tmp_path / "fits.py").write_text("x = 1\n" * FILE_WALL)
        (tmp_path / "migrations").mkdir()
        (tmp_path / "migrations/0001_initial.py").write_text("x = 1\n" * (FILE_WALL + 1))
        assert long_files(tmp_path) == ["long.py: 401 lines, wall 400"]

    def test_a_function_of_61_lines_is_found(self, tmp_path: Path) -> None:
        fits = "def fits():\n" + "    x = 1\n" * (FUNCTION_WALL - 1)
        long = "class A:\n    @property\n    def long(self):\n" + "        x = 1\n" * FUNCTION_WALL
        (tmp_path / "a.py").write_text(fits + long)
        assert long_functions(tmp_path) == [f"a.py:{FUNCTION_WALL + 3} long: 61, wall 60"]

    def test_a_template_of_121_lines_is_found(self, tmp_path: Path) -> None:
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates/long.html").write_text("<p>\n" * (TEMPLATE_WALL + 1))
        (tmp_path / "templates/fits.html").write_text("<p>\n" * TEMPLATE_WALL)
        assert long_templates(tmp_path) == ["templates/long.html: 121 lines, wall 120"]
