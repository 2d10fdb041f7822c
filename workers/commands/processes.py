"""The long-lived processes and the large jobs; each loads what it runs when it is told to run."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workers.commands.carrying_out import loaded_settings, run, settings_of
from workers.console import out, progress
from workers.entrusting import Process, worker_of


class TrialPortal(StrEnum):
    """A real portal that can be opened on this machine."""

    WORDPRESS = "wordpress"


def register(app: typer.Typer) -> None:
    """Give the commands to the application."""
    for command in (worker, desk, watch, courier, alarm, simulator, up, ops, demo, bench):
        app.command()(command)


def worker(
    queue: Annotated[list[str] | None, typer.Option("--queue", help="Chỉ phục vụ hàng đợi này.")] = None,
) -> None:
    """Chạy tiến trình xử lý quy trình và các kênh."""
    from workers.running.worker import run_worker

    run(lambda: run_worker(settings_of(worker_of(queue or ())), queue or ()))


def desk() -> None:
    """Chạy giao diện HTTP của bàn biên tập."""
    from workers.running.desk import run_desk

    run(lambda: run_desk(settings_of(Process.DESK)))


def watch() -> None:
    """Chạy trạm canh: nhìn từ bên ngoài, báo khi có việc trễ hạn hoặc có phần ngừng chạy."""
    from workers.watch.running import run_watch

    run(lambda: run_watch(settings_of(Process.WATCH)))


def courier() -> None:
    """Chạy tiến trình đưa tin: gửi thông báo ra ngoài bằng thư và các cách khác mà thành viên đã chọn."""
    from workers.courier.running import run_courier

    run(lambda: run_courier(settings_of(Process.COURIER)))


def alarm() -> None:
    """Gửi thử một cảnh báo cho từng chức danh tới mọi nơi nhận, để biết nơi nào nghe được."""
    from workers.watch.trial import tried

    async def work() -> bool:
        heard = [(name, failed) async for name, failed in tried(settings_of(Process.WATCH))]
        for name, failed in heard:
            out.print(f"[red]✗[/] {name}: không gửi được ({failed})." if failed else f"[green]✓[/] {name}: đã nhận.")
        if not heard:
            out.print("Chưa đặt nơi nhận nào: đặt TOASOAN_WATCH_ALERTMANAGER_URL, TOASOAN_WATCH_WEBHOOK_URL hoặc thư.")
        return bool(heard) and not any(failed for _, failed in heard)

    if not run(work):
        raise typer.Exit(1)


def simulator() -> None:
    """Chạy bộ mô phỏng Cổng, Fanpage và Zalo OA."""
    from workers.running.simulator import run_simulator

    run(lambda: run_simulator(settings_of(Process.SIMULATOR)))


def up(
    portal: Annotated[
        TrialPortal | None,
        typer.Option("--portal", help="wordpress: Cổng là một trang WordPress thật trên máy này."),
    ] = None,
) -> None:
    """Mở cả tòa soạn trên máy này; Ctrl-C để đóng."""
    from workers.stack import running_stack
    from workers.steps import step
    from workers.stopping import told_to_stop
    from workers.temporal.client import connected_client
    from workers.trial_portal import trial_site
    from workers.upkeep.schedules import apply_schedules

    async def work() -> None:
        folder = loaded_settings().data_folder
        site = trial_site(folder / "wordpress", progress) if portal else None
        async with running_stack(folder, tell=progress, portal=site) as stack:
            with step(progress, "Lịch chạy tự động", doing="đang đưa lên máy chủ quy trình"):
                await apply_schedules(await connected_client(stack.settings))
            links = stack.links
            out.print(f"Bàn biên tập (API):  {links.desk}")
            out.print(f"Bộ mô phỏng kênh:    {links.simulator}")
            if site:
                out.print(f"Cổng (WordPress):    {links.portal}")
                out.print(f"Quản trị Cổng:       {links.portal}/wp-admin (quan-tri, mật khẩu {site.admin_password})")
            out.print(f"Temporal UI:         {links.temporal_ui} (danh sách sẵn: `toasoan links`)")
            out.print(f"Mở niêm phong:       {links.codec} (mã: `toasoan codec-token engineer`)")
            out.print(f"Số đo:               {links.metrics}")
            out.print(f"Trạm canh:           {links.watch}")
            out.print("Ctrl-C để đóng.")
            await told_to_stop()
            progress("Đang đóng tòa soạn…")

    run(work)


def ops(
    publish_within: Annotated[
        str,
        typer.Option("--publish-within", help="Rút ngắn hạn đăng để thử, ví dụ 2m; bỏ trống là theo bản phân công."),
    ] = "",
) -> None:
    """Mở tòa soạn thử cùng Prometheus và Alertmanager; cảnh báo hiện ngay tại đây. Ctrl-C để đóng."""
    from workers.ops.trying import try_out

    run(lambda: try_out(loaded_settings().data_folder, publish_within))


def demo(
    json_file: Annotated[Path | None, typer.Option("--json", help="Ghi kết quả dạng dữ liệu.")] = None,
    outage: Annotated[bool, typer.Option("--outage", help="Dừng Temporal và Postgres giữa ngày.")] = False,
) -> None:
    """Một ngày của tòa soạn, từ đầu đến cuối, rồi kiểm tra từng lời hứa."""
    from workers.demo.day import play

    raise typer.Exit(run(lambda: play(loaded_settings().data_folder, json_file, outage=outage)))


def bench(
    json_file: Annotated[Path | None, typer.Option("--json", help="Ghi kết quả dạng dữ liệu.")] = None,
    articles: Annotated[int, typer.Option("--articles", "-n", help="Số bài mỗi lượt của mỗi bên.", min=2)] = 20,
    rounds: Annotated[int, typer.Option("--rounds", help="Số lượt; các bên thay nhau.", min=1)] = 3,
    lanes: Annotated[list[int] | None, typer.Option("--in-flight", help="Số bài cùng lúc (1, 4, 20).", min=1)] = None,
    against: Annotated[str, typer.Option("--against", help="So cả với bài ở bản mã nguồn này.")] = "",
    intake: Annotated[bool, typer.Option("--intake", help="Chỉ đo việc gửi bài và biên tập.")] = False,
    workers: Annotated[int, typer.Option("--workers", help="Mỗi kênh một tiến trình, thêm chừng này.", min=0)] = 0,
    waiting: Annotated[int, typer.Option("--waiting", help="Thêm số bài chờ duyệt để đo bộ nhớ.", min=0)] = 0,
    kills: Annotated[int, typer.Option("--kills", help="Chỉ đo khi giết tiến trình xử lý chừng này lần.", min=0)] = 0,
    lost: Annotated[int, typer.Option("--lost", help="Chỉ đo khi chừng này phần trăm trả lời bị mất.", min=0)] = 0,
    growth: Annotated[bool, typer.Option("--growth", help="Chỉ đo chi phí khi kho đã có nhiều bài.")] = False,
    stored: Annotated[list[int] | None, typer.Option("--stored", help="Số bài đã có (0, 20000, 200000).")] = None,
    crowd: Annotated[int, typer.Option("--crowd", help="Chỉ đo khi chừng này bài khác đang mở.", min=0)] = 0,
    reroute: Annotated[int, typer.Option("--reroute", help="Chỉ đo việc chuyển chừng này bài khi vắng.", min=0)] = 0,
    scrape: Annotated[int, typer.Option("--scrape", help="Chỉ đo việc đọc số đo với chừng này bài mở.", min=0)] = 0,
) -> None:
    """Đo tốc độ và CPU so với các quy trình đối chứng trên cùng máy chủ, trong cùng lần chạy."""
    from bench.compare import LANES, Plan
    from bench.growth import STORED
    from bench.run import measure

    plan = Plan(
        run="intake" if intake else "article",
        articles=articles,
        rounds=rounds,
        lanes=lanes or LANES,
        against=against,
        editorial=workers,
        waiting=waiting,
        stored=stored or STORED,
    )
    only = {"growth": int(growth), "kills": kills, "lost": lost, "crowd": crowd, "reroute": reroute, "scrape": scrape}
    raise typer.Exit(run(lambda: measure(json_file, plan, only)))
