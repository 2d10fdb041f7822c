"""Addresses for what the storage holds and nobody has signed for."""

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from desk.api.callers import Parts, SignedIn
from desk.api.forms import HASH
from desk.api.keyed import Acting
from desk.presenting.records import RecordsShown, records_data
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.unproven import READERS

router = APIRouter()

_LEDGER: Final = "Sổ ghi"


class Seen(BaseModel):
    """The list that was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seen_hash: str = Field(pattern=HASH, min_length=1, description="`digest` của danh sách đã xem.")
    count: Annotated[int, Field(ge=1, description="Số ghi nhận trong danh sách đã xem.")]


@router.get("/ledger/unproven", tags=[_LEDGER], summary="Những ghi nhận chưa ai ký, chờ Trưởng Ban xác nhận")
async def unproven(caller: SignedIn, parts: Parts) -> RecordsShown:
    """Bản phân công đầu tiên, và các bài có từ trước khi việc gửi bài được ký."""
    if caller.member.office not in READERS:
        raise Refused(
            RefusalCode.NOT_ENTITLED, "Danh sách này dành cho Trưởng Ban, Phó Trưởng Ban Thường trực, Thư ký và Kỹ sư."
        )
    return records_data(await parts.reading.ledger.records(), rolling=await parts.reading.ledger.is_rolling())


@router.post("/ledger/unproven/confirm", tags=[_LEDGER], summary="Xác nhận các ghi nhận chưa có chữ ký")
async def confirm_unproven(said: Seen, caller: Acting, parts: Parts) -> RecordsShown:
    """Trưởng Ban xác nhận cả danh sách một lần; danh sách đổi so với lúc xem thì bị từ chối."""
    after = await parts.records.confirm(caller.member, seen=said.seen_hash, count=said.count)
    return records_data(after, rolling=False)
