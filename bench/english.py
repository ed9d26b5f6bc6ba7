"""`document` makes an English handout of random words; `terms` makes the names of its conditions.

The same seed gives the same text: every choice comes from a `random.Random` named for what it chooses.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

COMMON = """
    about after again always anyone appointment area ask away bath because before begin better between body
    breathe call calm care carefully change check child clinic close comfort common cool daily day different
    doctor dose drink drive early ease eat effect evening every exercise family feel few fever find first
    fluid food friend gently give glass good happen healthy heat help home hour keep kind know later learn
    less light likely list listen medicine minute moment morning move need never new night normal note nurse
    often pain partner people plan possible practice prepare problem question quickly quiet reason record
    regular relax remember rest safe share shower side sign sleep slowly sometimes soon speak start stay
    step stop support sure swelling symptom take talk team tell test therapy tired today together treatment
    understand until usually visit wait walk warm wash watch water week while without worry write year
""".split()
LINKING = """
    and or but when if with for to from in on at by your you can may should is are the a
""".split()
KINDS = """
    abdominal acute allergic antiviral arterial bacterial bipolar bladder bronchial cardiac cervical chronic
    clinical congenital coronary cranial dental dermal diabetic digestive endocrine gastric genital
    glandular hepatic hormonal hypertensive immune infectious intestinal ischemic lumbar lymphatic menstrual
    metabolic muscular nasal neural ocular oral ovarian pelvic peripheral postnatal prenatal pulmonary renal
    respiratory spinal thyroid urinary uterine vaginal vascular venous viral
""".split()
CONDITIONS = """
    abscess anemia aneurysm asthma biopsy bleeding block catheter clot cramp cyst defect dilation discharge
    disorder drain edema embolism failure fibroid fracture graft hernia hemorrhage implant infection
    inflammation injury insufficiency laceration lesion ligament neuropathy obstruction prolapse rash reflux
    rupture scan scar screening spasm stenosis stent stroke surgery syndrome tear thrombosis transplant
    trauma tumor ulcer ultrasound
""".split()
HOSTS = """
    care.example.org clinic.example.org guide.example.net help.example.org
""".split()
FACTS = {"hotline_phone": "+1-800-555-0199", "clinic_name": "Example Clinic", "clinic_phone": "+1-555-0100"}

SECTIONS = 8
_MARKS = {"h1": "# ", "h2": "## ", "h3": "### ", "ul": "- ", "quote": "> "}


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, item, quote or table; `texts` has one text, or a table's cells, three a row."""

    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A text to translate, and where it stands."""

    msgid: str
    kind: str
    line: int


def terms(count: int, seed: int) -> tuple[str, ...]:
    """Return `count` different names of two words, “renal cyst”; raise ValueError for more than there are."""
    pairs = len(KINDS) * len(CONDITIONS)
    if count > pairs:
        raise ValueError(f"there are {pairs} terms")
    picked = random.Random(f"terms:{seed}").sample(range(pairs), count)
    return tuple(f"{KINDS[at // len(CONDITIONS)]} {CONDITIONS[at % len(CONDITIONS)]}" for at in picked)


def document(number: int, seed: int, names: Sequence[str]) -> tuple[Block, ...]:
    """Return a handout of eight sections, about 66 texts with its one table."""
    return tuple(_blocks(number, Author(random.Random(f"doc:{seed}:{number}"), names)))


def markdown(blocks: Sequence[Block]) -> tuple[str, list[Text]]:
    """Return the document as Markdown, one block a line, and its texts in order, some of them twice."""
    lines: list[str] = []
    texts: list[Text] = []
    above, count = "", 0
    for block in blocks:
        if lines and not (block.kind == above and block.kind in {"ul", "ol"}):
            lines.append("")
            count = 0
        count += 1
        above = block.kind
        if block.kind != "table":
            texts.append(Text(block.texts[0], block.kind, len(lines) + 1))
            lines.append((f"{count}. " if block.kind == "ol" else _MARKS.get(block.kind, "")) + block.texts[0])
            continue
        for start in range(0, len(block.texts), 3):
            cells = block.texts[start : start + 3]
            texts.extend(Text(cell, "cell", len(lines) + 1) for cell in cells)
            lines.append(f"| {' | '.join(cells)} |")
            if start == 0:
                lines.append("| --- | ---: | --- |")
    return "\n".join(lines) + "\n", texts


def _blocks(number: int, author: "Author") -> Iterator[Block]:
    rng = author.rng
    yield Block("h1", (f"{author.phrase(3, 6, 0.5)} {number}",))
    with_table = rng.randrange(SECTIONS)
    for section in range(SECTIONS):
        yield Block("h3" if section and section % 3 == 0 else "h2", (author.phrase(2, 6, 0.2),))
        yield from (Block("p", (author.paragraph(),)) for _ in range(rng.randint(2, 3)))
        if section % 2 == 0:
            yield from (Block("ul", (author.sentence(),)) for _ in range(rng.randint(3, 5)))
        if section in {3, 6}:
            yield from (Block("ol", (author.sentence(),)) for _ in range(rng.randint(3, 4)))
        if section in {1, 5}:
            yield Block("quote", (author.paragraph(),))
        if section == with_table:
            yield Block("table", tuple(author.cells()))


class Author:
    """Writes from one random stream."""

    def __init__(self, rng: random.Random, names: Sequence[str]) -> None:
        self.rng, self._names = rng, names

    def phrase(self, low: int, high: int, term_chance: float = 0.0) -> str:
        rng = self.rng
        words: list[str] = []
        for at in range(rng.randint(low, high)):
            pool = LINKING if at % 3 == 2 else COMMON
            word = rng.choice(pool)
            while words and word == words[-1]:  # A word said twice would be a defect that the key does not know.
                word = rng.choice(pool)
            words.append(word)
        if self._names and rng.random() < term_chance:
            name = rng.choice(self._names)
            plural = "s" if rng.random() < 0.15 else ""
            words.insert(rng.randint(0, len(words)), name + plural)
        text = " ".join(words)
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        text = self.phrase(7, 16, 0.35)
        text += self._addition(self.rng.random())
        return text + self.rng.choices(".?!", (88, 9, 3))[0]

    def _addition(self, roll: float) -> str:
        rng = self.rng
        if roll < 0.10:
            return f" in {rng.randint(2, 98)}% of people"
        if roll < 0.22:
            return f" after {rng.randint(2, 60)} {rng.choice(['minutes', 'hours', 'days', 'weeks'])}"
        if roll < 0.26:
            return f" between {rng.randint(1, 9)}.{rng.randint(1, 9)} and {rng.randint(10, 40)} mg"
        if roll < 0.34:
            link = f"{rng.choice(COMMON)} {rng.choice(COMMON)}"
            return f", see [{link}](https://{rng.choice(HOSTS)}/{rng.choice(COMMON)}-{rng.randint(1, 999)})"
        if roll < 0.44:
            return f", and **{rng.choice(COMMON)} {rng.choice(COMMON)}**"
        if roll < 0.48:
            return f", call 1-800-555-{rng.randint(0, 9999):04d}"
        if roll < 0.51:
            return f", call {{{rng.choice(list(FACTS))}}}"
        return ""

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.rng.randint(1, 3)))

    def cells(self) -> Iterator[str]:
        yield from (self.phrase(1, 2) for _ in range(3))
        for _ in range(3):
            yield self.phrase(2, 4, 0.5)
            yield f"{self.rng.randint(2, 400)} mg {self.rng.choice(COMMON)}"
            yield self.phrase(2, 5)
