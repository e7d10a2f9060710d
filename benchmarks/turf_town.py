"""A town as the turf benchmark takes it, whole or the part around its middle."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from routing.network.walk_network import Network, read_network
from routing.ways.snapping import snap_doors

PER_HOUSEHOLD = 1.9


@dataclass(frozen=True)
class Town:
    """Addresses with their doors, the streets, and where the addresses stand."""

    buildings: gpd.GeoDataFrame
    network: Network
    doors: pd.DataFrame

    def part(self, addresses: int) -> "Town":
        """Keep the addresses nearest to the middle."""
        middle = self.buildings.union_all().centroid
        near = self.buildings.distance(middle).nsmallest(addresses).index
        some = self.buildings.index.intersection(near)
        return Town(self.buildings.loc[some], self.network, self.doors.loc[some])

    def alike(self) -> "Town":
        """Give every address one door."""
        one = self.buildings.assign(doors=1, households=1, voters=2)
        return Town(one, self.network, self.doors)


def read_town(folder: Path, *, inhabited: bool = True) -> Town:
    """Read the addresses of a town, those where the roll's answer knows a voter or all."""
    ban = pd.read_csv(
        next(folder.glob("adresses-*.csv.gz")), sep=";", dtype=str, keep_default_na=False
    )
    ban = ban.drop_duplicates("id").set_index("id").rename_axis("building_id")
    truth = pd.read_csv(next(folder.glob("liste_electorale_verite.csv*")), sep=";", dtype=str)
    voters = truth["adresse_id"].value_counts().reindex(ban.index).fillna(0).astype(int)
    doors = np.ceil(voters / PER_HOUSEHOLD).astype(int)
    made = gpd.GeoDataFrame(
        {
            "number": ban["numero"] + ban["rep"],
            "street": ban["nom_voie"],
            "postcode": ban["code_postal"],
            "commune_id": ban["code_insee"],
            "quartier_id": "",
            "households": doors,
            "doors": doors,
            "door_source": "estimated",
            "voters": voters,
            "placed_by": "housenumber",
        },
        geometry=gpd.points_from_xy(ban["x"].astype(float), ban["y"].astype(float)),
        crs="EPSG:2154",
    )
    areas = gpd.read_file(next(folder.glob("bureaux*.geojson"))).to_crs("EPSG:2154")
    within = gpd.sjoin(made[["geometry"]], areas[["codeBureauVote", "geometry"]])["codeBureauVote"]
    made["bureau_id"] = within[~within.index.duplicated()].reindex(made.index).fillna("")
    if inhabited:
        made = made[made["doors"] > 0]
    network = read_network(next(folder.glob("rues.osm*")), crs="EPSG:2154")
    return Town(made, network, snap_doors(network, made.geometry, street_names=made["street"]))
