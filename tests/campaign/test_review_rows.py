from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from campaign.contacts.conflicts import Conflict, Telling, conflict_rows
from campaign.folder import Campaign
from campaign.review_rows import homonym_rows
from campaign.turfs.uncovered import FILE, read_uncovered, write_uncovered


def buildings(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["building_id", "street", "bureau_id"])
    return table.assign(number="3", doors=2).set_index("building_id")


def out(*ids: str, reason: str = "islet") -> pd.DataFrame:
    return pd.DataFrame({"building_id": list(ids), "reason": reason})


def test_what_is_left_out_is_an_address_with_words(
    make_campaign: Callable[..., Campaign],
) -> None:
    campaign = make_campaign()
    town = buildings(("a", "Rue du Port", "99001_0002"), ("b", "Rue Haute", "99001_0003"))
    write_uncovered(campaign, out("a"), town, whole_town=True)
    shown = pd.read_csv(campaign.review / FILE, sep=";", dtype=str)
    assert shown["adresse"].tolist() == ["3 Rue du Port"]
    assert shown["bureau"].tolist() == ["2"]
    assert shown["raison"].tolist() == ["isolée, trop peu de portes"]
    kept = read_uncovered(campaign)
    assert kept is not None
    assert kept[["adresse_id", "reason"]].to_numpy().tolist() == [["a", "islet"]]


def test_a_cut_of_some_bureaux_keeps_the_rows_of_the_others(
    make_campaign: Callable[..., Campaign],
) -> None:
    campaign = make_campaign()
    second = buildings(("a", "Rue du Port", "99001_0002"), ("c", "Rue Basse", "99001_0002"))
    third = buildings(("b", "Rue Haute", "99001_0003"))
    town = pd.concat([second, third])

    def left() -> set[str]:
        rows = read_uncovered(campaign)
        return set() if rows is None else set(rows["adresse_id"])

    write_uncovered(campaign, out("a", "b"), town, whole_town=True)
    write_uncovered(campaign, out("c"), second, whole_town=False)
    assert left() == {"b", "c"}
    write_uncovered(campaign, out(), second, whole_town=False)
    assert left() == {"b"}
    write_uncovered(campaign, out(), town, whole_town=True)
    assert left() == set()
    assert not (campaign.review / FILE).exists()


def test_a_contradiction_is_told_side_by_side() -> None:
    at = datetime(2027, 1, 9, 17, 30, tzinfo=UTC)
    counts = {
        "knocked": 4, "opened": 1, "absent": 3, "refused": 0, "come_back": 0, "leaflets": 2,
    }  # fmt: skip
    tellings = tuple(
        Telling(event, team, at, "retour.csv", counts, {})
        for event, team in (("1", "A"), ("2", "B"))
    )
    rows = conflict_rows(
        [Conflict("c", same_contact=True, address="3 Rue du Port", tellings=tellings)],
        ZoneInfo("Europe/Paris"),
    )
    assert rows["contradiction"].tolist() == [1, 1]
    assert rows["equipe"].tolist() == ["A", "B"]
    assert rows["passage"].unique().tolist() == ["09/01/2027 18:30"]
    assert rows["frappees"].tolist() == [4, 4]
    assert conflict_rows([], ZoneInfo("Europe/Paris")).empty


def test_homonyms_stand_together_and_are_not_named() -> None:
    people = [
        ("DUPONT", "Léa", "01/02/1980", "3", "RUE DU PORT", "", "99001_0002", "7"),
        ("MARTIN", "Paul", "05/06/1970", "", "", "LE BOURG", "99001_0002", "8"),
        ("Dupont", "LÉA", "01/02/1980", "12", "RUE HAUTE", "", "99001_0010", "9"),
    ]
    columns = [
        "birth_name", "first_names", "birth_date", "house_number_raw", "street_raw", "place_name",
        "bureau_id", "order_number",
    ]  # fmt: skip
    rows = homonym_rows(pd.DataFrame(people, columns=columns).assign(list_types="LP"))
    assert rows["groupe"].tolist() == [1, 1, 2]
    assert rows["adresse"].tolist() == ["12 RUE HAUTE", "3 RUE DU PORT", "LE BOURG"]
    assert rows["bureau"].tolist() == ["10", "2", "2"]
    assert "dupont" not in rows.to_csv().casefold()
    assert homonym_rows(pd.DataFrame(columns=columns)).empty
