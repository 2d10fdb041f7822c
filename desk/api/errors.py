"""Errors as people meet them: which problem each is, and the Vietnamese sentence for what the frameworks say."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from activities.storage.boards import NoBoard
from activities.storage.database import StorageUnreachable
from desk.acts.awaiting import AwaitsSignature
from desk.api.problems import problem
from desk.server_trouble import ServerUnreachable
from desk.sign_in import NotSignedIn
from newsroom.errors import InvalidBoard, InvalidInput, NewsroomError, RefusalCode, Refused
from newsroom.text import quoted

_RETRY_AFTER: Final = {"Retry-After": "15"}
_HTTP_MESSAGES: Final[dict[int, tuple[str, str]]] = {
    400: (
        "bad_body",
        "Không đọc được phần gửi kèm (biểu mẫu hỏng hoặc quá nhiều tệp); chưa có gì được lưu. Hãy xem lại cách gửi.",
    ),
    404: ("unknown_address", "Không có địa chỉ này. Hãy xem danh sách ở /docs."),
    405: ("method_not_allowed", "Địa chỉ này không nhận kiểu yêu cầu đó; chưa có gì thay đổi. Hãy xem ở /docs."),
    413: ("too_large", "Yêu cầu lớn quá mức cho phép; chưa có gì được lưu. Hãy nén ảnh hoặc bớt tệp rồi gửi lại."),
    415: ("unsupported_media_type", "Kiểu nội dung gửi lên không nhận được; chưa có gì được lưu. Hãy xem ở /docs."),
}
_OTHERWISE: Final = ("http_error", "Yêu cầu không thực hiện được; chưa có gì thay đổi. Hãy xem cách gọi ở /docs.")
_PLAINLY: Final[dict[str, str]] = {
    "missing": "còn thiếu mục này",
    "extra_forbidden": "mục này không có trong mẫu của thao tác",
    "json_invalid": "nội dung gửi không phải JSON đúng cú pháp",
    "timezone_aware": "giờ thiếu múi giờ; hãy ghi dạng 2026-11-23T15:00:00+07:00",
    "datetime_parsing": "giờ không đọc được; hãy ghi dạng 2026-11-23T15:00:00+07:00",
    "datetime_from_date_parsing": "giờ không đọc được; hãy ghi dạng 2026-11-23T15:00:00+07:00",
    "datetime_type": "giờ không đọc được; hãy ghi dạng 2026-11-23T15:00:00+07:00",
    "string_type": "mục này phải là chữ",
    "string_unicode": "mục này có ký tự hỏng, không lưu được",
    "string_pattern_mismatch": "mục này không đúng dạng",
    "greater_than_equal": "số nằm ngoài khoảng cho phép",
    "less_than_equal": "số nằm ngoài khoảng cho phép",
    "string_too_long": "mục này dài quá mức cho phép",
    "string_too_short": "mục này không được để trống",
    "too_long": "danh sách dài quá mức cho phép",
    "tuple_type": "mục này phải là danh sách",
    "bool_type": "mục này phải là true hoặc false",
    "bool_parsing": "mục này phải là true hoặc false",
    "model_attributes_type": "nội dung gửi phải là JSON dạng {“mục”: giá trị}, với Content-Type: application/json",
    "model_type": "nội dung gửi phải là JSON dạng {“mục”: giá trị}, với Content-Type: application/json",
    "int_parsing": "mục này phải là số nguyên",
}


class TooLarge(HTTPException):
    """A request heavier than its kind may be, met while its body was being read."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(413)
        self.limit_bytes = limit_bytes


class TooOften(HTTPException):
    """A member who comes more often than a person can."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(429)
        self.wait_seconds = wait_seconds


def unforeseen(reference: str) -> JSONResponse:
    """The answer when something happened that nobody foresaw; the log knows it by the same reference."""
    return problem(
        "unforeseen",
        f"Hệ thống gặp lỗi ngoài dự kiến (mã tra cứu {reference}). Hãy mở lại bài xem thao tác đã có hiệu lực chưa; "
        "nếu chưa thì thử lại, và báo kỹ sư kèm mã này.",
        reference=reference,
    )


def too_large(limit_bytes: int) -> JSONResponse:
    """The answer to a request that is heavier than its kind may be."""
    limit = f"{limit_bytes >> 20} MB" if limit_bytes >= 1 << 20 else f"{limit_bytes >> 10} KB"
    code, message = _HTTP_MESSAGES[413]
    return problem(code, message.replace("mức cho phép", f"{limit} cho phép"))


def too_often(wait_seconds: int) -> JSONResponse:
    """The answer to somebody who comes more often than a person can."""
    return problem(
        "too_many_requests",
        "Gửi quá nhiều yêu cầu trong một phút; yêu cầu vừa rồi chưa được thực hiện, mọi việc giữ nguyên. "
        f"Hãy thử lại sau {wait_seconds} giây.",
        headers={"Retry-After": str(wait_seconds)},
    )


def answer_errors(app: FastAPI) -> None:
    """Make the application answer every foreseen error in our shape."""
    app.add_exception_handler(NewsroomError, _newsroom_error)
    app.add_exception_handler(StorageUnreachable, _storage_unreachable)
    app.add_exception_handler(NoBoard, _no_board)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)


async def _newsroom_error(_request: Request, error: Exception) -> JSONResponse:
    match error:
        case NotSignedIn():
            return problem(error.code, error.message, headers={"WWW-Authenticate": "Bearer"})
        case AwaitsSignature():
            return problem(error.code, error.message, reference=error.prepared.act_id)
        case Refused(code=code):
            return problem(code, error.message)
        case InvalidInput() | InvalidBoard():
            return problem(error.code, error.message, field=error.field)
        case ServerUnreachable():
            return problem(error.code, error.message, headers=_RETRY_AFTER)
        case NewsroomError():
            return problem(error.code, error.message)
        case _:
            raise error


async def _storage_unreachable(_request: Request, error: Exception) -> JSONResponse:
    code = error.code if isinstance(error, StorageUnreachable) else StorageUnreachable.code
    return problem(code, str(error), headers=_RETRY_AFTER)


async def _no_board(_request: Request, error: Exception) -> JSONResponse:
    return problem("no_board", str(error), headers=_RETRY_AFTER)


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    match error:
        case TooLarge():
            return too_large(error.limit_bytes)
        case TooOften():
            return too_often(error.wait_seconds)
        case HTTPException(status_code=status, headers=headers):
            code, message = _HTTP_MESSAGES.get(status, _OTHERWISE)
            return problem(code, message, headers=headers, status=status)
        case _:
            raise error


async def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    place: Sequence[Any] = first.get("loc", ())
    given = quoted(first.get("input", ""), 64)
    if tuple(place) == ("path", "article_id"):
        return problem(RefusalCode.UNKNOWN_ARTICLE, f"Không có bài “{given}”; hãy kiểm tra mã bài.")
    if tuple(place) == ("path", "id"):
        return problem(RefusalCode.UNKNOWN_MATTER, f"Không có việc mang mã “{given}”; hãy kiểm tra lại mã.")
    field = _field(place, first.get("type", ""))
    message = f"{field}: {plainly(first)}. Chưa có gì thay đổi; hãy sửa rồi gửi lại."
    return problem("invalid_input", message, field=field)


def _field(place: Sequence[Any], kind: str) -> str:
    if kind == "json_invalid":
        return "body"
    steps = [step for step in place if step not in {"body", "query", "header", "path"}]
    named = "".join(f"[{step}]" if isinstance(step, int) else f".{quoted(step, 40)}" for step in steps)
    return named.lstrip(".") or "body"


def plainly(error: Mapping[str, Any]) -> str:
    """What pydantic finds wrong with a value, as a person reads it."""
    kind = str(error.get("type", ""))
    expected = str(error.get("ctx", {}).get("expected", "")).replace(" or ", ", ").replace("'", "")
    if expected and kind in {"enum", "literal_error"}:
        return f"không có “{quoted(error.get('input', ''), 40)}”; hãy dùng một trong: {expected}"
    return _PLAINLY.get(kind, "giá trị không đúng dạng; hãy xem mẫu ở /docs")
