"""Letters to hand over."""

from datetime import UTC, datetime

from activities.messengers.ports import Parcel
from newsroom.article import MemberId
from newsroom.delivery.letters import Letter
from newsroom.delivery.ways import Destination, Way

WRITTEN_AT = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)


def parcel(
    way: Way = Way.MAIL, address: str = "truong.ban@caobang.invalid", keys: str = "", key: str = "0123456789abcdef" * 2
) -> Parcel:
    letter = Letter(
        subject="[Tòa soạn] Việc cần làm: “Mùa lúa mới” (2026-0421)",
        text="Mời duyệt “Mùa lúa mới” (2026-0421). Bài thuộc lĩnh vực của đồng chí.",
        link="https://ban.invalid/d/1",
        urgent=True,
    )
    to = Destination(member=MemberId("head"), way=way, address=address, keys=keys)
    return Parcel(key=key, to=to, letter=letter, written_at=WRITTEN_AT)
