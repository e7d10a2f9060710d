"""The map on which turfs are cut, and what stands below it."""
