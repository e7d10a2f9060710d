"""Import addresses, bureaux, quartiers, streets and results."""

import streamlit as st

from app_pages.parts.place_boxes import Given
from app_pages.shared import cached
from app_pages.shared.layout import opened, say, words, working
from app_pages.shared.tables import show_table
from app_pages.shared.uploads import uploads
from campaign.overview import review_files
from campaign.places.import_places import import_places

campaign = opened()
st.title(words("Lieux", "Places"))
now = cached.now(campaign)
have = {
    words("adresses", "addresses"): now.addresses,
    words("rues", "streets"): now.streets,
    words(
        "{n:bureau de vote|bureaux de vote}",
        "{n:polling station|polling stations}",
        n=now.bureaux,
    ): now.bureaux > 0,
    words("{n:quartier|quartiers}", "{n:quartier|quartiers}", n=now.quartiers): now.quartiers > 0,
    words("{n:scrutin|scrutins}", "{n:election|elections}", n=now.elections): now.elections > 0,
}
here = ", ".join(what for what, is_here in have.items() if is_here)
st.write(
    words(
        "Des fichiers publics, une fois pour la campagne. Les **adresses** et les **rues** sont "
        "indispensables ; les autres servent à découper et à compter.",
        "Public files, once for the campaign. **Addresses** and **streets** are needed; the "
        "others serve to cut and to count.",
    )
)
if here:
    st.info(words(f"Déjà là : {here}.", f"Already here: {here}."))
given = Given()
if st.button(words("Importer", "Import"), type="primary", disabled=not given.files()):
    with (
        uploads(given.files()) as paths,
        working(words("Lecture des lieux…", "Reading places…")) as tick,
    ):
        result = import_places(campaign, given.as_places(paths), on_progress=tick)
    say(result, then="addresses")
remarks = review_files(campaign).get("remarques_lieux.csv")
if remarks is not None:
    with st.expander(words("Remarques sur les fichiers", "Remarks on the files")):
        show_table(remarks)
