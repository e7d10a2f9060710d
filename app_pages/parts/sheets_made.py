"""The walk lists of each day, to hand over."""

from datetime import date
from functools import partial

import streamlit as st

from app_pages.shared.layout import words
from app_pages.shared.uploads import zipped
from campaign.folder import Campaign
from campaign.sheets.sheet_recall import TOGETHER, said_to_replace
from canvass.words import day


def show_outdated(campaign: Campaign) -> None:
    """Name the sheets that are to be taken back, where there are any."""
    for line in said_to_replace(campaign):
        st.warning(str(line), icon=":material/published_with_changes:")


def show_made(campaign: Campaign) -> None:
    """Offer what was written, the newest day first."""
    made = sorted((p for p in campaign.walklists.glob("20*") if p.is_dir()), reverse=True)
    for folder in made:
        when = day(date.fromisoformat(folder.name))
        with st.container(border=True):
            st.markdown(words(f"**Feuilles du {when}**", f"**Sheets of {when}**"))
            with st.container(horizontal=True):
                if (folder / TOGETHER).is_file():
                    st.download_button(
                        words("Tout à imprimer (PDF)", "All to print (PDF)"),
                        data=(folder / TOGETHER).read_bytes,
                        file_name=f"feuilles-{folder.name}.pdf",
                        mime="application/pdf",
                        icon=":material/print:",
                        key=f"pdf {folder.name}",
                        on_click="ignore",
                    )
                st.download_button(
                    words("Tous les fichiers (zip)", "All files (zip)"),
                    data=partial(zipped, folder),
                    file_name=f"feuilles-{folder.name}.zip",
                    mime="application/zip",
                    icon=":material/folder_zip:",
                    key=f"zip {folder.name}",
                    on_click="ignore",
                )
