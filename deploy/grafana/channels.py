"""The channels: what they answer, how fast, and what stands still."""

from typing import Final

from deploy.grafana.panels import Dashboard, Row, grown, lines, stat

_CHOSEN: Final = '{channel=~"$channel"}'
_NOT_OK: Final = '{channel=~"$channel",outcome!="ok"}'


def _calls(chosen: str) -> str:
    return f"sum by (channel) (rate(newsroom_channel_call_seconds_count{chosen}[30m]))"


def _answered_within(share: float) -> str:
    rate = f"sum by (le, channel, call) (rate(newsroom_channel_call_seconds_bucket{_CHOSEN}[10m]))"
    return f"histogram_quantile({share}, {rate})"


_STATE: Final = Row(
    title="Tình trạng",
    panels=(
        lines(
            "Trả lời trạm canh (1 là có)",
            (f"max by (channel) (newsroom_channel_reachable{_CHOSEN})", "{{channel}}"),
            thresholds=(1,),
            falling=True,
        ),
        lines("Lượt đăng bị dừng", (f"max by (channel) (newsroom_channels_stopped{_CHOSEN})", "{{channel}}")),
        lines("Chưa rõ đã hiện hay chưa", (f"max by (channel) (newsroom_channels_ambiguous{_CHOSEN})", "{{channel}}")),
        stat(
            "Khóa truy cập còn (ít nhất)",
            f"min(newsroom_token_days_left{_CHOSEN})",
            unit="d",
            thresholds=(1, 7),
            falling=True,
            width=8,
            height=7,
        ),
        lines(
            "Kết quả đăng trong 6 giờ",
            (
                grown("newsroom_publications_total", "channel, outcome", "6h", chosen=_CHOSEN),
                "{{channel}}: {{outcome}}",
            ),
            width=16,
        ),
    ),
)

_CALLS: Final = Row(
    title="Các lần gọi kênh",
    panels=(
        lines("Thời gian trả lời (trung vị)", (_answered_within(0.5), "{{channel}}: {{call}}"), unit="s"),
        lines("Thời gian trả lời (99 %)", (_answered_within(0.99), "{{channel}}: {{call}}"), unit="s"),
        lines(
            "Số lần gọi mỗi phút theo kết quả",
            (
                f"60 * sum by (channel, outcome) (rate(newsroom_channel_call_seconds_count{_CHOSEN}[10m]))",
                "{{channel}}: {{outcome}}",
            ),
        ),
        lines(
            "Tỷ lệ gọi không thành",
            (
                f"{_calls(_NOT_OK)} / {_calls(_CHOSEN)}",
                "{{channel}}",
            ),
            unit="percentunit",
            width=24,
            thresholds=(0.05, 0.2),
        ),
    ),
)

CHANNELS: Final = Dashboard(
    uid="toasoan-channels",
    title="Kênh đăng",
    description="Cổng, Fanpage và Zalo OA: có trả lời không, nhanh chậm, bài nào dừng.",
    rows=(_STATE, _CALLS),
    variable=("newsroom_channels_stopped", "channel", "Kênh"),
)
