"""What is sent from a page, read by the same models as the API's; what was typed is kept when it is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar, get_args

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from desk.api.errors import plainly
from desk.pages.forgery import FIELD, KEY
from newsroom.errors import InvalidInput, NewsroomError
from newsroom.working_time import ZONE

ModelT = TypeVar("ModelT", bound=BaseModel)

_HOUR_LENGTH: Final = len("2026-11-23T15:00")


@dataclass(slots=True, kw_only=True)
class Typed:
    """What was typed into a form, and what is wrong with it, field by field; under "" what concerns the whole."""

    said: Mapping[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def refuse(self, error: NewsroomError) -> None:
        """Note why the desk did not do it."""
        if isinstance(error, InvalidInput):
            # Beside the field itself, its name among programs says nothing.
            said = error.message.removeprefix(f"{error.field}: ")
            self.errors[error.field] = f"{said[:1].upper()}{said[1:]}"
        else:
            self.errors[""] = error.message


async def typed_in(request: Request, model: type[ModelT]) -> tuple[Typed, ModelT | None]:
    """What was typed, and the model when it is right. Shape: hours without a zone are the newsroom's."""
    form = await request.form()
    said = {name: _said(model, name, form) for name in model.model_fields if name in form}
    typed = Typed(said=said)
    extra = sorted(set(form) - set(model.model_fields) - {FIELD, KEY})
    if extra:
        typed.errors[""] = f"Biểu mẫu có mục lạ ({extra[0]}); chưa có gì thay đổi. Hãy tải lại trang."
        return typed, None
    try:
        return typed, model.model_validate({name: value for name, value in said.items() if value != ""})
    except ValidationError as wrong:
        for error in wrong.errors():
            typed.errors.setdefault(str(error["loc"][0]), f"{plainly(error)}; chưa có gì thay đổi.")
        return typed, None


def _said(model: type[BaseModel], name: str, form: FormData) -> Any:
    kind = model.model_fields[name].annotation
    if getattr(kind, "__origin__", None) is tuple:
        return [value for value in form.getlist(name) if value != ""]
    value = form[name]
    if isinstance(value, str) and len(value) == _HOUR_LENGTH and is_hour(kind):
        return with_zone(value)
    return value


def is_hour(kind: Any) -> bool:
    """Whether a field of a model holds an instant."""
    return kind is datetime or any(is_hour(part) for part in get_args(kind)) or "AwareDatetime" in str(kind)


def with_zone(value: str) -> str:
    """An hour as a browser sends it, in the newsroom's zone; what is none, or has one, stays as it was typed."""
    try:
        hour = datetime.fromisoformat(value)
    except ValueError:
        return value
    return value if hour.tzinfo else hour.replace(tzinfo=ZONE).isoformat()
