"""`write` makes a project of handouts with translations, some of them defective, and the key to which and how.

The same arguments give the same bytes. The sentences are random words and a made-up language has no grammar: a full
score here is needed, and is not enough.
"""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from bench import english
from bench.pseudo import SCRIPTS, Language

Key = dict[tuple[str, str, str], str]
"""What was done to a message, by (locale, domain, msgid)."""

RATES = {
    "untranslated": 0.02, "fuzzy": 0.02, "same_as_source": 0.005, "missing_number": 0.02, "wrong_number": 0.01,
    "broken_link": 0.02, "wrong_url": 0.02, "broken_markup": 0.02, "missing_placeholder": 0.05, "wrong_term": 0.02,
    "deprecated_term": 0.02, "double_space": 0.005, "missing_end_punctuation": 0.005,
}  # fmt: skip
"""The chance of each kind of defect, among the messages that can have it; a message has one at most."""

_NUMBER = re.compile(r"(?<![\w/\-{.])\d+(?:\.\d+)?(?![\w\-}]|\.\d)")
_LINK = re.compile(r"\]\((https://[^)]*)\)")
_SENTENCE_END = ".?!:。？！：।؟"

_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹", "ur": "۰۱۲۳۴۵۶۷۸۹", "hi": "०१२३४५६७८९", "ne": "०१२३४५६७८९"}
_DECIMAL_COMMA = frozenset({"es", "ru", "vi", "fr", "pt_BR", "uk", "de", "pl", "tr", "bg"})
_SPACE_BEFORE_PERCENT = frozenset({"es", "fr", "ru", "uk", "de", "bg"})
_AFFIXES = {"latin": ("", "em"), "cyrillic": ("", "ами"), "devanagari": ("", "ों"), "arabic": ("ال", "")}

_ONE_OTHER = "nplurals=2; plural=(n != 1);"
_EAST_SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
_PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    "ru": _EAST_SLAVIC,
    "uk": _EAST_SLAVIC,
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "fr": "nplurals=2; plural=(n > 1);",
    "pt_BR": "nplurals=2; plural=(n > 1);",
    **dict.fromkeys(("zh_Hans", "zh_Hant", "vi"), "nplurals=1; plural=0;"),
}


@dataclass(frozen=True)
class Corpus:
    """A corpus on disk: what is in it, and what is wrong in it."""

    folder: Path
    locales: tuple[str, ...]
    domains: tuple[str, ...]
    messages: int
    """In all locales together."""
    defects: Key
    traps: Key
    """Right messages that a shallow check takes for wrong ones."""


@dataclass(frozen=True)
class _Entry:
    msgid: str
    kind: str
    lines: tuple[int, ...]
    msgstr: str = ""
    fuzzy: bool = False


def write(folder: Path, *, docs: int, locales: int, terms: int, seed: int = 1, traps: float = 0.0) -> Corpus:
    """Write the corpus as a `handouts` project, and its key as JSON Lines beside it.

    `traps` is the share of right messages that get a trap where one fits. Raises ValueError for more locales or
    terms than there are.
    """
    if not 1 <= locales <= len(SCRIPTS):
        raise ValueError(f"there are {len(SCRIPTS)} locales")
    names = english.terms(terms, seed)
    chosen = tuple(SCRIPTS)[:locales]
    documents = {f"handout-{n:04d}": english.markdown(english.document(n, seed, names)) for n in range(1, docs + 1)}
    languages = [Language(locale, names) for locale in chosen]
    defects: Key = {}
    trapped: Key = {}
    messages = 0
    for domain, (text, texts) in documents.items():
        _file(folder / "source" / f"{domain}.md", text)
        entries = _distinct(texts)
        messages += len(entries) * len(languages)
        _file(folder / "locales" / "templates" / f"{domain}.pot", _catalog(domain, "", entries))
        for language in languages:
            rng = random.Random(f"defects:{seed}:{language.locale}:{int(domain[-4:])}")
            translated = []
            for entry in entries:
                done, defect, trap = _translated(entry, language, rng, traps)
                translated.append(done)
                at = (language.locale, domain, entry.msgid)
                defects.update({at: defect} if defect else {})
                trapped.update({at: trap} if trap else {})
            path = folder / "locales" / language.locale / "LC_MESSAGES" / f"{domain}.po"
            _file(path, _catalog(domain, language.locale, translated))
    _file(folder / "source" / "terms.tbx", _termbase(names, languages))
    _file(folder / "handouts.toml", _project(chosen))
    _file(folder / "defects.jsonl", _lines(defects))
    _file(folder / "traps.jsonl", _lines(trapped))
    return Corpus(folder, chosen, tuple(documents), messages, defects, trapped)


def _distinct(texts: Sequence[english.Text]) -> list[_Entry]:
    lines: dict[str, list[english.Text]] = {}
    for text in texts:
        lines.setdefault(text.msgid, []).append(text)
    return [_Entry(msgid, same[0].kind, tuple(one.line for one in same)) for msgid, same in lines.items()]


def _translated(entry: _Entry, language: Language, rng: random.Random, traps: float) -> tuple[_Entry, str, str]:
    """Return the entry with its translation, and the defect or the trap in it; "" for none."""
    good = language.translate(entry.msgid)
    kind = next((kind for kind in rng.sample(sorted(RATES), len(RATES)) if rng.random() < RATES[kind]), "")
    text = _DEFECTS[kind](entry.msgid, good, language, rng) if kind else None
    if text is not None and (kind == "fuzzy" or text != good):
        return replace(entry, msgstr=text, fuzzy=kind == "fuzzy"), kind, ""
    if traps and rng.random() < traps and (trap := _trap(entry.msgid, good, language, rng)):
        return replace(entry, msgstr=trap[1]), "", trap[0]
    return replace(entry, msgstr=good), "", ""


# ------------------------------------------------------------------------------------------------------ defects
# Each takes (msgid, right translation, language, random stream) and returns the defective translation, or None where
# the message cannot have the defect.

_Defect = Callable[[str, str, Language, random.Random], str | None]


def _same_as_source(msgid: str, _good: str, _language: Language, _rng: random.Random) -> str | None:
    return msgid if " " in msgid else None


def _renumbered(good: str, rng: random.Random, change: Callable[[str], str]) -> str | None:
    numbers = list(_NUMBER.finditer(good))
    if not numbers:
        return None
    one = rng.choice(numbers)
    return (good[: one.start()] + change(one[0]) + good[one.end() :]).replace("  ", " ").strip()


def _missing_number(_msgid: str, good: str, _language: Language, rng: random.Random) -> str | None:
    return _renumbered(good, rng, lambda _: "")


def _wrong_number(_msgid: str, good: str, _language: Language, rng: random.Random) -> str | None:
    return _renumbered(good, rng, lambda number: str(int(float(number)) + 11))


def _broken_link(_msgid: str, good: str, _language: Language, rng: random.Random) -> str | None:
    if not (link := _LINK.search(good)):
        return None
    return good[: link.end() - 1] + good[link.end() :] if rng.random() < 0.5 else good.replace("](", "] (", 1)


def _wrong_url(_msgid: str, good: str, _language: Language, _rng: random.Random) -> str | None:
    if not (link := _LINK.search(good)):
        return None
    return good[: link.start(1)] + "https://other.example.com/" + good[link.end(1) :]


def _broken_markup(_msgid: str, good: str, _language: Language, _rng: random.Random) -> str | None:
    return good.replace("**", "", 1) if "**" in good else None


def _missing_placeholder(_msgid: str, good: str, _language: Language, _rng: random.Random) -> str | None:
    return re.sub(r"\s*\{\w+\}", "", good, count=1) if "{" in good else None


def _renamed(msgid: str, language: Language, rng: random.Random, name: Callable[[str], str]) -> str | None:
    low = f" {msgid.lower()} "
    used = [term for term in language.terms if term in low]
    if not used:
        return None
    term = rng.choice(used)
    return language.translate(msgid, {term: name(term)})


def _wrong_term(msgid: str, _good: str, language: Language, rng: random.Random) -> str | None:
    return _renamed(msgid, language, rng, lambda term: language.name(term, "w"))


def _deprecated_term(msgid: str, _good: str, language: Language, rng: random.Random) -> str | None:
    return _renamed(msgid, language, rng, lambda term: language.deprecated[term])


def _double_space(_msgid: str, good: str, _language: Language, _rng: random.Random) -> str | None:
    return good.replace(" ", "  ", 1) if " " in good[:-1] else None


def _missing_end_punctuation(msgid: str, good: str, _language: Language, _rng: random.Random) -> str | None:
    return good[:-1].rstrip() if msgid[-1] in ".?!" and good[-1] in _SENTENCE_END else None


_DEFECTS: dict[str, _Defect] = {
    "untranslated": lambda _msgid, _good, _language, _rng: "",
    "fuzzy": lambda _msgid, good, _language, _rng: good,
    "same_as_source": _same_as_source,
    "missing_number": _missing_number,
    "wrong_number": _wrong_number,
    "broken_link": _broken_link,
    "wrong_url": _wrong_url,
    "broken_markup": _broken_markup,
    "missing_placeholder": _missing_placeholder,
    "wrong_term": _wrong_term,
    "deprecated_term": _deprecated_term,
    "double_space": _double_space,
    "missing_end_punctuation": _missing_end_punctuation,
}


def _trap(msgid: str, good: str, language: Language, rng: random.Random) -> tuple[str, str] | None:
    """Return a trap with its text: right, but unlike the source in what a shallow check looks at."""
    locale = language.locale
    options: list[tuple[str, str]] = []
    if _NUMBER.search(good):
        if locale in _DIGITS:
            digits = str.maketrans("0123456789", _DIGITS[locale])
            options.append(("local_digits", _NUMBER.sub(lambda match: match[0].translate(digits), good)))
        if locale in _DECIMAL_COMMA and re.search(r"\d\.\d", msgid):
            options.append(("decimal_comma", _NUMBER.sub(lambda match: match[0].replace(".", ","), good)))
        if locale in _SPACE_BEFORE_PERCENT and "%" in good:
            options.append(("percent_space", good.replace("%", "\u00a0%")))
    if language.script in _AFFIXES and (used := [term for term in language.terms if term in msgid]):
        term = rng.choice(used)
        before, after = _AFFIXES[language.script]
        inflected = before + language.preferred[term] + after
        options.append(("inflected_term", language.translate(msgid, {term: inflected})))
    unlike = [(trap, text) for trap, text in options if text != good]
    return rng.choice(unlike) if unlike else None


# -------------------------------------------------------------------------------------------------------- files


def _file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _catalog(domain: str, locale: str, entries: Sequence[_Entry]) -> str:
    """Return a PO file, or a template where `locale` is empty."""
    parts = [_header(domain, locale)]
    for entry in entries:
        references = " ".join(f"source/{domain}.md:{line}" for line in entry.lines)
        flag = "#, fuzzy\n" if entry.fuzzy else ""
        texts = _field("msgid", entry.msgid) + _field("msgstr", entry.msgstr)
        parts.append(f"\n#. {entry.kind}\n#: {references}\n{flag}{texts}")
    return "".join(parts)


def _header(domain: str, locale: str) -> str:
    fields = {
        "Project-Id-Version": domain,
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": "2026-01-01 00:00+0000",
        "PO-Revision-Date": "2026-01-02 00:00+0000" if locale else "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "Synthetic <none@example.org>",
        "Language-Team": f"{locale or 'LANGUAGE'} <none@example.org>",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if locale:
        fields["Plural-Forms"] = _PLURALS.get(locale, _ONE_OTHER)
    lines = (_quoted(f"{name}: {value}\n") for name, value in fields.items())
    return 'msgid ""\nmsgstr ""\n' + "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _field(name: str, text: str) -> str:
    """Return a field, wrapped at spaces as gettext does, near 78 columns."""
    if len(text) + len(name) <= 76:
        return f"{name} {_quoted(text)}\n"
    lines = [""]
    for piece in re.findall(r"[^ ]+ *| +", text):
        if lines[-1] and len(lines[-1]) + len(piece) > 76:
            lines.append("")
        lines[-1] += piece
    return f'{name} ""\n' + "".join(f"{_quoted(line)}\n" for line in lines)


def _termbase(terms: Sequence[str], languages: Sequence[Language]) -> str:
    """Return the terms as TBX-Basic, each with a preferred and a deprecated name in every locale."""

    def section(tag: str, *names: tuple[str, str]) -> str:
        rows = (
            f'<termSec><term>{escape(name)}</term><termNote type="administrativeStatus">{status}Term-admn-sts'
            "</termNote></termSec>"
            for name, status in names
        )
        return f'<langSec xml:lang="{tag}">{"".join(rows)}</langSec>\n'

    entries = (
        f'<conceptEntry id="c{number}">'
        + section("en", (term, "preferred"))
        + "".join(
            section(
                one.locale.replace("_", "-"), (one.preferred[term], "preferred"), (one.deprecated[term], "deprecated")
            )
            for one in languages
        )
        + "</conceptEntry>\n"
        for number, term in enumerate(terms, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tbx type="TBX-Basic" style="dca" xml:lang="en" '
        'xmlns="urn:iso:std:iso:30042:ed-2">\n<tbxHeader><fileDesc><sourceDesc><p>Synthetic terms</p></sourceDesc>'
        f"</fileDesc></tbxHeader>\n<text><body>\n{''.join(entries)}</body></text></tbx>\n"
    )


def _project(locales: Sequence[str]) -> str:
    facts = "".join(f"{name} = {json.dumps(value)}\n" for name, value in english.FACTS.items())
    return (
        f'[project]\nname = "Benchmark"\nsource-locale = "en"\nlocales = {json.dumps(locales)}\nterritories = ["US"]\n'
        f"\n[facts]\n{facts}"
    )


def _lines(key: Mapping[tuple[str, str, str], str]) -> str:
    rows = (
        {"locale": locale, "domain": domain, "msgid": msgid, "kind": kind}
        for (locale, domain, msgid), kind in key.items()
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
