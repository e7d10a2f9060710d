"""What the legal papers say once written."""

from campaign.papers.papers import PapersWritten
from campaign.wording.lines import lines
from canvass.words import Words


@lines.register
def _(done: PapersWritten) -> list[Words]:
    return [
        *(Words(f"{path}", f"{path}") for path in done.files),
        Words(
            "Complétez les blancs et faites relire par votre délégué à la protection des données : "
            "ces papiers ne sont pas un avis juridique.",
            "Complete the blanks and have your data protection officer read them: these papers "
            "are no legal advice.",
        ),
    ]
