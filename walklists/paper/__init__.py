"""A walk list on paper: sheets, pictures of the map, documents."""
