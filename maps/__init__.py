"""What people look at: folium layers with local assets, and figures with small groups masked."""
