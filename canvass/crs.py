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
