"""The texts of an article as a list shows them."""

from collections.abc import Mapping

from typing_extensions import TypedDict

from activities.storage.articles.rows import Revision
from desk.presenting.values import Hash, Moment, Name, instant, name_of
from newsroom.board import Board


class RevisionShown(TypedDict):
    """A text of an article in the list of them. Shape: `marks` are what it is to the article and to who looks."""

    number: int
    hash: Hash
    by: Name
    at: Moment
    marks: list[str]


def revision_data(text: Revision, marks: Mapping[str, str], board: Board) -> RevisionShown:
    """A text in the list; `marks` give the hash of the text that each of them is about, empty for none."""
    return {
        "number": text.number,
        "hash": text.content_hash,
        "by": name_of(board, text.made_by),
        "at": instant(text.made_at),
        "marks": [mark for mark, marked in marks.items() if marked == text.content_hash],
    }
