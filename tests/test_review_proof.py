"""Whoever can edit catalogs cannot forge a review: sign-offs proven by commits or SSH signatures, by the real tools."""

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import catalog, review
from pipeline.review import Ledger, Signature
from tests.conftest import Handouts
from tests.test_review_command import (
    GLASS,
    LEDGER,
    PEOPLE,
    PO,
    TITLE,
    change,
    missing,
    project,
    row,
    set_rules,
    sign,
    write_people,
)

__all__ = ["project"]  # a fixture

FORGED = "¡Beba vino!"


def new_key(name: str) -> Path:
    """Make an SSH key, outside of the project."""
    path = Path.cwd().with_name(f"{Path.cwd().name}-{name}")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@home", "-f", str(path)], check=True)
    return path


def public(key: Path) -> str:
    return key.with_suffix(".pub").read_text().strip()


def people(*, ana: Path, ben: Path) -> str:
    one, other = PEOPLE.split("\n\n")
    return f'{one}\nkeys = ["{public(ana)}"]\n\n{other}keys = ["{public(ben)}"]\n'


def forge(msgid: str, msgstr: str, reviewer: str = "ana") -> Ledger:
    """Change a text, and write into the ledger just what `approve` would write if its reviewer had signed that."""
    change(PO, msgid, msgstr)
    reviewers = review.read_reviewers(Path("locales/reviewers.toml"))
    before = review.read_ledger(LEDGER)
    found = catalog.read(PO)
    now = datetime.now(UTC)
    after = review.approve(before, found, reviewers[reviewer], now, messages=[found.by_key[None, msgid]])
    LEDGER.write_text(review.dump_ledger(after))
    return after


def why(handouts: Handouts, msgid: str) -> str:
    """Return why a text is not reviewed; "" where it is."""
    return next((str(gap["why"]) for gap in missing(handouts) if gap["msgid"] == msgid), "")


def test_where_nothing_is_asked_for_a_forged_sign_off_counts_and_status_says_that_none_is_verified(
    project: Handouts,
) -> None:
    sign(project)
    forge(GLASS, FORGED)
    assert not missing(project)
    assert "Sign-offs are not verified." in project("status", "es")[1].splitlines()


# ------------------------------------------------------------------------------------------------------ SSH signatures


@pytest.fixture
def keys(project: Handouts) -> tuple[Path, Path]:
    """The keys of Ana and Ben, in a project that asks for signatures."""
    ana, ben = new_key("ana"), new_key("ben")
    write_people(people(ana=ana, ben=ben))
    set_rules('[review]\nverify = "ssh"')
    return ana, ben


def test_a_signed_sign_off_counts(project: Handouts, keys: tuple[Path, Path]) -> None:
    assert sign(project, "--message", GLASS, "--key", str(keys[0]))[0] == 0
    assert sign(project, "--key", str(keys[0]))[0] == 0
    assert sign(project, "--key", str(keys[1]), reviewer="ben")[0] == 0
    assert row(project)["reviewed"] == row(project)["total"]
    assert len(review.read_ledger(LEDGER).signatures) == 3
    assert "Sign-offs are verified by SSH signatures." in project("status", "es")[1].splitlines()
    assert project("build", "--locale", "es", "--format", "html", "--jobs", "1")[0] == 0
    manifest = json.loads(Path("output/manifest.json").read_bytes())
    assert manifest["sign_offs"] == "verified by SSH signatures"


def test_a_key_in_an_agent_signs(
    project: Handouts,
    keys: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    socket = tmp_path_factory.mktemp("agent") / "s"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE)
    try:
        assert agent.stdout is not None
        agent.stdout.readline()  # It says where it listens once it does.
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", str(keys[0])], check=True)
        keys[0].unlink()
        assert sign(project, "--key", str(keys[0].with_suffix(".pub")))[0] == 0
    finally:
        agent.terminate()
        agent.communicate()
    assert not missing(project)


def test_nobody_signs_without_a_key_or_with_anothers(project: Handouts, keys: tuple[Path, Path]) -> None:
    code, _, err = sign(project)
    assert (code, err) == (
        2,
        "handouts: [review] in handouts.toml asks for signatures. Name your SSH key with --key.\n",
    )
    code, _, err = sign(project, "--key", str(keys[1]))
    assert code == 2
    assert "Not a key of “ana” in reviewers.toml." in err
    for path in ("absent", str(PO)):
        code, _, err = sign(project, "--key", path)
        assert code == 2
        assert "Cannot be signed with: " in err
        assert err.count("\n") == 1
    assert not LEDGER.exists()


def test_a_forged_sign_off_without_signature_does_not_count(project: Handouts, keys: tuple[Path, Path]) -> None:
    sign(project, "--key", str(keys[0]))
    forge(GLASS, FORGED)
    assert why(project, GLASS) == "not signed off; the sign-off by “ana” is not signed with their key"
    assert {gap["msgid"] for gap in missing(project)} == {GLASS}
    assert "1 sign-off is not signed with their key." in project("status", "es")[1]
    out = project("build", "--release", "--locale", "es")[1]
    assert f"“{GLASS}”: not signed off; the sign-off by “ana” is not signed with their key" in out


def test_another_persons_signature_under_a_forged_sign_off_does_not_count(
    project: Handouts, keys: tuple[Path, Path]
) -> None:
    sign(project, "--key", str(keys[0]))
    mallory = new_key("mallory")
    reviewers = review.read_reviewers(Path("locales/reviewers.toml"))
    for key in (mallory, keys[1]):
        ledger = forge(GLASS, f"{FORGED} {key.name}")
        new = [one for one in ledger.sign_offs if one.msgid == GLASS]
        # The program refuses that; the attacker's own does not.
        fooled = replace(reviewers["ana"], keys=(public(key).rpartition(" ")[0],))
        LEDGER.write_text(review.dump_ledger(review.sign(ledger, new, fooled, key)))
        assert "is not signed with their key" in why(project, GLASS)


def test_one_reviewer_does_not_sign_for_another(project: Handouts, keys: tuple[Path, Path]) -> None:
    """Ben may sign, but a sign-off of Ana's is not proven by a good signature of his."""
    ledger = forge(GLASS, FORGED)
    reviewers = review.read_reviewers(Path("locales/reviewers.toml"))
    LEDGER.write_text(review.dump_ledger(review.sign(ledger, ledger.sign_offs, reviewers["ben"], keys[1])))
    assert why(project, GLASS) == "not signed off; the sign-off by “ana” is not signed with their key"


def test_a_signature_for_another_use_does_not_count(project: Handouts, keys: tuple[Path, Path]) -> None:
    """What a person signs all day are commits: such a signature must be none of a review."""
    ledger = forge(GLASS, FORGED)
    digests = tuple(one.digest for one in ledger.sign_offs)
    text = "".join(f"{line}\n" for line in ("handouts-review 1", "es", "ana", *digests))
    for namespace, counts in (("git", False), ("handouts-review", True)):
        command = ["ssh-keygen", "-Y", "sign", "-q", "-n", namespace, "-f", str(keys[0])]
        armored = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
        LEDGER.write_text(review.dump_ledger(replace(ledger, signatures=(Signature("ana", digests, armored),))))
        assert (why(project, GLASS) == "") is counts


@pytest.mark.parametrize("armored", ["", "x", "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"])
def test_a_damaged_signature_does_not_count(project: Handouts, keys: tuple[Path, Path], armored: str) -> None:
    sign(project, "--key", str(keys[0]))
    ledger = review.read_ledger(LEDGER)
    signature = replace(ledger.signatures[0], armored=armored or " ")
    LEDGER.write_text(review.dump_ledger(replace(ledger, signatures=(signature,))))
    if armored:
        assert why(project, GLASS)
    else:
        assert project("status")[0] == 2


def test_a_signature_is_of_its_sign_offs_alone(project: Handouts, keys: tuple[Path, Path]) -> None:
    sign(project, "--key", str(keys[0]))
    ledger = forge(GLASS, FORGED)
    (signature,) = ledger.signatures
    more = replace(signature, digests=tuple(one.digest for one in ledger.sign_offs))
    LEDGER.write_text(review.dump_ledger(replace(ledger, signatures=(more,))))
    assert len(missing(project)) == row(project)["total"], "none holds any more: the signature is of other digests"


def test_a_key_that_is_taken_out_takes_its_sign_offs_with_it(project: Handouts, keys: tuple[Path, Path]) -> None:
    sign(project, "--key", str(keys[0]))
    write_people(people(ana=new_key("new"), ben=keys[1]))
    assert "is not signed with their key" in why(project, GLASS)


def test_what_was_not_signed_is_signed_anew(project: Handouts, keys: tuple[Path, Path]) -> None:
    """A project that begins to ask for signatures asks for the old sign-offs again."""
    forge(GLASS, "¡Agua!")
    assert sign(project, "--key", str(keys[0]))[0] == 0
    assert not missing(project)


def test_withdrawing_one_text_leaves_the_signature_of_the_others(project: Handouts, keys: tuple[Path, Path]) -> None:
    sign(project, "--key", str(keys[0]))
    assert project("revoke", "drinking-water", "--locale", "es", "--message", GLASS, "--reason", "x")[0] == 0
    assert {gap["msgid"] for gap in missing(project)} == {GLASS}


def test_without_ssh_keygen_it_is_said(
    project: Handouts, keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(project, "--key", str(keys[0]))
    monkeypatch.setenv("PATH", "")
    code, _, err = project("status", "es")
    assert (code, err) == (2, "handouts: ssh-keygen is not installed, and signatures need it. It comes with OpenSSH.\n")


# ---------------------------------------------------------------------------------------------------------- git commits


def git(*arguments: str, by: str = "ana", key: Path | None = None, text: str | None = None) -> str:
    """Run git as a person, whose commits are signed where a key is given, and without this machine's own settings."""
    settings = [f"user.name={by}", f"user.email={by}@example.org", "gpg.format=ssh", "init.defaultBranch=main"]
    if key is not None:
        settings += [f"user.signingkey={key}", "commit.gpgsign=true"]
    command = ["git", *(part for one in settings for part in ("-c", one)), *arguments]
    clean = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(command, env=clean, input=text, check=True, capture_output=True, text=True).stdout.strip()


def commit(by: str, key: Path | None = None) -> str:
    git("add", ".")
    git("commit", "-q", "-m", "Work", by=by, key=key)
    return git("rev-parse", "HEAD")


@pytest.fixture
def repository(project: Handouts) -> Handouts:
    """The project under git, which asks that sign-offs come with commits of their reviewers."""
    set_rules('[review]\nverify = "git"')
    git("init", "-q")
    commit("carl")
    return project


def test_a_sign_off_counts_once_its_reviewer_has_committed_it(repository: Handouts) -> None:
    code, _, err = sign(repository)
    assert code == 0
    assert err.endswith("They count once you have committed that file, as its author.\n")
    assert why(repository, GLASS) == "not signed off; the sign-off by “ana” is not committed yet"
    before = LEDGER.read_bytes()
    sign(repository)
    assert LEDGER.read_bytes() == before, "it has to be committed, not to be signed again"
    commit("ana")
    assert not missing(repository)
    # Ben has no address and no key in reviewers.toml.
    assert "Sign-offs are verified by git commits, which are not signed for ana, ben." in repository("status")[1]
    sign(repository, reviewer="ben")
    commit("ben")
    assert "cannot be verified: reviewers.toml has neither “keys” nor “emails” of theirs" in repository("status")[1]
    assert not missing(repository), "Ana's word is enough"


def test_a_forged_sign_off_comes_with_anothers_commit(repository: Handouts) -> None:
    sign(repository)
    commit("ana")
    forge(GLASS, FORGED)
    name = commit("mallory")
    told = f"came with commit {name[:12]}, which is not theirs"
    assert why(repository, GLASS) == f"not signed off; the sign-off by “ana” {told}"
    assert {gap["msgid"] for gap in missing(repository)} == {GLASS}
    # Neither a mailmap nor attributes, which whoever edits catalogs may edit too, make it hers.
    Path(".mailmap").write_text("ana <ana@example.org> <mallory@example.org>\n")
    Path(".gitattributes").write_text("reviews.toml -diff\n")
    commit("mallory")
    assert {gap["msgid"] for gap in missing(repository)} == {GLASS}


def test_a_commit_put_in_the_place_of_another_is_passed_over(repository: Handouts) -> None:
    """Replacements (`git replace`) travel between repositories, and show one commit as another."""
    forge(GLASS, FORGED)
    name = commit("mallory")
    nicer = git("commit-tree", "HEAD^{tree}", "-p", "HEAD^", "-m", "Work", by="ana")
    git("replace", name, nicer)
    assert git("show", "-s", "--format=%ae", name) == "ana@example.org"
    assert "which is not theirs" in why(repository, GLASS)


def test_sign_offs_of_two_branches_are_merged_and_stay_proven(repository: Handouts) -> None:
    write_people(PEOPLE.replace('locales = ["es", "en"]', 'locales = ["es"]\nemails = ["ben@example.org"]'))
    set_rules('[gates.locale.es]\nreviewed-by = ["clinical", "linguistic"]')
    assert repository("merge-po", "--install")[0] == 0
    commit("carl")
    git("checkout", "-q", "-b", "clinical")
    sign(repository, reviewer="ben")
    commit("ben")
    git("checkout", "-q", "main")
    sign(repository)
    assert repository("revoke", "drinking-water", "--locale", "es", "--message", TITLE, "--reason", "x")[0] == 0
    commit("ana")
    git("merge", "-q", "-m", "Merge", "clinical", by="carl")
    assert {gap["msgid"]: gap["lacks"] for gap in missing(repository)} == {TITLE: ["linguistic"]}


def test_what_others_do_around_a_sign_off_does_not_void_it(repository: Handouts) -> None:
    sign(repository)
    commit("ana")
    git("checkout", "-q", "-b", "side")
    ledger = review.read_ledger(LEDGER)
    LEDGER.write_text(review.dump_ledger(replace(ledger, sign_offs=ledger.sign_offs[::-1])))
    commit("carl")
    git("checkout", "-q", "main")
    Path("notes.txt").write_text("x")
    commit("carl")
    git("merge", "-q", "-m", "Merge", "side", by="carl")
    assert not missing(repository)


def test_a_forged_sign_off_is_not_made_good_by_what_its_reviewer_commits_later(repository: Handouts) -> None:
    """Whoever moves lines, or restores a file, has not read what stands in them."""
    forge(GLASS, FORGED)
    name = commit("mallory")
    sign(repository, "--message", TITLE)
    ledger = review.read_ledger(LEDGER)
    LEDGER.write_text(review.dump_ledger(replace(ledger, sign_offs=ledger.sign_offs[::-1])))
    commit("ana")
    text = LEDGER.read_bytes()
    LEDGER.unlink()
    commit("ana")
    LEDGER.write_bytes(text)
    commit("ana")
    assert name[:12] in why(repository, GLASS)
    assert not why(repository, TITLE)
    # She reads it at last: that is a sign-off of its own.
    sign(repository, "--message", GLASS)
    commit("ana")
    assert not why(repository, GLASS)


def test_a_sign_off_that_is_made_while_merging_is_of_who_merges(repository: Handouts) -> None:
    sign(repository, "--message", TITLE)
    commit("ana")
    git("checkout", "-q", "-b", "side")
    sign(repository, "--message", GLASS)
    commit("ana")
    git("checkout", "-q", "main")
    sign(repository, "--message", "What you can do")
    commit("ana")
    git("merge", "-q", "--no-commit", "-s", "ours", "side")
    sign(repository)
    commit("ana")
    assert git("rev-list", "--parents", "-1", "HEAD").count(" ") == 2
    assert not missing(repository)


def test_a_hook_of_git_verifies_too(repository: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(repository)
    commit("ana")
    monkeypatch.setenv("GIT_DIR", ".git")
    assert not missing(repository)


@pytest.mark.parametrize(
    "own", ["log.follow=true", "log.showRoot=false", "diff.orderFile=none", "log.showSignature=true", "color.ui=always"]
)
def test_a_persons_own_settings_of_git_hide_no_sign_off(project: Handouts, own: str) -> None:
    set_rules('[review]\nverify = "git"')
    git("init", "-q")
    git("config", *own.split("="))
    sign(project)
    commit("ana")
    assert not missing(project)


def test_a_setting_of_git_for_another_command_hides_no_sign_off(
    repository: Handouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(repository)
    commit("ana")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    assert not missing(repository)


def test_a_history_that_git_cannot_read_is_told(repository: Handouts) -> None:
    sign(repository)
    name = commit("ana")
    Path(".git", "objects", name[:2], name[2:]).unlink()
    code, _, err = repository("status", "es")
    assert (code, "Sign-offs cannot be verified" in err) == (2, True)


def test_a_withdrawn_sign_off_stays_so_when_the_note_of_it_is_dropped(repository: Handouts) -> None:
    sign(repository)
    commit("ana")
    signed = LEDGER.read_bytes()
    assert repository("revoke", "drinking-water", "--locale", "es", "--message", GLASS, "--reason", "x")[0] == 0
    commit("ana")
    LEDGER.write_bytes(signed)
    commit("mallory")
    assert why(repository, GLASS) == "not signed off; the sign-off by “ana” was withdrawn"
    sign(repository)
    commit("ana")
    assert not missing(repository)


@pytest.fixture
def signed_repository(repository: Handouts) -> tuple[Path, Path]:
    """The same, with the keys of Ana and Ben in reviewers.toml: their commits must be signed."""
    ana, ben = new_key("ana"), new_key("ben")
    write_people(people(ana=ana, ben=ben))
    commit("carl")
    return ana, ben


def test_a_signed_commit_of_the_reviewer_counts(repository: Handouts, signed_repository: tuple[Path, Path]) -> None:
    code, _, err = sign(repository)
    assert code == 0
    assert err.endswith("They count once you have committed that file, signed with your key.\n")
    commit("ana", signed_repository[0])
    assert not missing(repository)
    assert "Sign-offs are verified by signed git commits." in repository("status")[1].splitlines()


def test_a_commit_in_the_reviewers_name_alone_does_not(
    repository: Handouts, signed_repository: tuple[Path, Path]
) -> None:
    """Anyone can write any author into a commit."""
    mallory = new_key("mallory")
    for number, key in enumerate((None, mallory, signed_repository[1])):
        forge(GLASS, f"{FORGED} {number}")
        name = commit("ana", key)
        told = f"came with commit {name[:12]}, which is not signed with their key"
        assert why(repository, GLASS).endswith(f"the sign-off by “ana” {told}")
    # Once Ana has read it, she signs it, and commits that.
    sign(repository)
    commit("ana", signed_repository[0])
    assert not missing(repository)


def test_a_signature_taken_from_another_commit_does_not(
    repository: Handouts, signed_repository: tuple[Path, Path]
) -> None:
    Path("notes.txt").write_text("x")
    signed = git("cat-file", "commit", commit("ana", signed_repository[0]))
    forge(GLASS, FORGED)
    plain = git("cat-file", "commit", commit("ana"))
    signature = signed[signed.index("gpgsig ") : signed.index("\n\n")]
    # The signature is the last of a commit's headers.
    stolen = git(
        "hash-object", "-t", "commit", "-w", "--stdin", text=plain.replace("\n\n", f"\n{signature}\n\n", 1) + "\n"
    )
    git("reset", "-q", "--soft", stolen)
    assert git("show", "-s", "--format=%an", "HEAD") == "ana"
    assert "which is not signed with their key" in why(repository, GLASS)


def test_a_clone_without_history_cannot_verify(
    repository: Handouts, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(repository)
    commit("ana")
    clone = tmp_path_factory.mktemp("clone") / "shallow"
    git("clone", "-q", "--depth", "1", f"file://{Path.cwd()}", str(clone))
    monkeypatch.chdir(clone)
    code, _, err = repository("status", "es")
    assert code == 2
    assert err == (
        f"handouts: {LEDGER}: Sign-offs cannot be verified: this clone lacks the history. "
        "Run `git fetch --unshallow`; in GitHub Actions, give actions/checkout “fetch-depth: 0”.\n"
    )
    git("fetch", "-q", "--unshallow")
    assert not missing(repository)


def test_outside_of_a_repository_nothing_is_verified(project: Handouts, monkeypatch: pytest.MonkeyPatch) -> None:
    set_rules('[review]\nverify = "git"')
    assert project("status")[0] == 0, "there is nothing to verify yet"
    forge(TITLE, "¡Agua!")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    code, _, err = project("status")
    assert code == 2
    assert "asks for verification by git, and this is no git repository." in err
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in project("status")[2]
