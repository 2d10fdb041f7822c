"""What an installation needs once: the database, the search attributes, its keys; a shell and links for operators."""

import os
import shlex
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import typer

from activities.clock import now
from activities.storage.migrate import end_roll, migrate
from newsroom.errors import InvalidInput
from newsroom.working_time import local
from workers.commands.carrying_out import loaded_settings, run
from workers.commands.keys import server_keys
from workers.console import out
from workers.embedded.temporal import add_search_attributes
from workers.entrusting import passwords_of
from workers.settings import Settings
from workers.temporal.client import connected_client
from workers.upkeep.programs import program_folders
from workflows.lookups import lookups
from workflows.search_attributes import REGISTRY

server_app = typer.Typer(help="Cơ sở dữ liệu và máy chủ quy trình.", no_args_is_help=True)
server_app.command("keys")(server_keys)


def register(app: typer.Typer) -> None:
    """Give the group of commands to the application."""
    app.add_typer(server_app, name="server")
    app.command()(links)


def links() -> None:
    """Những danh sách hay cần trên Temporal UI, mỗi danh sách một địa chỉ mở được ngay."""

    async def work() -> None:
        settings = loaded_settings()
        at = local(now())
        day_ends = at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        for lookup in lookups(at, day_ends):
            out.print(f"{lookup.label}:")
            out.print(f"  {_page_of(lookup.query, settings)}", soft_wrap=True, markup=False, highlight=False)
        if not settings.codec_ui_origin:
            out.print("Chưa đặt TOASOAN_CODEC_UI_ORIGIN: trên đây là câu lọc; hãy dán vào ô lọc của Temporal UI.")

    run(work)


def _page_of(query: str, settings: Settings) -> str:
    """The UI's list by a query; the query alone where nobody has said where the UI is."""
    if not settings.codec_ui_origin:
        return query
    namespace = quote(settings.temporal_namespace, safe="")
    return f"{settings.codec_ui_origin.rstrip('/')}/namespaces/{namespace}/workflows?query={quote(query, safe='')}"


@server_app.command("migrate")
def server_migrate() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản hiện tại (TOASOAN_ADMIN_DATABASE_URL)."""

    async def work() -> None:
        settings = _administrator()
        applied = migrate(
            settings.admin_database_url.get_secret_value(),
            app_password=settings.app_database_password.get_secret_value() or None,
            role_passwords=passwords_of(settings),
        )
        out.print(f"Đã áp dụng {len(applied)} bước: {', '.join(applied) or 'không có gì mới'}.")

    run(work)


@server_app.command("end-upgrade")
def server_end_upgrade() -> None:
    """Kết thúc đợt nâng cấp, khi không còn tiến trình nào của phiên bản trước (TOASOAN_ADMIN_DATABASE_URL)."""

    async def work() -> None:
        if end_roll(_administrator().admin_database_url.get_secret_value()):
            out.print("Đợt nâng cấp đã kết thúc: từ nay bàn biên tập ký theo mẫu mới, bài gửi phải có chữ ký.")
        else:
            out.print("Đợt nâng cấp đã kết thúc từ trước; không có gì thay đổi.")

    run(work)


@server_app.command("search-attributes")
def server_search_attributes() -> None:
    """Đăng ký các thuộc tính tìm kiếm với máy chủ quy trình; chạy lại không hại gì."""

    async def work() -> None:
        await add_search_attributes(await connected_client(loaded_settings()), REGISTRY)
        out.print(f"Đã có đủ thuộc tính tìm kiếm: {', '.join(REGISTRY)}.")

    run(work)


@server_app.command("shell")
def server_shell() -> None:
    """Đặt môi trường để gõ lệnh của các trang hướng dẫn ở máy này: eval "$(toasoan server shell)"."""
    if sys.stdout.isatty():
        raise InvalidInput("shell", 'lệnh này in mật khẩu của kho; hãy gõ: eval "$(var/venv/bin/toasoan server shell)"')
    for name, value in _shell(loaded_settings()).items():
        if value:
            typer.echo(f"export {name}={shlex.quote(value)}")


def _shell(settings: Settings) -> dict[str, str]:
    """What `toasoan`, `temporal` and `psql` are to find, wherever they are typed."""
    programs = [str(Path(sys.executable).parent), *(str(folder) for folder in program_folders(settings))]
    return {
        "PATH": os.pathsep.join((*programs, os.environ.get("PATH", os.defpath))),
        "TOASOAN_DATA_FOLDER": str(settings.data_folder.absolute()),
        "TOASOAN_DATABASE_URL": settings.database_url.get_secret_value(),
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "TEMPORAL_TLS_SERVER_CA_CERT_PATH": settings.temporal_tls_ca,
        "TEMPORAL_TLS_CLIENT_CERT_PATH": settings.temporal_tls_cert,
        "TEMPORAL_TLS_CLIENT_KEY_PATH": settings.temporal_tls_key,
        "TEMPORAL_TLS_SERVER_NAME": settings.temporal_tls_server_name,
        "TEMPORAL_API_KEY": settings.temporal_api_key.get_secret_value(),
    }


def _administrator() -> Settings:
    """The settings of whoever owns the database. Errors: InvalidInput."""
    settings = loaded_settings()
    if not settings.admin_database_url.get_secret_value():
        raise InvalidInput("TOASOAN_ADMIN_DATABASE_URL", "chưa đặt biến môi trường này.")
    return settings
