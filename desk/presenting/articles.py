"""Articles said to people: cards, texts, findings and messages as JSON-able values, cards as plain lines too.

One wording for the API and the command line; decides nothing and reads no storage.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from activities.storage.articles.reading import Card, ChannelRow, ObligationRow, Taken
from desk.addresses import API
from desk.presenting.shapes import (
    ArticleCard,
    ArticleSheet,
    ChannelShown,
    ClockShown,
    ClockState,
    ListedShown,
    OfferedAct,
    RouteShown,
    TakenIn,
)
from desk.presenting.values import clock_time, instant, name_of
from desk.viewpoint import Viewpoint
from newsroom.article import ChannelName, Topic, number_in, spoken
from newsroom.authority import HOLD_LABELS, Route
from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.members.visibility import reasons_shown
from newsroom.publishing import CHANNEL_LABELS, OUTCOME_LABELS, Outcome
from newsroom.sla import PROMISE_LABELS, Promise, after_hours_target
from newsroom.stages import ACTS, STAGE_LABELS, Act, Stage, acts_at
from newsroom.standing import WAIT_LABELS, Standing, wait_of


def act_path(act: Act) -> str:
    """The act as it stands in an address."""
    return act.value.replace("_", "-")


def waits_for(standing: Standing) -> str:
    """Whom or what the next step waits for."""
    wait = wait_of(standing)
    if standing.held_since is not None and isinstance(wait, Office):
        return f"{WAIT_LABELS[wait]} cho đăng tiếp"
    decides = standing.stage is Stage.AWAITING_APPROVAL and isinstance(wait, Office)
    return f"{WAIT_LABELS[wait]} duyệt" if decides else WAIT_LABELS[wait]


def acts_of(view: Viewpoint, standing: Standing) -> list[OfferedAct]:
    """The acts that the viewer may do now, details aside."""
    return [
        {"act": act, "label": ACTS[act].label, "path": f"{API}/articles/{standing.article_id}/{act_path(act)}"}
        for act in acts_at(standing.stage)
        if view.may(standing, act)
    ]


def short_card(card: Card, view: Viewpoint) -> ArticleCard:
    """An article as a list shows it."""
    standing, board = card.standing, view.board
    return {
        "article_id": standing.article_id,
        "number": number_in(standing.article_id),
        "title": card.title,
        "kind": card.kind,
        "kind_label": _kind_label(board, card.kind),
        "topics": [{"id": topic, "label": board.topic_labels.get(Topic(topic), topic)} for topic in card.topics],
        "author": standing.author,
        "author_name": name_of(board, standing.author),
        "stage": standing.stage,
        "stage_label": STAGE_LABELS[standing.stage],
        "since": instant(standing.since),
        "submitted_at": instant(standing.submitted_at),
        "publish_at": instant(standing.publish_at),
        "published_at": instant(card.published_at),
        "revision": standing.revision,
        "content_hash": standing.content_hash,
        "owner": standing.route.owner,
        "owner_label": OFFICE_LABELS[standing.route.owner],
        "waiting_for": waits_for(standing),
        "asked": standing.seat.asked or "",
        "hold": standing.seat.hold,
        "hold_label": HOLD_LABELS[standing.seat.hold],
        "held_since": instant(standing.held_since),
        "after_hours_target": instant(after_hours(card, view)),
        "why": list(reasons_shown(view.viewer, standing)),
        "acts": acts_of(view, standing),
    }


def after_hours(card: Card, view: Viewpoint) -> datetime | None:
    """The next morning by which a text that was sent late and missed its day is to be out; None for all others."""
    missed = (row for row in card.obligations if row.promise == Promise.SAME_DAY and _is_missed(row, view.at))
    targets = (after_hours_target(view.board.sla, card.standing.submitted_at, row.due_at) for row in missed)
    return next((target for target in targets if target is not None), None)


def taken_data(taken: Taken, view: Viewpoint) -> TakenIn:
    """A contributor's text: its number of receipt, who handed it in, how it stands."""
    by = taken.intake
    return {
        "receipt": taken.number,
        "intake": by,
        "intake_name": name_of(view.board, by) if by else "",
        **short_card(taken.card, view),
    }


def taken_line(data: Mapping[str, Any]) -> str:
    """A contributor's text as one line."""
    through = f", {data['intake_name']} gửi thay" if data["intake"] else ""
    when = clock_time(data["submitted_at"])
    return (
        f"Số {data['receipt']}  {spoken(data['article_id'])}  “{data['title']}” của {data['author_name']} "
        f"(nhận lúc {when}{through}): {data['stage_label']}, chờ {data['waiting_for']}"
    )


def full_card(card: Card, view: Viewpoint, listed: ListedShown) -> ArticleSheet:
    """An article with its route ("why me"), channels, clocks, and what the viewer may do; `listed` is `listed_data`."""
    standing = card.standing
    rows = {row.channel: row for row in card.channels}
    return {
        **short_card(card, view),
        "approved_hash": standing.approved_hash,
        "approved_at": instant(standing.approved_at),
        "route": route_data(standing.route, view.board),
        "channels": [channel_data(channel, rows.get(channel)) for channel in standing.channels],
        "clocks": [_clock_data(row, view.at) for row in card.obligations],
        "head_asked": standing.route.asked,
        **listed,
    }


def route_data(route: Route, board: Board) -> RouteShown:
    """Who decides and why."""
    return {
        "class": route.name,
        "owner": route.owner,
        "owner_label": OFFICE_LABELS[route.owner],
        "owner_name": board.holder(route.owner).name,
        "rule": route.rule,
        "clause": route.clause,
        "text": route.text,
        "reasons": list(route.reasons),
        "informed": [OFFICE_LABELS[office] for office in route.informed],
    }


def card_lines(data: Mapping[str, Any]) -> list[str]:
    """A full card as plain lines."""
    route, since = data["route"], clock_time(data["held_since"])
    held = f"ĐANG GIỮ sau khi phục hồi kho dữ liệu lúc {since}: không kênh nào được gửi gì."
    lines = [
        f"{data['title']} ({spoken(data['article_id'])})",
        f"Bước: {data['stage_label']} từ {clock_time(data['since'])}; chờ: {data['waiting_for']}",
        *(f"QUÁ HẠN {c['label']}: hạn {clock_time(c['due_at'])}" for c in data["clocks"] if c["state"] == "breached"),
        *([held] if data["held_since"] else []),
        f"Loại: {data['kind_label']}; chủ đề: {', '.join(topic['label'] for topic in data['topics']) or 'không'}",
        f"Tác giả: {data['author_name']}; gửi lúc {clock_time(data['submitted_at'])}",
        f"Người duyệt: {route['owner_label']} – {route['owner_name']}",
        *([f"Đang chờ: {data['waiting_for']} ({data['hold_label']})"] if data["hold"] != "owner" else []),
        *(f"  - {reason}" for reason in data["why"]),
        *(f"CẦN XÁC NHẬN: {point['place']}: {point['message']}" for point in data["to_confirm"]),
        *(f"NÊN XEM LẠI: {finding['message']}" for finding in data["alike"]),
        *(point["text"] for point in data["points"]),
        f"Bản thảo: số {data['revision']}, mã nội dung {data['content_hash']}",
    ]
    if data["publish_at"]:
        lines.append(f"Giờ đăng: {clock_time(data['publish_at'])}")
    said = (f"{c['label']}: {c['outcome_label']} {c['url'] or c['explanation']}" for c in data["channels"])
    lines.extend(line.rstrip() for line in said)
    lines.extend(f"Hạn {c['label']}: {c['text']}" for c in data["clocks"])
    acts = ", ".join(act["label"] for act in data["acts"])
    return [*lines, f"Anh/chị có thể: {acts}" if acts else "Anh/chị không có việc phải làm với bài này lúc này."]


def channel_data(channel: ChannelName, row: ChannelRow | None) -> ChannelShown:
    """How a channel stands with a text."""
    outcome = row.outcome if row else ""
    under_way = "chưa rõ đã gửi hay chưa" if row and row.explanation else "đang đăng"
    known = OUTCOME_LABELS[Outcome(outcome)] if outcome else (under_way if row else "chưa gửi")
    return {
        "channel": channel,
        "label": CHANNEL_LABELS[channel],
        "outcome": outcome,
        "outcome_label": known,
        "explanation": row.explanation if row else "",
        "url": row.url if row else "",
        "attempts": row.attempts if row else 0,
        "visible_at": instant(row.visible_at) if row else None,
    }


def _clock_data(row: ObligationRow, now: datetime) -> ClockShown:
    label = PROMISE_LABELS[Promise(row.promise)]
    state, said = _clock_state(row, now)
    return {
        "promise": row.promise,
        "label": f"{label} ({CHANNEL_LABELS[ChannelName(row.channel)]})" if row.channel else label,
        "channel": row.channel,
        "started_at": instant(row.started_at),
        "due_at": instant(row.due_at),
        "met_at": instant(row.met_at),
        "state": state,
        "text": f"{clock_time(row.due_at)}, {said}",
    }


def _clock_state(row: ObligationRow, now: datetime) -> tuple[ClockState, str]:
    if row.dropped_at:
        return "dropped", "không còn áp dụng"
    if row.met_at:
        late = row.met_at > row.due_at
        return ("late", "xong nhưng trễ hạn") if late else ("met", "xong đúng hạn")
    if row.breached_at or now > row.due_at:
        return "breached", "ĐÃ QUÁ HẠN"
    return "running", f"còn {int((row.due_at - now).total_seconds() // 60)} phút"


def _is_missed(row: ObligationRow, now: datetime) -> bool:
    return min(at for at in (row.met_at, row.dropped_at, now) if at is not None) > row.due_at


def _kind_label(board: Board, kind: str) -> str:
    return next((label for known, label in board.kind_labels.items() if known == kind), kind)
