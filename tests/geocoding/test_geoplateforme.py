"""Whatever the national geocoder does: right answers are kept, wrong ones are not, none is lost."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from geoplateforme_like import Geoplateforme, served
from hypothesis import given, settings
from hypothesis import strategies as st

from canvass.errors import BadInputError
from geocoding.geoplateforme import Asked, Service, ask

QUICK = Service(rows_at_once=4, calls_per_s=10_000, answer_s=0.4, first_pause_s=0.0)
FAULTS = (
    *("429", "429 1", "429 soon", "429 nan", "500", "502", "504", "408", "truncated", "torn"),
    *("cut", "shuffled", "doubled", "other", "error", "latin", "garbage", "empty"),
)


class Memory(dict[str, Any]):
    def add(self, answers: Any) -> None:
        assert not set(answers) & set(self)
        self.update(answers)


def truth(address: str, insee: str) -> dict[str, str]:
    number = address.split(maxsplit=1)[0]
    return {
        "longitude": "1.44",
        "latitude": f"43.{number}",
        "result_score": "0.93",
        "result_type": "housenumber",
        "result_id": f"{insee}_0001_{int(number):05}",
        "result_housenumber": number,
        "result_name": f"{number} Rue de l’Église",
        "result_street": "Rue de l’Église",
        "result_postcode": "31000",
        "result_city": "Toulouse",
        "result_citycode": insee,
    }


def questions(count: int) -> pd.DataFrame:
    rows = {f"k{n}": (f"{n} RUE DE L EGLISE", "31555", n, "") for n in range(1, count + 1)}
    columns = ["adresse", "code_insee", "number", "repetition"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("key")


@pytest.fixture(scope="module")
def server() -> Iterator[Geoplateforme]:
    with served(Geoplateforme(truth)) as running:
        yield running


@pytest.fixture
def service(server: Geoplateforme) -> Geoplateforme:
    return fresh(server)


def fresh(server: Geoplateforme) -> Geoplateforme:
    server.faults, server.most_rows, server.poison = [], 100_000, ""
    server.bodies, server.parcels, server.fields = [], [], []
    return server


def asked(
    server: Geoplateforme, count: int, *, kept: Memory | None = None, **options: Any
) -> tuple[Asked, Memory, list[float]]:
    kept = Memory() if kept is None else kept
    pauses: list[float] = []
    done = ask(
        questions(count),
        kept,
        service=replace(QUICK, url=server.url, **options),
        sleep=pauses.append,
    )
    assert done.answered + done.left == count
    assert len(kept) == done.answered
    for key, answer in kept.items():
        assert answer["id"] == f"31555_0001_{int(key[1:]):05}"
        assert answer["longitude"] == "1.44"
        assert answer["street"] == "Rue de l’Église"
    return done, kept, pauses


def test_parcels_are_answered(service: Geoplateforme) -> None:
    done, _, _ = asked(service, 10)
    assert (done.answered, done.calls, done.trouble) == (10, 3, None)
    assert [len(parcel) for parcel in service.parcels] == [4, 4, 2]


def test_nothing_but_the_address_and_the_commune_is_sent(service: Geoplateforme) -> None:
    asked(service, 3)
    assert service.parcels[0][1] == {
        "ligne": "1", "adresse": "2 RUE DE L EGLISE", "code_insee": "31555"
    }  # fmt: skip
    sent = {"columns": ["adresse"], "citycode": ["code_insee"], "indexes": ["address"]}
    assert service.fields == [sent]


@pytest.mark.parametrize("fault", [*FAULTS, "slow", "drip"])
def test_one_fault_costs_no_answer(service: Geoplateforme, fault: str) -> None:
    service.faults = [fault]
    done, _, _ = asked(service, 6)
    assert (done.left, done.trouble) == (0, None)


@settings(max_examples=60, deadline=None)
@given(
    faults=st.lists(st.sampled_from(["", *FAULTS, "400", "302"]), max_size=12),
    count=st.integers(1, 12),
)
def test_any_run_of_faults_gives_no_wrong_answer(
    server: Geoplateforme, faults: list[str], count: int
) -> None:
    fresh(server).faults = list(faults)
    done, kept, _ = asked(server, count)
    if done.left:
        # What is left is answered another time, and what is kept is not asked again.
        fresh(server)
        later = questions(count).drop(index=list(kept))
        assert ask(later, Memory(), service=replace(QUICK, url=server.url)).left == 0
        assert sum(map(len, server.parcels)) == len(later)


def test_the_wait_that_is_asked_for_is_kept(service: Geoplateforme) -> None:
    service.faults = ["429 7", "429"]
    _, _, pauses = asked(service, 2)
    assert [pause for pause in pauses if pause >= 1] == [7, 5]


def test_too_long_a_wait_ends_the_work(service: Geoplateforme) -> None:
    service.faults = ["", "429 3600"]
    done, _, pauses = asked(service, 10)
    assert done.answered == 4
    assert "3600 s" in str(done.trouble)
    assert max(pauses, default=0) < 1


def test_a_service_that_is_down_is_left_in_peace(service: Geoplateforme) -> None:
    service.faults = ["502"] * 50
    done, _, pauses = asked(service, 40, first_pause_s=1.0)
    assert (done.answered, done.calls) == (0, QUICK.tries)
    assert [pause for pause in pauses if pause >= 1] == [1, 2, 4, 8, 16]
    assert "502" in str(done.trouble)


@pytest.mark.parametrize("code", ["400", "403", "404", "302", "307"])
def test_a_refusal_is_not_repeated(service: Geoplateforme, code: str) -> None:
    service.faults = [code]
    done, _, _ = asked(service, 10)
    assert done.calls == 1
    assert code in str(done.trouble)


def test_too_much_at_once_is_asked_for_in_parts(service: Geoplateforme) -> None:
    service.most_rows = 3
    done, _, _ = asked(service, 64, rows_at_once=16)
    assert done.left == 0
    assert done.calls < 40


@pytest.mark.parametrize("row", [1, 17, 40])
def test_one_row_that_upsets_the_service_stops_no_other(service: Geoplateforme, row: int) -> None:
    service.poison = f"{row} RUE" if row > 1 else "1 RUE DE L EGLISE"
    upset = [n for n in range(1, 41) if service.poison in f"{n} RUE DE L EGLISE"]
    done, kept, _ = asked(service, 40, rows_at_once=32)
    assert sorted(set(questions(40).index) - set(kept)) == sorted(f"k{n}" for n in upset)
    assert done.left == len(upset)


def test_calls_are_spaced(service: Geoplateforme) -> None:
    _, _, pauses = asked(service, 12, calls_per_s=5.0)
    assert len(pauses) == 2
    assert all(0 < pause <= 0.2 for pause in pauses)


def test_addresses_never_travel_in_clear() -> None:
    with pytest.raises(BadInputError):
        ask(questions(1), Memory(), service=Service(url="http://data.geopf.fr/geocodage"))


def test_nobody_at_home_is_told(service: Geoplateforme) -> None:
    nowhere = replace(QUICK, url="http://127.0.0.1:9/geocodage", tries=2)
    done = ask(questions(3), Memory(), service=nowhere)
    assert (done.answered, done.left, done.calls) == (0, 3, 2)
    assert "Connect" in str(done.trouble)
