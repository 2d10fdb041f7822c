"""The newsroom: for ops and for the standing deputy."""

from typing import Final

from deploy.grafana.panels import Dashboard, Row, grown, lines, stat

_UP: Final = ((0, "mất liên lạc"), (1, "tốt"))
_WHOLE: Final = ((0, "KHÔNG NGUYÊN VẸN"), (1, "nguyên vẹn"))
_DAY: Final = 24 * 3600


def _visible_within(share: float) -> str:
    rate = "sum by (le, channel) (max by (le, channel) (increase(newsroom_approval_to_visible_seconds_bucket[6h])))"
    return f"histogram_quantile({share}, {rate})"


_NOW: Final = Row(
    title="Lúc này",
    panels=(
        stat("Quá hạn đăng", 'max(newsroom_promises_overdue{promise="publish"})', thresholds=(1,)),
        stat("Sắp quá hạn đăng", 'max(newsroom_promises_due_soon{promise="publish"})', thresholds=(1, 5)),
        stat("Quá hạn trong ngày", 'max(newsroom_promises_overdue{promise="same_day"})', thresholds=(1,)),
        stat("Lượt đăng bị dừng", "sum(max by (channel) (newsroom_channels_stopped))", thresholds=(1,)),
        stat("Chờ phân công", "max(newsroom_assignments_unanswered)", thresholds=(1, 5)),
        stat("Chưa vào quy trình", "max(newsroom_articles_unstarted)", thresholds=(1, 5)),
        stat("Kho dữ liệu", "max(newsroom_storage_reachable)", words=_UP, thresholds=(1,), falling=True),
        stat("Temporal", "max(newsroom_temporal_reachable)", words=_UP, thresholds=(1,), falling=True),
        stat(
            "Nhịp của trạm canh",
            "time() - max(newsroom_watch_heartbeat_timestamp_seconds)",
            unit="s",
            thresholds=(30, 60),
        ),
        stat("Sổ ghi", "min(newsroom_ledger_intact)", words=_WHOLE, thresholds=(1,), falling=True),
        stat(
            "Bản sao lưu gần nhất",
            "time() - max(newsroom_backup_timestamp_seconds)",
            unit="s",
            thresholds=(_DAY, 26 * 3600),
        ),
        stat("Lệnh giả mạo (tổng)", "max(newsroom_forged_acts_total)", thresholds=(1,)),
    ),
)

_WORK: Final = Row(
    title="Bài và người",
    panels=(
        lines("Bài theo bước", ("max by (stage) (newsroom_articles)", "{{stage}}")),
        lines("Đang chờ ai", ("max by (waiting_for) (newsroom_articles_waiting)", "{{waiting_for}}")),
        lines(
            "Chờ lâu nhất",
            ("max by (waiting_for) (newsroom_articles_oldest_waiting_seconds)", "{{waiting_for}}"),
            unit="s",
        ),
        lines(
            "Ở lâu nhất trong mỗi bước",
            ("max by (stage) (newsroom_articles_oldest_stage_seconds)", "{{stage}}"),
            unit="s",
        ),
        lines("Người duyệt chưa trả lời", ("max by (office) (newsroom_approvers_silent)", "{{office}}")),
        lines(
            "Thông báo chưa đọc",
            ("max(newsroom_notifications_unread)", "số thông báo"),
        ),
    ),
)

_PROMISES: Final = Row(
    title="Lời hứa của Thông báo",
    panels=(
        stat(
            "Phần trễ còn được phép tháng này",
            "newsroom:publish_budget_left:ratio",
            unit="percentunit",
            thresholds=(0, 0.25),
            falling=True,
            width=6,
            height=7,
            description="Mục tiêu: 99,5 % lượt đăng trong 30 ngày lên kênh đúng hạn. Dưới 0 là đã vượt mức.",
        ),
        lines(
            "Từ lúc duyệt đến lúc bạn đọc thấy (trung vị, 6 giờ)",
            (_visible_within(0.5), "{{channel}}"),
            unit="s",
            width=9,
        ),
        lines(
            "Từ lúc duyệt đến lúc bạn đọc thấy (99 %, 6 giờ)",
            (_visible_within(0.99), "{{channel}}"),
            unit="s",
            width=9,
            thresholds=(2700, 3600),
        ),
        lines("Quá hạn", ("max by (promise) (newsroom_promises_overdue)", "{{promise}}")),
        lines(
            "Quá hạn lâu nhất", ("max by (promise) (newsroom_promises_oldest_overdue_seconds)", "{{promise}}"), unit="s"
        ),
        lines(
            "Tốc độ dùng phần trễ cho phép", ("newsroom:publish_budget_burn:rate", "{{window}}"), thresholds=(6, 14.4)
        ),
        lines(
            "Giữ được và lỡ (tổng)",
            ("max by (promise) (newsroom_promises_kept_total)", "giữ: {{promise}}"),
            ("max by (promise) (newsroom_promises_broken_total)", "lỡ: {{promise}}"),
            width=12,
        ),
        lines(
            "Quyết định trong 1 giờ",
            (
                f"sum by (outcome) ({grown('newsroom_decisions_total', 'act, outcome', '1h')})",
                "{{outcome}}",
            ),
            width=12,
        ),
    ),
)

NEWSROOM: Final = Dashboard(
    uid="toasoan-newsroom",
    title="Tòa soạn",
    description="Bài đang ở đâu, chờ ai, lời hứa nào sắp lỡ.",
    rows=(_NOW, _WORK, _PROMISES),
)
