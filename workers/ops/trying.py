"""Trying it out: a newsroom with its alarms on, and what to do to it so that they ring."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from rich.markup import escape

from newsroom.board import OFFICE_LABELS
from newsroom.errors import InvalidInput
from newsroom.working_time import local
from workers.console import out, progress, say
from workers.ops.hurrying import span
from workers.ops.running import Ops, opened_ops
from workers.ops.sink import Received
from workers.ops.tools import found_tools
from workers.steps import step
from workers.stopping import told_to_stop

_OFFICES: Final = {office.value.replace("_", "-"): label for office, label in OFFICE_LABELS.items()}
_ARTICLE: Final = "workers/demo/material/12-truong-hoc-vung-cao.md"


async def try_out(data_folder: Path, publish_within: str) -> None:
    """Keep a newsroom of its own open below `data_folder`, and print every alert, until Ctrl-C."""
    within = _span(publish_within)
    with step(progress, "Chương trình cảnh báo", doing="đang tìm; lần đầu phải tải về", done="có đủ"):
        tools = found_tools()
    async with opened_ops(data_folder / "ops", _tell, tools=tools, publish_within=within, tell=progress) as opened:
        say(_links(opened))
        say(_tries(opened, within))
        await told_to_stop()
        progress("Đang đóng tòa soạn thử…")


def _span(text: str) -> timedelta | None:
    try:
        return span(text) if text else None
    except ValueError as wrong:
        raise InvalidInput("--publish-within", str(wrong)) from wrong


def _links(opened: Ops) -> list[str]:
    links, monitors = opened.stack.links, opened.monitors
    return [
        f"Bàn biên tập (API):  {links.desk}",
        f"Bộ mô phỏng kênh:    {links.simulator}",
        f"Temporal UI:         {links.temporal_ui}",
        f"Số đo:               {links.metrics}",
        f"Trạm canh:           http://127.0.0.1:{opened.stack.settings.watch_port}/metrics",
        f"Prometheus:          {monitors.prometheus_url if monitors else '(không chạy)'}",
        f"Alertmanager:        {monitors.alertmanager_url if monitors else '(không chạy)'}",
    ]


def _tries(opened: Ops, within: timedelta | None) -> list[str]:
    worker, watch = (opened.stack.children[name].pid for name in ("worker", "watch"))
    hint = "" if within else '  (mở bằng `make ops ARGS="--publish-within 2m"` thì chỉ chờ 2 phút thay vì 60)'
    return [
        "",
        "Thử xem cảnh báo, ở một cửa sổ khác:",
        f"  export TOASOAN_DATA_FOLDER={opened.stack.folder}",
        f"  var/venv/bin/toasoan submit {_ARTICLE} --as reporter-1",
        "  var/venv/bin/toasoan edit SỐ_BÀI --as final-editor",
        "  var/venv/bin/toasoan approve SỐ_BÀI --as standing-deputy --at GIỜ:PHÚT    # một hai phút nữa",
        f"  kill -9 {worker}    # mọi tiến trình xử lý chết trước giờ đăng: bài quá hạn, cảnh báo hiện ở đây{hint}",
        f"  kill -9 {watch}    # trạm canh chết: sau khoảng một phút NewsroomWatchDead hiện ở đây",
        "",
        "Ctrl-C để đóng.",
    ]


def _tell(received: Received) -> None:
    word = "[bold red]CẢNH BÁO[/]" if received.firing else "[green]ĐÃ HẾT[/]"
    to = _OFFICES.get(received.receiver, received.receiver)
    out.print(f"{local(received.at):%H:%M:%S}  {word}  {received.alert} → {to}", soft_wrap=True)
    out.print(f"          {escape(received.summary)}", soft_wrap=True)
    if received.firing:
        out.print(f"          Hướng dẫn: {escape(received.runbook)}", soft_wrap=True)
