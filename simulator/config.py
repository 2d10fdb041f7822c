"""Everything a run of the simulator can be told: its address, its accounts and its habits."""

from dataclasses import dataclass

_PRETEND = "chi-de-thu"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorConfig:
    """Settings of one simulator; every default is harmless and good only on loopback.

    Shape: `public_url` has no trailing slash; `data_file` None keeps everything in memory.
    """

    public_url: str = "http://127.0.0.1:8900"
    data_file: str | None = None
    slow_seconds: float = 35.0
    max_upload_bytes: int = 20_000_000

    site_id: str = "caobang"
    site_name: str = "Cổng thông tin điện tử tỉnh Cao Bằng"
    structure_id: str = "toasoan-article"
    liferay_client_id: str = "toasoan"
    liferay_client_secret: str = f"{_PRETEND}-liferay"
    liferay_token_seconds: int = 600

    wordpress_user: str = "toasoan"
    wordpress_password: str = f"{_PRETEND}-wordpress"

    page_id: str = "100064812345678"
    page_name: str = "Thông tin Cao Bằng"
    page_token: str = f"{_PRETEND}-page-token"
    app_id: str = "700100200300400"
    app_secret: str = f"{_PRETEND}-facebook-app"
    require_appsecret_proof: bool = False
    refuse_duplicates: bool = False
    scrape_links: bool = False

    zalo_app_id: str = "2450012345678901234"
    zalo_app_secret: str = f"{_PRETEND}-zalo-app"
    oa_id: str = "4318012345678901234"
    oa_name: str = "Tỉnh Cao Bằng"
    oa_secret: str = f"{_PRETEND}-zalo-webhook"
    zalo_access_token: str = f"{_PRETEND}-zalo-access"
    zalo_refresh_token: str = f"{_PRETEND}-zalo-refresh"
    zalo_calls_per_minute: int = 4000
    processing_polls: int = 0
    fetch_images: bool = False
