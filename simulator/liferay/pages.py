"""The portal a reader sees: its front page, its articles and their pictures."""

from collections.abc import Iterator, Sequence
from itertools import islice

from starlette.responses import Response

from simulator.calls import Call, Refused
from simulator.liferay.articles import ArticleShelf, body_of, field_of, title_of
from simulator.liferay.documents import Documents
from simulator.public_pages import ALTERED_LIST, ArticlePage, Link
from simulator.state import Record
from simulator.wording import count_images, moment_of, plain_text, slug_of, stamp, tampered
from simulator.world import VisiblePost, World

_FRONT_PAGE_LENGTH = 30


class LiferayPages:
    """Public side of the Liferay site."""

    def __init__(self, world: World, shelves: Sequence[ArticleShelf], documents: Documents) -> None:
        self._world = world
        self._shelves = shelves
        self._documents = documents
        self._front = f"{world.config.public_url}/liferay/web/{world.config.site_id}"

    async def article(self, call: Call) -> Response:
        """Page of one article; 404 unless anyone may see it."""
        record = self._at(call)
        if record is None or not self._is_shown(record):
            raise Refused(self._world.pages.missing())
        body = body_of(record)
        page = ArticlePage(
            site=self._world.config.site_name,
            site_url=self._front,
            url=self._url(record),
            title=title_of(record),
            sapo=str(record.get("description") or record.get("alternativeHeadline") or ""),
            body=tampered(body, call.fault),
            published_at=self._shown_since(record),
            byline=" · ".join(filter(None, (field_of(record, "author"), field_of(record, "source")))),
            image_url=self._image(record),
        )
        return self._world.pages.article(page)

    async def home(self, call: Call) -> Response:
        """Newest articles of the site."""
        if call.path("site") != self._world.config.site_id:
            raise Refused(self._world.pages.missing())
        items = [post.headline() for post in islice(self.visible(), _FRONT_PAGE_LENGTH)]
        note = ALTERED_LIST if call.fault == "page_altered" else ""
        sections = [Link(name=name, url=f"{self._front}/section/{slug}") for slug, name in self._sections().items()]
        return self._world.pages.headlines(self._world.config.site_name, items, note, sections)

    async def section(self, call: Call) -> Response:
        """Articles that carry one keyword; the portal keeps its formal corrections so."""
        slug = call.path("slug")
        name = self._sections().get(slug)
        if name is None or call.path("site") != self._world.config.site_id:
            raise Refused(self._world.pages.missing())
        items = [self._post(record).headline() for record in self._shown() if slug in map(slug_of, _keywords(record))]
        note = ALTERED_LIST if call.fault == "page_altered" else ""
        return self._world.pages.headlines(name, items, note)

    async def file(self, call: Call) -> Response:
        """Stored picture or document."""
        found = self._documents.served(call.path("number"), call.path("name"))
        return found or self._world.pages.missing()

    def about(self, call: Call) -> str:
        """Words of the article at this address, for targeted faults."""
        record = self._at(call)
        return "" if record is None else f"{title_of(record)}\n{record['externalReferenceCode']}\n{body_of(record)}"

    def visible(self, since: str = "") -> Iterator[VisiblePost]:
        """Articles anyone may see, newest first."""
        return (self._post(record) for record in self._shown() if self._shown_since(record) >= since)

    def _shown(self) -> Iterator[Record]:
        return (record for shelf in self._shelves for record in shelf.newest_first() if self._is_shown(record))

    def _sections(self) -> dict[str, str]:
        return {slug_of(name): name for record in self._shown() for name in _keywords(record)}

    def _post(self, record: Record) -> VisiblePost:
        return VisiblePost(
            channel="portal",
            id=str(record["id"]),
            url=self._url(record),
            title=title_of(record),
            text=plain_text(body_of(record)),
            image_count=count_images(body_of(record)),
            external_reference=record["externalReferenceCode"],
            visible_since=self._shown_since(record),
        )

    def _at(self, call: Call) -> Record | None:
        slug = call.path("slug").strip("/")
        return next(filter(None, (shelf.by_slug(slug) for shelf in self._shelves)), None)

    def _is_shown(self, record: Record) -> bool:
        return bool(record["shownAt"]) and record["datePublished"] <= stamp(self._world.now())

    def _shown_since(self, record: Record) -> str:
        planned = moment_of(record["datePublished"])
        return stamp(max(planned, moment_of(record["shownAt"])))

    def _url(self, record: Record) -> str:
        return f"{self._front}/-/{record['friendlyUrlPath']}"

    def _image(self, record: Record) -> str | None:
        numbers = [(each["contentFieldValue"].get("image") or {}).get("id") for each in record.get("contentFields", ())]
        numbers.append((record.get("image") or {}).get("imageId"))
        found = (self._documents.address(number) for number in numbers if number)
        return next(filter(None, found), None)


def _keywords(record: Record) -> list[str]:
    return [str(keyword) for keyword in record.get("keywords") or ()]
