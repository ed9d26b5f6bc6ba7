"""`python -m bench.update` measures `handouts update` beside msgmerge, pot2po, sphinx-intl and Babel."""

import argparse
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

from bench import corpus, english
from bench.corpus import Corpus
from bench.edits import EDITS, Edit, revise
from bench.mergers import MERGERS
from bench.peers import install
from bench.process import Usage, handouts, measure
from bench.pseudo import Language

_HASH = """
import hashlib, pathlib, sys
for name in sys.argv[1:]:
    for path in sorted(pathlib.Path(name).rglob("*")):
        if path.is_file():
            hashlib.blake2b(path.read_bytes()).digest()
"""

Entries = Mapping[str, tuple[str, bool]]
"""The translation of each msgid of a catalog, and whether it is final."""

Outcomes = Mapping[str, Counter[str]]
"""How often each outcome was met, by what was done to the text."""


@dataclass(frozen=True)
class Result:
    """What a tool used, and what became of the translations."""

    cpu: float
    outcomes: Outcomes


def main() -> None:
    """Write a corpus, update it to its second version with every tool, and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.update", description=__doc__)
    parser.add_argument("--docs", type=int, default=100)
    parser.add_argument("--locales", type=int, default=10)
    parser.add_argument("--terms", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tool", action="append", choices=MERGERS, help="only this tool")
    parser.add_argument("--peers", type=Path, help="a folder for the peers' packages, to keep them for the next run")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        peers = options.peers or folder / "peers"
        if not options.tool or set(options.tool) - {"handouts", "msgmerge"}:
            install(peers)
        made = corpus.write(
            folder / "old", docs=options.docs, locales=options.locales, terms=options.terms, seed=options.seed
        )
        handouts(made.folder, "update")
        edits = revised(made, folder / "new", docs=options.docs, terms=options.terms, seed=options.seed)
        languages = [Language(locale, english.terms(options.terms, options.seed)) for locale in made.locales]
        results = {}
        for tool in options.tool or MERGERS:
            work = replace(made, folder=folder / "work")
            shutil.copytree(folder / "new", work.folder)
            cpu = MERGERS[tool](work, peers).cpu
            results[tool] = Result(cpu, outcomes(made, work, edits, languages))
            if tool == "handouts":
                again, wrote = idle(work.folder)
                print(
                    f"An update with nothing to do takes {again.cpu:.2f} s of CPU time and writes "
                    f"{'something' if wrote else 'nothing'}; hashing all its inputs takes "
                    f"{hashing(work.folder).cpu:.2f} s.\n"
                )
            shutil.rmtree(work.folder)
        print(report(results))


def revised(made: Corpus, folder: Path, *, docs: int, terms: int, seed: int) -> list[Edit]:
    """Write the corpus into `folder` with the second version of its sources and templates, and its catalogs as yet."""
    shutil.copytree(made.folder, folder, ignore=shutil.ignore_patterns("templates", ".handouts-cache"))
    edits = revise(folder, docs=docs, terms=terms, seed=seed)
    handouts(folder, "extract")
    return edits


def idle(folder: Path) -> tuple[Usage, bool]:
    """Update catalogs that are up to date; return what it used, and whether it wrote anything."""
    before = _digest(folder)
    again = handouts(folder, "update")
    return again, _digest(folder) != before


def hashing(folder: Path) -> Usage:
    """Read and hash all that an update or a build depends on."""
    return measure([sys.executable, "-I", "-c", _HASH, "source", "locales", "handouts.toml"], folder)


def _digest(folder: Path) -> bytes:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return blake2b(b"".join(str(path).encode() + path.read_bytes() for path in paths)).digest()


def outcomes(old: Corpus, new: Corpus, edits: Sequence[Edit], languages: Sequence[Language]) -> Outcomes:
    """Return what became of each translation that was final."""
    found: dict[str, Counter[str]] = {}
    touched = {(edit.origin or edit.domain, text) for edit in edits for text in edit.old}
    for language in languages:
        was = {domain: _entries(old, language.locale, domain) for domain in old.domains}
        now = {domain: _entries(new, language.locale, domain) for domain in old.domains}
        for domain in old.domains:
            for msgid, (msgstr, final) in was[domain].items():
                if final and (domain, msgid) not in touched:
                    found.setdefault("unchanged", Counter())[_kept(now[domain].get(msgid), msgstr)] += 1
        for edit in edits:
            before = [was[edit.origin or edit.domain].get(text, ("", False)) for text in edit.old]
            if edit.kind != "deleted" and all(final for _, final in before):
                texts = [msgstr for msgstr, _ in before]
                found.setdefault(edit.kind, Counter()).update(_fates(edit, texts, now[edit.domain], language))
    return found


def _fates(edit: Edit, before: Sequence[str], now: Entries, language: Language) -> Iterator[str]:
    for text in edit.new:
        msgstr, final = now.get(text, ("", False))
        if edit.kind == "added":
            yield "wrong hint" if msgstr else "empty"
        elif edit.kind.startswith("moved"):
            yield _kept(now.get(text), before[0])
        elif not msgstr:
            yield "lost"
        elif final:
            yield "taken for final"
        else:
            # Mended to what the new text should say, or as it was; of a part, the part or the whole.
            right = {language.translate(text), *before, " ".join(before), "".join(before)}
            right |= {_renumbered(was, edit) for was in before}
            if edit.kind == "joined" and msgstr in before:
                yield "suggested in part"
            elif msgstr in right or (edit.kind == "split" and msgstr in before[0]):
                yield "suggested"
            else:
                yield "wrong hint"


def _renumbered(msgstr: str, edit: Edit) -> str:
    """Return `msgstr`, which may have a defect of its own, with the number that was changed."""
    old, new = (re.findall(r"\d+(?:\.\d+)?", text) for text in (edit.old[0], edit.new[0]))
    changed = [(was, now) for was, now in zip(old, new, strict=False) if was != now]
    return msgstr.replace(*changed[0]) if edit.kind == "number changed" and changed else msgstr


def _kept(entry: tuple[str, bool] | None, msgstr: str) -> str:
    if entry is None or not entry[0]:
        return "lost"
    if entry[0] != msgstr:
        return "wrong hint"
    return "kept" if entry[1] else "in doubt"


def _entries(made: Corpus, locale: str, domain: str) -> Entries:
    path = made.folder / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"
    return {
        entry.msgid: (entry.msgstr, bool(entry.msgstr) and not entry.fuzzy)
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def quality(outcomes: Outcomes) -> dict[str, float]:
    """Return the shares that say how well a tool did, each of the translations that it concerns."""

    def share(kinds: Iterable[str], *good: str) -> float:
        counts = sum((outcomes.get(kind, Counter()) for kind in kinds), Counter[str]())
        return sum(counts[name] for name in good) / counts.total() if counts else 1.0

    changed = outcomes.keys() - {"unchanged", "added"}
    return {
        "unchanged, kept": share(["unchanged"], "kept"),
        "moved inside, kept": share(["moved inside"], "kept"),
        "moved to another, kept": share(["moved to another"], "kept"),
        "edited, right one suggested": share(EDITS, "suggested"),
        "split or joined, suggested": share(["split", "joined"], "suggested"),
        "new, with a wrong hint": share(["added"], "wrong hint"),
        "edited, taken for final": share(changed, "taken for final"),
    }


def report(results: Mapping[str, Result]) -> str:
    """Return the tables as Markdown."""
    kinds = dict.fromkeys(kind for one in results.values() for kind in one.outcomes)
    lines = [
        f"| | {' | '.join(results)} |",
        f"| --- |{' ---: |' * len(results)}",
        f"| CPU seconds | {' | '.join(f'{one.cpu:.2f}' for one in results.values())} |",
    ]
    for kind in kinds:
        total = max(one.outcomes[kind].total() for one in results.values())
        names = dict.fromkeys(name for one in results.values() for name in one.outcomes[kind])
        for name in sorted(names):
            cells = " | ".join(f"{one.outcomes[kind][name]:,}" for one in results.values())
            lines.append(f"| {kind} ({total:,}): {name} | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
