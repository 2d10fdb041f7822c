"""Addresses for members' own keys, and for acts that wait for a device to sign them."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from pydantic import Field
from typing_extensions import TypedDict

from desk.acts.awaiting import Prepared
from desk.api.callers import Parts, SignedIn
from desk.api.forms import Form, Words
from desk.api.keyed import Acting
from desk.presenting.personal.keys import PersonalKeyShown, key_data
from desk.presenting.values import Moment, instant

router = APIRouter()

_KEYS: Final = "Khóa cá nhân"
_LETTERS: Final = r"^[0-9A-Za-z_-]{1,1400}$"
Credential = Annotated[str, Path(pattern=_LETTERS, description="Mã khóa.")]
ActId = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,64}$", description="Mã thao tác.")]


class Keys(TypedDict):
    """All members' own keys."""

    keys: list[PersonalKeyShown]


class DeviceOptions(TypedDict):
    """What a page hands to the device as it is."""

    options: dict[str, Any]


class PreparedShown(DeviceOptions):
    """An act that waits for a device."""

    act_id: str
    label: str
    subject: str
    text: str
    until: Moment
    link: str


class Completed(TypedDict):
    """The act was taken in."""

    act_id: str
    said: str


class NewKey(Form):
    """What a device has answered that was to make a key."""

    response: Annotated[dict[str, Any], Field(description="credential.toJSON() của lần tạo khóa.")]
    device: Annotated[Words, Field(max_length=60, description="Tên gọi của thiết bị.")] = ""


class Assertion(Form):
    """What a device has answered that was to sign."""

    response: Annotated[dict[str, Any], Field(description="credential.toJSON() của lần ký.")]


@router.get("/personal-keys", tags=[_KEYS], summary="Khóa cá nhân của các thành viên")
async def personal_keys(caller: SignedIn, parts: Parts) -> Keys:
    """Khóa nào của ai, chờ xác nhận, đang dùng, chờ gỡ hay đã gỡ."""
    return {"keys": [key_data(each, caller.board) for each in await parts.personal_keys.listed()]}


@router.post("/personal-keys/options", tags=[_KEYS], summary="Chuẩn bị đăng ký khóa cá nhân")
async def personal_key_options(caller: SignedIn, parts: Parts) -> DeviceOptions:
    """Đưa nguyên vẹn cho thiết bị tạo khóa; dùng được mười phút."""
    return {"options": await parts.personal_keys.options(caller.member)}


@router.post("/personal-keys", tags=[_KEYS], status_code=201, summary="Đăng ký khóa cá nhân")
async def register_personal_key(said: NewKey, caller: Acting, parts: Parts) -> PersonalKeyShown:
    """Khóa có hiệu lực khi Thư ký hoặc Trưởng Ban đã xác nhận."""
    return key_data(await parts.personal_keys.register(caller.member, said.response, said.device), caller.board)


@router.post("/personal-keys/{credential}/confirm", tags=[_KEYS], summary="Xác nhận khóa cá nhân của người khác")
async def confirm_personal_key(credential: Credential, caller: Acting, parts: Parts) -> PersonalKeyShown:
    """Người xác nhận ký bằng khóa của mình, nên trả lời là chờ ký (awaits_signature)."""
    return key_data(await parts.personal_keys.confirm(caller.member, credential), caller.board)


@router.post("/personal-keys/{credential}/remove", tags=[_KEYS], summary="Đề nghị gỡ khóa cá nhân")
async def remove_personal_key(credential: Credential, caller: Acting, parts: Parts) -> PersonalKeyShown:
    """Khóa không ký được nữa; gỡ xong khi Thư ký hoặc Trưởng Ban xác nhận."""
    return key_data(await parts.personal_keys.remove(caller.member, credential), caller.board)


@router.post("/personal-keys/{credential}/confirm-removal", tags=[_KEYS], summary="Xác nhận gỡ khóa cá nhân")
async def confirm_personal_key_removal(credential: Credential, caller: Acting, parts: Parts) -> PersonalKeyShown:
    """Người xác nhận ký bằng khóa của mình, nên trả lời là chờ ký (awaits_signature)."""
    return key_data(await parts.personal_keys.confirm_removal(caller.member, credential), caller.board)


@router.get("/prepared-acts/{act_id}", tags=[_KEYS], summary="Thao tác đang chờ tôi ký")
async def prepared_act(act_id: ActId, caller: SignedIn, parts: Parts) -> PreparedShown:
    """Lời khai sẽ được ký và những gì thiết bị cần để ký."""
    return _shown(await parts.completing.find(caller.member, act_id))


@router.post("/prepared-acts/{act_id}/complete", tags=[_KEYS], summary="Gửi chữ ký của thiết bị")
async def complete_prepared_act(act_id: ActId, said: Assertion, caller: SignedIn, parts: Parts) -> Completed:
    """Thao tác có hiệu lực khi chữ ký đúng và quy trình nhận."""
    prepared = await parts.completing.find(caller.member, act_id)
    await parts.completing.complete(caller.member, act_id, said.response)
    return {"act_id": act_id, "said": f"Đã ký và ghi sổ: {prepared.label}."}


def _shown(prepared: Prepared) -> PreparedShown:
    return {
        "act_id": prepared.act_id,
        "label": prepared.label,
        "subject": prepared.subject,
        "text": prepared.text,
        "options": prepared.options(),
        "until": instant(prepared.until),
        "link": prepared.link,
    }
