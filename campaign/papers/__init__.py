"""The papers that the law asks a campaign for, filled with its own facts."""
