"""WordPress tags: their names, their addresses, and the refusal to make the same one twice."""

from starlette.responses import JSONResponse, Response

from simulator.calls import Call, Refused
from simulator.state import Record
from simulator.wording import slug_of
from simulator.wordpress.posts import error
from simulator.world import World


class Tags:
    """Tags of the blog."""

    def __init__(self, world: World) -> None:
        self._front = f"{world.config.public_url}/wordpress"
        self._state = world.state
        self._drawer = world.state.drawer("wordpress/tags")

    def listed(self, call: Call) -> Response:
        """GET the collection, by slug or by a part of the name if one is asked for."""
        wanted = {slug for slug in call.query("slug").split(",") if slug}
        search = call.query("search").casefold()
        return JSONResponse(
            [
                tag
                for tag in self._drawer
                if (not wanted or tag["slug"] in wanted) and search in f"{tag['name']} {tag['slug']}".casefold()
            ]
        )

    def create(self, sent: Record) -> Response:
        """POST: a new tag; 400 with the number of the one that has both its name and its address already.

        Shape: a known name under another address, or a known address with another name, makes a second tag.
        """
        name = str(sent.get("name") or "").strip()
        if not name:
            raise Refused(error(400, "rest_missing_callback_param", "Missing parameter(s): name"))
        named = [tag for tag in self._drawer if name.casefold() == tag["name"].casefold()]
        slug = slug_of(str(sent.get("slug") or name))
        if twin := next((tag for tag in named if not sent.get("slug") or tag["slug"] == slug), None):
            raise Refused(_taken(twin["id"]))
        number = 20 + self._state.next_number("wordpress/tags")
        slug = self._free(slug)
        link = f"{self._front}/tag/{slug}/"
        tag = {"id": number, "name": name, "slug": slug, "taxonomy": "post_tag", "link": link}
        self._drawer.put(str(number), tag)
        return JSONResponse(tag, 201)

    def by_slug(self, slug: str) -> Record | None:
        """Tag at that address."""
        return next((tag for tag in self._drawer if tag["slug"] == slug), None)

    def of(self, numbers: set[int]) -> list[Record]:
        """Tags with those numbers, oldest first."""
        return [tag for tag in self._drawer if tag["id"] in numbers]

    def _free(self, wished: str) -> str:
        slug, turn = wished, 1
        while self.by_slug(slug):
            turn += 1
            slug = f"{wished}-{turn}"
        return slug


def _taken(number: int) -> JSONResponse:
    return error(400, "term_exists", "A term with the name provided already exists in this taxonomy.", term_id=number)
