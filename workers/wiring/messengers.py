"""The composition root: the ways out of the house, out of settings."""

from collections.abc import Mapping

import httpx

from activities.channels.calls import CallLimits, Line
from activities.channels.zalo.calls import ZaloCalls
from activities.clock import now
from activities.messengers.mail_folder import MailFolder
from activities.messengers.ports import Messenger
from activities.messengers.smtp import MailServer
from activities.messengers.web_push import PushSettings, WebPush
from activities.messengers.zalo_staff import ZaloStaff
from activities.storage.publishing.tokens import SealedTokenStore
from newsroom.article import ChannelName, MemberId
from newsroom.delivery.letters import LinkMaker
from newsroom.delivery.ways import Way
from newsroom.publishing import CHANNEL_LABELS
from workers.settings import Settings, listed
from workers.wiring.channels import zalo_settings


def built_messengers(settings: Settings, http: httpx.AsyncClient, tokens: SealedTokenStore) -> Mapping[Way, Messenger]:
    """The ways that these settings open; a mail server goes before a folder."""
    found: dict[Way, Messenger] = {}
    if smtp := settings.smtp_url.get_secret_value():
        found[Way.MAIL] = MailServer(smtp, settings.mail_from)
    elif settings.mail_folder:
        found[Way.MAIL] = MailFolder(settings.mail_folder, settings.mail_from)
    if key := settings.push_private_key.get_secret_value():
        hosts = listed(settings.push_hosts)
        found[Way.PUSH] = WebPush(http, PushSettings(private_key=key, contact=settings.push_contact, hosts=hosts), now)
    if settings.zalo_to_staff:
        zalo = zalo_settings(settings)
        own, label = (zalo.base_url, zalo.oauth_url), CHANNEL_LABELS[ChannelName.ZALO_OA]
        line = Line(http, label=label, limits=CallLimits(), clock=now, own=own)
        found[Way.ZALO] = ZaloStaff(ZaloCalls(line, zalo, tokens))
    return found


def built_links(settings: Settings) -> LinkMaker:
    """Links to the desk's own address, which whoever opens them has to sign in at; none where it has no address."""

    def link_to(_member: MemberId, _article_id: str, _content_hash: str) -> str:
        return settings.desk_url

    return link_to
