"""Checks of whose language a text is in: another one, the source's, a machine's, or a word that only looks right.

Words stand in `words/`: those that tell languages apart, what machines leave, and false friends.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline import cldr
from pipeline.checks import traits
from pipeline.checks.finder import Finder
from pipeline.checks.reading import Reading, language
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context, Corpus
from pipeline.checks.traits import Test, Trait
from pipeline.model import Message, Severity

# ---------------------------------------------------------------------------------------------------- another language


def _is_foreign_letter(locale: str) -> Test:
    letters = _foreign("letters", language(locale))
    return lambda character: not letters.isdisjoint(character.lower())


def _is_foreign_word(locale: str) -> Test:
    return _foreign("words", language(locale)).__contains__


_FOREIGN_SIGN = Trait(character=_is_foreign_letter, token=_is_foreign_word)
# How many words must be of the other language, and no text shorter than this is judged: names and titles are short.
_LEAST_WORDS, _LEAST_EVIDENCE, _LEAST_SHARE = 5, 3, 0.2


def _is_known(context: Context) -> object:
    return context.language in _function_words()


@check(
    "wrong-language",
    Severity.WARNING,
    issue_type="mistranslation",
    target=_FOREIGN_SIGN,
    applies=_is_known,
)
def wrong_language(message: Message, context: Context) -> Iterator[Problem]:
    """The text is in another language than the catalog's.

    It was put into the wrong file, or a machine answered in another language. Its readers cannot read it. The words
    that a language cannot do without tell (the, that, with): they must be many, and those of the catalog's few.
    Cavnar and Trenkle 1994 on telling languages: https://www.let.rug.nl/vannoord/TextCat/textcat.pdf

    Bad (pt):

        msgid "You can stop at any time, and your partner should respect that."
        msgstr "Usted puede parar cuando quiera, y su pareja debe respetar eso sin enojarse con usted."

    Good (pt):

        msgid "You can stop at any time, and your partner should respect that."
        msgstr "Você pode parar quando quiser, e o seu parceiro deve respeitar isso."
    """
    own = context.language
    if own not in _function_words() or context.target.text == context.source.text:
        return
    text = context.target.prose.lower()
    words = set(text.split())
    if len(words) < _LEAST_WORDS:
        return
    letters = set(text)
    if len(words & _foreign("words", own)) + len(letters & _foreign("letters", own)) < _LEAST_EVIDENCE:
        return
    told = [_signs("words")[word] for word in sorted(_signs("words").keys() & words)]
    told += [_signs("letters")[letter] for letter in sorted(_signs("letters").keys() & letters)]
    kin = _KIN.get(own, frozenset({own}))
    hits = Counter(name for names in told if kin.isdisjoint(names) for name in names)
    least = max(_LEAST_EVIDENCE, _LEAST_SHARE * len(words))
    for other, times in hits.most_common(3):
        if times >= least and is_a_language(context.corpus):
            mine = sum(other not in names and not kin.isdisjoint(names) for names in told)
            if times >= 3 * mine:
                yield Problem(f"The text looks like {cldr.language_name(other, 'en')}.")
                return


# A running text has a third or more of such words; made-up languages, which programs test layouts with, have a few by
# chance, and what looks like another language there is nothing of the kind.
SAMPLE_WORDS, _SAMPLE_SHARE = 300, 0.1


@lru_cache(maxsize=8)
def is_a_language(corpus: Corpus) -> bool:
    """Say whether the locale's texts are in any language that is known here; a few texts are believed."""
    words = [word for one in corpus.first(SAMPLE_WORDS) for word in one.msgstr[0].lower().split()]
    hits = Counter(name for word in words if len(word) > 1 for name in _signs("words").get(word, ()))
    return len(words) < SAMPLE_WORDS or max(hits.values(), default=0) >= _SAMPLE_SHARE * len(words)


# Languages that share nearly all of these words, under several codes.
_KIN = {
    name: frozenset(names)
    for names in (("nb", "no", "nn", "da", "sv"), ("hr", "bs", "sr"), ("id", "ms"), ("fil", "tl"), ("fa", "prs"))
    for name in names
}


# ------------------------------------------------------------------------------------------------- the source, left in

_RUN = 3


def _is_told_apart(context: Context) -> object:
    return _telling(language(context.run.source_locale), context.language)


@check(
    "source-language-left",
    Severity.WARNING,
    issue_type="untranslated",
    applies=_is_told_apart,
)
def source_language_left(message: Message, context: Context) -> Iterator[Problem]:
    """A part of the text, three words or more, is still in the source's language.

    Of 76 Spanish drug labels that programs made, 43 % were half in English. Names and titles, whose words have capital
    letters, may stay, and so may code. Sharif and Tse 2010: https://doi.org/10.1542/peds.2009-2530

    Bad (es):

        msgid "Take the medicine with food and drink plenty of water."
        msgstr "Tome el medicamento with food and drink mucha agua."

    Good (es):

        msgid "Call the National Council on Family Violence at any hour."
        msgstr "Llame al National Council on Family Violence a cualquier hora."
    """
    source, own = language(context.run.source_locale), context.language
    telling = _telling(source, own)
    if not telling or context.target.text == context.source.text:
        return
    tokens, grams = _said(context.source)
    if len(tokens.intersection(context.target.tokens)) < _RUN:
        return
    if message.msgctxt == "resource" and not message.msgid.endswith((".", "!", "?")):
        return  # The official name of a place to get help.
    common = _function_words().get(own, frozenset())
    for run in _shared(context.target.tokens, grams):
        words = [token.strip(_MARKS) for token in run]
        known = [word for word in words if word in telling]
        plain = [word for word in words if word.isalpha() and word.islower() and len(word) > 2 and word not in common]
        others = [word for word in plain if word not in telling]
        # A name has no plain word of its own beside “of” and “the”, and seldom a number.
        small = len(known) > 1 and all(word.islower() for word in words if word.isalpha())
        if (others and known) or len(others) > 2 or (known and _has_digit(words)) or small or len(known) > 2:
            yield Problem(f"“{' '.join(run)}” is not translated.")


_MARKS = ".,;:!?…()[]«»“”‘’\"'*_"


def _has_digit(words: list[str]) -> bool:
    return any(character.isdigit() for word in words for character in word)


def _shared(tokens: tuple[str, ...], grams: frozenset[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the runs of words that stand in the source as they stand here."""
    starts = [at for at in range(len(tokens) - _RUN + 1) if tokens[at : at + _RUN] in grams]
    while starts:
        first = last = starts.pop(0)
        while starts and starts[0] == last + 1:
            last = starts.pop(0)
        yield tokens[first : last + _RUN]


@lru_cache(maxsize=1 << 15)
def _said(source: Reading) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Return the words of a source, and all that stand together in it: worked out once for all locales."""
    tokens = source.tokens
    return frozenset(tokens), frozenset(tokens[at : at + _RUN] for at in range(len(tokens) - _RUN + 1))


# ------------------------------------------------------------------------------------------------ what machines leave


def _may_repeat(reading: Reading) -> bool:
    """Say whether a text has few words, or characters, of its own."""
    tokens, text = reading.tokens, reading.prose
    if len(tokens) >= 4 and len(set(tokens)) <= 0.7 * len(tokens):
        return True
    return not (len(tokens) > 2 and len(text) < 15 * len(tokens)) and len(set(text)) <= 0.6 * len(text)


def _is_debris(_: str) -> Test:
    tokens = {token for literal in _literals() for token in literal.lower().split()}
    marks = re.compile(_marks(False).pattern, re.IGNORECASE)  # A token is in small letters.
    # Of letters alone are only “xnumx” and “zxq”.
    return lambda token: token in tokens or ((not token.isalpha() or "x" in token) and marks.search(token))


def _phrases_of(locale: str) -> Finder:
    return _chatting(language(locale))


_DEBRIS = Trait(token=_is_debris)
_CHATTER = Trait(word=_phrases_of)


@check(
    "machine-debris", Severity.ERROR, issue_type="mistranslation", target=(_DEBRIS, _CHATTER, traits.text(_may_repeat))
)
def machine_debris(message: Message, context: Context) -> Iterator[Problem]:
    """A program left its own marks, or talks about its work, or repeats itself.

    “XNUMX” stands where a number was, `<unk>` where a word was; nobody can tell which. A published translation of
    health figures read “as many as XNUMX %”. Machine translation must be reviewed by a translator where accuracy is
    essential: 45 CFR 92.201(c)(3), https://www.ecfr.gov/current/title-45/section-92.201

    Bad (es):

        msgid "Most men have felt this."
        msgstr "La XNUMX de los hombres lo ha sentido."

    Good (es):

        msgid "Most men have felt this."
        msgstr "La mayoría de los hombres lo ha sentido."
    """
    source, target = context.source.text, context.target.text
    if target.strip() in _literals() and target.strip() != source.strip():
        yield Problem(f"“{target.strip()}” is what a program prints for no text at all.")
    elif left := _left(target, source, context.target.printf):
        yield Problem(f"A program left “{left}” here.")
    elif _chatting(context.language).may_find(context.target.prose) and (
        said := _chatter(target.lower(), source.lower(), context.language)
    ):
        yield Problem(f"A program talks about its work: “{said}”.")
    elif (again := _repeated(context.target)) and not _repeated(context.source):
        yield Problem(f"“{again}” is repeated again and again.")


def _left(target: str, source: str, printf: bool) -> str:
    return next((found[0] for found in _marks(printf).finditer(target) if found[0] not in source), "")


def _chatter(target: str, source: str, own: str) -> str:
    """Return the phrase that only a program would say; one that ends with a colon must begin the text."""
    for phrase in _phrases(own):
        if phrase in target and phrase not in source and not (phrase[-1] in ":：" and phrase[-1] in source):
            at = target.index(phrase)
            if (at == 0 or not target[at - 1].isalnum()) and (phrase[-1] not in ":：" or not target[:at].strip('*_ "')):
                return phrase
    return ""


# A word four times in a row, or several words three times; in scripts without spaces, characters four times.
_REPEATED_WORDS = re.compile(
    r"(?<!\w)(?:([^\W\d_]+)(?:\W+\1){3,}|([^\W\d_]+(?:\W+[^\W\d_]+){1,5}?)(?:\W+\2){2,})(?!\w)"
)
_REPEATED_CHARACTERS = re.compile(r"([^\W\d_a-zA-Z]{2,8}?)\1{3,}")


def _repeated(reading: Reading) -> str:
    """Return what is repeated, "" for nothing. Whatever repeats itself has few words, or characters, of its own."""
    tokens, text = reading.tokens, reading.prose
    if len(tokens) >= 4 and len(set(tokens)) <= 0.7 * len(tokens) and (found := _REPEATED_WORDS.search(text)):
        return found[1] or found[2]
    if (len(tokens) > 2 and len(text) < 15 * len(tokens)) or len(set(text)) > 0.6 * len(text):
        return ""
    return found[1] if (found := _REPEATED_CHARACTERS.search(text)) else ""


# ------------------------------------------------------------------------------------------------------ false friends


def _is_risky(reading: Reading) -> object:
    return language(reading.locale) == "en" and _risky(reading.prose)


_RISKY = traits.text(_is_risky)


def _has_friends(context: Context) -> object:
    return context.language in _friends()


@check(
    "false-friend",
    Severity.ERROR,
    issue_type="mistranslation",
    source=_RISKY,
    applies=_has_friends,
)
def false_friend(message: Message, context: Context) -> Iterator[Problem]:
    """A word looks like the source's, or like a translation of it, and says something else.

    “Once” left in a Spanish label is the number eleven: eleven times a day. Half of the Spanish drug labels that
    programs made had errors, this one among them: Sharif and Tse 2010, https://doi.org/10.1542/peds.2009-2530

    Bad (es):

        msgid "Take once a day."
        msgstr "Tome once al día."

    Good (es):

        msgid "Take once a day."
        msgstr "Tome una vez al día."
    """
    if language(context.run.source_locale) != "en":
        return
    if not (said := _risky(context.source.prose)):
        return
    for friend in _friends().get(context.language, ()):
        if friend.source not in said or friend.unless.search(context.source.prose):
            continue
        if found := friend.target.search(context.target.prose):
            yield Problem(f"“{found[0]}” says {friend.says}, and the source says “{friend.source.split()[0]}”.")


@dataclass(frozen=True)
class _Friend:
    source: str
    target: re.Pattern[str]
    unless: re.Pattern[str]
    says: str


@lru_cache(maxsize=1 << 15)
def _risky(text: str) -> frozenset[str]:
    """Return which words of a source have false friends: worked out once for all locales."""
    if not _any_source().search(text):
        return frozenset()
    return frozenset(source for source, pattern in _sources().items() if pattern.search(text))


# --------------------------------------------------------------------------------------------------------------- data


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words").joinpath(name).read_text("utf-8"))


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    words = {name: frozenset(text.split()) for name, text in _read("function_words.toml")["words"].items()}
    same = {"no": "nb", "tl": "fil", "bs": "hr", "ms": "id"}
    return words | {name: words[other] for name, other in same.items()}


@cache
def _signs(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return the languages that each word, or each letter, tells of."""
    index: dict[str, list[str]] = {}
    for name, signs in _read("function_words.toml")[table].items():
        for sign in signs.split():
            index.setdefault(sign, []).append(name)
    return {sign: tuple(dict.fromkeys(names)) for sign, names in index.items()}


@cache
def _foreign(table: str, own: str) -> frozenset[str]:
    """Return the words, or letters, that tell of other languages than this one."""
    return frozenset(sign for sign, names in _signs(table).items() if own not in names)


@cache
def _telling(source: str, own: str) -> frozenset[str]:
    """Return the words that tell the source's language from the locale's own; none where either is not known.

    A language in another script needs no words to be told from a source in Latin script.
    """
    words = _function_words()
    if source == own or source not in words:
        return frozenset()
    name = cldr.resolve(own)
    if own not in words and (not name or cldr.script(name) == "Latn"):
        return frozenset()
    return words[source] - words.get(own, frozenset())


@cache
def _literals() -> frozenset[str]:
    return frozenset(_read("debris.toml")["literals"]["whole"])


@cache
def _marks(printf: bool) -> re.Pattern[str]:
    marks: dict[str, str] = _read("debris.toml")["marks"]
    return re.compile("|".join(f"(?:{mark})" for name, mark in marks.items() if not (printf and name == "brackets")))


@cache
def _chatting(own: str) -> Finder:
    phrases = _phrases(own)
    return Finder(re.compile("|".join(map(re.escape, phrases))), phrases, anywhere=own in {"ja", "ko", "zh"})


@cache
def _phrases(own: str) -> tuple[str, ...]:
    """Return the phrases of the language's own, and the English ones, which programs fall back to."""
    phrases: dict[str, list[str]] = _read("debris.toml")["phrases"]
    return tuple(dict.fromkeys((*phrases["en"], *phrases.get(own, ()))))


@cache
def _friends() -> Mapping[str, tuple[_Friend, ...]]:
    return {
        name: tuple(_Friend(row["source"], _any_of(row["target"]), _any_of(row["unless"]), row["says"]) for row in rows)
        for name, rows in _read("false_friends.toml").items()
    }


@cache
def _any_source() -> re.Pattern[str]:
    return _any_of(" ".join(_sources()))


@cache
def _sources() -> Mapping[str, re.Pattern[str]]:
    return {one.source: _any_of(one.source) for friends in _friends().values() for one in friends}


def _any_of(words: str) -> re.Pattern[str]:
    """Return what matches any of the words; where there are no spaces between words, anywhere."""
    parts = [re.escape(word).replace(r"\*", r"\w*") for word in words.split()]
    inside = "|".join(parts)
    if re.search("[\u3040-\u30ff\u4e00-\u9fff]", words):
        return re.compile(inside)
    return re.compile(rf"(?<!\w)(?:{inside})(?!\w)", re.IGNORECASE)
