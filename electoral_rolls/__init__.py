"""What comes in: electoral rolls, addresses, the offline geocoder, bureaux, quartiers, results."""
