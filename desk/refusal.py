"""How what was sent is turned away: one sentence for what is wrong, what was kept, and what to do."""

from datetime import datetime

from newsroom.errors import InvalidInput
from newsroom.shape import YEARS


def refusal(field: str, wrong: str, remedy: str) -> InvalidInput:
    """Error to raise when a manuscript cannot be taken in; `remedy` begins in lower case and has no full stop."""
    message = f"{wrong}. Chưa có gì được lưu; {remedy}."
    return InvalidInput(_sayable(field), _sayable(message))


def usable(field: str, moment: datetime) -> datetime:
    """An instant that can be kept, and has an hour in every zone. Errors: InvalidInput."""
    if moment.year not in YEARS:
        raise refusal(field, "giờ nằm ngoài các năm dùng được", "hãy chọn một giờ khác")
    return moment


def _sayable(text: str) -> str:
    return text.encode(errors="replace").decode()
