"""Telling people that a promise is not yet kept."""

from temporalio import activity

from activities.contracts import ActivityName, Alerted, AlertInput
from activities.failures import storage_away
from activities.storage.articles.alerts import AlertStore
from activities.storage.database import StorageUnreachable


class AlertActivities:
    """Reminders, warnings and breaches."""

    def __init__(self, alerts: AlertStore) -> None:
        self._alerts = alerts

    @activity.defn(name=ActivityName.RAISE_ALERT)
    async def raise_alert(self, order: AlertInput) -> Alerted:
        """Whether somebody had to be told, and whether the promise still runs.

        Again: nobody is told twice of one moment.
        """
        try:
            return await self._alerts.raise_alert(order.article_id, order.moment)
        except StorageUnreachable as lost:
            raise storage_away(lost) from lost
