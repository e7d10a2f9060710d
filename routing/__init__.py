"""The walk: pedestrian network from OpenStreetMap, exact times, order of doors, proof."""
