"""Make the fictitious French town of Val-Fleuri.

    python data/sample_districts/make_val_fleuri.py [--out DIR] [--seed N]

The same seed gives the same bytes.
"""

import argparse
from pathlib import Path

from maker import addresses, areas, files, osm, people, results, roll, town

HERE = Path(__file__).parent


def make(out: Path, *, seed: int) -> None:
    """Write the town into a folder."""
    plan = town.build(seed)
    numbers = addresses.build(plan, seed)
    electors = people.electors(numbers, seed)
    ground = areas.Ground(plan.streets)
    bureaux = areas.bureaux(ground, [e.home.point for e in electors])
    rows = roll.write(electors, numbers, ground, bureaux, seed)
    parts = {
        "liste_electorale.csv": files.electoral_roll(rows, bureaux),
        "liste_electorale_verite.csv": files.truth(rows),
        "adresses-99.csv.gz": files.addresses(numbers),
        "lieux-dits-99-beta.csv.gz": files.places(),
        "rues.osm": osm.draw(plan, seed),
        "bureaux.geojson": files.bureaux(bureaux),
        "quartiers.geojson": files.quartiers(areas.quartiers(ground, plan.streets)),
        "commune.geojson": files.commune(),
        "resultats_legi2024_t1.csv": results.legislatives(rows, seed),
        "resultats_muni2026_t1.csv": results.municipales(rows, seed),
    }
    files.write_all(out, parts)


def main() -> None:
    """Read the options and make the town."""
    parser = argparse.ArgumentParser(description="Make the fictitious town of Val-Fleuri.")
    parser.add_argument("--out", type=Path, default=HERE / "val-fleuri")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make(options.out, seed=options.seed)


if __name__ == "__main__":
    main()
