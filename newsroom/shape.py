"""Reading JSON that others may have written: each field by name, of the type that is expected, or not at all."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

_Name = TypeVar("_Name", bound=StrEnum)
_Type = TypeVar("_Type")
YEARS: Final = range(2, 9999)
"""Years whose moments have an hour in every zone."""


class WrongShape(ValueError):
    """A field is missing or says something else than expected; the message is Vietnamese and ends no sentence."""


class Fields:
    """An object of a JSON text.

    Shape: a `missing` is what an older text without the field means; a field without one must be there.
    Errors: WrongShape, from every method.
    """

    __slots__ = ("_said",)

    def __init__(self, said: object) -> None:
        if not isinstance(said, Mapping):
            message = "nội dung không phải một bản ghi"
            raise WrongShape(message)
        self._said: Mapping[str, Any] = said

    def __contains__(self, name: str) -> bool:
        return name in self._said

    def text(self, name: str, missing: str | None = None) -> str:
        """A text."""
        return self._of(str, name, missing)

    def text_or_none(self, name: str) -> str | None:
        """A text; None when it is null or not there."""
        return None if self._said.get(name) is None else self.text(name)

    def number(self, name: str, missing: int | None = None) -> int:
        """A whole number."""
        found = self._of(int, name, missing)
        if isinstance(found, bool):
            raise wrong_field(name)
        return found

    def flag(self, name: str, missing: bool | None = None) -> bool:
        """Yes or no."""
        return self._of(bool, name, missing)

    def moment(self, name: str) -> datetime:
        """An instant, with its zone."""
        text = self.text(name)
        try:
            return moment_in(text)
        except ValueError as wrong:
            raise wrong_field(name) from wrong

    def one_of(self, names: type[_Name], name: str, missing: _Name | None = None) -> _Name:
        """A member of a closed set."""
        return _member(names, self.text(name, missing), name)

    def texts(self, name: str, missing: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        found = self._of(list, name, None if missing is None else list(missing))
        if not all(isinstance(each, str) for each in found):
            raise wrong_field(name)
        return tuple(found)

    def all_of(self, names: type[_Name], name: str) -> tuple[_Name, ...]:
        """A list of members of a closed set."""
        return tuple(_member(names, each, name) for each in self.texts(name))

    def by_name(self, name: str) -> dict[str, str]:
        """Texts by name."""
        found = self.part(name)._said  # noqa: SLF001
        if not all(isinstance(each, str) for each in found.values()):
            raise wrong_field(name)
        return dict(found)

    def part(self, name: str) -> "Fields":
        """An object within."""
        return Fields(self._of(dict, name))

    def says(self, name: str) -> bool:
        """Whether the field is there and not null, nor empty."""
        return self._said.get(name) not in (None, "")

    def _of(self, kind: type[_Type], name: str, missing: _Type | None = None) -> _Type:
        if name not in self._said and missing is not None:
            return missing
        if name not in self._said:
            message = f"thiếu mục “{name}”"
            raise WrongShape(message)
        found = self._said[name]
        if not isinstance(found, kind):
            raise wrong_field(name)
        return found


def moment_in(text: str) -> datetime:
    """The instant that a text states. Errors: ValueError, also without a zone, and in a year not of `YEARS`."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in YEARS:
        message = "a time without zone, or at the end of the calendar"
        raise ValueError(message)
    return moment


def _member(names: type[_Name], said: str, name: str) -> _Name:
    if said not in set(names):
        raise wrong_field(name)
    return names(said)


def wrong_field(name: str) -> WrongShape:
    """The error of a field that says something else than expected."""
    return WrongShape(f"mục “{name}” sai dạng")
