"""What every page uses: layout, theme, login, tables, uploads."""
