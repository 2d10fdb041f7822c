"""An act that waits for its member's device, as it is shown, and as an answer says so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.article import MemberId
from newsroom.errors import NewsroomError
from newsroom.working_time import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An act that waits for its member's device.

    Shape: `challenge` (base64url) is what the device signs, with one of `credentials`, for `rp_id`; `text` is the
    canonical text that the challenge stands for; `link` is where the member signs it; it is good until `until`.
    """

    act_id: str
    member: MemberId
    label: str
    subject: str
    text: str
    challenge: str
    rp_id: str
    credentials: tuple[str, ...]
    until: datetime
    link: str

    def options(self) -> dict[str, Any]:
        """What a page hands to the device (`PublicKeyCredential.parseRequestOptionsFromJSON`)."""
        return {
            "challenge": self.challenge,
            "rpId": self.rp_id,
            "userVerification": "required",
            "allowCredentials": [{"type": "public-key", "id": each} for each in self.credentials],
        }


class AwaitsSignature(NewsroomError):
    """Thao tác đang chờ chữ ký bằng khóa cá nhân."""

    code = "awaits_signature"

    def __init__(self, prepared: Prepared) -> None:
        super().__init__(
            f"Thao tác {prepared.label} đã được chuẩn bị và chưa có hiệu lực: hãy mở {prepared.link} trên thiết bị có "
            f"khóa cá nhân và ký trước {local(prepared.until):%H:%M:%S}. Quá giờ đó thì thao tác bị bỏ, mọi việc giữ "
            "nguyên."
        )
        self.prepared = prepared
