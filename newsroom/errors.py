"""What can be wrong with an act, a text or a notice, said to the person who can mend it.

NewsroomError
├── Refused         an act that the stage table, the notice or the proof of authority does not allow
├── InvalidInput    a field of what was handed in cannot be accepted
├── InvalidBoard    a board file that does not describe a working editorial board
└── InvalidLeaders  a register of leaders that cannot be read
"""

from enum import StrEnum


class RefusalCode(StrEnum):
    """Stable names of the refusals; nobody reads the message to decide anything."""

    WRONG_STAGE = "wrong_stage"
    STALE_TEXT = "stale_text"
    NOT_ENTITLED = "not_entitled"
    OWN_ARTICLE = "own_article"
    BAD_SIGNATURE = "bad_signature"
    UNSIGNED_BY_MEMBER = "unsigned_by_member"
    BAD_PERSONAL_SIGNATURE = "bad_personal_signature"
    EXPIRED_CLAIM = "expired_claim"
    REPEATED_ACT = "repeated_act"
    CALLED_OFF = "called_off"
    SUPERSEDED = "superseded"
    WORKFLOW_GONE = "workflow_gone"
    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_ARTICLE = "unknown_article"
    UNKNOWN_MATTER = "unknown_matter"
    CHECKLIST = "checklist"
    BAD_REQUEST = "bad_request"
    INTERNAL_ERROR = "internal_error"


class NewsroomError(Exception):
    """Có lỗi khi xử lý yêu cầu của tòa soạn."""

    code: str = "newsroom_error"

    def __init__(self, message: str | None = None) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        super().__init__(self.message)


class Refused(NewsroomError):
    """Thao tác bị từ chối; bài viết giữ nguyên như trước."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class InvalidInput(NewsroomError):
    """Dữ liệu gửi vào chưa hợp lệ; chưa có gì được lưu."""

    code = "invalid_input"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


class InvalidBoard(NewsroomError):
    """Tệp phân công Ban Biên tập chưa hợp lệ; bản đang áp dụng giữ nguyên."""

    code = "invalid_board"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message} Bản đang áp dụng giữ nguyên; hãy sửa tệp rồi làm lại.")
        self.field = field


class InvalidLeaders(NewsroomError):
    """Danh sách lãnh đạo chưa hợp lệ; chưa có gì được dùng từ tệp này."""

    code = "invalid_leaders"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"Danh sách lãnh đạo, {field}: {message} Tệp chưa được dùng; hãy sửa tệp rồi chạy lại.")
        self.field = field
