"""What reading a manuscript could not carry over as it stood, or changed: points that a person must look at.

Each stands open until the final editor closes it; a text with an open point does not go on to approval.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from newsroom.text import plain

_KEY_LETTERS: Final = 12


class PointKind(StrEnum):
    """What happened to a piece of a manuscript. Source: rule 54 (content and form of every item are checked)."""

    CHART = "chart"
    SMART_ART = "smart_art"
    OBJECT = "object"
    INK = "ink"
    SHAPE = "shape"
    LINKED_PICTURE = "linked_picture"
    HIDDEN_PICTURE = "hidden_picture"
    EQUATION = "equation"
    TEXT_BOX = "text_box"
    WORD_ART = "word_art"
    HIDDEN_TEXT = "hidden_text"
    STRUCK_TEXT = "struck_text"
    TRACKED_CHANGE = "tracked_change"
    COMMENT = "comment"
    PROMPT = "prompt"
    UNKNOWN_SYMBOL = "unknown_symbol"
    NUMBER_FORMAT = "number_format"
    MERGED_CELL = "merged_cell"
    OTHER_VERSION = "other_version"
    CHANGING_TEXT = "changing_text"
    CONTENTS_TABLE = "contents_table"
    LABEL = "label"
    OPEN_FIELD = "open_field"
    LEGACY_FONT = "legacy_font"
    UNREAD_MARKUP = "unread_markup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One such piece: what happened to it, where it stands, and its words (empty when it has none)."""

    kind: PointKind
    place: str
    words: str = ""


def point_key(point: Point) -> str:
    """Name of a point within an article: the same for the same piece, however often the text is sent again."""
    return hashlib.sha256(f"{point.kind}\n{plain(point.words)}".encode()).hexdigest()[:_KEY_LETTERS]
