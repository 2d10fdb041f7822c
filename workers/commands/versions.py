"""Versions of the workers: shown, checked, ramped, promoted, emptied, taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from activities.clock import now
from newsroom.working_time import local
from workers.commands.carrying_out import loaded_settings, run
from workers.console import err, out
from workers.deployment.replaying import Gate, Replayed
from workers.deployment.rollout import Rollout
from workers.deployment.routing import Deployment, Status, Version
from workers.temporal.client import connected_client
from workflows.registry import NAMED

# An SDK process that ends at once after its last call may crash on the way out.
_BEFORE_THE_END: Final = 0.3
_MOST_SHOWN: Final = 20
_STATUS_LABELS: Final = {
    Status.NEW: "mới, chưa nhận việc",
    Status.CURRENT: "đang nhận việc",
    Status.RAMPING: "đang thử",
    Status.DRAINING: "đang rút, còn việc ghim ở đây",
    Status.DRAINED: "đã rút hết, tắt được",
}

Force = Annotated[bool, typer.Option("--force", help="Bỏ qua bước kiểm tra an toàn.")]

versions_app = typer.Typer(help="Phiên bản của tiến trình xử lý: thử, đưa lên, rút, lùi.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the group to the application."""
    app.add_typer(versions_app, name="versions")


@versions_app.command("show")
def show() -> None:
    """Các phiên bản, bản nào đang nhận việc, còn bao nhiêu việc mở trên từng bản."""

    async def work(rollout: Rollout) -> None:
        table = Table("Phiên bản", "Tình trạng", "Nhận việc", "Việc đang mở", "Trong đó ghim", "Nhận việc từ")
        for one in await rollout.deployment.versions():
            table.add_row(*await _row(rollout, one))
        out.print(table)
        if not await rollout.deployment.current():
            out.print("Việc đang về các tiến trình không số hiệu (TOASOAN_BUILD_ID để trống).")

    _with_rollout(work)


@versions_app.command("check")
def check(
    days: Annotated[int, typer.Option("--days", min=0, help="Xem cả việc đã xong trong chừng này ngày.")] = 7,
    most: Annotated[int, typer.Option("--closed", min=0, help="Nhiều nhất chừng này việc đã xong.")] = 300,
) -> None:
    """Phát lại các việc đang mở và mới xong bằng mã này; không thay đổi gì. Có việc hỏng thì mã thoát là 1."""

    async def work(rollout: Rollout) -> None:
        found = await rollout.gate.everything(now=now(), closed_within=timedelta(days=days), most_closed=most)
        if found.broken:
            _say_broken(found, "mã này sẽ làm các việc sau đứng lại; đừng đưa lên")
            raise typer.Exit(1)
        out.print(f"[green]Đã phát lại {found.histories} việc, không việc nào hỏng.[/] Đưa phiên bản này lên được.")

    _with_rollout(work)


@versions_app.command("ramp")
def ramp(
    build: str, percent: Annotated[float, typer.Option("--percent", min=0, max=100)] = 10, force: Force = False
) -> None:
    """Cho một phiên bản nhận thử một phần việc; các bài đang mở cũng được chia theo tỷ lệ ấy."""

    async def work(rollout: Rollout) -> None:
        await rollout.deployment.ramp(build, percent, force=force)
        out.print(f"Phiên bản {build} đang nhận thử {percent:g}% công việc. Lùi lại: `toasoan versions rollback`.")

    _with_rollout(work)


@versions_app.command("promote")
def promote(build: str, force: Force = False) -> None:
    """Cho một phiên bản nhận mọi việc; bài đang mở theo nó, việc đã ghim làm nốt trên bản cũ."""

    async def work(rollout: Rollout) -> None:
        released = await rollout.promote(build, force=force)
        out.print(f"Phiên bản {build} đang nhận mọi việc.")
        if released:
            out.print(f"{released} bài trước đây giữ lại ở {build} đã được thả.")
        out.print("Giữ các tiến trình bản cũ cho đến khi `toasoan versions show` ghi là đã rút hết.")

    _with_rollout(work)


@versions_app.command("rollback")
def rollback(force: Force = False) -> None:
    """Thôi thử, hoặc trả việc về phiên bản trước; bài chỉ bản mới hiểu thì giữ lại ở bản mới."""

    async def work(rollout: Rollout) -> None:
        back = await rollout.rollback(force=force)
        went = f"Đã thôi thử {back.left}" if back.ramp else f"Đã lùi từ {back.left}"
        out.print(f"{went}; việc về {back.to or 'các tiến trình không số hiệu'}.")
        if back.held:
            out.print(f"{back.held} bài đã đi bước mới được giữ ở {back.left}: đừng tắt các tiến trình của bản ấy.")
            out.print(f"Khi có bản sửa: `toasoan versions drain {back.left} --move`.")

    _with_rollout(work)


@versions_app.command("drain")
def drain(
    build: str,
    move: Annotated[bool, typer.Option("--move", help="Chuyển việc còn ghim sang bản đang nhận việc.")] = False,
    force: Force = False,
) -> None:
    """Xem một bản cũ còn giữ việc nào; với --move thì thử phát lại rồi chuyển đi."""

    async def work(rollout: Rollout) -> None:
        if not move:
            await _say_staying(rollout, build)
            return
        moved, found = await rollout.drain(build, force=force)
        out.print(f"Đã chuyển {moved} việc khỏi {build}.")
        if found.broken:
            _say_broken(found, f"các việc sau không chạy tiếp được bằng mã mới, nên ở lại {build}")
            raise typer.Exit(1)

    _with_rollout(work)


async def _row(rollout: Rollout, one: Version) -> tuple[str, ...]:
    opened, pinned = await rollout.moving.open_on(one.build_id), await rollout.moving.pinned_on(one.build_id)
    since = f"{local(one.current_at):%H:%M %d/%m/%Y}" if one.current_at else "–"
    return one.build_id, _STATUS_LABELS[one.status], f"{one.percent:g}%", str(opened), str(pinned), since


async def _say_staying(rollout: Rollout, build: str) -> None:
    staying = [item async for item in rollout.moving.pinned(build)]
    following = [item.id async for item in rollout.moving.following(build)]
    out.print(f"{build}: {len(staying)} việc ghim ở đây, {len(following)} bài sẽ tự theo bản đang nhận việc.")
    for item in staying[:_MOST_SHOWN]:
        out.print(f"  - {escape(item.id)} ({NAMED[item.workflow_type].label})", soft_wrap=True)
    if staying:
        out.print(f"Chuyển đi: `toasoan versions drain {build} --move`; hoặc chờ chúng xong rồi mới tắt bản này.")
    else:
        out.print("Không còn gì ghim ở đây.")


def _say_broken(found: Replayed, what: str) -> None:
    err.print(f"[bold red]{len(found.broken)} trong {found.histories} việc hỏng khi phát lại:[/] {what}.")
    for name, why in list(found.broken.items())[:_MOST_SHOWN]:
        err.print(f"  - {escape(name)}: {escape(why)}", soft_wrap=True)


def _with_rollout(work: Callable[[Rollout], Awaitable[None]]) -> None:
    async def opened() -> None:
        settings = loaded_settings()
        client = await connected_client(settings)
        try:
            deployment = Deployment(client, settings.deployment_name)
            await work(Rollout(deployment, Gate(client), settings.build_id))
        finally:
            await asyncio.sleep(_BEFORE_THE_END)

    run(opened)
