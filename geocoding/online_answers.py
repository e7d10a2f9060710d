"""Answers of an online geocoder: kept on disk by the hash of the question, taken when sure."""

import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from canvass.codes import city_of

#: What is kept of an answer, in the service's own words.
FIELDS = (
    *("status", "type", "id", "score", "housenumber", "name", "street", "postcode", "city"),
    *("citycode", "oldcitycode", "longitude", "latitude"),
)
#: Smallest score taken: of what addok, the engine behind the service, answers above it on noisy
#: rolls, one street in 230 is wrong.
SURE = 0.8
_TEXTS = ("result_street", "result_number", "result_postcode", "result_city")

Answer = Mapping[str, str]


class AnswerFile(Mapping[str, Answer]):
    """Answers by key, one line of JSON each; what was written before a crash is still there.

    Only the owner may read the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers: dict[str, Answer] = dict(_lines(path))

    def __getitem__(self, key: str) -> Answer:
        return self._answers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def add(self, answers: Mapping[str, Answer]) -> None:
        """Keep answers, on disk before this returns."""
        lines = [f"{json.dumps({'key': key, **answer})}\n" for key, answer in answers.items()]
        # A line that a crash tore must not swallow the next one.
        lead = "\n" if _is_torn(self._path) else ""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(self._path, flags, 0o600), "ab") as file:
            file.write((lead + "".join(lines)).encode())
            file.flush()
            os.fsync(file.fileno())
        self._answers |= answers


def _is_torn(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() != b"\n"


def _lines(path: Path) -> Iterable[tuple[str, Answer]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                answer = json.loads(line)
                key = answer.pop("key")
            except (ValueError, KeyError, AttributeError, TypeError):
                continue
            if all(isinstance(answer.get(field), str) for field in FIELDS):
                yield str(key), answer


def accepted(questions: pd.DataFrame, answers: Mapping[str, Answer]) -> pd.DataFrame:
    """Give, by key, the answers that are sure: the rest stays for a person to look at.

    An answer is taken in the commune that was asked for alone, at that very number (or as a
    lieu-dit where no number was given), from a score of ``SURE`` on.

    Parameters
    ----------
    questions
        As ``online_questions.questions`` gives them.

    Returns
    -------
    DataFrame
        The columns of ``geocoder.geocode``, flagged ``online``.
    """
    rows = {
        str(key): _row(answers[str(key)])
        for key, insee, number, repetition in zip(
            questions.index,
            questions["code_insee"],
            questions["number"],
            questions["repetition"],
            strict=True,
        )
        if str(key) in answers and _is_sure(answers[str(key)], insee, int(number), repetition)
    }
    columns = ["result_type", "result_id", "result_score", "result_longitude", "result_latitude"]
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=[*columns, "result_flags", *_TEXTS]
    ).rename_axis("key")


def _is_sure(answer: Answer, insee: str, number: int, repetition: str) -> bool:
    here = city_of(insee) == city_of(answer["citycode"]) or insee == answer["oldcitycode"]
    found, suffix = _house(answer["housenumber"])
    if answer["type"] == "housenumber":
        fits = number > 0 and (found, suffix) == (number, repetition[:1].upper())
    else:
        fits = answer["type"] == "locality" and number == 0
    longitude, latitude = _float(answer["longitude"]), _float(answer["latitude"])
    somewhere = abs(longitude) <= 180 and abs(latitude) <= 90 and (longitude, latitude) != (0, 0)
    return bool(
        here and fits and somewhere and answer["id"] and SURE <= _float(answer["score"]) <= 1
    )


def _row(answer: Answer) -> tuple[object, ...]:
    number, suffix = _house(answer["housenumber"])
    return (
        answer["type"],
        answer["id"],
        _float(answer["score"]),
        _float(answer["longitude"]),
        _float(answer["latitude"]),
        "online",
        answer["street"] or answer["name"],
        f"{number} {suffix.lower()}".strip() if number else "",
        answer["postcode"],
        answer["city"],
    )


def _house(text: str) -> tuple[int, str]:
    """Read ``12``, ``12bis`` or ``12 B``: the number, and the first letter of what follows."""
    digits = text.strip()
    rest = digits.lstrip("0123456789")
    number = digits[: len(digits) - len(rest)]
    return int(number or 0) if len(number) < 6 else 0, rest.strip()[:1].upper()


def _float(text: str) -> float:
    """Read a number; what is none lies outside every bound."""
    try:
        value = float(text)
    except ValueError:
        return math.inf
    return value if math.isfinite(value) else math.inf


def with_online_answers(
    found: pd.DataFrame, key: pd.Series, sure: pd.DataFrame, *, rest: "pd.Series[bool]"
) -> pd.DataFrame:
    """Put sure answers where the geocoder has none of its own.

    Parameters
    ----------
    found
        The geocoder's answers.
    key
        Key of the question of each row of ``rest``.
    sure
        As ``accepted`` gives it.
    rest
        Rows that were not placed.
    """
    told = key[key.isin(sure.index)]
    told = told[rest.reindex(told.index)]
    if told.empty:
        return found
    answer = found.copy()
    for column in sure:
        answer.loc[told.index, column] = told.map(sure[column])
    return answer
