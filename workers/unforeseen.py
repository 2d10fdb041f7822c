"""What an activity stumbles over that nobody foresaw: an error of ours never loops in silence."""

from datetime import timedelta
from typing import Any, Final

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError, is_cancelled_exception
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.failures import TRIES_OF_OURS, FailureType, GivenUp, broken, final
from activities.storage.boards import NoBoard
from activities.storage.database import StorageUnreachable
from activities.storage.unforeseen import UnforeseenStore

AGAIN_AFTER: Final = timedelta(minutes=1)
_log = structlog.get_logger()


class Unforeseen(Interceptor):
    """Given to a worker: after a few tries the engineer is alarmed, and the duty is tried again slowly for ever."""

    def __init__(self, errors: UnforeseenStore) -> None:
        self._errors = errors

    def intercept_activity(self, following: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Stand around an activity."""
        return _Guarded(following, self._errors)


class _Guarded(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, errors: UnforeseenStore) -> None:
        super().__init__(following)
        self._errors = errors

    async def execute_activity(self, given: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(given)
        except (ApplicationError, StorageUnreachable, NoBoard):
            raise
        except GivenUp as given_up:
            await self._note(activity.info())
            return given_up.answer
        except Exception as wrong:
            info = activity.info()
            if is_cancelled_exception(wrong):
                raise
            if info.is_local:
                # The same is asked again as an ordinary activity, which has the tries.
                raise final(FailureType.UNFORESEEN, type(wrong).__name__) from wrong
            if info.attempt < TRIES_OF_OURS:
                raise
            await self._note(info)
            raise broken(type(wrong).__name__, AGAIN_AFTER) from wrong

    async def _note(self, info: activity.Info) -> None:
        """Note an error of ours; where even that fails, the log has both."""
        _log.exception("unforeseen_error", activity=info.activity_type, attempt=info.attempt)
        try:
            await self._errors.note(info.activity_type)
        except Exception:  # noqa: BLE001 - the duty goes on, told or not
            _log.exception("unforeseen_error_not_noted", activity=info.activity_type)
