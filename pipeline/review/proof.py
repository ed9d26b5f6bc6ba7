"""`judged` sets aside the sign-offs that do not count, and says why; `sign` proves new ones with an SSH key.

What is asked for is `[review] verify` in handouts.toml. With "git", the commit that brought a sign-off's digest into
the ledger must be its reviewer's own; with "ssh", the reviewer's key must have signed the digest.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.errors import HandoutsError, visible
from pipeline.project import Proof, Role
from pipeline.review.ledger import NOT_COMMITTED, Ledger, Signature, SignOff
from pipeline.review.people import Reviewer

NAMESPACE = "handouts-review"
"""What the signatures are for: one that someone made for git or for mail is none here."""

# How a sign-off, and the note of a withdrawn one, stand in a diff: see `dump_ledger`. In that of a merge, a line that
# no parent has begins with a sign for each.
_BROUGHT = re.compile(r'\++digest = "([0-9a-f]{64})"\r?')
_WITHDREW = re.compile(r'\++of = "([0-9a-f]{64})"\r?')

# They lead git elsewhere than to the repository of the file, as in a hook, or to other files in it.
_MISLEADING = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
    "GIT_LITERAL_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
)  # fmt: skip
# A person's own settings, under which `git log` would hide a commit.
_WHOLE_LOG = (
    "-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "log.follow=false", "log", f"-O{os.devnull}",
)  # fmt: skip


def verification(verify: Proof, reviewers: Iterable[Reviewer]) -> str:
    """Return, as the end of a sentence that begins with “Sign-offs are”, how sign-offs are proven."""
    if verify == "none":
        return "not verified"
    if verify == "ssh":
        return "verified by SSH signatures"
    if weak := [reviewer.id for reviewer in reviewers if not reviewer.keys]:
        return f"verified by git commits, which are not signed for {', '.join(weak)}"
    return "verified by signed git commits"


def judged(
    ledger: Ledger, path: Path, reviewers: Mapping[str, Reviewer], verify: Proof, roles: Sequence[Role] = ()
) -> Ledger:
    """Return `ledger`, read from `path`, with the roles that it must show, and the sign-offs that do not count.

    Raises HandoutsError where they cannot be verified at all: no git, no ssh-keygen, no history.
    """
    refused = {sign_off: reason for sign_off in ledger.sign_offs if (reason := _unfit(sign_off, ledger, reviewers))}
    fit = [sign_off for sign_off in ledger.sign_offs if sign_off not in refused]
    if fit and verify == "git":
        refused |= _refused_by_git(fit, path, reviewers)
    if fit and verify == "ssh":
        refused |= _refused_by_ssh(fit, ledger, reviewers)
    return replace(ledger, roles=tuple(roles), refused=refused)


def _unfit(sign_off: SignOff, ledger: Ledger, reviewers: Mapping[str, Reviewer]) -> str:
    reviewer = reviewers.get(sign_off.reviewer)
    if reviewer is None:
        return "is by nobody in reviewers.toml"
    if ledger.locale not in reviewer.locales:
        return f"is by someone who may not sign for {visible(ledger.locale)}"
    if reviewer.role != sign_off.role:
        return f"is {sign_off.role}, and reviewers.toml says {reviewer.role}"
    return "was withdrawn" if sign_off.digest in ledger.revoked else ""


# ----------------------------------------------------------------------------------------------------------------- git


@dataclass(frozen=True, slots=True)
class _Commit:
    name: str
    email: str
    state: str
    """“G” where a key of reviewers.toml made its signature, and that is good."""
    fingerprint: str

    def is_of(self, reviewer: Reviewer) -> bool:
        if reviewer.keys:
            return self.state == "G" and self.fingerprint in reviewer.fingerprints
        return self.email.casefold() in {email.casefold() for email in reviewer.emails}


@dataclass(frozen=True, slots=True)
class _History:
    """What the ledgers of a repository were made by: the first commit that had each digest, and those withdrawn."""

    brought: Mapping[str, str]
    withdrawn: frozenset[str]


def _refused_by_git(sign_offs: Sequence[SignOff], path: Path, reviewers: Mapping[str, Reviewer]) -> dict[SignOff, str]:
    history = _history(*_checkout(path))
    names = {history.brought[one.digest] for one in sign_offs if one.digest in history.brought}
    commits = _commits(path.parent, names, reviewers)

    def reason(sign_off: SignOff) -> str:
        reviewer = reviewers[sign_off.reviewer]
        if not reviewer.keys and not reviewer.emails:
            return "cannot be verified: reviewers.toml has neither “keys” nor “emails” of theirs"
        if sign_off.digest in history.withdrawn:
            return "was withdrawn"
        if (name := history.brought.get(sign_off.digest)) is None:
            return NOT_COMMITTED
        if not commits[name].is_of(reviewer):
            asked = "signed with their key" if reviewer.keys else "theirs"
            return f"came with commit {name[:12]}, which is not {asked}"
        return ""

    return {sign_off: told for sign_off in sign_offs if (told := reason(sign_off))}


def _checkout(path: Path) -> tuple[Path, str]:
    """Return the top of the working tree, and the commit that is checked out ("" before the first).

    Raises HandoutsError where there is no history to look into.
    """
    told = _git(path.parent, "rev-parse", "--is-shallow-repository", "--show-toplevel")
    if told is None:
        raise HandoutsError(
            "[review] asks for verification by git, and this is no git repository.",
            file=path,
            hint="Work in a clone of it.",
        )
    shallow, _, top = told.partition("\n")
    if shallow == "true":
        raise HandoutsError(
            "Sign-offs cannot be verified: this clone lacks the history.",
            file=path,
            hint="Run `git fetch --unshallow`; in GitHub Actions, give actions/checkout “fetch-depth: 0”.",
        )
    head = _git(path.parent, "rev-parse", "--verify", "--quiet", "HEAD") or ""
    return Path(top.removesuffix("\n")), head.strip()


@cache
def _history(top: Path, head: str) -> _History:
    """Return the history of all ledgers up to the commit `head`, wherever in the repository `top` they stood.

    A digest binds all that its sign-off says, so that its line alone counts; only the first commit that had it does:
    whoever moves or restores a file brings in nothing. What was once withdrawn stays so, also where a later commit
    drops the note of that. Attributes that would hide or convert a file are passed over.
    """
    brought: dict[str, str] = {}
    withdrawn: set[str] = set()
    commit = ""
    told = _git(
        top, *_WHOLE_LOG, head, "--full-history", "--topo-order", "--format=%x00%H",
        "--cc", "--unified=0", "--no-renames", "--text", "--no-color", "--no-ext-diff", "--no-textconv",
        "--", ":(glob)**/reviews.toml",
    )  # fmt: skip
    if told is None and head:
        raise HandoutsError(
            "Sign-offs cannot be verified: git cannot read the history.",
            file=top,
            hint="See what `git log` says there.",
        )
    for line in (told or "").split("\n"):
        # A line of a diff begins with a sign, never with NUL.
        if line.startswith("\0"):
            commit = line[1:]
        elif match := _BROUGHT.fullmatch(line):
            brought[match[1]] = commit
        elif match := _WITHDREW.fullmatch(line):
            withdrawn.add(match[1])
    return _History(brought, frozenset(withdrawn))


def _commits(folder: Path, names: Iterable[str], reviewers: Mapping[str, Reviewer]) -> dict[str, _Commit]:
    """Return what git knows of commits: whose they say they are (without `.mailmap`), and whose key signed them."""
    with tempfile.TemporaryDirectory() as signers:
        told = _git(
            folder, "-c", f"gpg.ssh.allowedSignersFile={_allowed_signers(Path(signers), reviewers.values(), 'git')}",
            "-c", "log.showSignature=false",
            "log", "--no-walk=unsorted", "--stdin", "--format=%H%x00%ae%x00%G?%x00%GF",
            said="".join(f"{name}\n" for name in sorted(names)),
        )  # fmt: skip
    rows = [_Commit(*line.split("\0")) for line in (told or "").splitlines()]
    return {commit.name: commit for commit in rows}


def _git(folder: Path, *arguments: str, said: str = "") -> str | None:
    """Return what git says in `folder`, or None where it fails. Raises HandoutsError where there is no git."""
    environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    command = ["git", "-C", str(folder), "--no-pager", *arguments]
    try:
        done = subprocess.run(
            command,
            input=said.encode(),
            capture_output=True,
            env={**environment, "GIT_NO_REPLACE_OBJECTS": "1", "LC_ALL": "C"},
        )
    except FileNotFoundError as absent:
        raise HandoutsError("git is not installed, and [review] asks for verification by it.") from absent
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


# ----------------------------------------------------------------------------------------------------------------- ssh


def _refused_by_ssh(
    sign_offs: Iterable[SignOff], ledger: Ledger, reviewers: Mapping[str, Reviewer]
) -> dict[SignOff, str]:
    proven = {
        (signature.reviewer, digest)
        for signature in ledger.signatures
        if _verifies(signature, ledger.locale, reviewers)
        for digest in signature.digests
    }
    return {
        sign_off: "is not signed with their key"
        for sign_off in sign_offs
        if (sign_off.reviewer, sign_off.digest) not in proven
    }


def _verifies(signature: Signature, locale: str, reviewers: Mapping[str, Reviewer]) -> bool:
    reviewer = reviewers.get(signature.reviewer)
    if reviewer is None or not reviewer.keys:
        return False
    with tempfile.TemporaryDirectory() as folder:
        signers = _allowed_signers(Path(folder), [reviewer], NAMESPACE)
        armored = Path(folder, "signature")
        armored.write_text(signature.armored, encoding="utf-8")
        options = ("-f", str(signers), "-I", reviewer.id, "-n", NAMESPACE, "-s", str(armored))
        return _ssh_keygen("verify", *options, said=_signed_text(signature, locale)).returncode == 0


def sign(ledger: Ledger, sign_offs: Iterable[SignOff], reviewer: Reviewer, key: Path) -> Ledger:
    """Return `ledger` with the SSH signature of `reviewer` under `sign_offs`, made with the private key in `key`.

    A public key will do where an agent holds the private one. ssh-keygen asks for a passphrase itself.

    Raises HandoutsError where the key cannot be used, or is none of this reviewer's in reviewers.toml.
    """
    unsigned = Signature(reviewer.id, tuple(sign_off.digest for sign_off in sign_offs), "")
    options = ("-q", "-n", NAMESPACE, "-f", str(key))
    done = _ssh_keygen("sign", *options, said=_signed_text(unsigned, ledger.locale))
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or "ssh-keygen failed"
        raise HandoutsError(f"Cannot be signed with: {visible(said, 200)}.", file=key)
    signature = replace(unsigned, armored=done.stdout.decode("ascii"))
    if not _verifies(signature, ledger.locale, {reviewer.id: reviewer}):
        raise HandoutsError(
            f"Not a key of {visible(reviewer.id)} in reviewers.toml.",
            file=key,
            hint="Add the line of its .pub file to “keys” there.",
        )
    return replace(ledger, signatures=(*ledger.signatures, signature))


def _signed_text(signature: Signature, locale: str) -> bytes:
    lines = (f"{NAMESPACE} 1", locale, signature.reviewer, *signature.digests)
    return "".join(f"{line}\n" for line in lines).encode()


def _allowed_signers(folder: Path, reviewers: Iterable[Reviewer], namespace: str) -> Path:
    """Write who may sign, as https://man.openbsd.org/ssh-keygen.1#ALLOWED_SIGNERS has it, and return the file."""
    path = folder / "signers"
    lines = [f'{one.id} namespaces="{namespace}" {key}\n' for one in reviewers for key in one.keys]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _ssh_keygen(verb: str, *options: str, said: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["ssh-keygen", "-Y", verb, *options], input=said, capture_output=True)
    except FileNotFoundError as absent:
        raise HandoutsError(
            "ssh-keygen is not installed, and signatures need it.", hint="It comes with OpenSSH."
        ) from absent
