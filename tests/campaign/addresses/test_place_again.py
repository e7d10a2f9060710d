"""Places or voters that come in after the placing ask for placing again."""

from collections.abc import Callable

from campaign.addresses.geocode import geocode
from campaign.demo import SAMPLE
from campaign.folder import Campaign
from campaign.import_roll import import_roll
from campaign.overview import overview
from campaign.places.import_places import PlaceFiles, import_places

MakeCampaign = Callable[..., Campaign]


def test_areas_after_the_placing_ask_for_placing_again(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    import_roll(made, [SAMPLE / "liste_electorale.csv"])
    import_places(made, PlaceFiles(addresses=SAMPLE / "adresses-99.csv.gz"))
    geocode(made)
    assert not overview(made).place_again
    streets = PlaceFiles(streets=SAMPLE / "rues.osm", addresses=SAMPLE / "adresses-99.csv.gz")
    import_places(made, streets)
    assert overview(made).next_step == "cutting"  # the same addresses, and streets alone
    import_places(made, PlaceFiles(bureaux=SAMPLE / "bureaux.geojson"))
    assert overview(made).place_again
    assert overview(made).next_step == "addresses"
    geocode(made)
    assert not overview(made).place_again
