"""To and from other systems: NationBuilder, CiviCRM, OSDI, QGIS, spreadsheets.

What goes out is the roll's people with their address, and what happened by building. What never
goes out: e-mail and telephone (the base holds none), dates of birth, lists, sex, opinions, concerns
of few doors, and anything about a door that does not want to be visited. What comes in: contacts
for addresses of the base, and wishes not to be contacted.
"""
