"""What may be chosen in a form of a matter: members, classes, topics, kinds, by the words that people know."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from newsroom.authority import class_in_words
from newsroom.board import OFFICE_LABELS, Board, Member

_NamedT = TypeVar("_NamedT", bound=StrEnum)


def _everybody(_member: Member) -> bool:
    return True


def members(board: Board, which: Callable[[Member], bool] = _everybody) -> tuple[tuple[str, str], ...]:
    """Members with office and name."""
    return tuple((each.id, f"{OFFICE_LABELS[each.office]} – {each.name}") for each in board.members if which(each))


def inside(board: Board) -> tuple[tuple[str, str], ...]:
    """The members of the board, without those who only write for it."""
    return members(board, lambda member: not member.is_outside)


def labelled(labels: Mapping[_NamedT, str]) -> tuple[tuple[str, str], ...]:
    """Each value of a closed set with its label."""
    return tuple((value.value, label[:1].upper() + label[1:]) for value, label in labels.items())


def portion(board: Board) -> dict[str, tuple[tuple[str, str], ...]]:
    """What narrows a grant: classes, topics and kinds."""
    return {
        "classes": tuple((rule.name, class_in_words(board, rule.name)) for rule in board.authority),
        "topics": tuple((topic, label) for topic, label in board.topic_labels.items()),
        "kinds": tuple((kind, label) for kind, label in board.kind_labels.items()),
    }
