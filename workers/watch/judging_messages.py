"""What is wrong with the messages that leave the house."""

from collections.abc import Iterator

from newsroom.delivery.ways import WAY_LABELS
from workers.watch.alarms import Alarm, Finding
from workers.watch.sights import Sights
from workers.watch.wording import counted, hour, lasting


def message_findings(sights: Sights) -> Iterator[Finding]:
    """What has not left the house, by way, and who is reached nowhere."""
    if sights.watched is None:
        return
    found = sights.watched.undelivered
    for way, late in found.late.items():
        text = (
            f"{late.count} tin chưa gửi được bằng {WAY_LABELS[way]}, lâu nhất đã {lasting(sights.at - late.since)} "
            f"(từ {hour(late.since)}). Tin vẫn nằm trong hộp việc và được gửi lại; kiểm tra `toasoan courier`."
        )
        yield Finding(alarm=Alarm.MESSAGES_LATE, summary=text, since=late.since, label=("way", way.value))
    for way, given_up in found.given_up.items():
        text = (
            f"{given_up.count} tin đã thôi gửi bằng {WAY_LABELS[way]} trong một ngày qua vì nơi nhận từ chối. "
            "Người nhận vẫn thấy trong hộp việc; sửa nơi nhận theo trang hướng dẫn."
        )
        yield Finding(alarm=Alarm.MESSAGES_GIVEN_UP, summary=text, since=given_up.since, label=("way", way.value))
    if found.unreached:
        text = (
            f"Không có cách nào báo tin ra ngoài cho {counted(sorted(found.unreached), 'người')}: việc chỉ nằm "
            "trong hộp việc. Gọi điện cho người ấy và nhập nơi nhận bằng "
            "`toasoan ways add mail ten@example.vn --as engineer`."
        )
        yield Finding(alarm=Alarm.NOBODY_TO_TELL, summary=text, since=min(found.unreached.values()))
