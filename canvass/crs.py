"""Which metric projection is the legal one where.

Source: décret n° 2000-1276 of 26 December 2000, consolidated (RGF93 and its overseas kin);
codes from the EPSG registry.
"""

from collections.abc import Iterable

from canvass.errors import BadInputError
from canvass.words import Words

WGS84 = "EPSG:4326"
LAMBERT_93 = "EPSG:2154"

_OVERSEAS = {
    "971": "EPSG:5490",  # Guadeloupe, RGAF09 / UTM 20N
    "972": "EPSG:5490",  # Martinique
    "973": "EPSG:2972",  # Guyane, RGFG95 / UTM 22N
    "974": "EPSG:2975",  # La Réunion, RGR92 / UTM 40S
    "975": "EPSG:4467",  # Saint-Pierre-et-Miquelon, RGSPM06 / UTM 21N
    "976": "EPSG:4471",  # Mayotte, RGM04 / UTM 38S
    "977": "EPSG:5490",  # Saint-Barthélemy
    "978": "EPSG:5490",  # Saint-Martin
    "986": "EPSG:8903",  # Wallis-et-Futuna, RGWF96 / UTM 1S
    "987": "EPSG:3297",  # Polynésie, RGPF / UTM 6S
    "988": "EPSG:3163",  # Nouvelle-Calédonie, RGNC91-93 / Lambert
}


#: Degrees west, south, east and north.
Box = tuple[float, float, float, float]
#: Metropolitan France, tighter than the area of use of Lambert-93.
METROPOLE: Box = (-5.3, 41.2, 9.8, 51.2)
#: Where the overseas territories lie. The areas of use of the registry will not do: that of
#: Wallis-et-Futuna crosses the 180th meridian, those of Guyane and Polynésie leave communes out.
_TERRITORIES: dict[str, Box] = {
    "EPSG:5490": (-63.7, 14.0, -60.0, 18.4),
    "EPSG:2972": (-54.8, 2.0, -51.4, 6.1),
    "EPSG:2975": (54.8, -21.8, 56.2, -20.6),
    "EPSG:4467": (-57.1, 46.4, -55.8, 47.4),
    "EPSG:4471": (44.7, -13.3, 45.6, -12.4),
    "EPSG:8903": (-179.0, -15.0, -175.5, -12.5),
    "EPSG:3297": (-155.5, -28.5, -134.0, -7.0),
    "EPSG:3163": (158.0, -23.5, 172.5, -17.5),
}


def territory(crs: str) -> Box:
    """Return the box in which a campaign of this metric CRS lies."""
    return _TERRITORIES.get(crs, METROPOLE)


def territory_of(commune: str) -> Box:
    """Return the box in which a commune lies, by its INSEE code."""
    return territory(_OVERSEAS.get(commune[:3], LAMBERT_93))


def metric_crs(communes: Iterable[str]) -> str:
    """Return the legal metric CRS of a set of INSEE commune codes.

    Raises
    ------
    BadInputError
        If the communes lie in territories of different projections.
    """
    found = {_OVERSEAS.get(code[:3], LAMBERT_93) for code in communes}
    if len(found) > 1:
        raise BadInputError(
            Words(
                "Les communes sont dans des territoires de projections différentes : "
                "une campagne par territoire.",
                "The communes lie in territories of different projections: "
                "make one campaign per territory.",
            )
        )
    return found.pop() if found else LAMBERT_93
