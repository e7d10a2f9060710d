"""Files that are put back as they were if what changes them fails."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from files.writing.part_folders import part_folder


@contextmanager
def put_back_on_failure(paths: Sequence[Path]) -> Iterator[None]:
    """Leave files of one folder as they were, or absent, if the body fails."""
    if not paths:
        yield
        return
    with part_folder(paths[0].parent) as aside:
        before = {path: aside / path.name for path in paths}
        for path, copy in before.items():
            if path.exists():
                shutil.copy2(path, copy)
        try:
            yield
        except BaseException:
            for path, copy in before.items():
                if copy.exists():
                    copy.replace(path)
                else:
                    path.unlink(missing_ok=True)
            raise
