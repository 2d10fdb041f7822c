"""What all that is said to people is made of: instants, names, and the kinds of text that an answer can hold."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, overload

from pydantic import Field, WithJsonSchema

from newsroom.board import Board
from newsroom.working_time import clock, local

Json = dict[str, Any]

_MOMENT: Final = {"type": "string", "format": "date-time", "example": "2026-11-23T09:05:00+07:00"}
Moment = Annotated[str, WithJsonSchema(_MOMENT)]
Day = Annotated[str, Field(examples=["2026-11-23"])]
ArticleKey = Annotated[str, Field(examples=["5f0c2a9b7e31"])]
Number = Annotated[str, Field(examples=["2026-0421"])]
MatterKey = Annotated[str, Field(examples=["5f0c2a9b7e31"])]
Account = Annotated[str, Field(examples=["standing-deputy"])]
Name = Annotated[str, Field(examples=["Phó Trưởng Ban Thường trực"])]
Title = Annotated[str, Field(examples=["Học sinh vùng cao đón năm học mới"])]
Hash = Annotated[str, Field(examples=["9092f551483369347c220a19f673f444c3cb4ab82c8797637a22f8ea24285675"])]
Path = Annotated[str, Field(examples=["/api/v1/articles/5f0c2a9b7e31"])]


def or_none(kinds: type[StrEnum]) -> WithJsonSchema:
    """How one of some kinds is described where an empty text says that there is none yet."""
    return WithJsonSchema({"type": "string", "enum": ["", *kinds]})


@overload
def instant(moment: datetime) -> str: ...
@overload
def instant(moment: datetime | None) -> str | None: ...
def instant(moment: datetime | None) -> str | None:
    """An instant on the newsroom's clock, ISO 8601 with its offset."""
    return None if moment is None else local(moment).isoformat(timespec="seconds")


def clock_time(moment: datetime | str | None) -> str:
    """An instant as a person reads it, such as 09:05 23/11/2026; empty for none."""
    if not moment:
        return ""
    return clock(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)


def name_of(board: Board, member_id: str) -> str:
    """A member's name; the id itself for someone who is not in the board."""
    member = board.member(member_id)
    return member.name if member else member_id
