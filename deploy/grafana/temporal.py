"""The Temporal workers: for engineers."""

from typing import Final

from deploy.grafana.panels import Dashboard, Row, lines, stat

_CHOSEN: Final = '{task_queue=~"$task_queue"}'


def _within(share: float, metric: str) -> str:
    return f"histogram_quantile({share}, sum by (le, task_queue) (rate({metric}_seconds_bucket{_CHOSEN}[5m])))"


_NOW: Final = Row(
    title="Lúc này",
    panels=(
        stat("Quy trình mắc kẹt", "max(newsroom_visibility_stuck)", thresholds=(1,)),
        stat("Quy trình sắp hết hạn mức", "max(newsroom_visibility_near_limit)", thresholds=(1,)),
        stat("Lỗi ngoài dự kiến", "max(newsroom_unforeseen_errors_total)", thresholds=(1,)),
        stat("Chờ ghi sổ (giây)", "max(newsroom_ledger_wait_seconds)", thresholds=(1, 5)),
        stat("Kho và Temporal lệch nhau", "sum(max by (kind) (newsroom_watch_discrepancies))", thresholds=(1,)),
        stat(
            "Lỗi quy trình trong 10 phút",
            "sum(newsroom:workflow_task_failures:increase10m) or vector(0)",
            thresholds=(1, 3),
        ),
        lines("Tiến trình nhận việc", ("max by (queue) (newsroom_pollers)", "{{queue}}"), width=12, height=4),
        lines("Quy trình đang mở", ("max by (type) (newsroom_visibility_open)", "{{type}}"), width=12),
        lines(
            "Bản đang chạy",
            ("count by (process, version, build) (newsroom_build_info)", "{{process}} {{version}} {{build}}"),
            width=12,
        ),
    ),
)

_QUEUES: Final = Row(
    title="Hàng đợi",
    panels=(
        lines(
            "Chờ được nhận, 99 %",
            ("newsroom:schedule_to_start_seconds:p99", "{{task}}: {{task_queue}}"),
            unit="s",
            thresholds=(1, 5),
        ),
        lines(
            "Chạy một việc quy trình, 99 %",
            (_within(0.99, "temporal_workflow_task_execution_latency"), "{{task_queue}}"),
            unit="s",
        ),
        lines(
            "Chạy một việc ngoài, 99 %",
            (_within(0.99, "temporal_activity_execution_latency"), "{{task_queue}}"),
            unit="s",
        ),
        lines(
            "Số luồng hỏi việc",
            (f"sum by (task_queue, poller_type) (temporal_num_pollers{_CHOSEN})", "{{task_queue}}: {{poller_type}}"),
        ),
        lines(
            "Chỗ còn trống",
            (
                f"min by (task_queue, worker_type) (temporal_worker_task_slots_available{_CHOSEN})",
                "{{task_queue}}: {{worker_type}}",
            ),
            thresholds=(0, 2),
            falling=True,
        ),
        lines(
            "Chỗ đang dùng",
            (
                f"max by (task_queue, worker_type) (temporal_worker_task_slots_used{_CHOSEN})",
                "{{task_queue}}: {{worker_type}}",
            ),
        ),
    ),
)

_SDK: Final = Row(
    title="Bên trong tiến trình",
    panels=(
        lines("Quy trình trong bộ nhớ", ("sum by (instance) (temporal_sticky_cache_size)", "{{instance}}")),
        lines(
            "Việc ngoài thất bại mỗi phút",
            (
                f"60 * sum by (activity_type) (rate(temporal_activity_execution_failed_total{_CHOSEN}[10m]))",
                "{{activity_type}}",
            ),
        ),
        lines(
            "Gọi máy chủ Temporal mỗi giây", ("sum by (operation) (rate(temporal_request_total[5m]))", "{{operation}}")
        ),
        lines(
            "Gọi máy chủ thất bại mỗi phút",
            (
                "60 * sum by (operation, status_code) (rate(temporal_request_failure_total[10m]))",
                "{{operation}}: {{status_code}}",
            ),
            width=12,
        ),
        lines(
            "Trang HTTP của bàn biên tập mỗi phút",
            ("60 * sum by (status) (rate(newsroom_desk_requests_total[5m]))", "{{status}}"),
            width=12,
        ),
    ),
)

TEMPORAL: Final = Dashboard(
    uid="toasoan-temporal",
    title="Tiến trình Temporal",
    description="Các tiến trình xử lý: có nhận việc không, chờ bao lâu, lỗi gì.",
    rows=(_NOW, _QUEUES, _SDK),
    variable=("temporal_num_pollers", "task_queue", "Hàng đợi"),
)
