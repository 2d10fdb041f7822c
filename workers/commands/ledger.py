"""The ledger on the command line: checked as a whole, given out for one article, checked without the storage."""

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.markup import escape

from desk.evidence.check import check_pack
from desk.evidence.grounds import limits
from desk.parts import DeskParts
from desk.reading.parts import ReadingParts
from desk.signing import DeskKey
from newsroom.article import spoken
from newsroom.errors import InvalidInput
from newsroom.ledger.unproven import Records
from newsroom.working_time import local
from workers.commands.articles import Article, Looking, article_named
from workers.commands.carrying_out import at_desk, in_reading, loaded_settings, run
from workers.console import err, out, whole_file

_ROLLING: Final = (
    "Đợt nâng cấp chưa kết thúc: danh sách còn có thể dài thêm và chưa xác nhận được. Khi các tiến trình của phiên bản "
    "trước đã dừng, Kỹ sư chạy `toasoan server end-upgrade`."
)
ledger_app = typer.Typer(help="Sổ ghi.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(ledger_app, name="ledger")


@ledger_app.command("verify")
def ledger_verify(
    anchors: Annotated[Path | None, typer.Option("--anchors", help="Thêm tệp mốc sổ, ví dụ dán từ thư.")] = None,
) -> None:
    """Kiểm tra toàn bộ sổ ghi: chuỗi, mốc để ngoài kho, chữ ký từng thao tác, và bảng với sổ theo cả hai chiều."""

    async def work(reading: ReadingParts) -> None:
        found = await reading.ledger.verified(whole_file(anchors) if anchors else "")
        out.print(_confirmed(await reading.ledger.records()))
        for note in found.notes:
            out.print(escape(note))
        _report(found.faults, f"Sổ ghi nguyên vẹn: {found.head.seq} dòng, mã cuối {found.head.hash}.")

    in_reading(work)


@ledger_app.command("anchor")
def ledger_anchor(
    restored: Annotated[
        str, typer.Option("--restored", help="Lý do sổ ngắn lại: chỉ dùng sau khi phục hồi từ bản sao lưu.")
    ] = "",
) -> None:
    """Giữ mốc sổ của lúc này ngoài kho; có khóa của cơ quan thứ hai ở máy này thì ký luôn."""

    async def work(reading: ReadingParts) -> None:
        private = loaded_settings().second_private_key.get_secret_value()
        sign = DeskKey(private).signature_of if private else None
        anchor = await reading.ledger.anchor(sign, restored.strip())
        out.print(escape(f"Đã giữ mốc: dòng {anchor.seq}, mã {anchor.hash}."))

    in_reading(work)


@ledger_app.command("unproven")
def ledger_unproven() -> None:
    """Liệt kê những gì kho đang giữ mà chưa ai ký, chờ Trưởng Ban xác nhận một lần."""

    async def work(reading: ReadingParts) -> None:
        if await reading.ledger.is_rolling():
            out.print(_ROLLING, soft_wrap=True)
        _listed(await reading.ledger.records())

    in_reading(work)


@ledger_app.command("confirm")
def ledger_confirm(
    seen: Annotated[str, typer.Argument(help="Mã danh sách đã xem ở `toasoan ledger unproven`.")],
    by: Annotated[str, typer.Option("--as", help="Trưởng Ban.")] = "head",
) -> None:
    """Trưởng Ban xác nhận cả danh sách của `toasoan ledger unproven` bằng một thao tác đã ký."""

    async def work(parts: DeskParts) -> None:
        waiting = (await parts.reading.ledger.records()).waiting
        after = await parts.records.confirm(await parts.desk.member(by), seen=seen, count=len(waiting))
        out.print(_confirmed(after))

    at_desk(work)


@ledger_app.command("export")
def ledger_export(
    article: Article, to: Annotated[Path | None, typer.Option("--out")] = None, by: Looking = "secretary"
) -> None:
    """Xuất hồ sơ chứng cứ của một bài: nội dung, từng thao tác và căn cứ, biên nhận của kênh."""

    async def work(reading: ReadingParts) -> None:
        article_id = await article_named(reading, by, article)
        pack = await reading.ledger.evidence(await reading.views.of(by), article_id)
        text = json.dumps(pack, ensure_ascii=False, indent=2, sort_keys=True)
        path = to or Path(f"{spoken(article_id)}.evidence.json")
        path.write_text(text, encoding="utf-8")
        out.print(f"Đã xuất {path}; kiểm tra bằng `toasoan ledger check {path}`.")

    in_reading(work)


@ledger_app.command("check")
def ledger_check(
    file: Path,
    key: Annotated[str, typer.Option("--key", help="Khóa công khai đầu tiên của tòa soạn, biết từ nơi khác.")] = "",
    second: Annotated[str, typer.Option("--second-key", help="Khóa công khai của cơ quan thứ hai, nếu có.")] = "",
) -> None:
    """Kiểm tra một hồ sơ chứng cứ, không cần cơ sở dữ liệu."""

    async def work() -> None:
        try:
            pack = json.loads(whole_file(file))
        except json.JSONDecodeError as wrong:
            raise InvalidInput("tệp", f"{file} không phải hồ sơ chứng cứ (JSON hỏng).") from wrong
        for limit in limits(pack) if isinstance(pack, dict) else ():
            out.print(f"[yellow]{escape(limit)}[/]")
        _report(
            check_pack(pack, trusted_key=key, second_key=second),
            "Hồ sơ nguyên vẹn: nội dung, thao tác, chữ ký và biên nhận đều khớp.",
        )

    run(work)


def _listed(found: Records) -> None:
    for record in found.waiting:
        out.print(f"- {escape(record.what)}", soft_wrap=True)
    if not found.waiting:
        out.print(_confirmed(found))
        return
    out.print(f"Có {len(found.waiting)} ghi nhận chờ Trưởng Ban xác nhận. Xem xong thì chạy:")
    out.print(f"toasoan ledger confirm {found.digest}", soft_wrap=True)


def _confirmed(found: Records) -> str:
    if found.waiting:
        return f"Chưa có chữ ký và chưa được xác nhận: {len(found.waiting)} ghi nhận; xem `toasoan ledger unproven`."
    when = ", ".join(f"{local(claim.made_at):%H:%M %d/%m/%Y}" for claim in found.by)
    return f"Không còn ghi nhận nào chờ xác nhận; Trưởng Ban đã xác nhận {len(found.confirmed)} ({when or 'không có'})."


def _report(faults: tuple[str, ...], sound: str) -> None:
    for fault in faults:
        err.print(f"[bold red]Sai:[/] {escape(fault)}")
    if faults:
        raise typer.Exit(1)
    out.print(f"[green]{escape(sound)}[/]")
