"""Why a backup or a restore did not happen, said to the engineer on duty.

CareTrouble
├── ProgramsMissing    no pg_dump or pg_restore that is new enough
├── ProgramFailed      pg_dump or pg_restore said no
├── BackupDamaged      the file is not what its manifest says
├── BackupTooNew       made by a later version of this program
├── NoBackup           there is nothing to try
├── BackupStray        whole, but not of the ledger in use
├── TargetNotEmpty     the database holds something, and nobody said that it may be replaced
├── TargetInUse        somebody is still working in the database
└── RestoredDiffers    what came back is not what was saved
"""

from pathlib import Path
from typing import Final

from newsroom.errors import NewsroomError

_LONGEST_SAID: Final = 600


class UpkeepTrouble(NewsroomError):
    """Không sao lưu hoặc phục hồi được; dữ liệu đang dùng giữ nguyên."""

    code = "care_trouble"


class ProgramsMissing(UpkeepTrouble):
    """No program that is new enough."""

    def __init__(self, name: str, needed: int, found: dict[Path, int]) -> None:
        seen = ", ".join(f"{path} (bản {major})" for path, major in found.items()) or "không thấy bản nào"
        super().__init__(
            f"Cần {name} bản {needed} trở lên; {seen}. Hãy cài gói postgresql-client-{needed} hoặc đặt "
            "TOASOAN_PG_BIN là thư mục chứa chương trình đó."
        )


class ProgramFailed(UpkeepTrouble):
    """The program ended with an error."""

    def __init__(self, name: str, said: str) -> None:
        # The cause stands first; what follows may be a query with the names of all tables.
        told = said.strip()[:_LONGEST_SAID].rstrip() or "không nói gì"
        super().__init__(f"{name} báo lỗi: {told}. Dữ liệu đang dùng giữ nguyên.")


class BackupDamaged(UpkeepTrouble):
    """The file and its manifest do not belong together."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"Không dùng được bản sao lưu {file}: {why}. Dữ liệu đang dùng giữ nguyên.")


class BackupTooNew(UpkeepTrouble):
    """Made by a later version of this program."""

    def __init__(self, unknown: str) -> None:
        super().__init__(
            f"Bản sao lưu do phiên bản mới hơn tạo ra (có bước {unknown}). Hãy dùng đúng phiên bản đó trở lên."
        )


class NoBackup(UpkeepTrouble):
    """There is nothing to try."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Không có bản sao lưu hoàn chỉnh nào trong {folder}. Hãy chạy `toasoan backup` và xem vì sao lịch sao lưu "
            "không chạy."
        )


class BackupStray(UpkeepTrouble):
    """The backup is whole, but its last line is not the one that the ledger in use has there."""

    def __init__(self, file: Path, seq: int) -> None:
        super().__init__(
            f"Bản sao lưu {file} nguyên vẹn nhưng dòng {seq} khác với sổ đang dùng: bản đó thuộc về sổ khác, hoặc sổ "
            "đang dùng đã bị thay. Giữ nguyên cả hai, chạy `toasoan ledger verify` và báo Trưởng Ban."
        )


class TargetNotEmpty(UpkeepTrouble):
    """The database holds something."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"Cơ sở dữ liệu “{database}” đang có dữ liệu nên không phục hồi đè lên. Nếu đúng là muốn thay, hãy thêm "
            "--replace; dữ liệu cũ được giữ lại dưới tên khác."
        )


class TargetInUse(UpkeepTrouble):
    """Somebody is still working in the database."""

    def __init__(self, database: str, sessions: int) -> None:
        super().__init__(
            f"Còn {sessions} kết nối đang dùng “{database}”. Hãy dừng worker, bàn biên tập và trạm canh rồi chạy "
            "lại; dữ liệu đang dùng giữ nguyên."
        )


class RestoredDiffers(UpkeepTrouble):
    """What came back is not what was saved."""

    def __init__(self, differences: tuple[str, ...]) -> None:
        super().__init__(
            f"Dữ liệu phục hồi không khớp bản kê: {' '.join(differences[:5])} Dữ liệu đang dùng giữ nguyên."
        )
