"""Published instances: the tour is as long as the literature says, and the bound is not above."""

import numpy as np
import pytest

from benchmarks.tsp_instances import Instance, instances
from routing.order.order import plan_order


@pytest.mark.parametrize("one", instances(), ids=lambda one: one.name)
def test_the_published_tour_is_found_and_proved(one: Instance) -> None:
    found = plan_order(one.distances, proof_s=30.0)
    assert one.distances[found.order, np.roll(found.order, -1)].sum() == one.optimum
    assert found.lower_bound_s <= one.optimum + 1e-3
    assert found.proof == "optimal"
