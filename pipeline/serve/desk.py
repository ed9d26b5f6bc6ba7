"""`Desk` is a project on a translator's desk: what its pages show, and the one way to change a message.

It is read again as soon as a file of it changes. Threads may share a desk: they take turns.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import checks, cldr, files, markup, render, review
from pipeline.catalog import replace_messages
from pipeline.errors import HandoutsError, visible
from pipeline.model import UI_DOMAIN, Finding, Format, Message
from pipeline.serve import edit as edits
from pipeline.serve import views
from pipeline.serve.edit import Edit, Key
from pipeline.serve.preview import Drafts, as_typed, page_of
from pipeline.serve.views import Json
from pipeline.serve.workspace import UnknownError, Workspace


class Desk:
    """The project below `root`, which `load` reads; `locales` are those to work on, () for all targets."""

    def __init__(
        self, load: Callable[[], Workspace], root: Path, *, locales: Sequence[str] = (), translator: str = ""
    ) -> None:
        self._load = load
        self._root = root
        self._locales = tuple(locales)
        self._translator = translator
        self._turn = threading.RLock()
        self._read: tuple[str, Workspace | Exception] | None = None
        self._found: dict[str, Mapping[str, Mapping[Key, list[Finding]]]] = {}

    # ------------------------------------------------------------------------------------------------------- reading

    def version(self) -> str:
        """Return a word that changes whenever a file of the project does, at the price of a stat for each."""
        state = hashlib.sha256()
        for path, stat in sorted(_files(self._root)):
            state.update(f"{path}\0{stat.st_mtime_ns} {stat.st_size} {stat.st_ino}\n".encode())
        return state.hexdigest()[:16]

    @contextmanager
    def _workspace(self) -> Iterator[Workspace]:
        """Give the project as it is now, to one thread at a time.

        Raises HandoutsError, or a group of them, where it is broken.
        """
        with self._turn:
            version = self.version()
            if self._read is None or self._read[0] != version:
                self._found.clear()
                try:
                    self._read = version, self._load()
                except (HandoutsError, ExceptionGroup) as error:
                    self._read = version, error
            read = self._read[1]
            if isinstance(read, Exception):
                raise read.with_traceback(None)
            yield read

    def _findings(self, workspace: Workspace, locale: str) -> Mapping[str, Mapping[Key, list[Finding]]]:
        """Return what the checks say of the catalogs of a locale, by domain and message."""
        if locale not in self._found:
            found: dict[str, dict[Key, list[Finding]]] = {domain: {} for domain in workspace.templates}
            for finding in workspace.findings([(locale, domain) for domain in workspace.templates]):
                key = finding.msgctxt, finding.msgid
                found[Path(finding.file).stem].setdefault(key, []).append(finding)
            self._found[locale] = found
        return self._found[locale]

    def _targets(self, workspace: Workspace) -> tuple[str, ...]:
        return tuple(locale for locale in workspace.project.locales if not self._locales or locale in self._locales)

    def _check(self, workspace: Workspace, locale: str, domain: str) -> None:
        if locale not in self._targets(workspace):
            raise UnknownError(f"No locale {visible(locale)} to work on.")
        if domain not in workspace.templates:
            raise UnknownError(f"No handout {visible(domain)}.")

    def _message(self, workspace: Workspace, locale: str, mark: str) -> tuple[str, Message]:
        """Return the domain and the message of a mark, as its catalog has it."""
        domain = mark.partition("/")[0]
        self._check(workspace, locale, domain)
        for message in workspace.catalog(locale, domain).live:
            if render.mark(domain, message.key) == mark:
                return domain, message
        raise UnknownError("This text is not in the catalog. Run `handouts update`.")

    # --------------------------------------------------------------------------------------------------------- pages

    def overview(self) -> Json:
        """Return every locale with its handouts and how far each is."""
        with self._workspace() as workspace:
            return {
                "project": workspace.project.name,
                "source": _language(workspace.project.source_locale, workspace.project.source_locale),
                "locales": [
                    {
                        **_language(locale, workspace.project.source_locale),
                        "handouts": [self._progress(workspace, locale, domain) for domain in workspace.templates],
                    }
                    for locale in self._targets(workspace)
                ],
            }

    def _progress(self, workspace: Workspace, locale: str, domain: str) -> Json:
        about: Json = {"domain": domain, "title": _title(workspace, domain)}
        try:
            coverage = review.coverage(workspace.catalog(locale, domain), workspace.ledger(locale))
        except HandoutsError as error:
            return {**about, "error": str(error)}
        return {**about, "coverage": views.coverage_view(coverage)}

    def page(self, locale: str, domain: str, territory: str) -> Json:
        """Return what the page of one handout in one locale needs, besides its preview: settings and messages."""
        with self._workspace() as workspace:
            self._check(workspace, locale, domain)
            project = workspace.project
            territory = territory or project.territories[0]
            page = self._page(workspace, locale, domain, territory)
            words = render.html(page, marked=True).decode()
            around = [] if domain == UI_DOMAIN else [UI_DOMAIN]
            rows = [
                row
                for each in (domain, *around)
                for row in self._rows(workspace, locale, each)
                if each == domain or f'data-message="{row["mark"]}"' in words
            ]
            catalog = workspace.catalog(locale, domain)
            missing = {message.key for message in workspace.templates[domain]} - catalog.by_key.keys()
            return {
                "domain": domain,
                "title": _title(workspace, domain),
                "slug": page.handout.slug,
                "territory": territory,
                "territories": [
                    {"code": code, "name": cldr.territory_name(code, project.source_locale)}
                    for code in project.territories
                ],
                "locale": _language(locale, project.source_locale),
                "source": _language(project.source_locale, project.source_locale),
                "draft": page.draft,
                "missing": len(missing) if catalog.original is not None else 0,
                "absent": catalog.original is None,
                "coverage": views.coverage_view(review.coverage(catalog, workspace.ledger(locale))),
                "messages": rows,
            }

    def _rows(self, workspace: Workspace, locale: str, domain: str) -> list[Json]:
        """Return the messages of a catalog in the order of the source."""
        catalog, ledger = workspace.catalog(locale, domain), workspace.ledger(locale)
        found = self._findings(workspace, locale)[domain]
        place = {message.key: number for number, message in enumerate(workspace.templates[domain])}
        return [
            views.row(
                domain,
                message,
                views.of_text(found.get(message.key, ())),
                reviewed=review.reviewed(message, ledger, domain),
            )
            for message in sorted(catalog.live, key=lambda message: place.get(message.key, len(place)))
        ]

    def message(self, locale: str, mark: str) -> Json:
        """Return all that is shown of the message being worked on."""
        with self._workspace() as workspace:
            domain, message = self._message(workspace, locale, mark)
            return self._view(workspace, locale, domain, message)

    def _view(self, workspace: Workspace, locale: str, domain: str, message: Message) -> Json:
        findings = self._findings(workspace, locale)[domain].get(message.key, ())
        return views.message_view(
            domain,
            message,
            views.of_text(findings),
            reviewed=review.reviewed(message, workspace.ledger(locale), domain),
            termbase=workspace.termbase.within(domain),
            source_locale=workspace.project.source_locale,
            tag=cldr.tag(locale),
        )

    # ------------------------------------------------------------------------------------------------------- editing

    def check(self, locale: str, mark: str, edit: Edit) -> list[Json]:
        """Return what the checks would say if `edit` were saved."""
        with self._workspace() as workspace:
            domain, message = self._message(workspace, locale, mark)
            _check_forms(message, edit)
            catalog = workspace.catalog(locale, domain)
            # What needs work is still looked at here: that is how one gets it right.
            wanted = replace(edit, fuzzy=False).of(message)
            edited = replace_messages(catalog, {message.key: wanted})
            beside = (edited if each == domain else workspace.catalog(locale, each) for each in workspace.templates)
            findings = checks.run(
                replace(edited, messages=(wanted,)), workspace.check_context(edited), checks.Corpus(tuple(beside))
            )
            of_message = (finding for finding in findings if (finding.msgctxt, finding.msgid) == message.key)
            return [views.finding_view(finding) for finding in views.of_text(of_message)]

    def save(self, locale: str, mark: str, seen: str, edit: Edit) -> tuple[bool, Json | None]:
        """Write `edit` into its catalog; return whether that was done, and the message as it is now, None if gone.

        Nothing is done where the message is no longer the one that was `seen`.
        """
        with self._workspace() as workspace, files.lock(workspace.project.locales_dir):
            domain, message = self._message(workspace, locale, mark)
            _check_forms(message, edit)
            found = workspace.catalog(locale, domain)
            if found.original is None:
                raise HandoutsError("There is no such catalog.", file=found.path, hint="Run `handouts update`.")
            outcome = edits.save(found, message.key, seen, edit, translator=self._translator, now=datetime.now(UTC))
        if outcome.message is None:
            return False, None
        return outcome.saved, self.message(locale, mark)

    # ------------------------------------------------------------------------------------------------------- previews

    def preview(self, locale: str, domain: str, territory: str, *, final: bool, drafts: Drafts) -> bytes:
        """Return the handout as a marked web page.

        `final`, it is what readers would get from a build. Else it also shows what needs work, and `drafts`.
        """
        with self._workspace() as workspace:
            self._check(workspace, locale, domain)
            page = self._page(workspace, locale, domain, territory)
            return render.html(page if final else as_typed(page, workspace, drafts), marked=True)

    def pdf(self, locale: str, domain: str, territory: str) -> bytes:
        """Return the handout as a PDF, as a build would make it now."""
        with self._workspace() as workspace:
            self._check(workspace, locale, domain)
            render.ready({locale})
            return render.pdf(self._page(workspace, locale, domain, territory, "pdf"))

    def _page(
        self, workspace: Workspace, locale: str, domain: str, territory: str, format_: Format = "html"
    ) -> render.Page:
        return page_of(workspace, self._findings(workspace, locale), locale, domain, territory, format_)


def _files(folder: Path) -> Iterable[tuple[str, os.stat_result]]:
    """Yield the files that a project is read from: its settings, and all below `source/` and `locales/`."""
    pending = [folder / "source", folder / "locales"]
    with os.scandir(folder) as entries:
        yield from ((entry.path, entry.stat()) for entry in entries if entry.name.endswith(".toml"))
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue  # A file on its way to its place, or an editor's.
                    if entry.is_dir():
                        pending.append(Path(entry.path))
                    else:
                        yield entry.path, entry.stat()
        except FileNotFoundError:
            continue  # Gone while we looked: the next look sees it.


def _language(locale: str, source_locale: str) -> Json:
    return {
        "locale": locale,
        "tag": cldr.tag(locale),
        "direction": cldr.direction(locale),
        "name": cldr.own_name(locale),
        "named": cldr.language_name(locale, source_locale),
    }


def _title(workspace: Workspace, domain: str) -> str:
    for handout in workspace.handouts:
        if handout.slug == domain:
            return markup.plain(markup.parse_inline(handout.title.msgid))
    return "Words around the handouts"


def _check_forms(message: Message, edit: Edit) -> None:
    if len(edit.msgstr) != len(message.msgstr):
        raise UnknownError(f"The text has {len(message.msgstr)} forms, not {len(edit.msgstr)}.")
