"""Ways into a newsroom that is only tried: a link for each office of the board, as no real one would print them."""

from collections.abc import AsyncIterator

from desk.pages.places import entry_page
from newsroom.board import OFFICE_LABELS
from newsroom.members.accounts import SERVER
from workers.settings import Settings, desk_address
from workers.wiring.stores import opened_stores


async def trial_entries(settings: Settings) -> AsyncIterator[tuple[str, str]]:
    """Each office by its label, with the address that lets its first member in once."""
    async with opened_stores(settings) as stores:
        board = (await stores.boards.in_force()).board
        for office, label in OFFICE_LABELS.items():
            member = next((member for member in board.members if member.office is office), None)
            if member is not None:
                link = await stores.ways_in.links.make(member.id, SERVER)
                yield label, f"{desk_address(settings)}{entry_page(link.token)}"
