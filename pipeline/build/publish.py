"""`publish`: render the jobs that are not current, put each result wholly in its place, and write the manifest."""

import hashlib
import json
import multiprocessing
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from pipeline import __version__, files, render
from pipeline.build.plan import Job
from pipeline.errors import HandoutsError

MANIFEST = "manifest.json"

# A worker costs about half a second before its first page (the import of WeasyPrint), a PDF about a tenth.
_POOL_FROM = 12


@dataclass(frozen=True)
class Result:
    """What one build did; paths are relative to the output folder."""

    rendered: tuple[str, ...] = ()
    current: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    errors: tuple[HandoutsError, ...] = ()


def publish(
    jobs: Sequence[Job],
    selected: Sequence[Job],
    indexes: Mapping[str, bytes],
    output: Path,
    *,
    workers: int,
    progress: Callable[[Job], None] = lambda _: None,
) -> Result:
    """Bring the output folder up to date for `selected`, out of all `jobs` of the project.

    An edition is current where the manifest has its digest and the file has the bytes the manifest tells. Editions
    that are no longer planned are removed, and so is one that failed, since what stood there is out of date; files
    that the manifest does not name are never touched. `indexes` are pages by their path, written where they differ.

    Raises HandoutsError where nothing can be rendered at all (a system library or font is missing); the errors of
    single editions are in the result, and the others are published.
    """
    with files.lock(output):
        known = _read_manifest(output / MANIFEST)
        planned = {str(job.path): job for job in jobs}
        stale = [job for job in selected if not _is_current(job, known, output)]
        current = {path: entry for path, entry in known.items() if path in planned}
        removed = [path for path in known if path not in planned]
        errors: list[HandoutsError] = []
        rendered: list[str] = []
        for job, outcome in _render(stale, workers):
            path = str(job.path)
            if isinstance(outcome, HandoutsError):
                errors.append(outcome)
                current.pop(path, None)
                removed.append(path)
            else:
                files.write(output / path, outcome)
                current[path] = _entry(job, outcome)
                rendered.append(path)
            progress(job)
        for path in removed:
            (output / path).unlink(missing_ok=True)
        for path, content in indexes.items():
            files.write(output / path, content)
        files.write(output / MANIFEST, _dump_manifest(current))
    done = set(rendered) | set(removed)
    return Result(
        rendered=tuple(sorted(rendered)),
        current=tuple(sorted(str(job.path) for job in selected if str(job.path) not in done)),
        removed=tuple(sorted(removed)),
        errors=tuple(errors),
    )


def _is_current(job: Job, known: Mapping[str, Mapping[str, object]], output: Path) -> bool:
    entry = known.get(str(job.path))
    if entry is None or entry.get("digest") != job.digest:
        return False
    path = output / job.path
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.get("sha256")


# --------------------------------------------------------------------------------------------------------- rendering


def render_payload(payload: bytes) -> bytes:
    """Render one pickled (format, page) to the edition's bytes: a pure function, fit for any process or machine."""
    format_, page = pickle.loads(payload)
    return render.FORMATS[format_](page)


def _render(jobs: Sequence[Job], workers: int) -> Iterator[tuple[Job, bytes | HandoutsError]]:
    if not jobs:
        return
    if any(job.edition.format == "pdf" for job in jobs):
        render.ready({job.edition.locale for job in jobs})
    if workers <= 1 or len(jobs) < _POOL_FROM:
        for job in jobs:
            try:
                yield job, render_payload(_payload(job))
            except HandoutsError as error:
                yield job, error
        return
    # Not fork: the parent may hold threads (a progress display, a server), and Pango does not survive one.
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context) as pool:
        yield from _pooled(pool, jobs)


def _pooled(pool: Executor, jobs: Iterable[Job]) -> Iterator[tuple[Job, bytes | HandoutsError]]:
    futures = {pool.submit(render_payload, _payload(job)): job for job in jobs}
    for future in as_completed(futures):
        try:
            yield futures[future], future.result()
        except HandoutsError as error:
            yield futures[future], error


def _payload(job: Job) -> bytes:
    return pickle.dumps((job.edition.format, job.page))


# ---------------------------------------------------------------------------------------------------------- manifest


def _entry(job: Job, content: bytes) -> dict[str, object]:
    edition = job.edition
    return {
        "slug": edition.slug,
        "locale": edition.locale,
        "territory": edition.territory,
        "format": edition.format,
        "variant": edition.variant,
        "state": "draft" if job.draft else "release",
        "bytes": len(content),
        "digest": job.digest,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _read_manifest(path: Path) -> dict[str, dict[str, object]]:
    """Return the manifest's editions by path; none where it is missing or damaged, so that all is rendered again."""
    try:
        document = json.loads(path.read_bytes())
        editions = {entry.pop("path"): entry for entry in document["editions"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    # The manifest decides what is deleted: a path that leads out of the folder is not ours.
    return {name: entry for name, entry in editions.items() if isinstance(name, str) and _is_inside(name)}


def _is_inside(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and path.suffix in {".html", ".pdf"}


def _dump_manifest(editions: Mapping[str, Mapping[str, object]]) -> bytes:
    document = {
        "version": 1,
        "tool": f"handouts {__version__}",
        "editions": [{"path": path, **editions[path]} for path in sorted(editions)],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
