"""`findings` as one HTML page for translators: it needs no network and runs no script.

Every text says its language and direction, so that browsers shape and speak it rightly, and stands in a block of its
own, so that a right-to-left one turns nothing around but itself.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from pipeline import checks, cldr
from pipeline.model import Coverage, Finding
from pipeline.report.marks import Pieces, marked
from pipeline.report.words import columns, ordered, plain, severity, summary, text_of

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1b1b1b, #ececec); --paper: light-dark(#ffffff, #161616);
  --line: light-dark(#8a8a8a, #7d7d7d); --error: light-dark(#a3001b, #ff9aa5); --mark: light-dark(#ffe58a, #6b5200) }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper) }
h2, dt { overflow-wrap: anywhere }
table { border-collapse: collapse }
th, td { border: 1px solid var(--line); padding: 0.2rem 0.6rem; text-align: start }
.wide { overflow-x: auto }
article { border-block-start: 1px solid var(--line); padding-block: 0.8rem }
article h3 { margin: 0; font-size: 1rem; font-weight: 400 }
article ul { margin: 0.2rem 0; padding-inline-start: 1.2rem }
.error strong { color: var(--error) }
dl { margin: 0 }
dt { margin-block-start: 0.4rem; font-size: 0.875rem }
dd { margin: 0 }
.text { white-space: pre-wrap; overflow-wrap: anywhere; border-inline-start: 3px solid var(--line);
  padding-inline-start: 0.8rem; font-size: 1.125rem }
mark { color: inherit; background: var(--mark); text-decoration: underline 2px; text-underline-offset: 0.25em }
"""

_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")

_HEAD = f"""<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; \
form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Findings in the translations</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Findings in the translations</h1>
"""


def findings(found: Sequence[Finding], coverage: Sequence[Coverage], *, source_locale: str = "en") -> str:
    """Return the findings by file and message with both texts, what the checks look for, and the coverage."""
    parts = [_HEAD, f"<p>{escape(summary(found))}</p>\n"]
    for file, of_file in groupby(ordered(found), key=lambda finding: finding.file):
        parts.append(f"<section>\n<h2>{_shown(file)}</h2>\n")
        parts += (_article(list(about), source_locale) for _, about in groupby(of_file, key=text_of))
        parts.append("</section>\n")
    parts += _checks({finding.check for finding in found})
    parts += _coverage(coverage)
    return "".join(parts) + "</main>\n</body>\n</html>\n"


def _article(about: Sequence[Finding], source_locale: str) -> str:
    first = about[0]
    place = f"Line {first.line}" if first.line else "The whole file"
    context = f", context “{_shown(first.msgctxt)}”" if first.msgctxt else ""
    told = "".join(
        f'<li class="{severity(one)}"><strong>{severity(one)}</strong> <code>{_shown(one.check)}</code>:'
        f' <span dir="ltr">{_shown(one.message)}</span></li>\n'
        for one in about
    )
    return (
        f"<article>\n<h3>{place}{context}</h3>\n<ul>\n{told}</ul>\n{''.join(_texts(about, source_locale))}</article>\n"
    )


def _texts(about: Sequence[Finding], source_locale: str) -> Iterator[str]:
    """Yield both texts and what is proposed; nothing for a header, whose fields the finding itself names."""
    if not about[0].msgid:
        return
    texts, locale = marked(about), about[0].locale
    yield "<dl>\n"
    yield _text("Source", texts.source, source_locale)
    if texts.translation:
        yield _text("Translation", texts.translation, locale)
    for fix in texts.fixes:
        yield _text("Proposed", fix, locale)
    yield "</dl>\n"


def _text(name: str, pieces: Pieces, locale: str) -> str:
    # Of a language that CLDR does not know, the letters tell the direction; an empty `lang` is “unknown”:
    # https://html.spec.whatwg.org/multipage/dom.html#the-lang-and-xml:lang-attributes
    known = cldr.known(locale)
    lang, direction = (cldr.tag(locale), cldr.direction(locale)) if known else ("", "auto")
    shown = "".join(f"<mark>{_lines(piece)}</mark>" if mark else _lines(piece) for piece, mark in pieces)
    return f'<dt>{name}</dt>\n<dd class="text" lang="{escape(lang)}" dir="{direction}">{shown}</dd>\n'


def _lines(text: str) -> str:
    return "\n".join(_shown(line) for line in text.split("\n"))


def _checks(names: set[str]) -> Iterator[str]:
    """Yield what each of these checks says of itself."""
    known = [checks.registry()[name] for name in sorted(names) if name in checks.registry()]
    if known:
        yield "<section>\n<h2>What the checks look for</h2>\n<dl>\n"
        yield from (f"<dt><code>{escape(one.id)}</code></dt>\n<dd>{_shown(one.summary)}</dd>\n" for one in known)
        yield "</dl>\n</section>\n"


def _coverage(coverage: Sequence[Coverage]) -> Iterator[str]:
    if not coverage:
        return
    head, rows = columns(coverage)
    yield '<section>\n<h2>Coverage</h2>\n<div class="wide" tabindex="0" role="region" aria-label="Coverage">\n'
    yield "<table>\n<tr>"
    yield "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    yield "</tr>\n"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n"
    yield "</table>\n</div>\n</section>\n"


def _shown(text: str) -> str:
    """Return foreign text as HTML: what nobody sees as escapes, and no markup."""
    return escape(plain(text))
