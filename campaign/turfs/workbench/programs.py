"""The scripts and styles of the map that stays, as the app serves them."""

from maps.browser_files import workbench_file, workbench_files


def program(name: str) -> str | None:
    """Return the text of a script or a style; nothing where there is none of that name."""
    return workbench_file(name) if name in workbench_files() else None


def programs_version() -> str:
    """Return what changes with any of them."""
    import hashlib

    told = hashlib.sha256()
    for name in workbench_files():
        told.update(f"{name}\n{workbench_file(name)}\n".encode())
    return told.hexdigest()[:16]
