"""The composition root, last part: the channels, out of settings and one HTTP client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.request import getproxies_environment

import httpx

from activities.channels.facebook.graph import FacebookSettings
from activities.channels.facebook.page import FacebookPage
from activities.channels.liferay.calls import LiferaySettings
from activities.channels.liferay.portal import LiferayPortal
from activities.channels.wire import Wire
from activities.channels.wordpress.calls import WordPressSettings
from activities.channels.wordpress.portal import WordPressPortal
from activities.channels.zalo.calls import ZaloSettings
from activities.channels.zalo.oa import ZaloOaChannel
from activities.clock import now
from activities.ports import Channel
from activities.storage.publishing.tokens import SealedTokenStore
from newsroom.article import ChannelName
from workers.settings import PortalKind, Settings


def built_channels(settings: Settings, http: httpx.AsyncClient, tokens: SealedTokenStore) -> dict[ChannelName, Channel]:
    """The three channels, talking through one HTTP client."""
    facebook = FacebookSettings(
        page_id=settings.facebook_page_id,
        base_url=settings.facebook_url,
        app_secret=settings.facebook_app_secret.get_secret_value(),
    )
    return {
        ChannelName.PORTAL: _built_portal(settings, http),
        ChannelName.FANPAGE: FacebookPage(http, facebook, tokens, clock=now),
        ChannelName.ZALO_OA: ZaloOaChannel(http, zalo_settings(settings), tokens, clock=now),
    }


def zalo_settings(settings: Settings) -> ZaloSettings:
    """Which app of Zalo we are."""
    return ZaloSettings(
        app_id=settings.zalo_app_id,
        app_secret=settings.zalo_app_secret.get_secret_value(),
        default_cover_url=settings.zalo_default_cover_url,
        base_url=settings.zalo_url,
        oauth_url=settings.zalo_oauth_url,
    )


@asynccontextmanager
async def opened_http() -> AsyncIterator[httpx.AsyncClient]:
    """The one HTTP client of a process that speaks to channels."""
    # Only httpx's own wire knows the way through a proxy that the environment names.
    wire = None if getproxies_environment().keys() - {"no"} else Wire()
    async with httpx.AsyncClient(transport=wire) as client:
        yield client


def _built_portal(settings: Settings, http: httpx.AsyncClient) -> Channel:
    match settings.portal_kind:
        case PortalKind.WORDPRESS:
            wordpress = WordPressSettings(
                base_url=settings.wordpress_url,
                user=settings.wordpress_user,
                application_password=settings.wordpress_password.get_secret_value(),
                category=settings.wordpress_category,
            )
            return WordPressPortal(http, wordpress, clock=now)
        case PortalKind.LIFERAY:
            liferay = LiferaySettings(
                base_url=settings.liferay_url,
                public_base_url=settings.liferay_public_url,
                site_id=settings.liferay_site_id,
                structure_id=settings.liferay_structure_id,
                client_id=settings.liferay_client_id,
                client_secret=settings.liferay_client_secret.get_secret_value(),
            )
            return LiferayPortal(http, liferay, clock=now)
