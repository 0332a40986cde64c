"""The line on which a key stands. tomllib forgets lines: a second parser is asked, only when there is a problem."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

    from countback.files.problem import Path

_KEYS = {"bare_key", "quoted_key", "dotted_key"}


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of each table header and each key, from 1."""
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    tree = Parser(Language(tree_sitter_toml.language())).parse(text.encode())
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    for node in tree.root_node.children:
        for path, line in _statement(node, counts):
            lines.setdefault(path, line)
    return lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """The line of the value at `path`, else of the nearest table or key around it, else the first."""
    around = (path[:length] for length in range(len(path), 0, -1))
    return next((lines[part] for part in around if part in lines), 1)


def _statement(node: Node, counts: dict[Path, int]) -> Iterator[tuple[Path, int]]:
    match node.type:
        case "pair":
            yield from _pair(node, ())
        case "table":
            yield from _table(node, _inside(_key(node), counts))
        case "table_array_element":
            name = _inside(_key(node)[:-1], counts) + _key(node)[-1:]
            counts[name] = counts.get(name, -1) + 1
            yield from _table(node, (*name, counts[name]))


def _inside(name: Path, counts: Mapping[Path, int]) -> Path:
    """The path that a header means: below [[race]], `[race.x]` belongs to the last race."""
    path: Path = ()
    for part in name:
        path = (*path, part)
        path = (*path, counts[path]) if path in counts else path
    return path


def _table(node: Node, path: Path) -> Iterator[tuple[Path, int]]:
    line = node.start_point.row + 1
    yield from ((path[: length + 1], line) for length in reversed(range(len(path))))
    for child in node.children:
        if child.type == "pair":
            yield from _pair(child, path)


def _pair(node: Node, path: Path) -> Iterator[tuple[Path, int]]:
    key = _key(node)
    line = node.start_point.row + 1
    yield from (((*path, *key[:length]), line) for length in range(len(key), 0, -1))
    for child in node.children:
        yield from _value(child, (*path, *key))


def _value(node: Node, path: Path) -> Iterator[tuple[Path, int]]:
    if node.type == "inline_table":
        for child in node.children:
            if child.type == "pair":
                yield from _pair(child, path)
    elif node.type == "array":
        items = (child for child in node.children if child.is_named and child.type != "comment")
        for number, child in enumerate(items):
            yield (*path, number), child.start_point.row + 1
            yield from _value(child, (*path, number))


def _key(node: Node) -> Path:
    """The key of a pair or the name of a table, read by tomllib, which knows quotes and dots."""
    text = next((child.text for child in node.children if child.type in _KEYS), None)
    try:
        data: object = tomllib.loads(f"{(text or b'').decode()} = 0")
    except tomllib.TOMLDecodeError:  # the second parser was at a loss: the lines around it must do
        return ()
    path: Path = ()
    while isinstance(data, dict) and data:
        (name, data), *_ = data.items()
        path = (*path, name)
    return path
