"""Settings corrected after the campaign has begun."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from campaign.change_settings import Changes, change_settings
from campaign.folder import Campaign, open_campaign
from canvass.errors import BadInputError

MakeCampaign = Callable[..., Campaign]


def as_it_is(campaign: Campaign) -> Changes:
    now = campaign.settings
    return Changes(
        name=now.name,
        election_date=now.election_date,
        communes=", ".join(now.communes),
        controller=now.controller.name or "Liste Exemple",
        contact=now.controller.contact or "droits@exemple.fr",
        concerns=now.concerns,
    )


def test_what_is_corrected_is_kept_and_the_rest_stays(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    said = replace(
        as_it_is(made),
        name="Val-Fleuri, deuxième tour",
        election_date=date(2027, 3, 21),
        contact="droits@liste.example",
        concerns={**made.settings.concerns, "eau": "Eau"},
    )
    change_settings(made, said)
    now = open_campaign(made.folder).settings
    assert now.name == "Val-Fleuri, deuxième tour"
    assert now.election_date == date(2027, 3, 21)
    assert now.controller.contact == "droits@liste.example"
    assert now.concerns["EAU"] == "Eau"
    assert now.provenance == made.settings.provenance


def test_nothing_new_says_so(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    change_settings(made, as_it_is(made))
    again = open_campaign(made.folder)
    assert change_settings(again, as_it_is(again)).changed == 0


def test_all_faults_at_once_and_nothing_written(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    before = (made.folder / "campaign.toml").read_bytes()
    said = replace(
        as_it_is(made), name=" ", communes="Toulouse", contact="droits", concerns={"TROPLONG": "x"}
    )
    with pytest.raises(BadInputError) as caught:
        change_settings(made, said)
    assert len(caught.value.faults) == 4
    assert (made.folder / "campaign.toml").read_bytes() == before


def test_communes_of_another_territory_are_refused(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    with pytest.raises(BadInputError, match="territoire"):
        change_settings(made, replace(as_it_is(made), communes="97411"))


def test_the_threshold_of_masking_goes_up_and_never_down(make_campaign: MakeCampaign) -> None:
    made = make_campaign()
    assert change_settings(made, replace(as_it_is(made), masked_below=15)).changed == 1
    now = open_campaign(made.folder)
    assert now.settings.masked_below == 15
    with pytest.raises(BadInputError) as caught:
        change_settings(now, replace(as_it_is(now), masked_below=12))
    assert "15" in str(caught.value)
    assert open_campaign(made.folder).settings.masked_below == 15


@pytest.mark.parametrize("said", ["1", "10", "0", "-3", "11.5", "true", '"onze"'])
def test_a_file_that_shows_figures_of_fewer_doors_is_refused(
    make_campaign: MakeCampaign, said: str
) -> None:
    made = make_campaign()
    path = made.folder / "campaign.toml"
    path.write_text(path.read_text().replace("masked_below = 11", f"masked_below = {said}"))
    with pytest.raises(BadInputError) as caught:
        open_campaign(made.folder)
    assert "masked_below" in str(caught.value)
    assert "11" in str(caught.value)


@pytest.mark.parametrize("said", [1, 10])
def test_a_new_campaign_masks_as_much_as_the_law_asks(
    make_campaign: MakeCampaign, said: int
) -> None:
    with pytest.raises(BadInputError, match="masked_below"):
        make_campaign(masked_below=said)
