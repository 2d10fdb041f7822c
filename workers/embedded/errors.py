"""What can keep a server of ours from running, in words for the person at the keyboard.

EmbeddedError
├── ProgramMissing          the environment is not complete
├── AlreadyRunning          another process of ours holds the folder
├── DidNotStart             the server ended, or never answered
├── DataBelongsToAnother    the data were made by another user of this machine
├── PasswordMissing         data without the password file beside them
├── AttributeTypeDiffers    a search attribute is stored under another type
└── WordPressMissing        WordPress is not here and could not be fetched
"""

from pathlib import Path


class EmbeddedError(Exception):
    """A server of ours cannot run."""


class ProgramMissing(EmbeddedError):
    """The program is not in the environment."""

    def __init__(self, program: Path) -> None:
        self.program = program
        super().__init__(f"Không thấy chương trình {program}. Hãy chạy `make setup` rồi thử lại.")


class AlreadyRunning(EmbeddedError):
    """Another live process holds the folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        self.folder = folder
        self.holder = holder
        super().__init__(
            f"Thư mục {folder} đang được tiến trình {holder or '(không rõ)'} dùng. "
            "Hãy dừng tiến trình đó trước; mỗi thư mục chỉ phục vụ một tòa soạn."
        )


class DidNotStart(EmbeddedError):
    """The process ended or stayed silent before it was ready."""

    def __init__(self, name: str, *, exit_code: int | None, log: Path, tail: str) -> None:
        self.name = name
        self.exit_code = exit_code
        self.log = log
        self.tail = tail
        how = "không trả lời kịp" if exit_code is None else f"dừng với mã {exit_code}"
        super().__init__(f"{name} không khởi động được ({how}). Các dòng cuối của {log}:\n{tail or '(trống)'}")


class DataBelongsToAnother(EmbeddedError):
    """The data folder has another owner."""

    def __init__(self, data: Path, owner: int) -> None:
        self.data = data
        self.owner = owner
        super().__init__(
            f"Dữ liệu trong {data} thuộc người dùng khác của máy (uid {owner}). "
            "Hãy chạy bằng đúng người dùng đó hoặc bằng root."
        )


class PasswordMissing(EmbeddedError):
    """Data are there, their password is not."""

    def __init__(self, password_file: Path) -> None:
        self.password_file = password_file
        super().__init__(
            f"Có dữ liệu PostgreSQL nhưng thiếu tệp mật khẩu {password_file}. Hãy khôi phục tệp này từ bản sao lưu."
        )


class AttributeTypeDiffers(EmbeddedError):
    """The server keeps another type under this name and will not change it."""

    def __init__(self, name: str, *, wanted: str, stored: str) -> None:
        self.name = name
        self.wanted = wanted
        self.stored = stored
        super().__init__(
            f"Thuộc tính tìm kiếm {name} trong Temporal đang có kiểu {stored}, không phải {wanted}. "
            "Hãy đặt tên khác cho thuộc tính mới."
        )


class WordPressMissing(EmbeddedError):
    """It is not here and could not be fetched."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(f"Chưa có WordPress trên máy này. {said.strip()}")
