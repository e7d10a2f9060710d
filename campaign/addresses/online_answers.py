"""What the national geocoder has answered so far, kept beside the campaign."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from campaign.folder import Campaign

if TYPE_CHECKING:
    from geocoding.online_answers import AnswerFile

#: Answers by the hash of what was asked; only the owner of the folder may read it.
ANSWERS = "reponses_en_ligne.jsonl"


def answers_of(campaign: Campaign) -> "AnswerFile":
    """Open the answers received so far (``AnswerFile``)."""
    from geocoding.online_answers import AnswerFile

    return AnswerFile(campaign.review / ANSWERS)


def sure_answers(questions: pd.DataFrame, kept: Any) -> pd.DataFrame:
    """Return the answers that are sure enough to be taken."""
    from geocoding.online_answers import accepted

    sure: pd.DataFrame = accepted(questions, kept)
    return sure


def online_answers(
    campaign: Campaign, addresses: pd.DataFrame, found: pd.DataFrame, *, accept: float
) -> Any:
    """Put the sure answers received so far where the geocoder has no door of its own."""
    from electoral_rolls.households import knockable
    from geocoding.online_answers import with_online_answers
    from geocoding.online_questions import questions

    if not (campaign.review / ANSWERS).is_file():
        return found
    rest = ~knockable(found, accept=accept)
    told, key = questions(addresses[rest], salt=campaign.salt)
    return with_online_answers(found, key, sure_answers(told, answers_of(campaign)), rest=rest)
