"""Which sessions may send files: the server asks before it keeps anything."""

from collections.abc import Collection

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
