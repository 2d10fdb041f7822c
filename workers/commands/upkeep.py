"""What keeps the newsroom in order: its schedules, its backups, what it may forget."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table
from temporalio.client import Client, ScheduleDescription
from temporalio.service import RPCError, RPCStatusCode

from activities.storage.upkeep.retention import KEPT_FOR, SCRAP_LABELS, Retention
from desk.starting import Starter
from newsroom.stages import STAGE_LABELS
from newsroom.working_time import local
from workers.commands.carrying_out import in_storage, loaded_settings, run
from workers.console import out
from workers.settings import Settings
from workers.temporal.client import connected_client
from workers.upkeep import restore as restoring
from workers.upkeep.administrator import opened_administrator
from workers.upkeep.backup import backup as make_backup
from workers.upkeep.reconcile import ADVICE, Finding, differences, mend
from workers.upkeep.schedules import SCHEDULES, Change, apply_schedules
from workers.wiring.stores import Stores

schedules_app = typer.Typer(help="Lịch chạy tự động.", no_args_is_help=True)

_CHANGES = {Change.CREATED: "đã tạo", Change.UPDATED: "đã có, giữ đúng như danh sách", Change.REMOVED: "đã bỏ"}


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    app.add_typer(schedules_app, name="schedules")
    for command in (backup, restore, reconcile, retention):
        app.command()(command)


def backup(
    to: Annotated[
        Path | None, typer.Option("--to", help="Thư mục đặt bản sao lưu; mặc định backup/ trong thư mục dữ liệu.")
    ] = None,
    verify: Annotated[Path | None, typer.Option("--verify", help="Không sao lưu, chỉ thử phục hồi tệp này.")] = None,
) -> None:
    """Sao lưu kho dữ liệu vào một tệp, kèm bản kê; hoặc thử phục hồi một bản đã có."""

    async def work() -> None:
        settings = loaded_settings()
        if verify is not None:
            await _drill(settings, verify)
            return
        async with opened_administrator(settings) as dsn:
            dump, manifest = await make_backup(settings, dsn, to or settings.data_folder / "backup")
        head = manifest.contents.head
        out.print(f"Đã sao lưu: {dump}", soft_wrap=True)
        out.print(f"Sổ ghi đến dòng {head.seq}, mã {head.hash}.", soft_wrap=True)
        out.print("Tệp chứa bản thảo và mã truy cập (đã niêm phong): chỉ người trực giữ, không gửi qua thư.")
        out.print(f"Thử phục hồi: toasoan backup --verify {dump}", soft_wrap=True)

    run(work)


def restore(
    file: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Thay kho đang có; kho cũ giữ dưới tên khác.")] = False,
    drill: Annotated[bool, typer.Option("--drill", help="Chỉ thử vào kho tạm, không đụng kho đang dùng.")] = False,
) -> None:
    """Phục hồi kho dữ liệu từ một bản sao lưu; kiểm tra xong mới đưa vào dùng."""

    async def work() -> None:
        settings = loaded_settings()
        if drill:
            await _drill(settings, file)
            return
        async with opened_administrator(settings) as dsn:
            restored = await restoring.restore(settings, dsn, file, replace=replace)
        _say_restored(restored, "Đã phục hồi")
        if restored.aside:
            out.print(f"Kho trước đó được giữ dưới tên “{restored.aside}”; khi chắc chắn không cần nữa thì xóa.")
        out.print(f"{restored.doubted} lượt đăng của bài đang làm sẽ được đọc lại trên kênh trước khi gửi.")
        for held in restored.held:
            out.print(f"Đang giữ: {escape(held.title)} ({held.id}), chờ {held.asked} cho đăng tiếp.")
        out.print("Việc tiếp theo: mở lại tòa soạn, rồi chạy `toasoan reconcile` và làm theo.")

    run(work)


def reconcile(
    apply: Annotated[bool, typer.Option("--apply", help="Làm luôn những việc máy làm được.")] = False,
) -> None:
    """Sau khi phục hồi: đối chiếu sổ với máy chủ quy trình, bài nào lệch thì khởi động lại từ sổ."""

    async def work(settings: Settings, stores: Stores) -> None:
        client = await connected_client(settings)
        found = await differences(client, stores)
        table = Table("Quy trình", "Bước theo sổ", "Kết quả đối chiếu")
        for each in found:
            if each.finding is not Finding.IN_STEP:
                stage = STAGE_LABELS[each.stage] if each.stage else ""
                table.add_row(escape(each.name), stage, ADVICE[each.finding])
        if table.row_count:
            out.print(table)
        in_step = sum(each.finding is Finding.IN_STEP for each in found)
        out.print(f"Khớp: {in_step}. Cần xử lý: {len(found) - in_step}.")
        if apply:
            starter = Starter(client, stores.articles)
            mended = [await mend(client, starter, each) for each in found]
            out.print(f"Đã xử lý {sum(mended)} quy trình; chưa được {len(mended) - sum(mended)}, hãy chạy lại lệnh.")

    in_storage(work)


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


async def _drill(settings: Settings, file: Path) -> None:
    async with opened_administrator(settings) as dsn:
        _say_restored(await restoring.drill(settings, dsn, file), "Đã thử phục hồi vào kho tạm rồi xóa kho tạm")


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


def _say_restored(restored: restoring.Restored, what: str) -> None:
    manifest = restored.manifest
    head = manifest.contents.head
    out.print(f"{what}: dữ liệu lúc {local(manifest.made_at):%H:%M:%S %d/%m/%Y}.")
    rows = sum(manifest.contents.counts.values())
    out.print(f"Sổ ghi nguyên vẹn: {head.seq} dòng, mã cuối {head.hash}, khớp bản kê.", soft_wrap=True)
    out.print(f"{rows} dòng trong {len(manifest.contents.counts)} bảng, khớp bản kê.")
    if restored.migrated:
        out.print(f"Đã nâng cấp thêm {len(restored.migrated)} bước: {', '.join(restored.migrated)}.")


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
