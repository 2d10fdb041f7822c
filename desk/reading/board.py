"""What members ask of the notice: which is in force, and what another one would change."""

from dataclasses import dataclass
from datetime import datetime

from activities.storage.boards import BoardStore, parse_board
from activities.storage.database import now
from activities.storage.matters.board_changes import BoardMatters
from activities.storage.rows import BoardVersion
from newsroom.board import Board, Signing
from newsroom.matters.board_change import Meanwhile, Moving, changes_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChange:
    """What a new notice would change, in words, the open articles that would change hands, and what was decided since
    it was signed that it would have given to others. Shape: `board` is the new notice itself.
    """

    board: Board
    changes: tuple[str, ...]
    moving: tuple[Moving, ...]
    meanwhile: tuple[Meanwhile, ...]


class BoardReading:
    """Questions on the notice. Errors: NoBoard."""

    def __init__(self, boards: BoardStore, matters: BoardMatters) -> None:
        self._boards = boards
        self._matters = matters
        self._meanwhile: dict[tuple[str, int], tuple[Meanwhile, ...]] = {}

    async def in_force(self) -> BoardVersion:
        """The version in force now."""
        return await self._boards.in_force()

    async def history(self) -> tuple[tuple[int, datetime, str, str], ...]:
        """Number, start, who adopted and digest of every version, oldest first."""
        return await self._boards.versions()

    async def meanwhile(self, version: BoardVersion) -> tuple[Meanwhile, ...]:
        """What was decided between the signing of a version in force and its hour, and would have been another's by it.

        Shape: it never changes, so each version is asked about once.
        """
        key = (version.digest, version.number)
        if key not in self._meanwhile:
            found = await self._matters.meanwhile(version.board, version.signing, version.effective_from)
            self._meanwhile[key] = found
        return self._meanwhile[key]

    async def change_to(self, source: str, signing: Signing) -> BoardChange:
        """What the text of a board file, signed on a day, would change. Errors: InvalidBoard."""
        new = parse_board(source)
        return BoardChange(
            board=new,
            changes=changes_in_words((await self.in_force()).board, new),
            moving=await self._matters.preview(new),
            meanwhile=await self._matters.meanwhile(new, signing, now()),
        )
