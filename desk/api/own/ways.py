"""Addresses for where one is reached outside the house."""

from typing import Annotated, Final

from fastapi import APIRouter, Path
from pydantic import Field
from typing_extensions import TypedDict

from desk.api.callers import Parts, SignedIn
from desk.api.forms import Account, Form
from desk.api.keyed import Acting
from desk.presenting.ways import WayShown, way_data
from newsroom.delivery.ways import Pace, Way

router = APIRouter()

_WAYS: Final = "Nơi nhận tin"
_Number = Annotated[int, Path(ge=1, le=2**53, description="Số của nơi nhận.")]


class Ways(TypedDict):
    """Where members are reached. Shape: a browser subscribes with `push_public_key`; empty where push is not set up."""

    ways: list[WayShown]
    push_public_key: str


class NewWay(Form):
    """A place to be reached at."""

    way: Way = Field(description="Cách nhận: thư, thông báo trên thiết bị, Zalo.")
    address: Annotated[str, Field(min_length=1, max_length=1_000, description="Địa chỉ thư, mã Zalo, hoặc endpoint.")]
    keys: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Thiết bị: p256dh và auth, nối bằng dấu chấm."
    )
    pace: Pace = Field(default=Pace.AT_ONCE, description="Tin chỉ để biết: gửi ngay, hay gom hai lần mỗi ngày.")
    of: Account = Field(default="", description="Trưởng Ban nhập cho người khác; để trống là của mình.")


class NewPace(Form):
    """How soon news comes."""

    pace: Pace = Field(description="Gửi ngay, hay gom hai lần mỗi ngày.")


class Whose(Form):
    """Whose place it is."""

    of: Account = Field(default="", description="Trưởng Ban bỏ của người khác; để trống là của mình.")


class WayKept(TypedDict):
    """That it is done."""

    message: str


@router.get("/ways", tags=[_WAYS], summary="Tin của tôi được gửi tới đâu")
async def ways(caller: SignedIn, parts: Parts) -> Ways:
    """Trưởng Ban và kỹ sư thấy của mọi người, địa chỉ được che bớt."""
    found = await parts.reading.ways.of(caller.view)
    return {"ways": [way_data(each, caller.view) for each in found], "push_public_key": parts.ways.push_public_key}


@router.post("/ways", tags=[_WAYS], status_code=201, summary="Thêm nơi nhận tin")
async def add_way(said: NewWay, caller: Acting, parts: Parts) -> WayKept:
    """Việc, cảnh báo và báo động luôn được gửi ngay; người ấy được báo bằng các nơi nhận đã có."""
    await parts.ways.add(caller.member, said.way, said.address, keys=said.keys, pace=said.pace, of=said.of)
    return {"message": "Đã thêm nơi nhận; các tin từ nay được gửi tới đó."}


@router.post("/ways/{number}/pace", tags=[_WAYS], summary="Đổi cách nhận tin chỉ để biết")
async def set_pace(number: _Number, said: NewPace, caller: Acting, parts: Parts) -> WayKept:
    """Chỉ đổi nơi nhận của chính mình."""
    await parts.ways.set_pace(caller.member, number, said.pace)
    return {"message": "Đã đổi cách nhận."}


@router.post("/ways/{number}/end", tags=[_WAYS], summary="Bỏ một nơi nhận tin")
async def end_way(number: _Number, said: Whose, caller: Acting, parts: Parts) -> WayKept:
    """Tin đang chờ gửi tới đó không gửi nữa; mọi tin vẫn nằm trong hộp việc."""
    await parts.ways.end(caller.member, number, of=said.of)
    return {"message": "Đã bỏ nơi nhận."}
