"""Which sessions may send files: the server asks before it keeps anything."""

from collections.abc import Collection

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app_pages.shared.pages import TAKING_FILES


class UploadPermission:
    """Ids of sessions; the server and the pages run in one process and share them."""

    def __init__(self) -> None:
        self._ids: set[str] = set()

    def known(self, session: str) -> bool:
        """Tell whether a session may send files."""
        return session in self._ids

    def keep(self, session: str, pages: Collection[str] | None) -> None:
        """Note the pages that a session sees now; all of them where it is none."""
        if pages is None or not TAKING_FILES.isdisjoint(pages):
            self._ids.add(session)
        else:
            self._ids.discard(session)


UPLOAD_PERMISSION = UploadPermission()


def keep_upload_permission(pages: Collection[str] | None) -> None:
    """Note which pages this session sees."""
    context = get_script_run_ctx()
    if context is not None:
        UPLOAD_PERMISSION.keep(context.session_id, pages)


def bytes_held(session: str) -> tuple[int, int]:
    """Return how much is kept of the files of a session, and of everybody's."""
    if not runtime.exists():
        return 0, 0
    kept = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    sizes = {
        name: sum(len(file.data) for file in list(files.values()))
        for name, files in list(kept.items())
    }
    return sizes.get(session, 0), sum(sizes.values())
