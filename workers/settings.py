"""All settings, read from the environment (`TOASOAN_…`) and nowhere else."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from activities.contracts import SILENT_AT_MOST


class LogFormat(StrEnum):
    """How log lines look; AUTO is for people on a terminal and JSON elsewhere."""

    AUTO = "auto"
    JSON = "json"
    CONSOLE = "console"


class PortalKind(StrEnum):
    """Which portal the province runs."""

    LIFERAY = "liferay"
    WORDPRESS = "wordpress"


class Settings(BaseSettings):
    """One process's settings; each part uses only what it needs, and secrets never print."""

    model_config = SettingsConfigDict(env_prefix="TOASOAN_", extra="ignore")

    database_url: SecretStr = SecretStr("")
    admin_database_url: SecretStr = SecretStr("")
    app_database_password: SecretStr = SecretStr("")
    desk_database_password: SecretStr = SecretStr("")
    editorial_database_password: SecretStr = SecretStr("")
    channel_database_password: SecretStr = SecretStr("")
    worker_database_password: SecretStr = SecretStr("")
    watch_database_password: SecretStr = SecretStr("")
    courier_database_password: SecretStr = SecretStr("")
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_tls_ca: str = ""
    temporal_tls_cert: str = ""
    temporal_tls_key: str = ""
    temporal_tls_server_name: str = ""
    temporal_api_key: SecretStr = SecretStr("")
    deployment_name: str = Field(default="toasoan", pattern=r"^[A-Za-z0-9_/-]+$")
    build_id: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")

    desk_private_key: SecretStr = SecretStr("")
    desk_public_key: str = ""
    first_board_digest: str = ""
    second_public_key: str = ""
    second_private_key: SecretStr = SecretStr("")
    token_key: SecretStr = SecretStr("")
    payload_key: SecretStr = SecretStr("")
    payload_keys_old: SecretStr = SecretStr("")
    codec_sign_in_key: str = ""
    codec_ui_origin: str = ""
    codec_host: str = "127.0.0.1"
    codec_port: int = 8088

    simulator_url: str = ""
    simulator_host: str = "127.0.0.1"
    metrics_port: int = 0
    metrics_host: str = "127.0.0.1"
    desk_port: int = 8080
    desk_host: str = "127.0.0.1"
    desk_names: str = ""
    desk_origin: str = ""
    desk_member_per_minute: int = Field(default=300, ge=1)
    desk_address_per_minute: int = Field(default=3_000, ge=1)
    log_format: LogFormat = LogFormat.AUTO
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str = ""
    data_folder: Path = Path("var")
    leaders_file: Path | None = None
    pg_bin: Path | None = None

    portal_kind: PortalKind = PortalKind.LIFERAY
    liferay_url: str = ""
    liferay_public_url: str = ""
    liferay_site_id: str = ""
    liferay_structure_id: str = "toasoan-article"
    liferay_client_id: str = ""
    liferay_client_secret: SecretStr = SecretStr("")
    wordpress_url: str = ""
    wordpress_user: str = ""
    wordpress_password: SecretStr = SecretStr("")
    wordpress_category: str = ""

    facebook_url: str = "https://graph.facebook.com"
    facebook_page_id: str = ""
    facebook_app_secret: SecretStr = SecretStr("")

    zalo_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_app_id: str = ""
    zalo_app_secret: SecretStr = SecretStr("")
    zalo_default_cover_url: str = ""

    watch_port: int = 0
    watch_every_seconds: float = Field(default=15, gt=0)
    watch_channels: str = ""
    watch_alertmanager_url: str = ""
    watch_webhook_url: SecretStr = SecretStr("")
    watch_mail_to: str = ""
    watch_mail_from: str = ""
    smtp_url: SecretStr = SecretStr("")
    watch_heartbeat_url: SecretStr = SecretStr("")
    watch_repeat_minutes: float = Field(default=60, gt=0)
    anchor_file: Path | None = None
    anchor_every_minutes: float = Field(default=10, gt=0)
    anchor_mail_to: str = ""

    desk_url: str = Field(default="", pattern=r"^(https?://[^\s]+[^\s/])?$")
    mail_folder: Path | None = None
    mail_from: str = "toasoan@localhost"
    push_private_key: SecretStr = SecretStr("")
    push_public_key: str = ""
    push_contact: str = Field(default="", pattern=r"^(mailto:[^\s@]+@[^\s@]+)?$")
    push_hosts: str = "fcm.googleapis.com,updates.push.services.mozilla.com,.push.apple.com,.notify.windows.com"
    # A composition hands on what its file leaves empty.
    zalo_to_staff: Annotated[bool, BeforeValidator(lambda said: said or False)] = False

    # With none remembered the SDK strands a local activity, and with it the end of every article.
    max_cached_workflows: int = Field(default=300, ge=1)
    # Two at least: the SDK keeps one for workflows that it remembers and one for those that are new to it.
    workflow_tasks_at_once: int = Field(default=100, ge=2)
    editorial_activities_at_once: int = Field(default=200, ge=1)
    channel_activities_at_once: int = Field(default=10, ge=1)
    pollers_at_most: int = Field(default=100, ge=2)
    articles_told_per_second: float = Field(default=25, gt=0)
    channel_heartbeat_seconds: float = Field(default=2, gt=0, le=SILENT_AT_MOST.total_seconds() / 2)


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a child process."""
    return {
        f"TOASOAN_{name.upper()}": value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        for name, value in settings
        if value not in {"", None}
    }


def listed(names: str) -> tuple[str, ...]:
    """Names that a setting lists with commas."""
    return tuple(name.strip().lower() for name in names.split(",") if name.strip())
