"""The `toasoan` command.

A long-lived process or a large job is imported by its own command only, so that `toasoan status` starts quickly.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from desk.sign_in import SignIn
from newsroom.errors import NewsroomError
from workers import (
    commands_amendments,
    commands_articles,
    commands_care,
    commands_codec,
    commands_house,
    commands_keys,
    commands_meetings,
    commands_reading,
    commands_roster,
    commands_versions,
)
from workers.console import Office, err, in_office, loaded_settings, out, run, told
from workers.usage import in_vietnamese

_USAGE = 2
# typer brings a click of its own; all that it says of a command line derives from this parent of BadParameter.
_NOT_UNDERSTOOD: type[typer.BadParameter] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="toasoan",
    help="Tòa soạn: quy trình biên tập, duyệt và đăng tin bài của Cổng TTĐT tỉnh.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for commands in (
    commands_articles,
    commands_reading,
    commands_roster,
    commands_meetings,
    commands_amendments,
    commands_house,
    commands_care,
    commands_keys,
    commands_versions,
    commands_codec,
):
    commands.register(app)


@app.command()
def worker(
    queue: Annotated[list[str] | None, typer.Option("--queue", help="Chỉ phục vụ hàng đợi này.")] = None,
) -> None:
    """Chạy tiến trình xử lý quy trình và các kênh."""
    from workers.running import run_worker

    run(lambda: run_worker(loaded_settings(), queue or ()))


@app.command()
def desk() -> None:
    """Chạy giao diện HTTP của bàn biên tập."""
    from workers.running import run_desk

    run(lambda: run_desk(loaded_settings()))


@app.command()
def watch() -> None:
    """Chạy trạm canh: nhìn từ bên ngoài, báo khi có việc trễ hạn hoặc có phần ngừng chạy."""
    from workers.watch.running import run_watch

    run(lambda: run_watch(loaded_settings()))


@app.command()
def simulator() -> None:
    """Chạy bộ mô phỏng Cổng, Fanpage và Zalo OA."""
    from workers.running import run_simulator

    run(lambda: run_simulator(loaded_settings()))


@app.command()
def token(member: str, hours: Annotated[int, typer.Option(min=1, max=24)] = 12) -> None:
    """Cấp mã đăng nhập HTTP cho một tài khoản."""

    async def work(office: Office) -> None:
        account = await office.desk.member(member)
        sign_in = SignIn(office.settings.desk_private_key.get_secret_value())
        out.print(sign_in.token(account.id, timedelta(hours=hours)), soft_wrap=True)

    in_office(work)


@app.command()
def up() -> None:
    """Mở cả tòa soạn trên máy này; Ctrl-C để đóng."""
    from workers.care.schedules import apply_schedules
    from workers.running import told_to_stop
    from workers.stack import running_stack
    from workers.temporal_client import connected_client

    async def work() -> None:
        async with running_stack(loaded_settings().data_folder) as stack:
            links = stack.links
            out.print(f"Bàn biên tập (API):  {links.desk}")
            out.print(f"Bộ mô phỏng kênh:    {links.simulator}")
            out.print(f"Temporal UI:         {links.temporal_ui}")
            out.print(f"Số đo:               {links.metrics}")
            out.print(f"Trạm canh:           {links.watch}")
            await apply_schedules(await connected_client(stack.settings))
            out.print("Ctrl-C để đóng.")
            await told_to_stop()

    run(work)


@app.command()
def ops(
    publish_within: Annotated[
        str, typer.Option("--publish-within", help="Rút ngắn hạn đăng để thử, ví dụ 2m; bỏ trống là 60 phút.")
    ] = "",
) -> None:
    """Mở tòa soạn thử cùng Prometheus và Alertmanager; cảnh báo hiện ngay tại đây. Ctrl-C để đóng."""
    from workers.ops.trying import try_out

    run(lambda: try_out(loaded_settings().data_folder, publish_within))


@app.command()
def demo(
    json_file: Annotated[Path | None, typer.Option("--json", help="Ghi kết quả dạng dữ liệu.")] = None,
    outage: Annotated[bool, typer.Option("--outage", help="Dừng Temporal và Postgres giữa ngày.")] = False,
) -> None:
    """Một ngày của tòa soạn, từ đầu đến cuối, rồi kiểm tra từng lời hứa."""
    from workers.demo.day import play

    raise typer.Exit(run(lambda: play(loaded_settings().data_folder, json_file, outage=outage)))


@app.command()
def bench(
    json_file: Annotated[Path | None, typer.Option("--json", help="Ghi kết quả dạng dữ liệu.")] = None,
    articles: Annotated[int, typer.Option("--articles", "-n", min=4)] = 100,
    waiting: Annotated[int, typer.Option("--waiting", help="Thêm số bài chờ duyệt để đo bộ nhớ.", min=0)] = 0,
    reroute: Annotated[int, typer.Option("--reroute", help="Chỉ đo việc chuyển chừng này bài khi vắng.", min=0)] = 0,
    scrape: Annotated[int, typer.Option("--scrape", help="Chỉ đo việc đọc số đo với chừng này bài mở.", min=0)] = 0,
) -> None:
    """Đo tốc độ so với quy trình rỗng trên cùng máy chủ, trong cùng lần chạy."""
    from bench.compare import measure

    only = {"waiting": waiting, "reroute": reroute, "scrape": scrape}
    raise typer.Exit(run(lambda: measure(json_file, articles=articles, **only)))


def main() -> None:
    """Entry point: usage errors are told in Vietnamese too."""
    try:
        code = app(standalone_mode=False)
    except _NOT_UNDERSTOOD as wrong:
        if said := wrong.format_message():
            wrong_here = escape(in_vietnamese(said))
            err.print(f"[bold red]Câu lệnh chưa đúng:[/] {wrong_here} Xem `toasoan --help`.", soft_wrap=True)
        raise SystemExit(_USAGE) from None
    except typer.Abort:
        raise SystemExit(130) from None
    except NewsroomError as refused:
        raise SystemExit(told(refused)) from None
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
