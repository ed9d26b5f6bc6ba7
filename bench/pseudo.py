"""`Language` translates English Markdown into made-up words: each English word is always the same word of a locale.

A made-up language has its script's letters and punctuation, and no grammar.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b

_ONSETS = ["b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "tr", "pl", "st"]
_CODAS = ("", "n", "r", "s", "l", "m")

SCRIPTS = {
    # locale: its script, and the vowels of a Latin alphabet beyond aeiou
    "es": ("latin", "áéíóúñ"), "ar": ("arabic", ""), "zh_Hans": ("han", ""), "ru": ("cyrillic", ""),
    "hi": ("devanagari", ""), "vi": ("latin", "ạếịơưđ"), "fr": ("latin", "àéêôùç"), "pt_BR": ("latin", "ãéíõúç"),
    "uk": ("cyrillic", ""), "fa": ("arabic", ""), "de": ("latin", "äëïöüß"), "pl": ("latin", "ąęıóuł"),
    "ht": ("latin", "àèioù"), "tr": ("latin", "âeıöüş"), "ur": ("arabic", ""), "zh_Hant": ("han", ""),
    "ne": ("devanagari", ""), "fil": ("latin", "aeiou"), "sw": ("latin", "aeiou"), "bg": ("cyrillic", ""),
}  # fmt: skip
"""The locales of the corpus, in the order in which `--locales` takes them."""

_PUNCTUATION = {
    "arabic": str.maketrans({",": "،", "?": "؟", ";": "؛"}),
    "devanagari": str.maketrans({".": "।"}),
    "han": str.maketrans({",": "，", ".": "。", "?": "？", ":": "：", ";": "；", "!": "！"}),
}
_PLURAL = {"latin": "s", "cyrillic": "ы"}

# Addresses, facts, and numbers with what is written onto them stay as they are.
_TOKEN = re.compile(
    r"(?P<address>\]\([^)]*\)|<https?://[^>]*>)|(?P<kept>\{\w+\}|\+?\d[\d,.\-]*\d%?|\d%?)"
    r"|(?P<word>[A-Za-z]+(?:[-'][A-Za-z]+)*)|(?P<space> +)|(?P<mark>[,.?!:;])|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True, eq=False)
class Language:
    """A locale's made-up language, with its names for `terms`."""

    locale: str
    terms: Sequence[str]

    @property
    def script(self) -> str:
        return SCRIPTS[self.locale][0]

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """The right name of each term."""
        return {term: self.name(term, "p") for term in self.terms}

    @cached_property
    def deprecated(self) -> Mapping[str, str]:
        """The name that each term must not be called."""
        return {term: self.name(term, "d") for term in self.terms}

    def name(self, term: str, which: str) -> str:
        """Return a name for the term; each `which` gives another."""
        return ("" if self.script == "han" else " ").join(_made_up(self.locale, f"{w}/{which}") for w in term.split())

    def translate(self, text: str, names: Mapping[str, str] | None = None) -> str:
        """Return the translation of inline Markdown; `names` gives terms another name than the preferred one."""
        tokens = [(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(text)]
        said: list[str] = []
        at = 0
        while at < len(tokens):
            kind, value = tokens[at]
            at += 1
            if kind == "word":
                term, length = self._term(tokens, at - 1)
                at += length - 1 if term else 0
                said.append(self._said(value, term, tokens[at - 1][1], names or {}))
            elif kind == "mark":
                said.append(value.translate(_PUNCTUATION.get(self.script, {})))
            elif kind == "space" and self.script == "han":
                around = {tokens[i][0] for i in (at - 2, at) if 0 <= i < len(tokens)}
                said.append("" if around.isdisjoint({"kept", "other"}) else " ")
            else:
                said.append(value)
        return self._typography("".join(said))

    @cached_property
    def _by_first_word(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for term in self.terms:
            found.setdefault(term.split()[0], []).append(term)
        return found

    def _term(self, tokens: Sequence[tuple[str, str]], at: int) -> tuple[str, int]:
        """Return the term, singular or plural, that starts at a token, and how many tokens it has."""
        for term in self._by_first_word.get(tokens[at][1].lower(), ()):
            length = 2 * len(term.split()) - 1
            here = "".join(value for _, value in tokens[at : at + length]).lower()
            if here in {term, term + "s"}:
                return term, length
        return "", 0

    def _said(self, word: str, term: str, last: str, names: Mapping[str, str]) -> str:
        """Return a word, or the name of a term whose last word stands as `last`, with the capital it has."""
        said = (names.get(term) or self.preferred[term]) if term else _made_up(self.locale, word.lower())
        if word[0].isupper() and self.script in {"latin", "cyrillic"}:
            said = said[0].upper() + said[1:]
        return said + _PLURAL.get(self.script, "") if term and last.lower() != term.rsplit(maxsplit=1)[-1] else said

    def _typography(self, text: str) -> str:
        """Spanish opens its questions and exclamations; French sets a no-break space before high marks."""
        if self.locale == "es":
            return re.sub(r"((?:[^.?!]|[.?!](?!\s|$))*)([?!])(?=\s|$)", _opened, text)
        if self.locale == "fr":
            return re.sub(r"(?<=\S)([?!;])(?=\s|$)", "\u00a0\\1", text)
        return text


def _opened(match: re.Match[str]) -> str:
    body, mark = match.groups()
    start = max((end.end() for end in re.finditer(r"[.?!]\s+", body)), default=len(body) - len(body.lstrip()))
    return body[:start] + {"?": "¿", "!": "¡"}[mark] + body[start:] + mark


@cache
def _made_up(locale: str, key: str) -> str:
    script, marks = SCRIPTS[locale]
    digest = blake2b(f"{locale}:{key}".encode(), digest_size=12).digest()
    size = 1 + digest[0] % 3
    if script == "han":
        pairs = zip(digest[1::2], digest[2::2], strict=False)
        return "".join(
            chr(0x4E00 + (a << 8 | b) % 6000) for (a, b), _ in zip(pairs, range(1 + size // 2), strict=False)
        )
    syllables = size + (len(key) > 6)
    pairs = zip(digest[1::2], digest[2::2], strict=False)
    return "".join(_syllable(script, marks, a, b) for (a, b), _ in zip(pairs, range(syllables), strict=False))


def _syllable(script: str, marks: str, a: int, b: int) -> str:
    match script:
        case "latin":
            vowel = marks[b % len(marks)] if marks and b >= 190 else "aeiou"[b % 5]
            return _ONSETS[a % len(_ONSETS)] + vowel + _CODAS[(a + b) % 6]
        case "cyrillic":
            return "бвгджзклмнпрстфхцчш"[a % 19] + "аеиоуыяю"[b % 8] + ("", "н", "р", "т", "й")[(a + b) % 5]
        case "arabic":
            return "بتثجحخدرزسشصضطعغفقكلمنهي"[a % 24] + ("ا", "و", "ي", "")[b % 4]
        case _:
            return "कखगचजटडतदनपबमयरलवसह"[a % 19] + ("", "ा", "ि", "ी", "ु", "े", "ो")[b % 7]
