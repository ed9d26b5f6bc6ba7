"""Let commands be killed, and their disks fill up, at many points; exit 1 where a file is neither old nor new.

python -m tests.faults                               a few points of each command
python -m tests.faults --points 100                  more of them
python -m tests.faults --scenario update --seed 7    one command, other points
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.harness import (
    KILLED,
    SMALL,
    Ended,
    Stage,
    counting,
    full_after,
    jumped_to,
    killed_at,
    read_only,
    small_disk,
    unfinished,
    vanishing_at,
    warm,
)
from tests.faults.scenarios import CROWD, SCENARIOS


def calls(stage: Stage) -> int:
    """Return how many points there are before and after calls that reach the disk."""
    stage.set(stage.before)
    count = stage.folder.parent / "count"
    descriptor = os.open(count, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    stage.play(counting(lambda reached: os.ftruncate(descriptor, reached)))
    os.close(descriptor)
    return count.stat().st_size


def recovers(stage: Stage) -> Iterator[str]:
    """Yield what is wrong after the command, if it did not come to its end, has been run once more, undisturbed."""
    if stage.files() == stage.after:
        return
    ended = stage.play()
    if ended.code != stage.code:
        yield f"run again, it exits with {ended.code}: {ended.told}"
    elif stage.files() != stage.after:
        yield f"run again, it does not come to the same: {differing(stage)}"


def differing(stage: Stage) -> str:
    now = stage.files()
    return ", ".join(sorted(name for name in {*now, *stage.after} if now.get(name) != stage.after.get(name)))


def told(ended: Ended, codes: tuple[int, ...]) -> Iterator[str]:
    if ended.code not in codes:
        yield f"it exits with {ended.code}: {ended.told[-2000:]}"


def kills(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Kill the command at half of the points between two calls, at half of them at any time; yield what is wrong."""
    every = range(1, calls(stage) + 1)
    chosen = sorted(chance.sample(every, min(len(every), points // 2)))
    for point in chosen:
        stage.set(stage.before)
        ended = stage.play(killed_at(point))
        yield [*told(ended, (KILLED,)), *stage.torn(), *recovers(stage)]
    for _ in range(points - len(chosen)):
        stage.set(stage.before)
        ended = stage.play(seconds=chance.uniform(0, stage.seconds))
        yield [*told(ended, (KILLED, stage.code)), *stage.torn(), *recovers(stage)]


def full_disks(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Let files grow to a certain size and no further; yield what is wrong."""
    sizes = sorted({len(content) for name, content in stage.after.items() if stage.before.get(name) != content})
    for _ in range(points):
        stage.set(stage.before)
        ended = stage.play(full_after(chance.choice([0, *(max(0, size - 1) for size in sizes)])))
        yield [*told(ended, (0, 1, 2)), *stage.torn(), *litter(stage), *recovers(stage)]


def small_disks(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Leave the disk so few pages that the command's files may not find room; the kernel says so wherever it is."""
    filler = stage.folder.parent / "filler"
    state = os.statvfs(stage.folder)
    page = state.f_frsize
    wanted = sum(-(-len(new) // page) + 1 for name, new in stage.after.items() if stage.before.get(name) != new)
    for _ in range(points if state.f_blocks * page == SMALL else 0):
        stage.set(stage.before)
        with filler.open("wb") as stream:
            left = os.statvfs(stage.folder).f_bavail - chance.choice([0, 1, chance.randrange(wanted)])
            os.posix_fallocate(stream.fileno(), 0, left * page)
        ended = stage.play()
        filler.unlink()
        yield [*told(ended, (0, 1, 2)), *stage.torn(), *litter(stage), *recovers(stage)]


def read_only_trees(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Let the command write nowhere."""
    stage.set(stage.before)
    ended = stage.play(read_only)
    changed = [name for name, content in stage.files().items() if stage.before.get(name) != content]
    stage.set(stage.before)
    yield [*told(ended, (2,)), *(f"{name} was written" for name in changed), *recovers(stage)]


def vanished_files(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Remove a file or a folder at some point; the command may fail, but never with a traceback."""
    every = calls(stage)
    for _ in range(points):
        stage.set(stage.before)
        ended = stage.play(vanishing_at(chance.randint(1, every), chance.randrange(1000)))
        yield list(told(ended, (0, 1, 2)))


def several_at_once(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Run the command in three processes at once: all is as after one of them."""
    for _ in range(points // 4 if stage.repeatable else 0):
        stage.set(stage.before)
        ended = stage.together([stage.scenario] * 3)
        problems = [problem for one in ended for problem in told(one, (0, 1, 2))]
        if stage.code not in {one.code for one in ended}:
            problems.append(f"none comes to its end: {ended[0].told}")
        if stage.files() != stage.after:
            problems.append(f"together, they do not come to the same: {differing(stage)}")
        yield problems


def jumping_clocks(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Run the command again when the clock has jumped back or ahead: what is done stays as it is."""
    for year in (1999, 2099) if stage.repeatable else ():
        stage.set(stage.after)
        problems = list(told(stage.play(jumped_to(year)), (0, 1, 2)))
        if stage.files() != stage.after:
            problems.append(f"in {year}, it changes {differing(stage)}")
        yield problems


def crowds(stage: Stage, points: int, chance: random.Random) -> Iterator[list[str]]:
    """Run different commands at once: what each says that it has done is done, and the next build is a clean one."""
    for _ in range(points // 2 if stage.scenario is SCENARIOS["update, in a crowd"] else 0):
        stage.set(stage.before)
        names = chance.sample(sorted(CROWD), len(CROWD))
        ended = dict(zip(names, stage.together([CROWD[name][0] for name in names]), strict=True))
        problems = [f"{name}: {problem}" for name, one in ended.items() for problem in told(one, (0, 1, 2))]
        for name, one in ended.items():
            _, file, left = CROWD[name]
            if one.code != 2 and left not in (stage.folder / "locales" / file).read_text():
                problems.append(f"{name} exits with {one.code}, and {left} is not in {file}: {one.told}")
        problems += litter(stage)
        build = CROWD["build"][0].command
        problems += [problem for command in (["update"], build) for problem in told(stage.run(command), (0,))]
        built = stage.files()
        shutil.rmtree(stage.folder / "output")
        problems += told(stage.run(build), (0,))
        problems += [
            f"{name} is not that of a clean build" for name, new in stage.files().items() if built.get(name) != new
        ]
        yield problems


def litter(stage: Stage) -> Iterator[str]:
    yield from (f"{name} is left" for name in stage.files() if unfinished(name))


FAULTS = {
    "kill": kills,
    "full": full_disks,
    "small disk": small_disks,
    "read-only": read_only_trees,
    "vanish": vanished_files,
    "together": several_at_once,
    "crowd": crowds,
    "clock": jumping_clocks,
}


def tried(name: str, disk: Path, arguments: argparse.Namespace) -> int:
    """Try the faults on one scenario; return at how many points something went wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        stage = Stage(SCENARIOS[name], Path(folder))
        for fault in arguments.fault or FAULTS:
            chance = random.Random(f"{arguments.seed} {name} {fault}")
            count = 0
            for problems in FAULTS[fault](stage, arguments.points, chance):
                count += 1
                wrong += bool(problems)
                for problem in problems:
                    print(f"{name}, {fault} {count}: {problem}")
            print(f"{name}: {count} points of {fault}")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="only this command; may be given again")
    parser.add_argument("--fault", action="append", choices=FAULTS, help="only this fault; may be given again")
    parser.add_argument("--points", type=int, default=8, help="of each command and fault [default: 8]")
    parser.add_argument("--seed", type=int, default=1, help="[default: 1]")
    arguments = parser.parse_args()
    warm()
    with small_disk() as (disk, why):
        if why:
            print(f"No disk can be mounted here ({why}), so that there are no points of “small disk”.")
        wrong = sum(tried(name, disk, arguments) for name in arguments.scenario or SCENARIOS)
    print(f"{wrong} points at which something went wrong.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
