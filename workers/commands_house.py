"""What the house needs: the board, the ledger, the channels, the database, the workflow server."""

import json
import sys
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.markup import escape
from rich.table import Table

from activities.ports import ChannelTrouble, TokenPair
from activities.storage.boards import parse_board
from activities.storage.migrate import migrate
from desk.evidence import evidence_pack
from desk.evidence_check import check_pack
from newsroom.article import ChannelName
from newsroom.board import OFFICE_LABELS, Board
from newsroom.board_change import Moving, changes_in_words
from newsroom.deeds import DeedAct, MatterKind
from newsroom.errors import InvalidInput
from newsroom.publishing import CHANNEL_LABELS
from newsroom.working_time import local
from workers.console import Office, err, in_office, loaded_settings, local_time, out, run
from workers.embedded import add_search_attributes
from workers.settings import Settings
from workers.temporal_client import connected_client
from workers.wiring import Stores, built_channels, opened_http, opened_stores
from workflows.search_attributes import REGISTRY

board_app = typer.Typer(help="Bản phân công Ban Biên tập.", no_args_is_help=True)
ledger_app = typer.Typer(help="Sổ ghi.", no_args_is_help=True)
channels_app = typer.Typer(help="Các kênh đăng.", no_args_is_help=True)
server_app = typer.Typer(help="Cơ sở dữ liệu và máy chủ quy trình.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the groups of commands to the application."""
    app.add_typer(board_app, name="board")
    app.add_typer(ledger_app, name="ledger")
    app.add_typer(channels_app, name="channels")
    app.add_typer(server_app, name="server")


@board_app.command("show")
def board_show() -> None:
    """Bản đang áp dụng: ai duyệt gì, theo khoản nào."""

    async def work(office: Office) -> None:
        version = await office.stores.boards.in_force()
        out.print(f"Phiên bản {version.number}, áp dụng từ {local(version.effective_from):%H:%M %d/%m/%Y}.")
        _show_board(version.board)

    in_office(work)


@board_app.command("adopt")
def board_adopt(
    file: Path,
    by: Annotated[str, typer.Option("--as", help="Trưởng Ban (hoặc người điều hành thay).")] = "head",
    since: Annotated[str, typer.Option("--from", help="Áp dụng từ giờ này; bỏ trống là ngay.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
) -> None:
    """Xem bản phân công mới đổi những gì, chuyển những bài nào, rồi áp dụng khi được đồng ý."""

    async def work(office: Office) -> None:
        source = _text_of(file)
        new = parse_board(source)
        boards = office.stores.boards
        if not await boards.versions():
            first = await boards.adopt(source, by="setup", effective_from=local_time(since) if since else None)
            out.print(f"Đã áp dụng bản đầu tiên; phiên bản {first.number}.")
            return
        _show_changes((await boards.in_force()).board, new)
        _show_moving(await office.stores.board_changes.preview(new))
        if not yes and not typer.confirm("Áp dụng bản này?"):
            raise typer.Exit(1)
        digest = await boards.keep_draft(source)
        facts = {"digest": digest, "effective_from": local_time(since).isoformat() if since else ""}
        answer = await office.house.open(
            await office.desk.member(by),
            DeedAct.ADOPT_BOARD,
            MatterKind.BOARD,
            facts,
            matter_id=f"{digest[:12]}-{uuid.uuid4().hex[:4]}",
            static_summary=new.title,
        )
        out.print(f"Đã ghi sổ ({answer.matter}). {escape(answer.summary.replace('**', ''))}.")

    in_office(work)


@ledger_app.command("verify")
def ledger_verify() -> None:
    """Kiểm tra toàn bộ sổ ghi: dòng nào bị sửa, xóa hoặc đổi chỗ."""

    async def work(office: Office) -> None:
        found = await office.stores.ledger.faults()
        head = await office.stores.ledger.head()
        _report(found, f"Sổ ghi nguyên vẹn: {head.seq} dòng, mã cuối {head.hash}.")

    in_office(work)


@ledger_app.command("export")
def ledger_export(article: str, to: Annotated[Path | None, typer.Option("--out")] = None) -> None:
    """Xuất hồ sơ chứng cứ của một bài: nội dung, từng thao tác và căn cứ, biên nhận của kênh."""

    async def work(office: Office) -> None:
        stores = office.stores
        key = office.settings.desk_public_key
        pack = await evidence_pack(article, stores.ledger, stores.articles, stores.boards, key)
        text = json.dumps(pack, ensure_ascii=False, indent=2, sort_keys=True)
        path = to or Path(f"{article}.evidence.json")
        path.write_text(text, encoding="utf-8")
        out.print(f"Đã xuất {path}; kiểm tra bằng `toasoan ledger check {path}`.")

    in_office(work)


@ledger_app.command("check")
def ledger_check(file: Path, key: Annotated[str, typer.Option("--key", help="Khóa công khai tin cậy.")] = "") -> None:
    """Kiểm tra một hồ sơ chứng cứ, không cần cơ sở dữ liệu."""

    async def work() -> None:
        try:
            pack = json.loads(_text_of(file))
        except json.JSONDecodeError as wrong:
            raise InvalidInput("tệp", f"{file} không phải hồ sơ chứng cứ (JSON hỏng).") from wrong
        _report(
            check_pack(pack, trusted_key=key), "Hồ sơ nguyên vẹn: nội dung, thao tác, chữ ký và biên nhận đều khớp."
        )

    run(work)


@channels_app.command("check")
def channels_check() -> None:
    """Hỏi từng kênh có trả lời và khóa truy cập còn dùng được không."""

    async def work(settings: Settings, stores: Stores, http: httpx.AsyncClient) -> None:
        bad = False
        for name, channel in built_channels(settings, http, stores.tokens).items():
            try:
                out.print(f"[green]✓[/] {escape(await channel.health())}")
            except ChannelTrouble as trouble:
                bad = True
                out.print(f"[red]✗[/] {CHANNEL_LABELS[name]}: {escape(trouble.explanation)}")
        if bad:
            raise typer.Exit(1)

    _with_stores(work)


@channels_app.command("token")
def channels_token(channel: ChannelName) -> None:
    """Cất khóa truy cập mới của một kênh (đọc từ đầu vào chuẩn: khóa, rồi khóa làm mới nếu có)."""
    lines = [line.strip() for line in sys.stdin.read().splitlines() if line.strip()]

    async def work(_settings: Settings, stores: Stores, _http: httpx.AsyncClient) -> None:
        if not lines:
            raise InvalidInput("token", "chưa có khóa ở đầu vào chuẩn.")
        pair = TokenPair(access=lines[0], refresh=lines[1] if len(lines) > 1 else "")
        await stores.tokens.save(channel, pair)
        out.print(f"Đã cất khóa mới cho {CHANNEL_LABELS[channel]}.")

    _with_stores(work)


@server_app.command("migrate")
def server_migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản hiện tại (TOASOAN_ADMIN_DATABASE_URL)."""

    async def work() -> None:
        settings = loaded_settings()
        address = settings.admin_database_url.get_secret_value()
        if not address:
            raise InvalidInput("TOASOAN_ADMIN_DATABASE_URL", "chưa đặt biến môi trường này.")
        applied = migrate(address, app_password=settings.app_database_password.get_secret_value())
        out.print(f"Đã áp dụng {len(applied)} bước: {', '.join(applied) or 'không có gì mới'}.")

    run(work)


@server_app.command("search-attributes")
def server_search_attributes() -> None:
    """Đăng ký các thuộc tính tìm kiếm với máy chủ quy trình; chạy lại không hại gì."""

    async def work() -> None:
        await add_search_attributes(await connected_client(loaded_settings()), REGISTRY)
        out.print(f"Đã có đủ thuộc tính tìm kiếm: {', '.join(REGISTRY)}.")

    run(work)


def _with_stores(work: Callable[[Settings, Stores, httpx.AsyncClient], Awaitable[None]]) -> None:
    # Without a desk: where the credentials of a channel are, the key of the desk is not.
    async def opened() -> None:
        settings = loaded_settings()
        async with opened_http() as http, opened_stores(settings) as stores:
            await work(settings, stores, http)

    run(opened)


def _report(faults: tuple[str, ...], sound: str) -> None:
    for fault in faults:
        err.print(f"[bold red]Sai:[/] {escape(fault)}")
    if faults:
        raise typer.Exit(1)
    out.print(f"[green]{escape(sound)}[/]")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise InvalidInput("tệp", f"không đọc được {file}; hãy kiểm tra đường dẫn và mã hóa UTF-8.") from wrong


def _show_changes(before: Board, after: Board) -> None:
    changes = changes_in_words(before, after)
    out.print("[bold]Thay đổi so với bản đang áp dụng:[/]" if changes else "Không đổi người duyệt nào.")
    for line in changes:
        out.print(f"  - {escape(line)}", soft_wrap=True)


def _show_moving(moving: tuple[Moving, ...]) -> None:
    if not moving:
        out.print("Không có bài nào đang làm phải chuyển người duyệt.")
        return
    table = Table("Mã bài", "Tiêu đề", "Đang là", "Sẽ là", title=f"{len(moving)} bài đang làm sẽ chuyển người duyệt")
    for article in moving:
        table.add_row(article.article_id, escape(article.title), escape(article.before), escape(article.after))
    out.print(table)


def _show_board(board: Board) -> None:
    table = Table("Nhóm", "Người duyệt", "Nội dung", "Căn cứ")
    for rule in board.authority:
        topics = [board.topic_labels[topic] for topic in sorted(rule.topics)]
        kinds = [board.kind_labels[kind] for kind in sorted(rule.kinds)]
        holder = board.holder(rule.office)
        what = "; ".join([*topics, *kinds]) or "mọi nội dung còn lại"
        table.add_row(
            rule.name, f"{OFFICE_LABELS[rule.office]}\n{holder.name}", what, f"điều {rule.rule}, {rule.clause}"
        )
    out.print(table)
