"""Run by addok's own Python: answer batches of queries, tell the CPU that they took.

Reads one JSON batch a line: a list of ``[text, citycodes]``; writes one JSON line:
``{"answers": [[id, type, score], ...], "cpu_s": client and Redis together}``.
"""

import contextlib
import json
import resource
import sys


def main() -> None:
    """Answer until the input ends."""
    out = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):
        from addok.config import config

        config.load()
        from addok.core import search
        from addok.db import DB

        def cpu() -> float:
            used = resource.getrusage(resource.RUSAGE_SELF)
            server = DB.info("cpu")
            mine = used.ru_utime + used.ru_stime
            return float(mine + server["used_cpu_user"] + server["used_cpu_sys"])

        def answer(text: str, citycodes: list[str]) -> list[object]:
            filters = {"citycode": citycodes} if citycodes else {}
            found = search(text, limit=1, autocomplete=False, **filters)
            if not found and citycodes:
                found = search(text, limit=1, autocomplete=False)
            return [found[0].id, found[0].type, found[0].score] if found else ["", "", 0]

        for line in sys.stdin:
            before = cpu()
            answers = [answer(*query) for query in json.loads(line)]
            told = {"answers": answers, "cpu_s": cpu() - before, "redis_mb": _redis_mb(DB)}
            out.write(json.dumps(told) + "\n")
            out.flush()


def _redis_mb(server: object) -> float:
    return float(server.info("memory")["used_memory_rss"]) / 1e6  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
