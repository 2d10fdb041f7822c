"""What signs: the desk's ring of keys, and fresh secrets for an installation, stored nowhere by us."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from activities.clock import now
from desk.acts.keys import PRIVATE_KEY, KeyDesk
from desk.presenting.personal.keys import key_line
from desk.reading.keys import Touched, Worth
from desk.reading.parts import ReadingParts
from desk.sign_in import SignIn
from desk.signing import DeskKey, new_private_key
from newsroom.article import spoken
from newsroom.claims import CLAIM_LIFETIME
from newsroom.errors import InvalidInput
from newsroom.ledger.keys import Key, KeyRing
from newsroom.working_time import local
from workers.commands.carrying_out import at_desk, in_reading, in_storage
from workers.console import local_time, out, progress, say
from workers.keys import SECRETS_FILE, holds_key, keep_next, new_secrets, random_key, settle
from workers.settings import Settings
from workers.wiring.stores import Stores

if TYPE_CHECKING:
    from desk.parts import DeskParts
    from newsroom.members.personal_keys import PersonalKey

keys_app = typer.Typer(help="Khóa ký của bàn biên tập: xem, đổi, báo mất.", no_args_is_help=True)
personal_keys_app = typer.Typer(help="Khóa cá nhân của thành viên: xem, xác nhận, gỡ.", no_args_is_help=True)
_Key = Annotated[str, typer.Argument(help="Mã khóa, hoặc các chữ đầu của mã.", metavar="KHÓA")]
_As = Annotated[str, typer.Option("--as", help="Tài khoản thực hiện.")]
_SECOND_KEY: Final = "TOASOAN_SECOND_PRIVATE_KEY"


def register(app: typer.Typer) -> None:
    """Give the commands to the application; `server keys` belongs to its group."""
    app.add_typer(keys_app, name="keys")
    app.add_typer(personal_keys_app, name="personal-key")


def server_keys() -> None:
    """In bộ khóa mới cho một nơi cài đặt, mỗi dòng một biến môi trường; không lưu ở đâu cả."""
    made = new_secrets() | {"payload_key": random_key()}
    # The role for every queue at once is that of one machine.
    del made["worker_database_password"]
    made["codec_sign_in_key"] = SignIn(made["desk_private_key"]).public_key
    _echo(made)


@keys_app.command("list")
def keys_list() -> None:
    """Xem vòng khóa: khóa nào có hiệu lực từ dòng sổ nào, khóa nào đã báo mất, thao tác nào do khóa đó ký."""

    async def work(reading: ReadingParts) -> None:
        say(_ring_lines(await reading.keys.ring()))
        say(_touched_lines(await reading.keys.touched()))

    in_reading(work)


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Đổi khóa ký: tạo cặp khóa mới, ghi vào sổ bằng chữ ký của khóa đang dùng hoặc của cơ quan thứ hai."""

    async def work(settings: Settings, stores: Stores) -> None:
        ring = await stores.keys.present()
        signer, made = _signer(settings, ring), new_private_key()
        folder = settings.data_folder
        here = holds_key(folder, ring.present)
        # Kept before the line is written: a key that counts and that nobody has would lock everybody out.
        if here:
            keep_next(folder, made)
        else:
            _echo({"desk_private_key": made, "codec_sign_in_key": SignIn(made).public_key})
        public_key = DeskKey(made).public_key
        await KeyDesk(stores.keys, signer).change(public_key)
        if here:
            settle(folder, public_key)
        progress(_changed(public_key, folder if here else None))

    in_storage(work)


@keys_app.command("report-stolen")
def keys_report_stolen(
    since: Annotated[str, typer.Option("--from", help="Giờ khóa bắt đầu nằm trong tay người khác.")],
    key: Annotated[str, typer.Option("--key", help="Khóa công khai bị mất; bỏ trống là khóa ngay trước.")] = "",
) -> None:
    """Báo mất một khóa ký: thao tác khóa đó ký từ giờ này là vô hiệu, thao tác trước đó được liệt kê và giữ lại."""

    async def work(settings: Settings, stores: Stores) -> None:
        ring = await stores.keys.present()
        stolen_from = local_time(since, "from")
        if stolen_from > now():
            raise InvalidInput("from", "giờ mất khóa ở sau hiện tại; vòng khóa giữ nguyên. Hãy kiểm tra lại giờ.")
        await KeyDesk(stores.keys, _signer(settings, ring)).report_stolen(key or _before(ring), stolen_from)
        for held in await stores.recovery.hold_doubtful():
            number = spoken(held.id)
            out.print(f"Bài {number} bị giữ; chờ {held.asked} cho đăng tiếp (`toasoan go-on {number}`).")
        for change in await stores.recovery.held_amendments():
            waits = "chờ người duyệt xem lại rồi cho làm tiếp"
            number = spoken(change.id)
            out.print(f"Đề nghị sửa {number} bị giữ; {waits} (`toasoan amendment retry {number} KÊNH`).")

    in_storage(work)
    keys_list()


def _signer(settings: Settings, ring: KeyRing) -> DeskKey:
    """The key that may sign a line about keys: the second office's where it is given, else the desk's own."""
    for name, secret in ((_SECOND_KEY, settings.second_private_key), (PRIVATE_KEY, settings.desk_private_key)):
        if private := secret.get_secret_value():
            signer = DeskKey(private)
            if signer.public_key in {ring.second, ring.present}:
                return signer
            said = "không phải khóa đang dùng, cũng không phải khóa của cơ quan thứ hai; vòng khóa giữ nguyên. "
            raise InvalidInput(name, said + "Hãy xem `toasoan keys list`.")
    raise InvalidInput(
        PRIVATE_KEY, f"thiếu khóa để ký nên chưa làm gì. Hãy đặt biến môi trường này, hoặc {_SECOND_KEY}."
    )


def _before(ring: KeyRing) -> str:
    if len(ring.keys) == 1:
        raise InvalidInput(
            "key",
            "vòng mới có một khóa, là khóa đang dùng. Hãy đổi khóa trước (`toasoan keys rotate`), "
            "hoặc nêu khóa bị mất bằng --key và ký bằng khóa của cơ quan thứ hai.",
        )
    return ring.keys[-2].public_key


def _changed(public_key: str, folder: Path | None) -> str:
    where = f"nằm trong {folder / SECRETS_FILE}" if folder else "chỉ có ở các dòng trên"
    minutes = CLAIM_LIFETIME // timedelta(minutes=1)
    return (
        f"Đã đổi khóa ký; khóa công khai đang dùng là {public_key}. Khóa riêng mới {where}. "
        f"Hãy khởi động lại bàn biên tập và máy chủ mở niêm phong với khóa này trong {minutes} phút; "
        "mã đăng nhập cấp từ trước không dùng được nữa."
    )


def _ring_lines(ring: KeyRing) -> Iterator[str]:
    for number, key in enumerate(ring.keys, start=1):
        yield f"{number}. {key.public_key}: {_span(key)}{_theft(key)}"
    if ring.second:
        yield f"Cơ quan thứ hai: {ring.second}"
    yield from ring.faults


def _span(key: Key) -> str:
    begun = "từ đầu sổ" if key.from_at is None else f"từ sau dòng {key.from_line} ({local(key.from_at):%H:%M %d/%m/%Y})"
    if key.to_at is None:
        return f"{begun}, đang dùng"
    return f"{begun} đến dòng {key.to_line} ({local(key.to_at):%H:%M %d/%m/%Y})"


def _theft(key: Key) -> str:
    return "" if key.stolen_from is None else f"; ĐÃ BÁO MẤT, kể từ {local(key.stolen_from):%H:%M %d/%m/%Y}"


def _touched_lines(touched: tuple[Touched, ...]) -> Iterator[str]:
    words = {
        Worth.HELD: "giữ lại chờ ký lại (ký bằng khóa đã báo mất, trước giờ mất)",
        Worth.VOID: "vô hiệu (ký bằng khóa đã báo mất, từ giờ mất)",
    }
    for each in touched:
        about = f"bài {spoken(each.entry.article_id)}" if each.entry.article_id else "việc của Ban"
        yield f"Dòng {each.seq}, {about}, thao tác {each.entry.act_id or 'kết luận họp'}: {words[each.worth]}."


def _echo(made: dict[str, str]) -> None:
    # echo, not the console: what is printed here is read by a shell, so no wrapping and no colour.
    for name, value in made.items():
        typer.echo(f"TOASOAN_{name.upper()}={value}")


@personal_keys_app.command("list")
def personal_key_list() -> None:
    """Xem khóa cá nhân của các thành viên: chờ xác nhận, đang dùng, chờ gỡ, đã gỡ."""

    async def work(parts: "DeskParts") -> None:
        board = (await parts.board.boards.in_force()).board
        keys = await parts.personal_keys.listed()
        for key in keys:
            out.print(key_line(key, board))
        if not keys:
            out.print("Chưa ai đăng ký khóa cá nhân. Đăng ký trên trang của bàn biên tập.")

    at_desk(work)


@personal_keys_app.command("confirm")
def personal_key_confirm(key: _Key, by: _As) -> None:
    """Xác nhận khóa cá nhân của người khác; người xác nhận ký bằng khóa của mình."""

    async def work(parts: "DeskParts") -> None:
        await parts.personal_keys.confirm(await parts.desk.member(by), await _named(parts, key))

    at_desk(work)


@personal_keys_app.command("remove")
def personal_key_remove(key: _Key, by: _As) -> None:
    """Đề nghị gỡ một khóa cá nhân; khóa không ký được nữa từ lúc này."""

    async def work(parts: "DeskParts") -> None:
        found = await parts.personal_keys.remove(await parts.desk.member(by), await _named(parts, key))
        await _say(parts, found)

    at_desk(work)


@personal_keys_app.command("confirm-removal")
def personal_key_confirm_removal(key: _Key, by: _As) -> None:
    """Xác nhận việc gỡ một khóa cá nhân; người xác nhận ký bằng khóa của mình."""

    async def work(parts: "DeskParts") -> None:
        await parts.personal_keys.confirm_removal(await parts.desk.member(by), await _named(parts, key))

    at_desk(work)


async def _named(parts: "DeskParts", beginning: str) -> str:
    """The whole id of the one key that begins so; the text itself where none or several do."""
    found = [each.key.credential for each in await parts.personal_keys.listed()]
    fitting = [credential for credential in found if credential.startswith(beginning)]
    return fitting[0] if len(fitting) == 1 else beginning


async def _say(parts: "DeskParts", key: "PersonalKey") -> None:
    out.print(key_line(key, (await parts.board.boards.in_force()).board))
