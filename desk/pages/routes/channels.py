"""The channels, for those who keep them going: what stands still, tokens, checks, what is overdue, and what to do."""

from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.pages.drawing import page
from desk.pages.places import CHANNELS, act_page, matter_page
from desk.pages.visitors import Parts, SignedIn
from desk.presenting.inbox import inbox_data
from desk.presenting.late import late_line
from desk.presenting.values import instant
from desk.reading.channels import ChannelsNow
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import ACTS, Act

router = APIRouter()

_ON_CHANNEL: Final = (Act.RESUME_CHANNEL, Act.WAIVE_CHANNEL)
_CHECKS: Final = {
    "ledger": ("Sổ ghi", "NewsroomLedgerUnchecked"),
    "tokens": ("Khóa truy cập các kênh", "NewsroomTokenExpiring"),
    "backup": ("Sao lưu", "NewsroomBackupOld"),
    "drill": ("Diễn tập khôi phục", "NewsroomDrillOld"),
    "retention": ("Dọn dữ liệu hết hạn lưu", ""),
}


@router.get(CHANNELS)
async def channels(request: Request, visitor: SignedIn, parts: Parts) -> Response:
    """Each channel, what stands still with what may be done about it, what is overdue, the last checks."""
    view, reading = visitor.view, parts.reading
    now = await reading.channels.now(view)
    inbox = inbox_data(await reading.inbox.stopped(view), view)
    said: dict[str, Any] = {
        "states": [
            {
                "label": CHANNEL_LABELS[state.channel],
                "stopped": state.stopped,
                "ambiguous": state.ambiguous,
                "token_until": instant(state.token_until),
            }
            for state in now.states
        ],
        "stopped": [
            {"task": task, "acts": [(act_page(task["article_id"], act), ACTS[act].label) for act in _ON_CHANNEL]}
            for task in inbox["tasks"]
            if task["stopped"]
        ],
        "changes": [
            {"text": task["text"], "path": f"{matter_page(task['matter'])}/lam-tiep"} for task in inbox["house_tasks"]
        ],
        "late": [late_line(late, view) for late in await reading.late.of(view)],
        "checks": _checks(now),
        "unstarted": now.unstarted,
    }
    return page(request, "matters/channels.html", said)


def _checks(now: ChannelsNow) -> list[dict[str, Any]]:
    """Every check that there is, with its last result, or none."""
    return [
        {
            "label": label,
            "at": instant(check.at) if (check := now.checks.get(name)) else None,
            "ok": check is not None and check.ok,
            "note": check.note if check else "",
            "runbook": f"deploy/runbooks/{runbook}.md" if runbook else "",
        }
        for name, (label, runbook) in _CHECKS.items()
    ]
