"""A manuscript as it was handed in at a door of the desk, before it is read: the same for API and pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from desk.manuscript.apart.room import ReadingRoom
from desk.manuscript.relabel import relabel_from
from desk.refusal import refusal
from desk.statements import Manuscript, Relabel
from newsroom.article import MemberId
from newsroom.board import Board
from newsroom.matters.kinds import AmendmentKind

REASON: Final = "reason"
TOPICS_REASON: Final = "topics_reason"
WITHOUT_TEXT: Final = frozenset({AmendmentKind.TAKE_DOWN, AmendmentKind.CHANNEL_TEXT, AmendmentKind.TOPICS})
"""Changes that come without a whole text."""
ROOM: Final = ReadingRoom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A manuscript as it was sent, unread.

    Shape: `file` is None when an act came without a new text; `stated` is about the text, `said` about the act.
    """

    seen_hash: str = ""
    filename: str = ""
    file: bytes | None = field(default=None, repr=False)
    photos: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    stated: Mapping[str, Any] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


def labels_sent(sent: Sent, board: Board) -> Relabel | None:
    """Other labels for a text that was not sent again. Errors: InvalidInput."""
    return relabel_from(sent.stated, board.topic_labels)


async def read_sent(sent: Sent, member: MemberId, board: Board) -> Manuscript:
    """The manuscript in what was sent. Errors: InvalidInput."""
    if sent.file is None:
        raise refusal("manuscript", "chưa có tệp bản thảo", "hãy gửi kèm tệp .docx, .md hoặc .html ở mục manuscript")
    read: Manuscript = await ROOM.read(
        member,
        "manuscript",
        sent.file,
        filename=sent.filename,
        overrides=dict(sent.stated),
        photo_files=dict(sent.photos),
        known_topics=dict(board.topic_labels),
    )
    return read


async def read_change(kind: AmendmentKind, sent: Sent, member: MemberId, board: Board) -> Manuscript | Relabel | None:
    """The text that a change of what is published needs, or other labels for the one there is. Errors: InvalidInput."""
    if kind is AmendmentKind.TOPICS:
        return labels_sent(sent, board)
    return None if kind in WITHOUT_TEXT else await read_sent(sent, member, board)


def notes_on(sent: Sent, manuscript: Manuscript) -> list[str]:
    """What the author should know about what was taken in."""
    notes = list(manuscript.notes)
    if len(manuscript.content.photos) < len(sent.photos):
        notes.append(
            f"Gửi kèm {len(sent.photos)} tệp ảnh nhưng bài chỉ dùng {len(manuscript.content.photos)} ảnh; "
            "hãy kiểm tra tên tệp ảnh ghi trong bài."
        )
    return notes
