"""What members ask of the notice: which is in force, and what another one would change."""

from dataclasses import dataclass

from activities.storage.boards import BoardStore, parse_board
from activities.storage.matters.board_changes import BoardMatters
from activities.storage.rows import BoardVersion
from newsroom.matters.board_change import Moving, changes_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChange:
    """What a new notice would change, in words, and the open articles that would change hands."""

    changes: tuple[str, ...]
    moving: tuple[Moving, ...]


class BoardReading:
    """Questions on the notice. Errors: NoBoard."""

    def __init__(self, boards: BoardStore, matters: BoardMatters) -> None:
        self._boards = boards
        self._matters = matters

    async def in_force(self) -> BoardVersion:
        """The version in force now."""
        return await self._boards.in_force()

    async def change_to(self, source: str) -> BoardChange:
        """What the text of a board file would change. Errors: InvalidBoard."""
        new = parse_board(source)
        changes = changes_in_words((await self.in_force()).board, new)
        return BoardChange(changes=tuple(changes), moving=await self._matters.preview(new))
