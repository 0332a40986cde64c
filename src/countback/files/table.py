"""What every table in the athlete's files has in common, and how what does not fit is told in words, not in pydantic's.

A table's keys are all optional to pydantic, so that the rest of a file can still be checked where one key is wrong;
which are needed is told by `needed`, and `missing` asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from countback.files.problem import Mistake
from countback.files.words import found, likely, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import ErrorDetails
    from pydantic_core.core_schema import WithDefaultSchema

    from countback.files.problem import Path


def _mark_needed(schema: JsonSchemaValue, table: type[BaseModel]) -> None:
    if issubclass(table, Table) and table.needed:
        schema["required"] = list(table.needed)


class Table(BaseModel):
    """A table of a TOML file: a key that it does not have is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_mark_needed)

    needed: ClassVar[tuple[str, ...]] = ()


TableT = TypeVar("TableT", bound=Table)


class PlainSchema(GenerateJsonSchema):
    """JSON Schema of a table without null, which TOML does not have; defaults are those that descriptions name."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """The schema of the value alone."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:  # noqa: ANN401 - pydantic's own word for it is private
        """The schema of what is there when it is there."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as above
        """No titles: a key is its own."""
        return False


def validate(kind: type[TableT], data: Mapping[str, object], root: str) -> tuple[TableT, tuple[Mistake, ...]]:
    """The table as far as it is right, and every mistake in it. `root` is how the file is called in words."""
    try:
        return kind.model_validate(data), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
    right = dict(data)
    for detail in details:
        right = _without(right, detail["loc"])
    return kind.model_validate(right), tuple(_mistake(kind, detail, root) for detail in details)


def _without(data: Any, path: Path) -> Any:  # noqa: ANN401 - TOML data
    """The data without the value at the path; an item of a list becomes an empty table, so that the others stay."""
    first, *rest = path
    if isinstance(data, list):
        items = list(data)
        items[int(first)] = _without(items[int(first)], tuple(rest)) if rest else {}
        return items
    if rest:
        return {**data, first: _without(data[first], tuple(rest))}
    return {key: value for key, value in data.items() if key != first}


def _mistake(kind: type[Table], detail: ErrorDetails, root: str) -> Mistake:
    path, value = detail["loc"], found(detail["input"])
    match detail["type"]:
        case "extra_forbidden":
            return _stranger(kind, path, root)
        case "value_error":
            return Mistake(path, f"{path[-1]} = {value}: {detail['ctx']['error']}")
        case "tuple_type":
            header = f"[[{path[-1]}]], in double brackets"
            return Mistake(path, f"{path[-1]} = {value}: write {header}, above each {path[-1]}")
        case _:
            header = title(path, root)
            name = header.strip("[]")
            return Mistake(path, f"{name} = {value}: a table belongs here; write {header} on a line of its own")


def _stranger(kind: type[Table], path: Path, root: str) -> Mistake:
    word, place = str(path[-1]), path[:-1]
    keys = _keys(_kind_at(kind, place))
    near = _of_one_stem(word, keys) or likely(word, keys)
    homes = [where for where, there in _all_keys(kind, ()) if word in there]
    hints = (f'did you mean "{near}"?' if near else "", f"it belongs to {_places(homes)}" if homes else "")
    hint = " ".join(filter(None, hints)) or f"its keys are {listed(keys)}"
    meant: list[Path] = [(*where, word) for where in homes] + ([(*place, near)] if near else [])
    return Mistake(path, f"{found(word)} is not a key of {title(place, root)}; {hint}", tuple(meant))


def _of_one_stem(word: str, keys: tuple[str, ...]) -> str | None:
    """The one key that begins with the same word: `taper_weeks` means `taper_days`, however near `base_weeks` is."""
    stem, _, rest = word.casefold().partition("_")
    same = [key for key in keys if rest and key.startswith(f"{stem}_")]
    return same[0] if len(same) == 1 else None


def _places(homes: list[Path]) -> str:
    return " and ".join(title(home, "the top of the file, above the first table") for home in homes)


def title(path: Path, root: str) -> str:
    """A table as its header shows it: `[week.times]`, `[[race]]`; `root` for the top of the file."""
    name = ".".join(part for part in path if isinstance(part, str))
    if not name:
        return root
    return f"[[{name}]]" if isinstance(path[-1], int) else f"[{name}]"


def _fields(kind: type[Table]) -> Mapping[str, FieldInfo]:
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def _keys(kind: type[Table]) -> tuple[str, ...]:
    return tuple(_fields(kind))


def _inner(annotation: object) -> type[Table] | None:
    """The kind of table that an annotation holds, as in `tuple[RaceTable, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return annotation
    return next((inner for part in get_args(annotation) if (inner := _inner(part))), None)


def _kind_at(kind: type[Table], path: Path) -> type[Table]:
    for part in path:
        inner = _inner(_fields(kind)[part].annotation) if isinstance(part, str) else None
        kind = inner or kind
    return kind


def _all_keys(kind: type[Table], path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    yield path, _keys(kind)
    for key, field in _fields(kind).items():
        if inner := _inner(field.annotation):
            yield from _all_keys(inner, (*path, key, 0) if _is_list(field) else (*path, key))


def missing(table: Table, path: Path, root: str) -> Iterator[Mistake]:
    """What the table and those inside it need and do not have."""
    for key, (name, field) in zip(_keys(type(table)), type(table).model_fields.items(), strict=True):
        value = getattr(table, name)
        if value in (None, ()) and key in table.needed:
            yield Mistake((*path, key), _wanted(key, field, title(path, root)))
        for number, inner in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(inner, Table):
                yield from missing(inner, (*path, key, number) if isinstance(value, tuple) else (*path, key), root)


def _wanted(key: str, field: FieldInfo, place: str) -> str:
    if field.examples:
        return f"{place} needs {key}: {field.description}. For example: {key} = {found(field.examples[0])}"
    return f"{place} needs {title((key, 0) if _is_list(field) else (key,), place)}: {field.description}"


def _is_list(field: FieldInfo) -> bool:
    return get_origin(field.annotation) is tuple


def settled(mistakes: tuple[Mistake, ...], more: Iterator[Mistake]) -> tuple[Mistake, ...]:
    """The mistakes and those that were found next, without what only follows from the first ones."""
    known = {mistake.path for mistake in mistakes} | {path for mistake in mistakes for path in mistake.meant}
    return (*mistakes, *(mistake for mistake in more if not _follows(mistake.path, known)))


def _follows(path: Path, known: set[Path]) -> bool:
    return any(path[:length] in known for length in range(1, len(path) + 1))
