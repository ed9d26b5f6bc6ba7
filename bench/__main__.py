"""`python -m bench` measures every stage beside what others would use for it, on one corpus, and prints the ratios."""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import corpus, peers
from bench.stages import GOALS, GROWTH, STAGES, Bench, Goal, Row
from bench.tools import prepare

_PROGRAMS = ("msgfmt", "po4a", "chromium")


def main() -> None:
    """Write the corpus, measure stage by stage, and print what each tool used and what is reached."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--docs", type=int, default=100)
    parser.add_argument("--locales", type=int, default=10)
    parser.add_argument("--terms", type=int, default=500)
    parser.add_argument("--traps", type=float, default=0.3, help="share of right messages with a trap; 0: none")
    parser.add_argument("--peers", type=Path, help="a folder for the peers' packages, to keep them for the next run")
    parser.add_argument("--times", type=int, default=3, help="runs of which the least counts, of what takes seconds")
    parser.add_argument("--only", action="append", choices=STAGES, help="only this stage; may be given again")
    parser.add_argument("--growth", metavar="10,100,1000", help="ours alone, with so many handouts")
    parser.add_argument("--format", choices=("markdown", "json"), default="markdown")
    options = parser.parse_args()
    stages = [stage for stage in STAGES if stage in (options.only or STAGES)]
    sizes = [int(size) for size in options.growth.split(",")] if options.growth else []
    with TemporaryDirectory() as name:
        packages = (options.peers or Path(name, "peers")).resolve()
        if not sizes:
            _install(packages, weblate="check" in stages)
        runs = {
            docs: _measured(Path(name, str(docs)), docs, stages, packages, options, alone=bool(sizes))
            for docs in sizes or [options.docs]
        }
        if options.format == "json":
            print(json.dumps({"versions": versions(packages), "runs": {n: document(rows) for n, rows in runs.items()}}))
        elif sizes:
            print(growth(runs))
        else:
            rows = runs[options.docs]
            print(f"{', '.join(versions(packages))}.\n\n{table(rows)}\n\n{qualities(rows)}")


def _install(folder: Path, *, weblate: bool) -> None:
    """Install the peers; where Weblate cannot be, its row will say that it is not there."""
    peers.install(folder)
    try:
        peers.install(folder, weblate=weblate)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(folder / "weblate")
        print(f"Weblate is not there: {error}", file=sys.stderr)


def _measured(
    folder: Path, docs: int, stages: Sequence[str], packages: Path, options: argparse.Namespace, *, alone: bool
) -> list[Row]:
    made = corpus.write(folder / "corpus", docs=docs, locales=options.locales, terms=options.terms)
    prepare(made)
    bench = Bench(made, packages, options.terms, alone, options.traps, options.times)
    rows: list[Row] = []
    for stage in stages:
        for row in STAGES[stage](bench):
            print(f"{docs} handouts: {row.stage}: {row.tool}: {_use(row)}", file=sys.stderr)
            rows.append(row)
    shutil.rmtree(folder)
    order = list(dict.fromkeys(row.stage for row in rows))
    return sorted(rows, key=lambda row: order.index(row.stage))


def _use(row: Row) -> str:
    return f"{row.used.cpu:.2f} s, {row.used.peak / 1e6:.0f} MB" if row.used else row.why


def versions(packages: Path) -> list[str]:
    """Return what was measured, where, and with what: names with versions."""
    found = [f"Python {platform.python_version()}", f"{os.cpu_count()} cores", f"WeasyPrint {version('weasyprint')}"]
    for program in _PROGRAMS:
        if shutil.which(program):
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
            found.append(f"{program} {number[0]}" if (number := re.search(r"\d+(\.\d+)+", said)) else program)
        else:
            found.append(f"no {program}")
    weblate = (peers.WEBLATE,) if (packages / "weblate").is_dir() else ("no Weblate",)
    return [*found, *(name.replace("==", " ") for name in (*peers.PINNED, *weblate))]


# -------------------------------------------------------------------------------------------------------- output


def _first(rows: Sequence[Row], stage: str) -> Row:
    return next(row for row in rows if row.stage == stage)


def ratio(row: Row, rows: Sequence[Row], *, wall: bool = False) -> float | None:
    """Return what the first row of its stage used, as a part of what this one did; None where either is not known."""
    own = _first(rows, row.stage)
    if own is row or not own.used or not row.used:
        return None
    ours, theirs = (used.wall if wall else used.cpu for used in (own.used, row.used))
    return ours / theirs if theirs else None


def _goal(stage: str, what: str) -> Goal | None:
    return next((goal for goal in GOALS if (goal.stage, goal.what) == (stage, what)), None)


def reached(goal: Goal, value: float) -> bool:
    return value >= goal.bar if goal.least else value <= goal.bar


def document(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Return the rows for JSON: seconds, bytes and shares."""
    found = []
    for row in rows:
        goal = _goal(row.stage, row.tool)
        told = {"stage": row.stage, "tool": row.tool, "why": row.why, "handouts": row.things}
        used = {} if not row.used else {key: value for key, value in asdict(row.used).items() if key != "output"}
        met = {
            "ratio": ratio(row, rows, wall=bool(goal and goal.wall)),
            "goal": goal.bar if goal else None,
            "quality": dict(row.quality),
        }
        found.append(told | used | met)
    return found


def table(rows: Sequence[Row]) -> str:
    """Return what each tool used as Markdown; the ratio is of the first of the stage to each."""
    lines = [
        "| stage | tool | CPU s | wall s | peak MB | handouts / this | goal | reached |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        if not row.used:
            lines.append(f"| {row.stage} | {row.tool} | {row.why} | | | | | |")
            continue
        goal = _goal(row.stage, row.tool)
        found = ratio(row, rows, wall=bool(goal and goal.wall))
        cells = [
            row.stage,
            row.tool,
            f"{row.used.cpu:.2f}",
            f"{row.used.wall:.2f}",
            f"{row.used.peak / 1e6:.0f}",
            "" if found is None else _part(found) + (" (wall)" if goal and goal.wall else ""),
            _part(goal.bar) if goal else "",
            _verdict(goal, found) if goal and found is not None else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _part(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def qualities(rows: Sequence[Row]) -> str:
    """Return how well each tool did as Markdown, a table a stage; the goals are for the first."""
    return "\n\n".join(_quality(stage, rows) for stage in dict.fromkeys(row.stage for row in rows if row.quality))


def _quality(stage: str, rows: Sequence[Row]) -> str:
    own, *others = (row for row in rows if row.stage == stage and row.quality)
    columns = [stage, own.tool, "goal", "reached", *(row.tool for row in others)]
    lines = [f"| {' | '.join(columns)} |", f"| --- | ---: | ---: | --- |{' ---: |' * len(others)}"]
    for name, value in own.quality.items():
        goal = _goal(stage, name)
        told = (f"{goal.bar:g}", _verdict(goal, value)) if goal else ("", "")
        cells = [name, f"{value:.4f}", *told, *(f"{row.quality[name]:.4f}" for row in others)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _verdict(goal: Goal, value: float) -> str:
    if not reached(goal, value):
        return "no"
    beyond = goal.stretch is not None and (value >= goal.stretch if goal.least else value <= goal.stretch)
    return "yes, and the stretch" if beyond else "yes"


def growth(runs: dict[int, list[Row]]) -> str:
    """Return as Markdown what a handout costs in projects of these sizes, and whether that grows."""
    lines = [
        "| stage | handouts | CPU s | ms a handout | peak MB | a handout costs, of the size before | reached |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for stage in dict.fromkeys(row.stage for rows in runs.values() for row in rows):
        before = None
        for docs, rows in runs.items():
            row = _first(rows, stage)
            if not row.used:
                lines.append(f"| {stage} | {docs} | {row.why} | | | | |")
                continue
            each = row.used.cpu / row.things
            cells = [
                stage,
                f"{docs:,}",
                f"{row.used.cpu:.2f}",
                f"{1000 * each:.1f}",
                f"{row.used.peak / 1e6:.0f}",
                f"{each / before:.2f}" if before else "",
                ("yes" if each <= GROWTH * before else "no") if before else "",
            ]
            lines.append(f"| {' | '.join(cells)} |")
            before = each
    return "\n".join(lines)


if __name__ == "__main__":
    main()
