"""What whoever visits may see, as it is now: an account that is removed is out at once."""

from app_pages.shared.pages import PAGES, pages_of
from campaign.folder import Campaign
from campaign.privacy.door_answers import is_individual
from campaign.server.accounts import at_the_door, turfs_now
from campaign.server.visits import Visit


def role_of(campaign: Campaign, visit: Visit | None) -> str:
    """Return the role in which somebody visits; empty where they may not.

    Whoever started the app is an organiser as long as there is no account.
    """
    if visit is None:
        return ""
    if visit.kind == "link":
        under_way = {shift.shift_id for shift in turfs_now(campaign, visit.account_id)}
        return "canvasser" if visit.shift_id in under_way else ""
    door = at_the_door(campaign, visit.account_id)
    if visit.kind == "machine":
        return "organiser" if door.open else ""
    if door.account is None or door.account.stamp != visit.stamp:
        return ""
    return str(door.account.role)


def may_see(campaign: Campaign, visit: Visit | None, page: str) -> bool:
    """Tell whether somebody may see a page, and thus what it fetches."""
    role = role_of(campaign, visit)
    individual = PAGES[page].individual and is_individual(campaign)
    return bool(role) and page in pages_of(role, individual=individual)
