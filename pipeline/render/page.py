"""`Page` is all that one edition is rendered from: a frozen value, so that a render is a function of it alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.branding import Branding
from pipeline.fonts import WebFace
from pipeline.model import Handout, Paper, Resource, Variant

Texts = Mapping[tuple[str | None, str], str]
"""Translations that may be shown, by (msgctxt, msgid)."""


@dataclass(frozen=True, slots=True)
class Download:
    """A PDF that was made of a page: its address, its layout, its paper ("" is the territory's own) and its bytes."""

    href: str
    variant: Variant
    paper: Paper | Literal[""]
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """A handout in one locale for one territory.

    `texts` and `ui` hold the translations that may be shown; what is missing prints in the source language, marked as
    such. `resources` are those of the territory. `alternates` are the same handout in every locale of the project, this
    one too, as (locale, address). `href` is this page's own name on the web, "" where it is none, and `url` its public
    address. `downloads` are the PDFs of it that were made, and `fonts` the faces that the web page is set in, whose
    files stand in the folder `fonts` of the output. `images` holds the files that the handout shows, by their target.
    A draft that is `weak` was made in a language whose drafts are known to be. `paper` is "" where it is the
    territory's own.
    """

    handout: Handout
    locale: str
    territory: str
    source_locale: str
    texts: Texts
    ui: Texts
    resources: tuple[Resource, ...] = ()
    draft: bool = True
    weak: bool = False
    variant: Variant = "standard"
    paper: Paper | Literal[""] = ""
    branding: Branding = field(default_factory=Branding)
    alternates: tuple[tuple[str, str], ...] = ()
    href: str = ""
    url: str = ""
    downloads: tuple[Download, ...] = ()
    fonts: tuple[WebFace, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
