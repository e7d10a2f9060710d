"""Run the steps from one revision to another."""

import threading
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from people_base.migrations import HEAD

#: Alembic's operations stand on a proxy of the whole process: one upgrade at a time.
_ONE_AT_A_TIME = threading.Lock()


def known() -> list[str]:
    """List the revisions that this version knows, the oldest first."""
    return [script.revision for script in _scripts().walk_revisions()][::-1]


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Run the missing steps up to a revision, in the transaction under way."""
    scripts = _scripts()

    def steps(revision: Any, _: object) -> Any:
        return scripts._upgrade_revs(to, revision)  # as alembic's own command does

    with _ONE_AT_A_TIME, EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=connection, transactional_ddl=True)
        environment.run_migrations()


def _scripts() -> ScriptDirectory:
    here = Path(__file__).parent
    return ScriptDirectory(str(here), version_locations=[str(here / "versions")])
