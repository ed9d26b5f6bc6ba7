"""Checks of the small words that turn a text around: not, left, above, must. Their lists are in `words/`."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache

from pipeline.checks import traits
from pipeline.checks.cues import (
    Cue,
    Cues,
    Sentence,
    comparable,
    compared,
    cues,
    entries,
    folded,
    lexicon,
    says,
    setting,
    source_cues,
)
from pipeline.checks.reading import Reading, language
from pipeline.checks.registry import Problem, check
from pipeline.checks.runner import Context
from pipeline.model import Message, Severity

_SIDES = frozenset({"left", "right", "side-left", "side-right"})
_DEMANDS = frozenset({"must", "should", "forbid", "now", "today", "soon"})


@check(
    "negation-lost",
    Severity.ERROR,
    issue_type="mistranslation",
    source=says("negation", {"sure"}),
    applies=comparable("negation"),
)
def negation_lost(message: Message, context: Context) -> Iterator[Problem]:
    """The source says “not”, and the translation does not.

    One word decides between a warning and an order. In a study of machine-translated discharge instructions, “hold the
    kidney medicine” became “keep taking” it (Khoong and others, JAMA Internal Medicine 2019;179:580,
    https://doi.org/10.1001/jamainternmed.2018.7653). Sentences are compared side by side. A language may deny by a
    word, twice in one clause, or by saying the opposite (“avoid”, “unsafe”): any of these will do.

    Bad (es):

        msgid "Do not drive."
        msgstr "Conduzca."

    Good (es):

        msgid "Do not drive."
        msgstr "Evite conducir."
    """
    for ours, theirs in compared("negation", context):
        denials = _words(ours.cues, "sure")
        if denials and _too_few_denials(ours, theirs, context):
            words = "”, “".join(denials)
            yield Problem(f"“{words}” is lost." if len(denials) == 1 else f"“{words}”: one of them is lost.")


@check(
    "negation-added",
    Severity.WARNING,
    issue_type="mistranslation",
    target=lexicon("negation"),
    applies=comparable("negation"),
)
def negation_added(message: Message, context: Context) -> Iterator[Problem]:
    """The translation says “not”, and the source does not.

    “Take it with food” and “do not take it with food” are one word apart. Sentences are compared side by side; where
    the source itself denies or comes close to it (“avoid”, “until”, “without”), the translation may. The critical
    errors of the Conference on Machine Translation's task on quality estimation count a negation that is lost or added:
    https://www.statmt.org/wmt21/quality-estimation-task.html

    Bad (es):

        msgid "You can drive."
        msgstr "No puede conducir."

    Good (es):

        msgid "You can drive."
        msgstr "Puede conducir."
    """
    if message.msgid_plural is not None:  # The form for none says so: Arabic “no days”.
        return
    for ours, theirs in compared("negation", context):
        word = _denial_too_many(ours, theirs, context)
        if word:
            yield Problem(f"“{word}” is not in the source.")


@check(
    "laterality-swapped",
    Severity.ERROR,
    issue_type="mistranslation",
    source=says("laterality", _SIDES),
    applies=comparable("laterality"),
)
def laterality_swapped(message: Message, context: Context) -> Iterator[Problem]:
    """Left has become right, or right left, or the side is gone.

    Treatment of the wrong side is an event that the Joint Commission's Universal Protocol is to make impossible
    (https://www.jointcommission.org/standards/universal-protocol/). “Right” that is not a side is left alone.

    Bad (es):

        msgid "Raise your left arm."
        msgstr "Levante el brazo derecho."

    Good (es):

        msgid "Raise your left arm."
        msgstr "Levante el brazo izquierdo."
    """
    for ours, theirs in compared("laterality", context):
        sides, answers = ours.cues, theirs.cues
        problem = _exchanged(sides, answers, "left", "right") or _crossed(sides, answers) or _side_lost(sides, answers)
        if problem:
            yield Problem(problem)


def _says_direction(reading: Reading) -> bool:
    kinds = _directions()
    return any(cue.kind in kinds for cue in source_cues("direction", reading.prose, reading.locale))


@check(
    "direction-swapped",
    Severity.ERROR,
    issue_type="mistranslation",
    source=traits.text(_says_direction),
    target=lexicon("direction"),
    both=True,
    applies=comparable("direction"),
)
def direction_swapped(message: Message, context: Context) -> Iterator[Problem]:
    """A direction has become its opposite: below and above, before and after, more and less, start and stop.

    A threshold that is turned around sends home those who should come. Comparisons and times are among what makes
    translated instructions harmful (Khoong and others, JAMA Internal Medicine 2019;179:580,
    https://doi.org/10.1001/jamainternmed.2018.7653). It speaks only where one of a pair is fewer and the other more.

    Bad (es):

        msgid "Get help if the temperature is below 35 °C."
        msgstr "Pida ayuda si la temperatura está por encima de 35 °C."

    Good (es):

        msgid "Get help if the temperature is below 35 °C."
        msgstr "Pida ayuda si la temperatura es inferior a 35 °C."
    """
    for ours, theirs in compared("direction", context):
        problem = _turned_around(ours, theirs, context) or _only_after(ours, theirs, context)
        if problem:
            yield Problem(problem)


@check(
    "warning-softened",
    Severity.WARNING,
    issue_type="mistranslation",
    source=(says("modality", _DEMANDS), says("negation", {"sure"})),
    target=lexicon("modality"),
    both=True,
    applies=comparable("modality"),
)
def warning_softened(message: Message, context: Context) -> Iterator[Problem]:
    """What the source demands, the translation only allows, suggests or puts off.

    “You must” is not “you may”, “do not” is not “try not to”, and “now” is not “later”. Standards keep these words
    apart for what they bind a reader to: ISO/IEC Directives, Part 2, clause 7
    (https://www.iso.org/sites/directives/current/part2/index.xhtml). An imperative is as binding as “must”.

    Bad (es):

        msgid "You must stop the medicine."
        msgstr "Puede suspender el medicamento."

    Good (es):

        msgid "You must stop the medicine."
        msgstr "Suspenda el medicamento."
    """
    for ours, theirs in compared("modality", context):
        problem = (
            _softened(ours.cues, theirs.cues)
            or _only_tried(ours, theirs, context.source.locale)
            or _put_off(ours.cues, theirs.cues)
        )
        if problem:
            yield Problem(problem)


# What kinds begin with that are a side of the body for certain.
_CERTAIN = "side-"
# What kinds begin with that say a direction by denying its opposite.
_DENIED = "not-"
_CALLS_FOR_DENIAL = frozenset({"sure", "maybe", "near"})
_CLAUSE_END = re.compile(r"[,;:\u060c\u061b\u3001\uff0c\uff1a\uff1b](?!\d)")
# From what cannot wait to what can.
_URGENCY = ("now", "today", "soon", "later")


def _words(found: Cues, kind: str) -> list[str]:
    return [cue.text for cue in found if cue.kind.removeprefix(_CERTAIN) == kind]


def _too_few_denials(ours: Sentence, theirs: Sentence, context: Context) -> bool:
    """Say whether a sentence denies less often than its source, or in fewer of as many clauses."""
    source, target = Counter(cue.kind for cue in ours.cues), Counter(cue.kind for cue in theirs.cues)
    close = target["near"] - source["near"] - source["weak"]
    if target["sure"] + target["maybe"] + max(0, close) < source["sure"]:
        return True
    if source["sure"] < 2 and close > 0:
        return False
    if source["sure"] == 1 == target["sure"] and _denies_the_second_only(ours, theirs, context):
        return True
    here, there = _denying_clauses(ours, theirs, context, {"sure"}, {"sure", "maybe", "near"})
    return here > there


def _denies_the_second_only(ours: Sentence, theirs: Sentence, context: Context) -> bool:
    """Say whether “do not eat or drink” has become “eat and do not drink”."""
    and_not = setting("negation", "and-not").get(context.language)
    if and_not is None or not (either := _words(ours.cues, "or")):
        return False
    both = rf"{re.escape(_words(ours.cues, 'sure')[0])}\s\w+\s{re.escape(either[0])}\s"
    if not re.search(both, folded(ours.text, language(context.source.locale))):
        return False
    text = folded(theirs.text, context.language)
    second = re.search(rf"(?<![^\W\u4e00-\u9fff])(?:{and_not})", text)
    return second is not None and not cues("negation", text[: second.start()], context.locale)


def _denial_too_many(ours: Sentence, theirs: Sentence, context: Context) -> str:
    """Return the denial of a sentence that nothing in the source calls for, if there is one.

    Where the source denies as well, there must be more denials than that and its alternatives call for, or one more
    clause that denies. A language may deny one thing with several words; then the same word counts.
    """
    denials = _words(theirs.cues, "sure")
    if not denials:
        return ""
    calls = sum(cue.kind in _CALLS_FOR_DENIAL for cue in ours.cues)
    if not calls:
        return denials[0]
    if _denies_instead_of_its_condition(ours, theirs, context):
        return denials[0]
    word = max(denials, key=denials.count)
    times = denials.count(word) if context.language in setting("negation", "concord") else len(denials)
    if times > calls + len(_words(ours.cues, "or")):
        return word
    if len(denials) <= calls:
        return ""
    here, there = _denying_clauses(ours, theirs, context, _CALLS_FOR_DENIAL, {"sure"})
    return denials[-1] if there > here else ""


def _denies_instead_of_its_condition(ours: Sentence, theirs: Sentence, context: Context) -> bool:
    """Say whether “call if you have not slept” has become “do not call if you have slept”."""
    words, there, here = setting("negation", "if"), context.language, context.source.locale
    source = re.split(rf"\s(?:{words.get(language(here), '(?!)')})\s", folded(ours.text, language(here)))
    target = re.split(rf"\s(?:{words.get(there, '(?!)')})\s", folded(theirs.text, there))
    if len(source) != 2 or len(target) != 2:
        return False
    if any(cue.kind in _CALLS_FOR_DENIAL for cue in source_cues("negation", source[0], here)):
        return False
    act, condition = (_words(cues("negation", part, context.locale), "sure") for part in target)
    return bool(act) and not condition


def _denying_clauses(
    ours: Sentence, theirs: Sentence, context: Context, source_kinds: Collection[str], target_kinds: Collection[str]
) -> tuple[int, int]:
    """Return in how many clauses each sentence has such cues; nothing where they have not as many clauses."""
    source, target = _CLAUSE_END.split(ours.text), _CLAUSE_END.split(theirs.text)
    if len(source) != len(target) or len(source) < 2:
        return 0, 0
    here, there = context.source.locale, context.locale
    return (
        sum(any(cue.kind in source_kinds for cue in source_cues("negation", one, here)) for one in source),
        sum(any(cue.kind in target_kinds for cue in cues("negation", one, there)) for one in target),
    )


def _exchanged(source: Cues, target: Cues, one: str, other: str) -> str:
    """Say which of two opposite kinds has given way to the other, if either has."""
    for kind, opposite in ((one, other), (other, one)):
        lost, gained = _words(source, kind), _words(target, opposite)
        if len(_words(target, kind)) < len(lost) and len(gained) > len(_words(source, opposite)):
            return f"“{lost[-1]}” has become “{gained[-1]}”."
    return ""


def _crossed(source: Cues, target: Cues) -> str:
    """Say so where a text names both sides once, and they have changed places."""
    ours = [cue.kind.removeprefix(_CERTAIN) for cue in source]
    theirs = [cue.kind for cue in target]
    if sorted(ours) == ["left", "right"] and theirs == ours[::-1]:
        return f"“{target[0].text}” and “{target[1].text}” have changed places."
    return ""


def _side_lost(source: Cues, target: Cues) -> str:
    return next((f"“{cue.text}” is lost." for cue in source if cue.kind.startswith(_CERTAIN) and not target), "")


def _turned_around(ours: Sentence, theirs: Sentence, context: Context) -> str:
    """Say which direction of a sentence has become its opposite, and is not denied to mean the same."""
    if not ours.cues or not theirs.cues:
        return ""
    source, target = _affirmed(ours.cues), _affirmed(theirs.cues)
    problem = _any_exchanged(source, target)
    # One text may deny with the direction, “no more than”, and the other beside it, “do not take more than”.
    within = any(cue.kind.startswith(_DENIED) for cue in (*ours.cues, *theirs.cues))
    if not problem and not within:
        return ""
    if _denies_beside(ours, context.source.locale) == _denies_beside(theirs, context.locale):
        return problem
    return _any_exchanged(source, _turned(target)) if within else ""


def _only_after(ours: Sentence, theirs: Sentence, context: Context) -> str:
    """Say so where “not until May 20” has become “not after May 20”, if the language's words for “until” are known."""
    source, target = ours.cues, theirs.cues
    if "until" not in _kinds_of(context.language) or _words(target, "until"):
        return ""
    until, after = _words(source, "until"), _new(source, target, "after")
    denied = until and after and _denies_beside(ours, context.source.locale) and _denies_beside(theirs, context.locale)
    return f"“{until[0]}” has become “{after[0]}”." if denied else ""


def _affirmed(found: Cues) -> Cues:
    """Return directions without their denials, and by one name: “no more than” is below, and so is “fewer”."""
    return tuple(Cue(_direction(cue.kind), cue.text) for cue in found)


@cache
def _direction(kind: str) -> str:
    if kind.startswith(_DENIED):
        return _opposite()[kind.removeprefix(_DENIED)]
    alike: dict[str, str] = setting("direction", "alike")
    return alike.get(kind, kind)


def _turned(found: Cues) -> Cues:
    """Return directions with those that a denial can turn, above and below, turned."""
    turned = _opposites()[0]
    return tuple(Cue(_opposite()[cue.kind], cue.text) if cue.kind in turned else cue for cue in found)


def _any_exchanged(source: Cues, target: Cues) -> str:
    return next(filter(None, (_exchanged(source, target, one, other) for one, other in _opposites())), "")


def _denies_beside(sentence: Sentence, locale: str) -> bool:
    """Say whether a sentence denies outside of its directions."""
    text = folded(sentence.text, language(locale))
    for cue in sentence.cues:
        if cue.kind.startswith(_DENIED):
            text = text.replace(cue.text, " ", 1)
    return any(cue.kind == "sure" for cue in cues("negation", text, locale))


@cache
def _kinds_of(code: str) -> frozenset[str]:
    """Return the kinds of directions that a language's list has."""
    return frozenset(entries("direction").get(code, ()))


@cache
def _opposite() -> dict[str, str]:
    return {kind: other for one, two in _opposites() for kind, other in ((one, two), (two, one))}


@cache
def _directions() -> frozenset[str]:
    """Return the kinds of words that have an opposite."""
    kinds = {kind for pair in _opposites() for kind in pair} | set(setting("direction", "alike")) | {"until"}
    return frozenset(kinds | {f"{_DENIED}{kind}" for kind in kinds})


@cache
def _opposites() -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = setting("direction", "pairs")
    return [(one, other) for one, other in pairs]


def _softened(source: Cues, target: Cues) -> str:
    """Say which word makes less of what the source demands, and has nothing there to answer to."""
    forbids = _words(source, "forbid")
    bound = _words(source, "must") or forbids
    demands = bound or _words(source, "should")
    if not demands:
        return ""
    softer = _new(source, target, "try") or _new(source, target, "rare") or _new(source, target, "needless")
    if not softer and not _words(target, "must"):
        softer = bound and _new(source, target, "should")
        softer = softer or (_new(source, target, "may") if not forbids and not _words(target, "should") else [])
    return f"“{demands[0]}” has become “{softer[0]}”." if softer else ""


def _only_tried(ours: Sentence, theirs: Sentence, locale: str) -> str:
    """Say so where “not” has become “try not to”."""
    softer = _new(ours.cues, theirs.cues, "try")
    denials = _words(source_cues("negation", ours.text, locale), "sure") if softer else []
    return f"“{denials[0]}” has become “{softer[0]}”." if denials else ""


def _new(source: Cues, target: Cues, kind: str) -> list[str]:
    return [] if _words(source, kind) else _words(target, kind)


def _put_off(source: Cues, target: Cues) -> str:
    """Say which word lets wait what the source does not."""
    ours = [(rank, word) for rank, kind in enumerate(_URGENCY) for word in _words(source, kind)]
    theirs = [(rank, word) for rank, kind in enumerate(_URGENCY) for word in _words(target, kind)]
    if ours and theirs and ours[0][0] < theirs[0][0]:
        return f"“{ours[0][1]}” has become “{theirs[0][1]}”."
    return ""
