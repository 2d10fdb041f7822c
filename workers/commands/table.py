"""Every command by name: which file holds it, and the one line that the list of commands shows.

A file is loaded when one of its commands is typed, never for the list; tests compare the lines with the commands' own.
"""

from collections import UserDict
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from desk.offers import OFFERS

COMMANDS: Final = {
    "workers.commands.articles": {
        "submit": "Gửi bài (Word, Markdown hoặc HTML) kèm ảnh tới bàn biên tập.",
        **{offer.command: offer.help for offer in OFFERS.values()},
    },
    "workers.commands.reading": {
        "status": "Xem bài đang ở đâu, vì sao, từng kênh, từng hạn; bỏ trống số bài thì xem danh sách.",
        "timeline": "Xem mọi việc đã ghi sổ của một bài.",
        "intake": "Bài của cộng tác viên: số tiếp nhận, ai gửi, đang ở đâu; cộng tác viên xem bài của mình.",
        "inbox": "Việc đang chờ, theo hạn, và thông báo của một người.",
        "owed": "Ai còn nợ việc gì: bài đang mở, người đang được chờ, hạn trong ngày, mốc ngoài giờ.",
        "late": "Việc gì quá hạn hoặc sắp quá hạn, của ai, hạn lúc nào; quá lâu nhất trước.",
        "read": "Đọc toàn văn, lời hiện trên từng kênh và mã nội dung phải ghi khi duyệt; hệ thống ghi nhận đã mở xem.",
        "checklist": "Bảng kiểm biên tập: lỗi phải sửa, điều nên xem lại, điểm của bản thảo và góp ý.",
        "comment": "Góp ý cho bài; góp ý còn mở thì chưa trình duyệt được.",
        "withdraw-comment": "Rút góp ý của chính mình.",
        "close-point": "Người biên tập lần cuối đóng điểm đã xem; cùng phần ấy gửi lại thì vẫn là đã đóng.",
    },
    "workers.commands.roster": {
        "away": "Báo vắng mặt; bài đang chờ được chuyển ngay.",
        "back": "Báo đã về.",
        "extend": "Đổi giờ trở lại; phân công thay không tự dài theo.",
        "absences": "Ai vắng mặt, đến khi nào, ai được phân công thay, bài nào đang chờ.",
        "assign": "Phân công người duyệt (hoặc biên tập lần cuối) thay trong một đợt vắng.",
        "delegate": "Ủy quyền phần việc của chính mình, có phạm vi và thời hạn (dài nhất 30 ngày).",
        "revoke": "Thu hồi ủy quyền hoặc phân công, có hiệu lực ngay.",
        "renew": "Gia hạn ủy quyền hoặc phân công.",
        "delegations": "Ủy quyền đang có; phân công thay xem ở `toasoan absences`.",
    },
    "workers.commands.meetings": {
        "meeting": "Họp Ban Biên tập.",
    },
    "workers.commands.incidents": {
        "incident": "Sự việc phát sinh.",
        "report": "Ý kiến và lý do ghi vào bản tổng hợp.",
    },
    "workers.commands.amendments": {
        "amend": "Đề nghị sửa hoặc gỡ bài đã đăng.",
        "amendment": "Quyết định về đề nghị sửa, gỡ bài.",
        "take-down-now": "Kỹ sư (khi vắng: người dự phòng) gỡ ngay theo lệnh miệng, rồi phải được xác nhận đúng hạn.",
    },
    "workers.commands.board": {
        "board": "Bản phân công Ban Biên tập.",
    },
    "workers.commands.ledger": {
        "ledger": "Sổ ghi.",
    },
    "workers.commands.own.ways": {
        "ways": "Tin của tôi được gửi tới đâu: thư, thiết bị, Zalo.",
    },
    "workers.commands.channels": {
        "channels": "Các kênh đăng.",
    },
    "workers.commands.server": {
        "server": "Cơ sở dữ liệu và máy chủ quy trình.",
        "links": "Những danh sách hay cần trên Temporal UI, mỗi danh sách một địa chỉ mở được ngay.",
    },
    "workers.commands.recovery": {
        "backup": "Sao lưu kho dữ liệu vào một tệp, kèm bản kê; hoặc thử phục hồi một bản đã có.",
        "drill": "Diễn tập: phục hồi bản sao lưu mới nhất vào kho tạm, kiểm tra, so với sổ đang dùng rồi xóa kho tạm.",
        "restore": "Phục hồi kho dữ liệu từ một bản sao lưu; kiểm tra xong mới đưa vào dùng.",
        "reconcile": "Sau khi phục hồi: đối chiếu sổ với máy chủ quy trình và các kênh; mã thoát khác 0 khi còn việc "
        "chờ người.",
    },
    "workers.commands.upkeep": {
        "schedules": "Lịch chạy tự động.",
        "retention": "Dọn những gì không phải hồ sơ và đã hết hạn giữ; bài, sổ ghi và quyết định không bao giờ bị xóa.",
    },
    "workers.commands.tokens": {
        "token": "Mã đăng nhập của từng người: cấp, xem, thu hồi.",
    },
    "workers.commands.keys": {
        "keys": "Khóa ký của bàn biên tập: xem, đổi, báo mất.",
        "personal-key": "Khóa cá nhân của thành viên: xem, xác nhận, gỡ.",
    },
    "workers.commands.versions": {
        "versions": "Phiên bản của tiến trình xử lý: thử, đưa lên, rút, lùi.",
    },
    "workers.commands.codec": {
        "codec-server": "Chạy máy chủ mở niêm phong cho Temporal UI; chỉ mở cho người có mã của `toasoan codec-token`.",
        "codec-token": "Cấp mã mở nội dung niêm phong; chỉ cho kỹ sư và Trưởng Ban.",
    },
    "workers.commands.processes": {
        "worker": "Chạy tiến trình xử lý quy trình và các kênh.",
        "desk": "Chạy giao diện HTTP của bàn biên tập.",
        "watch": "Chạy trạm canh: nhìn từ bên ngoài, báo khi có việc trễ hạn hoặc có phần ngừng chạy.",
        "courier": "Chạy tiến trình đưa tin: gửi thông báo ra ngoài bằng thư và các cách khác mà thành viên đã chọn.",
        "alarm": "Gửi thử một cảnh báo cho từng chức danh tới mọi nơi nhận, để biết nơi nào nghe được.",
        "simulator": "Chạy bộ mô phỏng Cổng, Fanpage và Zalo OA.",
        "up": "Mở cả tòa soạn trên máy này; Ctrl-C để đóng.",
        "ops": "Mở tòa soạn thử cùng Prometheus và Alertmanager; cảnh báo hiện ngay tại đây. Ctrl-C để đóng.",
        "demo": "Một ngày của tòa soạn, từ đầu đến cuối, rồi kiểm tra từng lời hứa.",
        "bench": "Đo tốc độ và CPU so với các quy trình đối chứng trên cùng máy chủ, trong cùng lần chạy.",
    },
}
"""By file, in the order of the list."""


class _Loading(UserDict[str, Any]):
    """The commands by name. Shape: `data` holds what the list shows; an item is the command itself, loaded then."""

    def __init__(self) -> None:
        lines = {name: line for listed in COMMANDS.values() for name, line in listed.items()}
        super().__init__({name: TyperCommand(name, callback=None, help=line) for name, line in lines.items()})

    def __getitem__(self, name: str) -> Any:
        for module, listed in COMMANDS.items():
            if name in listed:
                app = typer.Typer()
                import_module(module).register(app)
                return get_group(app).commands[name]
        raise KeyError(name)


class Commands(TyperGroup):
    """The group of all commands; listing them loads none."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._loading = _Loading()
        self.commands = self._loading

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in order."""
        del ctx
        return list(self._loading.data)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        TyperGroup(name=self.name, commands=self._loading.data, help=self.help, params=self.params).format_help(
            ctx, formatter
        )
