"""`python -m bench.checks` measures `handouts check` beside pofilter, on the same files in the same run."""

import argparse
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import corpus
from bench.corpus import Corpus
from bench.score import Score, score
from bench.tools import TOOLS, prepare


@dataclass(frozen=True)
class Result:
    """What a tool used and found on a corpus: CPU seconds, and the memory of its largest process, in bytes."""

    cpu: float
    peak: int
    score: Score


def main() -> None:
    """Write a corpus without traps and one with, run every tool on each, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.checks", description=__doc__)
    parser.add_argument("--docs", type=int, default=100)
    parser.add_argument("--locales", type=int, default=10)
    parser.add_argument("--terms", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--traps", type=float, default=0.3, help="share of right messages with a trap; 0: plain only")
    parser.add_argument("--tool", action="append", choices=sorted(TOOLS), help="only this tool")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="show N false alarms and misses of each tool")
    options = parser.parse_args()
    for traps in dict.fromkeys((0.0, options.traps)):
        with TemporaryDirectory() as folder:
            made = corpus.write(
                Path(folder),
                docs=options.docs,
                locales=options.locales,
                terms=options.terms,
                seed=options.seed,
                traps=traps,
            )
            prepare(made)
            results = {name: _result(name, made) for name in options.tool or TOOLS}
            print(report(made, results))
            for name, result in results.items():
                for line in _samples(name, result.score, options.show):
                    print(line)


def _result(name: str, made: Corpus) -> Result:
    used, flagged = TOOLS[name](made)
    return Result(used.cpu, used.peak, score(made, flagged))


def report(made: Corpus, results: dict[str, Result]) -> str:
    """Return the tables of a run as Markdown."""
    traps = f"{len(made.traps):,} of the right ones with a trap" if made.traps else "no traps"
    rows: list[tuple[str, list[str]]] = [
        ("CPU seconds", [f"{one.cpu:.2f}" for one in results.values()]),
        ("peak memory, MB", [f"{one.peak / 1e6:.0f}" for one in results.values()]),
        ("recall", [f"{one.score.total_recall:.4f}" for one in results.values()]),
        ("precision", [f"{one.score.precision:.4f}" for one in results.values()]),
        ("right messages flagged", [_alarms(one.score) for one in results.values()]),
    ]
    rows += [
        (f"recall of {kind}", [f"{one.score.recall[kind]:.3f}" for one in results.values()])
        for kind in sorted(set(made.defects.values()))
    ]
    rows += [
        (f"{trap}, {total:,} flagged", [f"{one.score.trapped[trap]:,}" for one in results.values()])
        for trap, total in _totals(made.traps.values())
    ]
    lines = [
        f"{made.messages:,} messages, {len(made.defects):,} of them defective; {traps}.",
        "",
        f"| | {' | '.join(results)} |",
        f"| --- |{' ---: |' * len(results)}",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
        "",
        *(f"{name} flags right messages by: {_counts(one.score)}." for name, one in results.items()),
    ]
    if peer := results.get("pofilter"):
        lines += [
            f"{name} takes {one.cpu / peer.cpu:.2f} of pofilter's CPU time."
            for name, one in results.items()
            if one is not peer
        ]
    return "\n".join(lines) + "\n"


def _totals(kinds: Iterable[str]) -> list[tuple[str, int]]:
    return sorted(Counter(kinds).items())


def _alarms(one: Score) -> str:
    return f"{one.false:,} ({100 * one.false_share:.3f} %)"


def _counts(one: Score) -> str:
    return ", ".join(f"{check} {count:,}" for check, count in one.false_by.most_common()) or "none"


def _samples(name: str, one: Score, count: int) -> list[str]:
    return [
        f"{name} {what}: {locale}/{domain}: {msgid}"
        for what, messages in (("false alarm", one.alarms), ("missed", one.missed))
        for locale, domain, msgid in messages[:count]
    ]


if __name__ == "__main__":
    main()
