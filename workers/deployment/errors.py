"""What can stand in the way of a change of versions, told to the engineer.

NewsroomError
└── VersionTrouble
    ├── NoVersions       the server knows no version of this deployment
    ├── UnknownBuild     the server does not know this build
    ├── NobodyServes     no worker of this build asks for work on a queue that the present version serves
    ├── WrongCode        the check must run on the code that shall take over
    └── VersionRefused   the server said no
"""

from collections.abc import Sequence
from typing import Final

from newsroom.errors import NewsroomError

_UNNAMED: Final = "không số hiệu"


class VersionTrouble(NewsroomError):
    """Chưa đổi được phiên bản; việc định tuyến giữ nguyên."""

    code = "version_trouble"


class NoVersions(VersionTrouble):
    """Máy chủ chưa biết phiên bản nào: chưa có tiến trình xử lý nào chạy với TOASOAN_BUILD_ID."""

    code = "no_versions"


class UnknownBuild(VersionTrouble):
    """Máy chủ chưa biết phiên bản này."""

    code = "unknown_build"

    def __init__(self, build_id: str, known: Sequence[str]) -> None:
        super().__init__(
            f"máy chủ chưa biết phiên bản “{build_id}”; đang biết: {', '.join(known) or 'không có'}. "
            "Hãy chạy tiến trình xử lý của phiên bản ấy trước."
        )


class NobodyServes(VersionTrouble):
    """Chưa có tiến trình nào của phiên bản mới nhận việc."""

    code = "nobody_serves"

    def __init__(self, build_id: str, queues: Sequence[str]) -> None:
        super().__init__(
            f"chưa có tiến trình nào của phiên bản “{build_id}” nhận việc ở hàng đợi {', '.join(queues)}. "
            "Hãy chờ các tiến trình ấy lên, hoặc thêm --force nếu chắc chắn."
        )


class WrongCode(VersionTrouble):
    """Lệnh này phải chạy bằng đúng mã của phiên bản sẽ nhận việc."""

    code = "wrong_code"

    def __init__(self, wanted: str, running: str) -> None:
        super().__init__(
            f"lệnh này phát lại lịch sử bằng mã đang chạy nó (“{running or _UNNAMED}”), nhưng việc sẽ về "
            f"“{wanted or _UNNAMED}”. Hãy chạy lệnh trong một tiến trình của bản ấy, hoặc thêm --force để bỏ bước thử."
        )


class VersionRefused(VersionTrouble):
    """Máy chủ từ chối đổi phiên bản."""

    code = "version_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"máy chủ không đổi phiên bản: {reason}")
