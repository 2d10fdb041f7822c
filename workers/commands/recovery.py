"""Saving the newsroom, bringing it back, and what is done and asked after that."""

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from newsroom.article import spoken
from newsroom.board import OFFICE_LABELS
from newsroom.claims import Claim
from newsroom.matters.kinds import AMENDMENT_LABELS
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import STAGE_LABELS
from newsroom.working_time import local
from workers.commands.carrying_out import in_storage, loaded_settings, run
from workers.console import out
from workers.settings import Settings
from workers.temporal.client import connected_client
from workers.upkeep import restore as restoring
from workers.upkeep.administrator import opened_administrator, opened_recovery
from workers.upkeep.backup import backup as make_backup
from workers.upkeep.drilling import drill_newest
from workers.upkeep.lost_acts import FATES, LostAct
from workers.upkeep.reconcile import ADVICE, Finding
from workers.upkeep.recovering import SIGHTS, Recoverer, Recovery
from workers.wiring.channels import built_channels, opened_http
from workers.wiring.stores import Stores

_NO_NUMBERS: Final = (
    "Chưa cấp số mới, vì chưa rõ sau lúc sao lưu đã cấp đến số nào: bài và việc gửi lúc này chỉ có mã, không có số. "
    "Hãy chạy `toasoan reconcile --apply` ở máy có quyền quản trị cơ sở dữ liệu."
)


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    for command in (backup, drill, restore, reconcile):
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


def drill(
    source: Annotated[
        Path | None, typer.Option("--from", help="Thư mục có các bản sao lưu; mặc định backup/ trong thư mục dữ liệu.")
    ] = None,
) -> None:
    """Diễn tập: phục hồi bản sao lưu mới nhất vào kho tạm, kiểm tra, so với sổ đang dùng rồi xóa kho tạm."""

    async def work() -> None:
        settings = loaded_settings()
        async with opened_administrator(settings) as dsn:
            dump, restored = await drill_newest(settings, dsn, source or settings.data_folder / "backup")
        out.print(f"Bản diễn tập: {dump}", soft_wrap=True)
        _say_restored(restored, "Đã thử phục hồi vào kho tạm rồi xóa kho tạm")
        out.print("Dòng cuối khớp sổ đang dùng.")

    run(work)


def restore(
    file: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Thay kho đang có; kho cũ giữ dưới tên khác.")] = False,
    only_try: Annotated[bool, typer.Option("--drill", help="Chỉ thử vào kho tạm, không đụng kho đang dùng.")] = False,
) -> None:
    """Phục hồi kho dữ liệu từ một bản sao lưu; kiểm tra xong mới đưa vào dùng."""

    async def work() -> None:
        settings = loaded_settings()
        if only_try:
            await _drill(settings, file)
            return
        async with opened_administrator(settings) as dsn:
            restored = await restoring.restore(settings, dsn, file, replace=replace)
        _say_restored(restored, "Đã phục hồi")
        if restored.aside:
            out.print(f"Kho trước đó được giữ dưới tên “{restored.aside}”; khi chắc chắn không cần nữa thì xóa.")
        out.print(f"{restored.doubted} lượt đăng của bài đang làm sẽ được đọc lại trên kênh trước khi gửi.")
        for held in restored.held:
            out.print(f"Đang giữ: {escape(held.title)} ({spoken(held.id)}), chờ {held.asked} cho đăng tiếp.")
        out.print("Việc tiếp theo: mở lại tòa soạn, rồi chạy `toasoan reconcile` và làm theo.")

    run(work)


def reconcile(
    apply: Annotated[bool, typer.Option("--apply", help="Làm luôn những việc máy làm được.")] = False,
) -> None:
    """Sau khi phục hồi: đối chiếu sổ với máy chủ quy trình và các kênh; mã thoát khác 0 khi còn việc chờ người."""

    async def work(settings: Settings, stores: Stores) -> None:
        client = await connected_client(settings)
        async with opened_http() as http, opened_recovery(settings) as administrator:
            channels = built_channels(settings, http, stores.tokens)
            recoverer = Recoverer(client, stores, channels, administrator)
            recovery = await (recoverer.apply() if apply else recoverer.look())
        _show_workflows(recovery, applied=apply)
        _show_waiting(recovery)
        if not recovery.is_settled:
            raise typer.Exit(1)

    in_storage(work)


def _show_workflows(recovery: Recovery, *, applied: bool) -> None:
    table = Table("Quy trình", "Bước theo sổ", "Kết quả đối chiếu")
    for each in recovery.found:
        if each.finding is not Finding.IN_STEP:
            stage = STAGE_LABELS[each.stage] if each.stage else ""
            table.add_row(escape(each.name), stage, ADVICE[each.finding])
    if table.row_count:
        out.print(table)
    in_step = sum(each.finding is Finding.IN_STEP for each in recovery.found)
    out.print(f"Khớp: {in_step}. Cần xử lý: {len(recovery.found) - in_step}.")
    if applied:
        undone = len(recovery.undone)
        again = f"; chưa được {undone}, hãy chạy lại lệnh" if undone else ""
        out.print(f"Đã xử lý {len(recovery.found) - undone} quy trình{again}.")


def _show_waiting(recovery: Recovery) -> None:
    for each in recovery.lost:
        out.print(_lost_line(each), soft_wrap=True)
    for seen in recovery.seen:
        where = " ".join(part for part in (seen.url, seen.note) if part)
        what = f"Kênh {CHANNEL_LABELS[seen.channel]}, “{seen.title}” ({spoken(seen.article_id)})"
        out.print(escape(f"{what}: {SIGHTS[seen.sight]}. {where}".strip()), soft_wrap=True)
    for free in recovery.released:
        out.print(f"Cho đăng tiếp: {escape(free.title)} ({spoken(free.id)}), theo bản ghi của máy chủ quy trình.")
    for held in recovery.held:
        asked = f"chờ {held.asked} cho đăng tiếp (`toasoan go-on {spoken(held.id)}`)"
        out.print(
            f"Đang giữ: {escape(held.title)} ({spoken(held.id)}), {STAGE_LABELS[held.stage]}, {asked}.", soft_wrap=True
        )
    for amended in recovery.amendments:
        asked = f"chờ người duyệt cho làm tiếp trên kênh (`toasoan amendment retry {spoken(amended.id)} KÊNH`)"
        what = f"{AMENDMENT_LABELS[amended.kind]} “{escape(amended.title)}” ({spoken(amended.article_id)})"
        out.print(f"Đang giữ: {what}, {asked}.", soft_wrap=True)
    if recovery.unsure:
        out.print(_NO_NUMBERS, soft_wrap=True)
    if recovery.is_settled:
        out.print("Không còn việc nào chờ người.")
    else:
        out.print("Còn việc chờ người như trên; xong từng việc thì chạy lại lệnh này.")


def _lost_line(lost: LostAct) -> str:
    said, when = lost.act.said, local(lost.act.at)
    about = said.article_id if isinstance(said, Claim) else said.matter
    done = f"{OFFICE_LABELS[said.office]} đã {said.label} ({spoken(about)}) lúc {when:%H:%M:%S %d/%m/%Y}"
    return escape(f"{done}: {FATES[lost.fate]}. {lost.why}".strip())


async def _drill(settings: Settings, file: Path) -> None:
    async with opened_administrator(settings) as dsn:
        _say_restored(await restoring.drill(settings, dsn, file), "Đã thử phục hồi vào kho tạm rồi xóa kho tạm")


def _say_restored(restored: restoring.Restored, what: str) -> None:
    manifest = restored.manifest
    head = manifest.contents.head
    out.print(f"{what}: dữ liệu lúc {local(manifest.made_at):%H:%M:%S %d/%m/%Y}.")
    rows = sum(manifest.contents.counts.values())
    out.print(f"Sổ ghi nguyên vẹn: {head.seq} dòng, mã cuối {head.hash}, khớp bản kê.", soft_wrap=True)
    out.print(f"{rows} dòng trong {len(manifest.contents.counts)} bảng, khớp bản kê.")
    if restored.migrated:
        out.print(f"Đã nâng cấp thêm {len(restored.migrated)} bước: {', '.join(restored.migrated)}.")
