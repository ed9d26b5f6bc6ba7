"""`publish`: render the jobs that are not current, put each result wholly in its place, and write the manifest."""

import contextlib
import hashlib
import json
import multiprocessing
import os
import pickle
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path, PurePosixPath

from pipeline import __version__, files, render
from pipeline.build import cluster
from pipeline.build.plan import Contents, Job, finished, indexes, paper_of
from pipeline.errors import HandoutsError, visible
from pipeline.model import Format

MANIFEST = "manifest.json"

# What this module can have written. The manifest decides what is deleted: any other path in it is not ours.
_EDITION = re.compile(r"[A-Za-z]\w*/[A-Z0-9]+/[a-z0-9-]+(?:\.[a-z0-9-]+){0,2}\.(?:html|pdf)", re.ASCII)
_INDEX = re.compile(
    r"(?:[A-Za-z]\w*/)?index\.html|print-desk\.html|sitemap\.xml|card\.png|fonts/(?:OFL\.txt|[a-z0-9-]+\.woff2)",
    re.ASCII,
)
_PART = re.compile(r"manifest\.[0-9]+-of-[0-9]+\.json", re.ASCII)

# A worker costs about half a second before its first page (the import of WeasyPrint), a PDF about a tenth.
_POOL_FROM = 12

# Seconds for one edition in a worker. The slowest takes a few; one that takes minutes hangs, and holds up the others.
_PATIENCE = 300

# How many processes may end in a build before nothing more is tried: then it is not the pages.
_MOST_LOST = 3

# How many jobs are handed out for each worker: one at work, and another so that it need not wait for the next.
_IN_STORE = 2

# Their fonts hold thousands of characters: a PDF takes twice the time.
_LARGE_FONTS = ("zh", "ja", "ko", "yue")

_Entries = dict[str, dict[str, object]]
"""What a manifest tells of each file, by its path."""


@dataclass(frozen=True)
class Result:
    """What one build did; paths are relative to the output folder."""

    rendered: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    errors: tuple[HandoutsError, ...] = ()


def publish(
    contents: Contents,
    jobs: Sequence[Job],
    selected: Sequence[Job],
    page: Callable[[Job], render.Page],
    output: Path,
    *,
    workers: int,
    scheduler: str = "",
    part: str = "",
    sign_offs: str = "not verified",
    progress: Callable[[Job], None] = lambda _: None,
) -> Result:
    """Bring the output folder up to date for `selected`, out of the planned `jobs`, which are those built before too.

    `page` is asked for what an edition is rendered from, when it is rendered. An edition is current where the manifest
    has its digest and the file has the bytes the manifest tells. Editions that are no longer planned are removed, and
    so is one that failed, since what stood there is out of date; files that the manifest does not name are never
    touched. `sign_offs` is what the manifest says of how they are proven: “not verified”, “verified by …”. `scheduler`
    is the address of a Dask cluster to render on, "" for this machine.

    `part`, such as `2-of-3`, says that `selected` are all editions of some handouts, and others are made elsewhere: no
    page that leads to all of them is written, and the manifest is `manifest.2-of-3.json`. Where the parts come together
    in one folder, a build of the whole finds all current and writes what they lack.

    Of an interrupted build the manifest tells what it made, and the next one goes on from there.

    A web page tells what else there is, so pages are rendered after the PDFs, and those of an earlier build anew where
    what they lead to has changed. So are the indexes, which lead to every edition there is; those of before that lead
    nowhere now are removed.

    Raises HandoutsError where nothing can be rendered at all (a system library or font is missing, a file cannot be
    written); the errors of single editions are in the result, and the others are published.
    """
    with files.lock(output):
        known, old_indexes = _known(output)
        planned = {str(job.path) for job in (selected if part else jobs)}
        current = {path: entry for path, entry in known.items() if path in planned}
        gone = set() if part else {path for path in known if path not in planned}
        errors: list[HandoutsError] = []
        rendered: list[str] = []
        manifest = output / (f"manifest.{part}.json" if part else MANIFEST)

        def make(stale: Sequence[Job], base: Mapping[str, str]) -> None:
            for job, outcome in _render(stale, page, workers, scheduler):
                path = str(job.path)
                if isinstance(outcome, HandoutsError):
                    errors.append(outcome)
                    current.pop(path, None)
                    gone.add(path)
                else:
                    files.write(output / path, outcome)
                    current[path] = _entry(job, outcome, base.get(path, ""))
                    rendered.append(path)
                progress(job)

        try:
            on_paper = [job for job in selected if job.edition.format == "pdf"]
            make([job for job in on_paper if not _is_current(job, known, output)], {})
            web = _web_pages(selected if part else jobs, selected, current)
            paths = {str(job.path): 0 for job in web} | dict.fromkeys(_of_format(current, "html"), 0)
            there = paths | {path: _size(current[path]) for path in _of_format(current, "pdf")}
            linked = finished(web, jobs, there, contents.locales)
            make(
                [job for job in linked if not _is_current(job, known, output)],
                {str(job.path): job.digest for job in web},
            )
        except KeyboardInterrupt:
            for path in gone:
                _remove(path, output)
            files.write(manifest, _dump_manifest(current, old_indexes, sign_offs))
            raise
        removed = [path for path in gone if _remove(path, output)]
        led = {} if part else _lead(contents, jobs, current, old_indexes, output)
        files.write(manifest, _dump_manifest(current, led, sign_offs))
        for told in () if part else _parts(output):
            files.remove(told)
    done = gone.union(rendered)
    return Result(
        rendered=tuple(sorted(rendered)),
        current=tuple(sorted(str(job.path) for job in selected if str(job.path) not in done)),
        removed=tuple(sorted(removed)),
        errors=tuple(errors),
    )


def _lead(
    contents: Contents,
    jobs: Sequence[Job],
    current: Mapping[str, Mapping[str, object]],
    old: Mapping[str, Mapping[str, object]],
    output: Path,
) -> _Entries:
    """Write the indexes that are not current, remove those that lead nowhere now, and return what to tell of each."""
    led: _Entries = {}
    for path, index in indexes(contents, jobs, {path: _size(entry) for path, entry in current.items()}).items():
        if _is_there(path, index.digest, old, output):
            led[path] = dict(old[path])
        else:
            content = index.make()
            files.write(output / path, content)
            led[path] = {"digest": index.digest, "sha256": hashlib.sha256(content).hexdigest()}
    for path in old.keys() - led.keys():
        _remove(path, output)
    return led


def built(output: Path) -> frozenset[str]:
    """Return the paths, under the output folder, of the editions that were built into it."""
    return frozenset(_known(output)[0])


def _known(output: Path) -> tuple[_Entries, _Entries]:
    """Return the editions in the output folder by path, and its indexes; what a part tells is newer than the whole."""
    known, indexes = _read_manifest(output / MANIFEST)
    for path in _parts(output):
        known |= _read_manifest(path)[0]
    return known, indexes


def _parts(output: Path) -> list[Path]:
    return sorted(path for path in output.glob("manifest.*.json") if _PART.fullmatch(path.name))


def _web_pages(jobs: Sequence[Job], selected: Sequence[Job], current: Mapping[str, Mapping[str, object]]) -> list[Job]:
    """Return the jobs of the pages to look at: the selected, and those of before that only their links can change."""
    wanted = {str(job.path) for job in selected}

    def unchanged(job: Job) -> bool:
        entry = current.get(str(job.path))
        return entry is not None and entry.get("made_of") == job.digest

    return [job for job in jobs if job.edition.format == "html" and (str(job.path) in wanted or unchanged(job))]


def _of_format(editions: Mapping[str, Mapping[str, object]], format_: str) -> list[str]:
    return [path for path in editions if path.endswith(f".{format_}")]


def _size(entry: Mapping[str, object]) -> int:
    size = entry.get("bytes")
    return size if isinstance(size, int) else 0


def _is_current(job: Job, known: Mapping[str, Mapping[str, object]], output: Path) -> bool:
    return _is_there(str(job.path), job.digest, known, output)


def _is_there(path: str, digest: str, known: Mapping[str, Mapping[str, object]], output: Path) -> bool:
    """Say whether a file is what the manifest tells of it, and is made of what it would be made of now."""
    entry = known.get(path)
    if entry is None or entry.get("digest") != digest:
        return False
    file = output / path
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == entry.get("sha256")


def _remove(path: str, output: Path) -> bool:
    """Remove a file of the output folder, and the folders that are empty then; return whether it was there."""
    was_there = files.remove(output / path)
    for folder in PurePosixPath(path).parents[:-1]:
        with contextlib.suppress(OSError):  # It still holds something.
            (output / folder).rmdir()
    return was_there


# --------------------------------------------------------------------------------------------------------- rendering


def render_page(format_: Format, page: render.Page) -> bytes:
    """Render a page to the edition's bytes: a pure function, fit for any process or machine."""
    return render.FORMATS[format_](page)


def _render(
    jobs: Sequence[Job], page: Callable[[Job], render.Page], workers: int, scheduler: str
) -> Iterator[tuple[Job, bytes | HandoutsError]]:
    if not jobs:
        return
    # A handout is read once for all its editions.
    jobs = sorted(jobs, key=lambda job: job.edition.slug)
    if scheduler:
        yield from _on_cluster(jobs, page, scheduler)
        return
    if any(job.edition.format == "pdf" for job in jobs):
        render.ready({job.edition.locale for job in jobs})
    if workers <= 1 or len(jobs) < _POOL_FROM:
        for job in jobs:
            try:
                with _limited(job):
                    content = render_page(job.edition.format, page(job))
                yield job, content
            except HandoutsError as error:
                yield job, error
        return
    yield from _in_processes(_longest_first(jobs), page, min(workers, len(jobs)))


@contextlib.contextmanager
def _limited(job: Job) -> Iterator[None]:
    """Raise HandoutsError where it takes too long in here. A library that hangs in C is ended only in a worker."""

    def stop(*_: object) -> None:
        raise HandoutsError(f"Took more than {_PATIENCE} seconds to render, and was given up.", file=str(job.path))

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _in_processes(
    jobs: Iterable[Job], page: Callable[[Job], render.Page], workers: int
) -> Iterator[tuple[Job, bytes | HandoutsError]]:
    """Yield each job with its outcome, rendered in some processes; of one that is ended, its job has failed.

    Each is a pool of its own: of a pool of several, nobody could tell which page the one that ended was at.
    """
    pools = [_worker() for _ in range(workers)]
    held: list[deque[tuple[Future[bytes], Job]]] = [deque() for _ in pools]
    todo, lost = deque(jobs), 0
    try:
        while todo or any(held):
            for number, queue in enumerate(held):
                while todo and len(queue) < _IN_STORE:
                    job = todo[0]
                    try:
                        future = pools[number].submit(_in_time, render_page, job.edition.format, page(job), _PATIENCE)
                    except BrokenExecutor:
                        if not queue:
                            pools[number] = _worker()
                        break
                    queue.append((future, todo.popleft()))
            wait([queue[0][0] for queue in held if queue], return_when=FIRST_COMPLETED)
            for number, queue in enumerate(held):
                while queue and queue[0][0].done():
                    future, job = queue.popleft()
                    try:
                        yield job, future.result()
                    except HandoutsError as error:
                        yield job, error
                    except BrokenExecutor as error:
                        lost += 1
                        if lost > _MOST_LOST:
                            raise _ended() from error
                        todo.extendleft(job for _, job in reversed(queue))
                        queue.clear()
                        pools[number] = _worker()
                        yield job, _ended(job)
    finally:
        for pool in pools:
            pool.shutdown(cancel_futures=True)


def _worker() -> ProcessPoolExecutor:
    # Not fork: the parent may hold threads (a progress display, a server), and Pango does not survive one.
    context = multiprocessing.get_context("forkserver")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_begin_worker)


def _ended(job: Job | None = None) -> HandoutsError:
    return HandoutsError(
        f"A process that renders was ended from outside, or worked for {_PATIENCE} seconds on one page.",
        file=str(job.path) if job else None,
        hint="Is the memory full? With --jobs 1, it takes the least.",
    )


def _on_cluster(
    jobs: Sequence[Job], page: Callable[[Job], render.Page], scheduler: str
) -> Iterator[tuple[Job, bytes | HandoutsError]]:
    def payload(job: Job) -> bytes:
        return pickle.dumps((job.edition.format, page(job)))

    with cluster.connected(scheduler) as (pool, workers):
        try:
            yield from _pooled(
                lambda job: pool.submit(_there, render.digest(), payload(job)), _longest_first(jobs), workers
            )
        except Exception as error:
            if not cluster.failed(error):
                raise
            raise HandoutsError(
                f"The workers of {scheduler} cannot render: {visible(str(error))}.",
                hint="Install the same release of handouts for each, and see whether their memory is full.",
            ) from error


def _there(release: str, payload: bytes) -> bytes:
    cluster.check_release(release)
    return render_page(*pickle.loads(payload))


def _longest_first(jobs: Iterable[Job]) -> list[Job]:
    """Return the jobs so that no long one is left for the end, where the other workers would wait for it.

    PDFs take longest, and of those the languages whose fonts are large.
    """
    return sorted(jobs, key=lambda job: (job.edition.format != "pdf", not job.edition.locale.startswith(_LARGE_FONTS)))


def _pooled(
    submit: Callable[[Job], "Future[bytes]"], jobs: Iterable[Job], workers: int
) -> Iterator[tuple[Job, bytes | HandoutsError]]:
    """Yield each job with its outcome; only as many are under way as keep the workers busy, so memory is bounded."""
    waiting: dict[Future[bytes], Job] = {}

    def finished_ones() -> Iterator[tuple[Job, bytes | HandoutsError]]:
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            job = waiting.pop(future)
            try:
                yield job, future.result()
            except HandoutsError as error:
                yield job, error

    for job in jobs:
        if len(waiting) >= _IN_STORE * workers:
            yield from finished_ones()
        waiting[submit(job)] = job
    while waiting:
        yield from finished_ones()


def _in_time(
    render_: Callable[[Format, render.Page], bytes], format_: Format, page: render.Page, seconds: float
) -> bytes:
    """Render in a worker; the kernel ends the worker after some `seconds`, also where a library hangs in C."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return render_(format_, page)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _begin_worker() -> None:
    """Let this worker end as soon as the process that started it is gone, however that ended, and not before.

    A killed parent tells its workers nothing: they would wait for work for ever, with its output held open. Ctrl-C in
    a terminal reaches all, and only the parent has something to say then.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch(parent: BaseProcess) -> None:
        parent.join()
        os._exit(1)

    if (parent := multiprocessing.parent_process()) is not None:
        threading.Thread(target=watch, args=(parent,), daemon=True).start()


# ---------------------------------------------------------------------------------------------------------- manifest


def _entry(job: Job, content: bytes, made_of: str) -> dict[str, object]:
    """Return what the manifest says of an edition; `made_of` is a page's digest without its links."""
    edition = job.edition
    entry: dict[str, object] = {
        "slug": edition.slug,
        "locale": edition.locale,
        "territory": edition.territory,
        "format": edition.format,
        "variant": edition.variant,
        "paper": paper_of(edition) if edition.format == "pdf" else "",
        "state": "draft" if job.draft else "release",
        "bytes": len(content),
        "digest": job.digest,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return entry | {"made_of": made_of} if made_of else entry


def _read_manifest(path: Path) -> tuple[_Entries, _Entries]:
    """Return the manifest's editions, and its indexes, by path.

    Where it is missing or damaged, there are none, so that all is rendered again.
    """
    try:
        document = json.loads(path.read_bytes())
        editions, indexes = ({entry.pop("path"): entry for entry in document[name]} for name in ("editions", "indexes"))
        return (
            {name: entry for name, entry in editions.items() if _EDITION.fullmatch(name)},
            {name: entry for name, entry in indexes.items() if _INDEX.fullmatch(name)},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, {}


def _dump_manifest(
    editions: Mapping[str, Mapping[str, object]], indexes: Mapping[str, Mapping[str, object]], sign_offs: str
) -> bytes:
    document = {
        "version": 1,
        "tool": f"handouts {__version__}",
        "sign_offs": sign_offs,
        "editions": [{"path": path, **editions[path]} for path in sorted(editions)],
        "indexes": [{"path": path, **indexes[path]} for path in sorted(indexes)],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
