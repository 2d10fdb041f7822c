"""Reading the control door's JSON: every mistake is answered with a Vietnamese sentence."""

import json
from dataclasses import dataclass
from typing import Any, TypeGuard

from simulator.facebook.tokens import TOKEN_SUBCODES
from simulator.faults import ANY_CALL, Channel, Dice, FaultTable, Rule, UnknownFault, is_wanted

_ALIASES = {"liferay": Channel.PORTAL, "facebook": Channel.FANPAGE, "zalo": Channel.ZALO_OA}


class Misread(ValueError):
    """An order the control door cannot carry out; the message says why, in Vietnamese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOrder:
    """What to do to a channel's tokens."""

    channel: Channel
    action: str
    token: str = ""
    refresh_token: str = ""
    subcode: int = 0


def read_rule(body: bytes, faults: FaultTable) -> Rule:
    """Rule the body asks for, switched on.

    Errors: Misread.
    """
    sent = _object(body)
    channel, fault = _channel(sent), _text(sent, "fault")
    call = _text(sent, "call", ANY_CALL)
    times, seconds = sent.get("times", 1), sent.get("seconds")
    if times is not None and (not _is_whole(times) or times < 1):
        raise Misread("“times” phải là số nguyên từ 1 trở lên, hoặc null nếu muốn bật cho đến khi tắt.")
    if seconds is not None and not _is_duration(seconds):
        raise Misread("“seconds” phải là số giây không âm.")
    match = sent.get("match") or ""
    if not isinstance(match, str):
        raise Misread("“match” phải là chuỗi ký tự.")
    try:
        return faults.switch_on(channel, call, fault, times=times, match=match, seconds=seconds)
    except UnknownFault:
        raise Misread(
            f"Không có lỗi “{fault}” cho lời gọi “{call}” của kênh “{channel}”; xem /_sim/faults/catalogue."
        ) from None


def read_dice(body: bytes, faults: FaultTable) -> Dice:
    """Random plan the body asks for.

    Errors: Misread.
    """
    sent = _object(body)
    seed, rate, wishes = sent.get("seed"), sent.get("rate"), sent.get("faults") or []
    if not _is_whole(seed):
        raise Misread("“seed” phải là số nguyên.")
    if not _is_number(rate) or not 0 <= rate <= 1:
        raise Misread("“rate” phải là số từ 0 đến 1.")
    if not isinstance(wishes, list) or not all(isinstance(wish, str) for wish in wishes):
        raise Misread("“faults” phải là danh sách tên lỗi.")
    places = [(f"{channel}/{call}", fault) for channel, call, fault in faults.entries()]
    for wish in wishes:
        if not any(is_wanted(place, fault, [wish]) for place, fault in places):
            raise Misread(f"Không có lỗi “{wish}”; xem /_sim/faults/catalogue.")
    return Dice(seed=seed, rate=float(rate), faults=tuple(wishes))


def read_delay(body: bytes) -> tuple[Channel, float]:
    """Channel to slow down, and by how many seconds.

    Errors: Misread.
    """
    sent = _object(body)
    if not _is_duration(sent.get("seconds")):
        raise Misread("“seconds” phải là số giây không âm.")
    return _channel(sent), float(sent["seconds"])


def read_tokens(body: bytes) -> TokenOrder:
    """What the body asks to do to tokens.

    Errors: Misread.
    """
    sent = _object(body)
    channel, action = _channel(sent), _text(sent, "action")
    token, refresh, subcode = "", "", sent.get("subcode", 467)
    if action == "install":
        token = _text(sent, "token")
        refresh = _text(sent, "refresh_token") if channel is Channel.ZALO_OA else ""
    if not _is_whole(subcode) or subcode not in TOKEN_SUBCODES:
        raise Misread(f"“subcode” phải là một trong {', '.join(map(str, sorted(TOKEN_SUBCODES)))}.")
    return TokenOrder(channel=channel, action=action, token=token, refresh_token=refresh, subcode=subcode)


def _object(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body)
    except ValueError:
        raise Misread("Nội dung gửi lên không phải JSON.") from None
    if not isinstance(sent, dict):
        raise Misread("Nội dung gửi lên phải là một đối tượng JSON.")
    return sent


def _channel(sent: dict[str, Any]) -> Channel:
    name = _text(sent, "channel")
    try:
        return _ALIASES.get(name) or Channel(name)
    except ValueError:
        raise Misread(f"Không có kênh “{name}”; các kênh là {', '.join(Channel)}.") from None


def _text(sent: dict[str, Any], name: str, otherwise: str = "") -> str:
    found = sent.get(name, otherwise)
    if not isinstance(found, str) or not found:
        raise Misread(f"Thiếu “{name}” hoặc “{name}” không phải chuỗi ký tự.")
    return found


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_duration(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
