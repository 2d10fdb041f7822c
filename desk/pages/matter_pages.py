"""Acts on matters as pages: one row for each act; its form is the API's model, its words are the act's own."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from desk.pages.drawing import page
from desk.pages.fields import Field, FieldKind
from desk.pages.forms import Typed, is_hour, typed_in
from desk.pages.visitors import Acting, Parts, SignedIn, Visitor
from desk.parts import DeskParts
from newsroom.errors import NewsroomError
from newsroom.matters.acts import MATTER_ACTS
from newsroom.matters.kinds import MatterAct

FormT = TypeVar("FormT", bound=BaseModel)
Options = tuple[tuple[str, str], ...]

_NAMED: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_DONE: Final = "xong"
_LINE_AT_MOST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page of an act shows besides its fields.

    Shape: `about` are lines on what is at stake; `choices` are the options by field; `filled` goes along unseen; `said`
    is what stands in a field at first; `back` is where who thinks better of it goes.
    """

    back: str
    about: tuple[str, ...] = ()
    choices: Mapping[str, Options] = field(default_factory=dict)
    filled: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage(Generic[FormT]):
    """The page of an act.

    Shape: `path` has `{id}` where the act is on something that is there, of which `kind` says what it is; `needs` are
    fields that the rule asks for though the form could be sent without; `words` call fields that are no fact of the
    act; `do` gives the address that shows what came of it.
    """

    act: MatterAct
    path: str
    model: type[FormT]
    do: Callable[[Visitor, DeskParts, str, FormT], Awaitable[str]]
    asked: Callable[[Request, Visitor, DeskParts, str], Awaitable[Asked]]
    kind: str = ""
    says: str = ""
    needs: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)


def key_of(kind: str) -> Callable[..., Awaitable[str]]:
    """What gives the id of the thing in an address, which may be named by its number; empty where there is none."""

    async def key(request: Request, visitor: SignedIn, parts: Parts) -> str:
        named = str(request.path_params.get("id", ""))
        if named and not _NAMED.fullmatch(named):
            raise HTTPException(404)
        return await parts.reading.numbers.matter(visitor.view, kind, named) if named else ""

    return key


def done_in(request: Request) -> str:
    """What is said on the page that follows an act; empty on others."""
    act = next((act for act in MatterAct if act.value == request.query_params.get(_DONE)), None)
    return f"Đã ghi sổ: {MATTER_ACTS[act].label}." if act else ""


def done_at(path: str, act: MatterAct) -> Response:
    """The way to the page that shows what came of an act."""
    return RedirectResponse(f"{path}?{_DONE}={act.value}", status_code=303)


def add_page(router: APIRouter, row: MatterPage[FormT]) -> None:
    """Give an act its page."""
    key = key_of(row.kind)

    async def ask(request: Request, named: Annotated[str, Depends(key)], visitor: SignedIn, parts: Parts) -> Response:
        asked = await row.asked(request, visitor, parts, named)
        return _form(request, row, asked, Typed(said=asked.said))

    async def do(request: Request, named: Annotated[str, Depends(key)], visitor: Acting, parts: Parts) -> Response:
        typed, said = await typed_in(request, row.model)
        if said is not None:
            try:
                way = await row.do(visitor, parts, named, said)
            except NewsroomError as refused:
                typed.refuse(refused)
            else:
                return done_at(way, row.act)
        return _form(request, row, await row.asked(request, visitor, parts, named), typed)

    router.add_api_route(row.path, ask, methods=["GET"], name=f"{row.path}_page")
    router.add_api_route(row.path, do, methods=["POST"], name=row.path)


def fields_in(row: MatterPage[FormT], asked: Asked) -> list[Field]:
    """The fields of an act's form, in the model's order, without what goes along unseen."""
    made = [_field(row, name, asked) for name in row.model.model_fields if name not in asked.filled]
    return [each for each in made if each.kind is not FieldKind.SOME or each.options]


def _field(row: MatterPage[FormT], name: str, asked: Asked) -> Field:
    act, info = MATTER_ACTS[row.act], row.model.model_fields[name]
    fact = next((fact for fact in act.facts if fact.name == name), None)
    most = fact.most if fact else 2_000
    label = row.words.get(name) or (fact.label if fact else name)
    return Field(
        name=name,
        label=label[:1].upper() + label[1:],
        kind=_kind(info.annotation, most, is_choice=name in asked.choices),
        hint="Giờ Việt Nam." if is_hour(info.annotation) else "",
        required=info.is_required() or name in row.needs,
        most=most,
        options=asked.choices.get(name, ()),
    )


def _kind(annotation: Any, most: int, *, is_choice: bool) -> FieldKind:
    if getattr(annotation, "__origin__", None) is tuple:
        return FieldKind.SOME
    if is_choice:
        return FieldKind.ONE
    if is_hour(annotation):
        return FieldKind.HOUR
    return FieldKind.LINE if most <= _LINE_AT_MOST else FieldKind.WORDS


def _form(request: Request, row: MatterPage[FormT], asked: Asked, typed: Typed) -> Response:
    fields = fields_in(row, asked)
    said = {
        "label": MATTER_ACTS[row.act].label.capitalize(),
        "says": row.says,
        "asked": asked,
        "fields": fields,
        "named": {each.name for each in fields},
        "filled": dict(_seen(asked, typed)),
        "has_changed": any(typed.said.get(name, value) != value for name, value in asked.filled.items()),
        "typed": typed,
    }
    return page(request, "matters/form.html", said, status=422 if typed.errors else 200)


def _seen(asked: Asked, typed: Typed) -> Iterator[tuple[str, str]]:
    """What goes along, as it was when the page was first read."""
    for name, value in asked.filled.items():
        yield name, str(typed.said.get(name) or value)
