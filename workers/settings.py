"""All settings, read from the environment (`TOASOAN_…`) and nowhere else."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"

    desk_private_key: SecretStr = SecretStr("")
    desk_public_key: str = ""
    token_key: SecretStr = SecretStr("")
    payload_key: SecretStr = SecretStr("")

    simulator_url: str = ""
    metrics_port: int = 0
    desk_port: int = 8080
    data_folder: Path = Path("var")

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

    facebook_url: str = "https://graph.facebook.com"
    facebook_page_id: str = ""
    facebook_app_secret: SecretStr = SecretStr("")

    zalo_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_app_id: str = ""
    zalo_app_secret: SecretStr = SecretStr("")
    zalo_default_cover_url: str = ""

    max_cached_workflows: int = Field(default=300, ge=0)
    articles_told_per_second: float = Field(default=40, gt=0)
