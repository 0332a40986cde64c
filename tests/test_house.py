"""What lint cannot hold about the house."""

from __future__ import annotations

import ast
import re
import subprocess
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FUNCTION = 60
LONGEST_MODULE = 400


def tracked() -> list[Path]:
    """The files that the repository holds and that are text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a module, methods and inner ones too."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_outgrows_the_screen() -> None:
    """A function of more than sixty lines is where care stopped."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length(node)} lines"
        for path in SOURCE
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION
    ]
    assert not long


def test_functions_are_small() -> None:
    """Half of all functions have ten lines or fewer, nine in ten thirty or fewer."""
    lengths = sorted(length(node) for path in SOURCE for node in functions(path))
    assert lengths[len(lengths) // 2] <= 10
    assert lengths[len(lengths) * 9 // 10] <= 30


def test_no_module_outgrows_the_head() -> None:
    """A module of more than four hundred lines is two; model, the vocabulary, is the one to be long."""
    sizes = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8").count("\n") for path in SOURCE}
    long = {name: size for name, size in sizes.items() if size > LONGEST_MODULE and not name.endswith("/model.py")}
    assert not long


def test_every_module_says_what_lives_there() -> None:
    """The first docstring is the sign on the door: at least a sentence."""
    mute = [path.name for path in SOURCE if len(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "") < 20]
    assert not mute


def test_tests_say_the_behaviour() -> None:
    """Every test has a docstring that is a sentence."""
    tests = ((path, node) for path in (ROOT / "tests").rglob("test_*.py") for node in functions(path))
    mute = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, node in tests
        if node.name.startswith("test_") and not (ast.get_docstring(node) or "").rstrip().endswith((".", "?", ")"))
    ]
    assert not mute


def test_our_own_modules_are_never_patched() -> None:
    """Fakes over mocks: no `mock.patch`, and monkeypatch only for the environment and the working folder."""
    patching = re.compile(
        r"\bmock\.patch|import_module\(.*\)\s*\.__dict__|monkeypatch\.(?:setattr|setitem)\(\s*[\"']?countback"
    )
    found = [path.name for path in (ROOT / "tests").rglob("*.py") if patching.search(path.read_text("utf-8"))]
    assert found in ([], ["test_house.py"])


FOREIGN = {
    "a path of some machine": re.compile(r"(?<![\w.])/(?:home|root|Users|work|tmp|opt)/[\w.]+"),
    "an address of a package registry": re.compile(
        r"(?:index-url|find-links|trusted-host)\s*[=:]|https?://[^\s\"')>]*(?:/simple\b|pypi|artifactory|nexus|npmjs)",
        re.IGNORECASE,
    ),
    "a private address": re.compile(r"\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b"),
    "a secret": re.compile(r"BEGIN [A-Z ]*PRIVATE KEY|ya29\.[\w-]{20}|GOCSPX-[\w-]{20}|gh[pousr]_\w{30}"),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_the_repository_speaks_of_the_product_alone(what: str) -> None:
    """No tracked file holds what belongs to a machine, a registry or a person."""
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="replace")
        lines = enumerate(text.splitlines(), 1)
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:90]}"
            for number, line in lines
            if FOREIGN[what].search(line)
        ]
    assert not [line for line in found if not line.startswith("tests/test_house.py")]


def test_text_files_are_plain() -> None:
    """UTF-8, no byte order mark, no CR outside calendars, a newline at the end."""
    odd = []
    for path in tracked():
        data = path.read_bytes()
        if path.suffix in {".png", ".ics", ".gz"} or b"\0" in data or not data:
            continue
        if data.startswith(b"\xef\xbb\xbf") or b"\r" in data or not data.endswith(b"\n"):
            odd.append(str(path.relative_to(ROOT)))
    assert not odd


def test_the_example_credentials_are_an_example() -> None:
    """What ships has the shape of Google's file and nobody's secret."""
    text = (ROOT / "credentials.example.json").read_text("utf-8")
    assert '"installed"' in text
    assert "your-client-secret" in text


def test_the_changelog_keeps_a_form() -> None:
    """Keep a Changelog: versions as headings, changes under known words."""
    lines = (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines()
    versions = [line for line in lines if line.startswith("## ")]
    kinds = [line[4:] for line in lines if line.startswith("### ")]
    assert all(
        re.fullmatch(r"## \[(Unreleased|\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d|Unreleased\])\]?", line) for line in versions
    )
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_decisions_are_numbered_without_gaps() -> None:
    """`docs/decisions/0001-….md` and on, each with a heading that carries its number."""
    files = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    heads = [path.read_text("utf-8").splitlines()[0] for path in files]
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    assert [int(head.removeprefix("# ").split(".")[0]) for head in heads] == list(range(1, len(files) + 1))


def test_links_in_the_documentation_lead_somewhere() -> None:
    """Every relative link in a tracked Markdown file names a file that is there."""
    pages = [path for path in tracked() if path.suffix == ".md"]
    links = chain.from_iterable(
        ((path, target) for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")))
        for path in pages
    )
    assert not [f"{path.name} → {target}" for path, target in links if not (path.parent / target).exists()]
