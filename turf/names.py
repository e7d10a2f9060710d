"""What a turf is called: its main streets, and more where two turfs would be called alike."""

import re

import pandas as pd

#: A street with so large a share of the doors names the turf alone.
ALONE = 0.7
DASH = " – "


def turf_labels(buildings: pd.DataFrame, turf_id: pd.Series) -> pd.Series:
    """Name every turf.

    Parameters
    ----------
    buildings
        Columns ``street``, ``number`` and ``doors``.
    turf_id
        On the same index; ``""`` for buildings of no turf.

    Returns
    -------
    One label a turf, all different, indexed by ``turf_id``.
    """
    inside = buildings.assign(turf_id=turf_id)[turf_id != ""]
    ranked = _ranked_streets(inside)
    labels = ranked.map(lambda streets: DASH.join(s for s, _ in streets[: _how_many(streets)]))
    for more in (_with_numbers(inside, ranked), _with_third_street(ranked)):
        alike = labels.duplicated(keep=False)
        labels = labels.where(~alike, more)
    return _counted(labels)


def _ranked_streets(inside: pd.DataFrame) -> pd.Series:
    """List each turf's streets with their share of the doors, the largest first."""
    weight = inside["doors"].clip(lower=0) + 0.01
    by_street = weight.groupby([inside["turf_id"], inside["street"]]).sum().reset_index(name="w")
    by_street = by_street.sort_values(["turf_id", "w", "street"], ascending=[True, False, True])
    by_street["share"] = by_street["w"] / by_street.groupby("turf_id")["w"].transform("sum")
    pairs = pd.Series(
        list(zip(by_street["street"], by_street["share"], strict=True)), index=by_street["turf_id"]
    )
    return pairs.groupby(level="turf_id").agg(list)


def _how_many(streets: list[tuple[str, float]]) -> int:
    return 1 if streets[0][1] >= ALONE else 2


def _with_numbers(inside: pd.DataFrame, ranked: pd.Series) -> pd.Series:
    """Add the lowest and highest house number of the first street: ``Rue Pasteur 2–48``."""
    main = ranked.map(lambda streets: streets[0][0])
    on_main = inside[inside["street"] == inside["turf_id"].map(main)]
    numbers = on_main["number"].map(_leading_number).dropna().groupby(on_main["turf_id"])
    span = numbers.min().astype(int).astype(str)
    several = numbers.max() > numbers.min()
    span = (" " + span).where(~several, " " + span + "–" + numbers.max().astype(int).astype(str))
    rest = ranked.map(lambda streets: "".join(DASH + s for s, _ in streets[1 : _how_many(streets)]))
    return main + span.reindex(main.index, fill_value="") + rest


def _with_third_street(ranked: pd.Series) -> pd.Series:
    return ranked.map(lambda streets: DASH.join(s for s, _ in streets[:3]))


def _leading_number(number: str) -> float:
    found = re.match(r"\d+", number)
    return float(found.group()) if found else float("nan")


def _counted(labels: pd.Series) -> pd.Series:
    """Count those that are still alike: ``… (1)``, ``… (2)``."""
    alike = labels.duplicated(keep=False)
    count = labels.groupby(labels).cumcount() + 1
    return labels.where(~alike, labels + " (" + count.astype(str) + ")")
