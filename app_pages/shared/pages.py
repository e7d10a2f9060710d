"""Every page of the app, once: its name, its icon, who sees it, and what it may do."""

from collections.abc import Mapping
from dataclasses import dataclass

from canvass.words import Words


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page is a file of this room named as in ``PAGES``, and a line there.

    Attributes
    ----------
    title, icon
        As the menu shows them.
    step
        Whether it is a step of the work.
    organisers
        Whether organisers see it; they see all but what is made for one canvasser.
    roles
        Who else sees it. Analysts see masked totals; team leaders the sheets, never the voter
        file; canvassers their own turf.
    individual
        Whether it is there in individual mode alone.
    takes_files
        Whether others than organisers send files there.
    """

    title: Words
    icon: str
    step: bool = False
    organisers: bool = True
    roles: tuple[str, ...] = ()
    individual: bool = False
    takes_files: bool = False


#: In the order of the menu.
PAGES: Mapping[str, Page] = {
    "overview": Page(title=Words("Vue d'ensemble", "Overview"), icon=":material/map:"),
    "roll": Page(
        title=Words("1. Liste électorale", "1. Electoral roll"), icon=":material/groups:", step=True
    ),
    "places": Page(
        title=Words("2. Lieux", "2. Places"), icon=":material/location_city:", step=True
    ),
    "addresses": Page(
        title=Words("3. Adresses", "3. Addresses"), icon=":material/pin_drop:", step=True
    ),
    "cutting": Page(
        title=Words("4. Découpage", "4. Cutting"), icon=":material/grid_view:", step=True
    ),
    "walks": Page(
        title=Words("5. Parcours", "5. Walks"), icon=":material/directions_walk:", step=True
    ),
    "sheets": Page(
        title=Words("6. Feuilles de route", "6. Walk lists"),
        icon=":material/print:",
        step=True,
        roles=("leader",),
    ),
    "returns": Page(
        title=Words("7. Passages", "7. Contacts"),
        icon=":material/assignment_return:",
        step=True,
        roles=("leader",),
        takes_files=True,
    ),
    "results": Page(
        title=Words("8. Bilan", "8. Report"),
        icon=":material/query_stats:",
        step=True,
        roles=("analyst",),
    ),
    "teams": Page(title=Words("Équipes", "Teams"), icon=":material/diversity_3:"),
    "shifts": Page(
        title=Words("Table de départ", "Launch table"), icon=":material/flag:", roles=("leader",)
    ),
    "my_turf": Page(
        title=Words("Mon secteur", "My turf"),
        icon=":material/explore:",
        organisers=False,
        roles=("canvasser",),
    ),
    "answers": Page(
        title=Words("Consentements", "Consents"),
        icon=":material/how_to_reg:",
        roles=("canvasser",),
        individual=True,
    ),
    "who_said": Page(
        title=Words("Qui a dit quoi", "Who said what"),
        icon=":material/person_search:",
        individual=True,
    ),
    "settings": Page(title=Words("Réglages", "Settings"), icon=":material/settings:"),
    "privacy": Page(title=Words("Vie privée", "Privacy"), icon=":material/shield_person:"),
}
#: Where organisers land.
FIRST = next(iter(PAGES))
#: The pages of the work, in its order.
STEPS: Mapping[str, Page] = {name: page for name, page in PAGES.items() if page.step}
#: Where others than organisers send files.
TAKING_FILES = frozenset(name for name, page in PAGES.items() if page.takes_files)


def pages_of(role: str, *, individual: bool = False) -> tuple[str, ...]:
    """List the pages of a role; the first, which is no step where one can be, is where it lands."""
    seen = [
        name
        for name, page in PAGES.items()
        if (page.organisers if role == "organiser" else role in page.roles)
        if individual or not page.individual
    ]
    if role == "organiser":
        return tuple(seen)
    return tuple(sorted(seen, key=lambda name: PAGES[name].step))
