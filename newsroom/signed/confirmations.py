"""The claim by which the Head answers for what the storage holds and nobody has signed, once after an upgrade."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.shape import Fields
from newsroom.signed.canonical import EARLIEST, Signed, besides, besides_in, canonical, stated_in

CONFIRM_RECORDS: Final = "confirm_records"
_KEPT: Final = "danh sách"
_BESIDES: Final = frozenset(Signed.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Signed):
    """The list that was confirmed, as it is signed. Shape: `digest` is that of the list, `count` its length."""

    act_id: str
    member: MemberId
    office: Office
    digest: str
    count: int
    made_at: datetime

    @property
    def act(self) -> str:
        """What is done, by the name that the signed text has for it."""
        return CONFIRM_RECORDS

    @property
    def subject(self) -> str:
        """What it is about: the house, and no article or matter of it."""
        return "records"

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return "xác nhận các ghi nhận chưa có chữ ký"

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return _KEPT


def confirmation_text(claim: Confirmation) -> str:
    """Canonical text of a confirmation: the bytes that are signed are its UTF-8."""
    own = {name: value for name, value in asdict(claim).items() if name not in _BESIDES}
    return canonical(own | {"act": CONFIRM_RECORDS} | besides(claim))


def confirmation_from(text: str) -> Confirmation:
    """The confirmation that a canonical text states. Errors: Refused (bad_request) when the text is none."""
    return stated_in(text, _claim, confirmation_text, _KEPT)


def _claim(data: Mapping[str, Any]) -> Confirmation:
    said, extra = Fields(data), besides_in(data)
    if extra["version"] == EARLIEST:
        raise ValueError(EARLIEST)
    return Confirmation(
        act_id=said.text("act_id"),
        member=MemberId(said.text("member")),
        office=said.one_of(Office, "office"),
        digest=said.text("digest"),
        count=said.number("count"),
        made_at=said.moment("made_at"),
        **extra,
    )
