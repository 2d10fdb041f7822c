"""What keeps the newsroom in order: its schedules, and what it may forget."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from temporalio.client import Client, ScheduleDescription
from temporalio.service import RPCError, RPCStatusCode

from activities.storage.upkeep.retention import KEPT_FOR, SCRAP_LABELS, Retention
from newsroom.working_time import local
from workers.commands.carrying_out import in_storage, loaded_settings, run
from workers.console import out
from workers.settings import Settings
from workers.temporal.client import connected_client
from workers.upkeep.schedules import SCHEDULES, Change, apply_schedules
from workers.wiring.stores import Stores

schedules_app = typer.Typer(help="Lịch chạy tự động.", no_args_is_help=True)

_CHANGES = {Change.CREATED: "đã tạo", Change.UPDATED: "đã có, giữ đúng như danh sách", Change.REMOVED: "đã bỏ"}


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    app.add_typer(schedules_app, name="schedules")
    app.command()(retention)


def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem, không xóa gì.")] = False,
) -> None:
    """Dọn những gì không phải hồ sơ và đã hết hạn giữ; bài, sổ ghi và quyết định không bao giờ bị xóa."""

    async def work(_settings: Settings, stores: Stores) -> None:
        _show_retention(await stores.upkeep.retention.plan())
        if dry_run:
            out.print("Chưa xóa gì.")
            return
        gone = await stores.upkeep.retention.forget()
        out.print(f"Đã xóa {sum(gone.values())} mục.")

    in_storage(work)


def _show_retention(plan: Retention) -> None:
    table = Table("Loại", "Giữ", "Đến hạn xóa", title="Những gì không phải hồ sơ")
    for due in plan.due:
        table.add_row(SCRAP_LABELS[due.scrap], f"{KEPT_FOR[due.scrap].days} ngày", str(due.count))
    out.print(table)
    out.print(f"Giữ nguyên: {plan.articles} bài và mọi bản đã dùng, {plan.ledger_entries} dòng sổ ghi, biên nhận kênh.")
    if plan.past_term:
        out.print(
            f"{plan.past_term} bài đã khép lại quá 5 năm: muốn tiêu hủy phải có biên bản theo Luật Lưu trữ; "
            "hệ thống không tự xóa."
        )


@schedules_app.command("apply")
def schedules_apply() -> None:
    """Đưa lịch lên máy chủ quy trình; chạy lại không hại gì, lịch đang tạm dừng vẫn tạm dừng."""

    async def work() -> None:
        for applied in await apply_schedules(await connected_client(loaded_settings())):
            paused = " (đang tạm dừng)" if applied.paused else ""
            out.print(f"{applied.id}: {_CHANGES[applied.change]}{paused}.")

    run(work)


@schedules_app.command("show")
def schedules_show() -> None:
    """Từng lịch: làm gì, lần tới khi nào, có đang tạm dừng không."""

    async def work() -> None:
        client = await connected_client(loaded_settings())
        table = Table("Lịch", "Việc", "Lần trước", "Lần tới", "Trạng thái")
        for planned in SCHEDULES:
            table.add_row(planned.id, planned.note, *_as_it_is(await _described(client, planned.id)))
        out.print(table)

    run(work)


async def _described(client: Client, schedule_id: str) -> ScheduleDescription | None:
    try:
        return await client.get_schedule_handle(schedule_id).describe()
    except RPCError as missing:
        if missing.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def _as_it_is(found: ScheduleDescription | None) -> tuple[str, str, str]:
    if found is None:
        return "", "", "chưa có; hãy chạy `toasoan schedules apply`"
    last = [f"{local(action.started_at):%H:%M %d/%m}" for action in found.info.recent_actions[-1:]]
    ahead = [f"{local(moment):%H:%M %d/%m}" for moment in found.info.next_action_times[:1]]
    state = found.schedule.state
    paused = f"tạm dừng: {escape(state.note or '')}" if state.paused else "đang chạy"
    return "".join(last) or "chưa lần nào", "".join(ahead), paused
