"""Places of a board file, read one by one; every fault is named by its place, in Vietnamese."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar

from newsroom.errors import InvalidBoard
from newsroom.text import quoted

_E = TypeVar("_E", bound=StrEnum)


@contextmanager
def named(field: str) -> Iterator[None]:
    """Name what a place lacks or has in a wrong form. Errors: InvalidBoard."""
    try:
        yield
    except KeyError as missing:
        raise InvalidBoard(f"{field}.{missing.args[0]}", "thiếu mục này.") from missing
    except (TypeError, ValueError, AttributeError, OverflowError) as wrong:
        raise InvalidBoard(field, f"giá trị không đúng dạng ({quoted(str(wrong), 120)}).") from wrong


def table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table of this name. Errors: InvalidBoard."""
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise InvalidBoard(key, "thiếu mục này.")
    return value


def items(data: Mapping[str, Any], key: str) -> list[Any]:
    """The list of this name, never an empty one. Errors: InvalidBoard."""
    value = data.get(key)
    if not isinstance(value, list) or not value:
        raise InvalidBoard(key, "thiếu mục này hoặc mục rỗng.")
    return value


def rows(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of a list with their numbers. Errors: InvalidBoard."""
    for i, row in enumerate(items(data, key)):
        if not isinstance(row, Mapping):
            raise InvalidBoard(f"{key}[{i}]", "phải là một bảng [[...]].")
        yield i, row


def text(row: Mapping[str, Any], key: str, field: str) -> str:
    """A text that must be there. Errors: InvalidBoard."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidBoard(f"{field}.{key}", "thiếu hoặc để trống.")
    return value.strip()


def one(kind: type[_E], value: object, field: str) -> _E:
    """The member of a closed set. Errors: InvalidBoard."""
    try:
        return kind(str(value))
    except ValueError:
        known = ", ".join(kind)
        raise InvalidBoard(field, f"“{quoted(value)}” không có trong danh sách: {known}.") from None


def many(kind: type[_E], row: Mapping[str, Any], key: str, field: str) -> tuple[_E, ...]:
    """The members of a closed set that a list names, each once. Errors: InvalidBoard."""
    values = row.get(key, [])
    if not isinstance(values, list):
        raise InvalidBoard(f"{field}.{key}", "phải là danh sách.")
    found = tuple(one(kind, value, f"{field}.{key}") for value in values)
    once(f"{field}.{key}", list(found))
    return found


def once(field: str, values: list[Any]) -> None:
    """Nothing, when no value comes twice. Errors: InvalidBoard."""
    if doubled := [value for i, value in enumerate(values) if value in values[:i]]:
        raise InvalidBoard(field, f"“{quoted(doubled[0])}” có hai lần.")
