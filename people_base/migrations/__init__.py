"""How a base of an older version becomes one of this version.

To change what the base keeps: change ``models.py``, then add ``versions/v000N_what_changes.py``
beside the others (``revision``, ``down_revision`` and ``upgrade``, written for both databases) and
raise ``HEAD``. ``tests/people_base/test_migrations.py`` compares the models with what the
migrations make and prints the operations that are missing; it also upgrades a filled base of each
revision.
"""

#: The first schema: bases made before revisions were noted are of this one.
FIRST = "0001"
#: The schema of this version.
HEAD = "0009"
