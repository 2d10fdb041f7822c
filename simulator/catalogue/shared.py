"""Faults every service can have: of the line and of the public page."""

from simulator.faults import Fault, Stage

PAGE_FAULTS: tuple[Fault, ...] = (
    Fault(
        name="page_not_found",
        calls=("page",),
        status=404,
        passing=True,
        text="Trang công khai chưa hiện: bạn đọc gặp 404",
    ),
    Fault(
        name="page_unavailable",
        calls=("page",),
        status=503,
        passing=True,
        text="Trang công khai báo 503",
    ),
    Fault(
        name="page_altered",
        calls=("page",),
        stage=Stage.WITHIN,
        text="Trang công khai hiện nội dung đã bị sửa, khác bản đã đăng",
    ),
    Fault(
        name="slow_reply",
        calls=("page",),
        stage=Stage.LATE,
        text="Trang công khai trả lời rất chậm",
    ),
)


ARTICLE_PAGE_FAULTS: tuple[Fault, ...] = tuple(
    Fault(name=name, calls=("page",), stage=Stage.WITHIN, text=f"Trang công khai của bài {how}")
    for name, how in (
        ("link_changed", "dẫn liên kết đầu tiên tới nơi khác"),
        ("photo_dropped", "mất ảnh đầu tiên, chú thích còn"),
        ("label_changed", "đánh số khác ở mục đầu tiên"),
        ("sup_dropped", "mất dấu chỉ số trên: 10⁶ thành 106"),
    )
)


def line_faults(calls: tuple[str, ...]) -> tuple[Fault, ...]:
    """Faults of the line itself, the same for every service."""
    return (
        Fault(
            name="lost_reply",
            calls=calls,
            stage=Stage.CUT_AFTER,
            passing=True,
            text="Việc đã làm xong nhưng mất trả lời: đường truyền bị cắt",
        ),
        Fault(
            name="lost_request",
            calls=calls,
            stage=Stage.CUT_BEFORE,
            passing=True,
            text="Đường truyền bị cắt trước khi việc được làm",
        ),
        Fault(
            name="slow_reply",
            calls=calls,
            stage=Stage.LATE,
            text="Việc đã làm xong nhưng trả lời rất chậm (mặc định trên 30 giây)",
        ),
    )
