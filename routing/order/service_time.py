"""How long a building takes once one stands before it: doors, stairs, the door of the house."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, kw_only=True)
class ServiceTime:
    """Seconds at a building.

    ``door_s`` for each door: 90 s as EdnaBackend, the only public canvass router that states it;
    that figure holds everything, so the others are 0 unless a campaign has timed them.
    ``intercom_s`` once for a building of two doors or more. ``floor_s`` for each floor climbed,
    the way down included, with ``doors_a_floor``; the ground floor is not climbed.
    """

    door_s: float = 90.0
    intercom_s: float = 0.0
    floor_s: float = 0.0
    doors_a_floor: float = 4.0

    def of(self, doors: pd.Series) -> pd.Series:
        """Return the seconds at each building.

        Parameters
        ----------
        doors
            Doors to knock at, by building.
        """
        several = doors >= 2
        floors = np.ceil(doors / self.doors_a_floor) - 1
        climbed = floors.clip(lower=0).where(several, 0)
        seconds: pd.Series = (
            doors * self.door_s + several * self.intercom_s + climbed * self.floor_s
        ).astype(float)
        return seconds
