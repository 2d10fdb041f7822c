"""Which process is entrusted with which secret, and as whom it logs in to the storage; the rest goes to all."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from pydantic import SecretStr

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from activities.storage.roles import Role
from newsroom.article import ChannelName
from workers.settings import Settings, listed


class Process(StrEnum):
    """What runs, by the names under which it runs in a composition and in a cluster; WORKER serves every queue."""

    WORKER = "worker"
    EDITORIAL_WORKER = "editorial-worker"
    PORTAL_WORKER = "portal-worker"
    FANPAGE_WORKER = "fanpage-worker"
    ZALO_OA_WORKER = "zalo-oa-worker"
    DESK = "desk"
    WATCH = "watch"
    COURIER = "courier"
    CODEC_SERVER = "codec-server"
    SIMULATOR = "simulator"
    MIGRATE = "migrate"
    BACKUP = "backup"
    SCHEDULES = "schedules"
    SEARCH_ATTRIBUTES = "search-attributes"


SECRETS: Final = frozenset(name for name, field in Settings.model_fields.items() if field.annotation is SecretStr)
"""Every setting that is a secret."""

_PASSWORDS: Final[Mapping[Role, str]] = {
    Role.APP: "app_database_password",
    Role.DESK: "desk_database_password",
    Role.EDITORIAL: "editorial_database_password",
    Role.CHANNEL: "channel_database_password",
    Role.WORKER: "worker_database_password",
    Role.WATCH: "watch_database_password",
    Role.COURIER: "courier_database_password",
}
_SERVER: Final = frozenset({"temporal_api_key"})
_SEALED: Final = _SERVER | {"payload_key", "payload_keys_old"}
_ACTING: Final = _SEALED | {"database_url"}
_PORTAL: Final = frozenset({"liferay_client_secret", "wordpress_password"})
_FANPAGE: Final = frozenset({"token_key", "facebook_app_secret"})
_ZALO_OA: Final = frozenset({"token_key", "zalo_app_secret"})
_ADMINISTRATOR: Final = frozenset({"admin_database_url", *_PASSWORDS.values()})

ENTRUSTED: Final[Mapping[Process, frozenset[str]]] = {
    Process.WORKER: _ACTING | _PORTAL | _FANPAGE | _ZALO_OA,
    Process.EDITORIAL_WORKER: _ACTING,
    Process.PORTAL_WORKER: _ACTING | _PORTAL,
    Process.FANPAGE_WORKER: _ACTING | _FANPAGE,
    Process.ZALO_OA_WORKER: _ACTING | _ZALO_OA,
    Process.DESK: _ACTING | {"desk_private_key"},
    Process.WATCH: _SERVER | {"database_url", "watch_webhook_url", "watch_heartbeat_url", "smtp_url"},
    Process.COURIER: frozenset({"database_url", "smtp_url", "push_private_key", "token_key", "zalo_app_secret"}),
    Process.CODEC_SERVER: frozenset({"payload_key", "payload_keys_old"}),
    Process.SIMULATOR: frozenset(),
    Process.MIGRATE: _ADMINISTRATOR,
    Process.BACKUP: frozenset({"admin_database_url"}),
    Process.SCHEDULES: _SEALED,
    Process.SEARCH_ATTRIBUTES: _SERVER,
}
"""The secrets of each process. The commands on one machine have all: they act for whoever sits there."""

LOGS_IN_AS: Final[Mapping[Process, Role]] = {
    Process.WORKER: Role.WORKER,
    Process.EDITORIAL_WORKER: Role.EDITORIAL,
    Process.PORTAL_WORKER: Role.CHANNEL,
    Process.FANPAGE_WORKER: Role.CHANNEL,
    Process.ZALO_OA_WORKER: Role.CHANNEL,
    Process.DESK: Role.DESK,
    Process.WATCH: Role.WATCH,
    Process.COURIER: Role.COURIER,
}
"""As whom each process that touches the storage logs in there."""

_OF_CHANNELS: Final[Mapping[str, frozenset[str]]] = {
    ChannelName.PORTAL: _PORTAL,
    ChannelName.FANPAGE: _FANPAGE,
    ChannelName.ZALO_OA: _ZALO_OA,
}
_SERVING: Final[Mapping[str, Process]] = {
    EDITORIAL_QUEUE: Process.EDITORIAL_WORKER,
    CHANNEL_QUEUES[ChannelName.PORTAL]: Process.PORTAL_WORKER,
    CHANNEL_QUEUES[ChannelName.FANPAGE]: Process.FANPAGE_WORKER,
    CHANNEL_QUEUES[ChannelName.ZALO_OA]: Process.ZALO_OA_WORKER,
}


def entrusted(settings: Settings, process: Process) -> Settings:
    """The settings without the secrets of others.

    Shape: a watch that is told to probe channels has the secrets of these too.
    """
    kept = ENTRUSTED[process]
    if process is Process.WATCH:
        named = listed(settings.watch_channels)
        kept = kept.union(*(secrets for channel, secrets in _OF_CHANNELS.items() if channel in named))
    return settings.model_copy(update=dict.fromkeys(SECRETS - kept, SecretStr("")))


def worker_of(queues: Sequence[str]) -> Process:
    """As which process a worker runs that serves these queues; all of them when none is named."""
    return _SERVING[queues[0]] if len(queues) == 1 and queues[0] in _SERVING else Process.WORKER


def passwords_of(settings: Settings) -> dict[Role, str]:
    """The passwords that an administrator gives to the roles; those that are not set are not there."""
    known = {role: getattr(settings, name).get_secret_value() for role, name in _PASSWORDS.items()}
    return {role: password for role, password in known.items() if password}
