"""What the newsroom knows, said to people: cards, timelines and findings as JSON-able values and as plain lines.

One wording for the API and the command line; decides nothing and reads no storage.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from activities.storage.boards import BoardVersion
from activities.storage.reading import Card, ChannelRow, Notification, ObligationRow
from newsroom.article import ChannelName, Content, Topic
from newsroom.authority import Route
from newsroom.board import OFFICE_LABELS, AuthorityRule, Board, Member, Office
from newsroom.checklist import Finding, Severity
from newsroom.decisions import REASONS, Standing, may
from newsroom.publishing import CHANNEL_LABELS, OUTCOME_LABELS, Outcome, channel_post
from newsroom.sla import PROMISE_LABELS, Promise
from newsroom.stages import ACT_LABELS, STAGE_LABELS, Act, Stage, acts_at
from newsroom.working_time import local

Json = dict[str, Any]

SEVERITY_LABELS: Final[dict[Severity, str]] = {Severity.BLOCKING: "phải sửa", Severity.WARNING: "nên xem lại"}
_WAITING: Final[dict[Stage, str]] = {
    Stage.EDITING: "Ủy viên biên tập lần cuối",
    Stage.RETURNED: "tác giả sửa và gửi lại",
    Stage.SCHEDULED: "đến giờ đăng",
    Stage.PUBLISHING: "các kênh hiện bài",
    Stage.PUBLISHED: "không còn việc",
    Stage.REJECTED: "không còn việc",
    Stage.WITHDRAWN: "không còn việc",
}


def instant(moment: datetime | None) -> str | None:
    """An instant on the newsroom's clock, ISO 8601 with its offset."""
    return None if moment is None else local(moment).isoformat(timespec="seconds")


def clock_time(moment: datetime | str | None) -> str:
    """An instant as a person reads it, such as 09:05 23/11/2026; empty for none."""
    if not moment:
        return ""
    return f"{local(datetime.fromisoformat(moment) if isinstance(moment, str) else moment):%H:%M %d/%m/%Y}"


def act_path(act: Act) -> str:
    """The act as it stands in an address."""
    return act.value.replace("_", "-")


def waits_for(standing: Standing) -> str:
    """Whom or what the next step waits for."""
    if standing.stage is Stage.AWAITING_APPROVAL:
        return f"{OFFICE_LABELS[standing.route.owner]} duyệt"
    return _WAITING[standing.stage]


def acts_of(board: Board, standing: Standing, member: Member) -> list[Json]:
    """The acts that a member may do now, details aside."""
    return [
        {"act": act.value, "label": ACT_LABELS[act], "path": f"/articles/{standing.article_id}/{act_path(act)}"}
        for act in acts_at(standing.stage)
        if may(board, standing, member.id, act)
    ]


def short_card(card: Card, board: Board, viewer: Member) -> Json:
    """An article as a list shows it."""
    standing = card.standing
    return {
        "article_id": standing.article_id,
        "title": card.title,
        "kind": card.kind,
        "kind_label": _kind_label(board, card.kind),
        "topics": [{"id": topic, "label": board.topic_labels.get(Topic(topic), topic)} for topic in card.topics],
        "author": standing.author,
        "author_name": _name(board, standing.author),
        "stage": standing.stage.value,
        "stage_label": STAGE_LABELS[standing.stage],
        "since": instant(standing.since),
        "submitted_at": instant(standing.submitted_at),
        "publish_at": instant(standing.publish_at),
        "published_at": instant(card.published_at),
        "revision": standing.revision,
        "content_hash": standing.content_hash,
        "owner": standing.route.owner.value,
        "owner_label": OFFICE_LABELS[standing.route.owner],
        "waiting_for": waits_for(standing),
        "acts": acts_of(board, standing, viewer),
    }


def full_card(card: Card, board: Board, viewer: Member, now: datetime) -> Json:
    """An article with its route ("why me"), channels, clocks, and what the viewer may do now."""
    standing = card.standing
    rows = {row.channel: row for row in card.channels}
    return {
        **short_card(card, board, viewer),
        "approved_hash": standing.approved_hash,
        "approved_at": instant(standing.approved_at),
        "route": route_data(standing.route, board),
        "channels": [_channel_data(channel, rows.get(channel)) for channel in standing.channels],
        "clocks": [_clock_data(row, now) for row in card.obligations],
    }


def route_data(route: Route, board: Board) -> Json:
    """Who decides and why."""
    return {
        "class": route.name,
        "owner": route.owner.value,
        "owner_label": OFFICE_LABELS[route.owner],
        "owner_name": board.holder(route.owner).name,
        "rule": route.rule,
        "clause": route.clause,
        "text": route.text,
        "reasons": list(route.reasons),
        "informed": [OFFICE_LABELS[office] for office in route.informed],
    }


def explained(card: Card, board: Board) -> Json:
    """Why the article waits for whom it waits for, and who may do what now."""
    standing = card.standing
    who = {
        act: [member for member in board.members if may(board, standing, member.id, act)]
        for act in acts_at(standing.stage)
    }
    return {
        "article_id": standing.article_id,
        "title": card.title,
        "stage": standing.stage.value,
        "stage_label": STAGE_LABELS[standing.stage],
        "route": route_data(standing.route, board),
        "who_may": [
            {
                "act": act.value,
                "label": ACT_LABELS[act],
                "members": [_member_data(member) for member in members],
            }
            for act, members in who.items()
        ],
    }


def text_data(standing: Standing, content: Content) -> Json:
    """A text in full, with what each channel will show of it; `content_hash` is what a decision must name."""
    posts = [channel_post(content, channel) for channel in standing.channels]
    return {
        "article_id": standing.article_id,
        "revision": standing.revision,
        "content_hash": standing.content_hash,
        "kind": content.kind.value,
        "topics": list(content.topics),
        "title": content.title,
        "summary": content.summary,
        "body_html": content.body_html,
        "byline": content.byline,
        "source": asdict(content.source) if content.source else None,
        "photos": [
            {**asdict(photo), "path": f"/articles/{standing.article_id}/photos/{photo.digest}"}
            for photo in content.photos
        ],
        "channels": [
            {"channel": p.channel.value, "label": CHANNEL_LABELS[p.channel], "lines": list(p.lines)} for p in posts
        ],
    }


def findings_data(findings: Sequence[Finding]) -> Json:
    """The technical edit's findings, and whether the text may be handed on for approval."""
    blocking = sum(finding.severity is Severity.BLOCKING for finding in findings)
    return {
        "ready": blocking == 0,
        "blocking": blocking,
        "warnings": len(findings) - blocking,
        "findings": [
            {
                "severity": finding.severity.value,
                "severity_label": SEVERITY_LABELS[finding.severity],
                "code": finding.code.value,
                "field": finding.field,
                "place": finding.place,
                "message": finding.message,
            }
            for finding in findings
        ],
    }


def notification_data(note: Notification) -> Json:
    """A message of an inbox."""
    return {
        "id": note.id,
        "article_id": note.article_id,
        "kind": note.kind,
        "text": note.text,
        "created_at": instant(note.created_at),
    }


def board_data(version: BoardVersion) -> Json:
    """The notice in force: people, who approves what, kinds and topics."""
    board = version.board
    return {
        "version": version.number,
        "digest": version.digest,
        "effective_from": instant(version.effective_from),
        "title": board.title,
        "portal": board.portal,
        "members": [_member_data(member) for member in board.members],
        "authority": [_rule_data(rule) for rule in board.authority],
        "kinds": [
            {"id": kind.value, "label": label, "channels": [c.value for c in board.kind_channels[kind]]}
            for kind, label in board.kind_labels.items()
        ],
        "topics": [{"id": topic, "label": label} for topic, label in board.topic_labels.items()],
    }


def timeline_data(bodies: Iterable[Mapping[str, Any]], board: Board) -> list[Json]:
    """What happened to an article, oldest first, each as one Vietnamese sentence with its facts."""
    return [_event(body, board) for body in bodies]


def card_lines(data: Mapping[str, Any]) -> list[str]:
    """A full card as plain lines."""
    route = data["route"]
    lines = [
        f"{data['title']} ({data['article_id']})",
        f"Bước: {data['stage_label']} từ {clock_time(data['since'])}; chờ: {data['waiting_for']}",
        f"Loại: {data['kind_label']}; chủ đề: {', '.join(topic['label'] for topic in data['topics']) or 'không'}",
        f"Tác giả: {data['author_name']}; gửi lúc {clock_time(data['submitted_at'])}",
        f"Người duyệt: {route['owner_label']} – {route['owner_name']} ({route['class']})",
        *(f"  - {reason}" for reason in route["reasons"]),
        f"Bản thảo: số {data['revision']}, mã nội dung {data['content_hash']}",
    ]
    if data["publish_at"]:
        lines.append(f"Giờ đăng: {clock_time(data['publish_at'])}")
    lines.extend(
        f"{c['label']}: {c['outcome_label']} {c['url'] or c['explanation']}".rstrip() for c in data["channels"]
    )
    lines.extend(f"Hạn {c['label']}: {c['text']}" for c in data["clocks"])
    acts = ", ".join(act["label"] for act in data["acts"])
    return [*lines, f"Anh/chị có thể: {acts}" if acts else "Anh/chị không có việc phải làm với bài này lúc này."]


def timeline_lines(events: Iterable[Mapping[str, Any]]) -> list[str]:
    """A timeline as plain lines."""
    return [f"{clock_time(event['at'])}  {event['text']}" for event in events]


def findings_lines(data: Mapping[str, Any]) -> list[str]:
    """The findings as plain lines, the blocking ones first."""
    head = (
        "Bài đủ điều kiện trình duyệt." if data["ready"] else f"Chưa trình duyệt được: {data['blocking']} lỗi phải sửa."
    )
    return [head, *(f"[{f['severity_label']}] {f['place']}: {f['message']}" for f in data["findings"])]


def _member_data(member: Member) -> Json:
    return {
        "id": member.id,
        "office": member.office.value,
        "office_label": OFFICE_LABELS[member.office],
        "name": member.name,
        "title": member.title,
    }


def _rule_data(rule: AuthorityRule) -> Json:
    return {
        "class": rule.name,
        "office": rule.office.value,
        "office_label": OFFICE_LABELS[rule.office],
        "topics": sorted(rule.topics),
        "kinds": sorted(rule.kinds),
        "rule": rule.rule,
        "clause": rule.clause,
        "text": rule.text,
    }


def _channel_data(channel: ChannelName, row: ChannelRow | None) -> Json:
    outcome = row.outcome if row else ""
    known = OUTCOME_LABELS[Outcome(outcome)] if outcome else ("đang đăng" if row else "chưa gửi")
    return {
        "channel": channel.value,
        "label": CHANNEL_LABELS[channel],
        "outcome": outcome,
        "outcome_label": known,
        "explanation": row.explanation if row else "",
        "url": row.url if row else "",
        "attempts": row.attempts if row else 0,
        "visible_at": instant(row.visible_at) if row else None,
    }


def _clock_data(row: ObligationRow, now: datetime) -> Json:
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


def _clock_state(row: ObligationRow, now: datetime) -> tuple[str, str]:
    if row.dropped_at:
        return "dropped", "không còn áp dụng"
    if row.met_at:
        late = row.met_at > row.due_at
        return ("late", "xong nhưng trễ hạn") if late else ("met", "xong đúng hạn")
    if row.breached_at or now > row.due_at:
        return "breached", "ĐÃ QUÁ HẠN"
    return "running", f"còn {int((row.due_at - now).total_seconds() // 60)} phút"


def _event(body: Mapping[str, Any], board: Board) -> Json:
    kind = str(body.get("kind", ""))
    member = str(body.get("member", ""))
    return {
        "at": instant(datetime.fromisoformat(body["at"])),
        "kind": kind,
        "member": member,
        "member_name": _name(board, member),
        "act": body.get("act", ""),
        "outcome": body.get("outcome", ""),
        "code": body.get("code", ""),
        "content_hash": body.get("content_hash", ""),
        "board_version": body.get("board_version"),
        "ground": body.get("ground"),
        "text": _event_text(kind, body, board),
    }


def _event_text(kind: str, body: Mapping[str, Any], board: Board) -> str:
    channel = CHANNEL_LABELS[ChannelName(body["channel"])] if body.get("channel") else ""
    match kind:
        case "submission":
            return f"{_name(board, body['member'])} gửi bài (bản {body['revision']})."
        case "act" if body.get("outcome") == "accepted":
            return _accepted_text(body, board)
        case "act":
            return _refused_text(body, board)
        case "receipt":
            return f"{channel} đã hiện đúng bản đã duyệt: {body['url']}"
        case "channel_stopped":
            return f"{channel} dừng ({body['label']}): {body['explanation']}"
        case "breach":
            where = ", ".join(CHANNEL_LABELS[ChannelName(name)] for name in body["channels"])
            label = PROMISE_LABELS[Promise(body["promise"])]
            return f"QUÁ HẠN {label}{f' ({where})' if where else ''}: hạn {clock_time(body['due_at'])}."
        case _:
            return f"Ghi sổ: {kind}."


def _accepted_text(body: Mapping[str, Any], board: Board) -> str:
    said = "; ".join(_details(body.get("details") or {}))
    ground = body["ground"]
    office = OFFICE_LABELS[Office(body["office"])]
    done = f"{_name(board, body['member'])} ({office}) {ACT_LABELS[Act(body['act'])]}"
    return f"{done}{f': {said}' if said else ''}. Căn cứ: điều {ground['rule']}, {ground['clause']}."


def _refused_text(body: Mapping[str, Any], board: Board) -> str:
    act = ACT_LABELS[Act(body["act"])] if body.get("act") else "thao tác"
    if not body.get("member"):
        claimed = _name(board, str(body.get("claimed", "")))
        who = f"có người không chứng minh được thẩm quyền{f' (xưng là {claimed})' if claimed else ''}"
    else:
        who = _name(board, body["member"])
    return f"BỊ TỪ CHỐI: {who} {act}. {body.get('message', '')}".strip()


def _details(details: Mapping[str, Any]) -> Iterator[str]:
    reason = REASONS.get(details.get("reason_code") or "", "")
    yield from (part for part in (reason, (details.get("reason") or "").strip()) if part)
    if details.get("publish_at"):
        yield f"đăng lúc {clock_time(details['publish_at'])}"
    if details.get("channel"):
        yield CHANNEL_LABELS[ChannelName(details["channel"])]
    if details.get("channels_off"):
        yield f"không đăng {', '.join(CHANNEL_LABELS[ChannelName(name)] for name in details['channels_off'])}"


def _name(board: Board, member_id: str) -> str:
    member = board.member(member_id)
    return member.name if member else member_id


def _kind_label(board: Board, kind: str) -> str:
    return next((label for known, label in board.kind_labels.items() if known == kind), kind)
