#!/bin/sh
# Installs what the project needs and lacks: system packages, .venv, the project itself in it.
#
#   sh scripts/bootstrap.sh run|check|test     what building, checking or testing needs
#
# It may be interrupted and called again at any point: what is made appears whole or is made anew.
# Exit code 2 says that a person has to install something; the last lines say what.
set -eu

cd "$(dirname "$0")/.."
mode=$1
log=$PWD/.cache/bootstrap.log

say() { echo "bootstrap: $*" >&2; }

# Runs a command silently, and shows what it said where it fails.
quietly() {
    mkdir -p "${log%/*}"
    "$@" >"$log" 2>&1 && return
    tail -n 30 "$log" >&2
    return 1
}

found() { command -v "$1" >/dev/null 2>&1; }

# ------------------------------------------------------------------------------------------------------------- looking

find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            # The interpreter itself, not a shim whose answer depends on the folder.
            "$name" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

# A browser counts when it starts: Ubuntu's chromium-browser is a stub that only asks for snap.
find_browser() {
    for name in ${HANDOUTS_CHROMIUM:+"$HANDOUTS_CHROMIUM"} chromium google-chrome google-chrome-stable chromium-browser; do
        if "$name" --version >/dev/null 2>&1; then return; fi
    done
    return 1
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Lists the packages, by their Debian names, that are missing: in `needed` what cannot be had without root, in `libraries`
# what can.
look() {
    needed=''
    libraries=''
    if python=$(find_python); then
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            needed=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    else
        needed='python3 python3-venv'
    fi
    if found apt-get; then
        # The last one is optional to WeasyPrint, which without it subsets fonts slowly and says so.
        for package in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; do
            is_installed "$package" || libraries="$libraries $package"
        done
    fi
    [ "$mode" = test ] || return 0
    found javac || needed="$needed default-jdk-headless"
    found msgfmt || needed="$needed gettext"
    found pdftotext || needed="$needed poppler-utils"
    found git || needed="$needed git"
    found ssh-agent || needed="$needed openssh-client"
    find_browser || needed="$needed chromium"
    # Playwright's driver is linked to it.
    ! found apt-get || is_installed libatomic1 || needed="$needed libatomic1"
}

# ---------------------------------------------------------------------------------------------------------- installing

as_root() {
    say "installing $*"
    export DEBIAN_FRONTEND=noninteractive
    quietly dpkg --configure -a # after an interrupted run
    quietly apt-get update
    quietly apt-get install -y --no-install-recommends "$@"
}

# Without root: the libraries, and what they in turn need, are unpacked beside the project.
as_user() {
    say "unpacking $* into .sysdeps, since only root may install packages"
    new=$PWD/.sysdeps.new
    rm -rf "$new"
    mkdir -p "$new/lists/partial" "$new/cache/archives/partial" "$new/packages"
    cat >"$new/apt.conf" <<END
Dir::State::lists "$new/lists";
Dir::Cache "$new/cache";
Debug::NoLocking "true";
END
    APT_CONFIG=$new/apt.conf
    export APT_CONFIG
    quietly apt-get update
    quietly apt-get --simulate install --no-install-recommends "$@"
    # shellcheck disable=SC2046 # a list of names
    set -- $(sed -n 's/^Inst \([^ ]*\) .*/\1/p' "$log")
    (cd "$new/packages" && quietly apt-get download "$@")
    for file in "$new"/packages/*.deb; do
        dpkg-deb -x "$file" "$new/root"
    done
    rm -rf .sysdeps
    mv "$new/root" .sysdeps
    rm -rf "$new"
}

ask_for() {
    say "please install: $*"
    if found apt-get; then
        say "as root: apt-get install --no-install-recommends $*"
    else
        say "Fedora: dnf install python3 pango harfbuzz; for the tests java-devel gettext poppler-utils git openssh-clients chromium"
        say "Homebrew: brew install python pango; for the tests openjdk gettext poppler git, and Google Chrome"
    fi
    exit 2
}

system_packages() {
    look
    [ -n "$needed$libraries" ] || return 0
    case " $needed " in
    *" chromium "*)
        if grep -qs '^ID=ubuntu' /etc/os-release; then
            say "Ubuntu's chromium package asks for snap. Please install Google Chrome (https://www.google.com/chrome/),"
            say "or name another Chromium in HANDOUTS_CHROMIUM."
            exit 2
        fi
        ;;
    esac
    if found apt-get && [ "$(id -u)" = 0 ]; then
        # shellcheck disable=SC2086 # lists of names
        as_root $needed $libraries
        look
    fi
    # shellcheck disable=SC2086
    [ -z "$needed" ] || ask_for $needed $libraries
    # shellcheck disable=SC2086
    [ -z "$libraries" ] || [ -d .sysdeps ] || as_user $libraries
}

# ----------------------------------------------------------------------------------------------------- the environment

environment() {
    kind=run
    file=requirements.txt
    if [ "$mode" != run ]; then
        kind=dev
        file=requirements-dev.txt
    fi
    state=$({ cat requirements.txt requirements-dev.txt; pwd; } | cksum | tr ' ' -)
    if ! .venv/bin/python -c '' 2>/dev/null; then
        rm -f .venv/has-*
    fi
    # The second lock holds all of the first, so it also serves to run.
    if [ ! -e ".venv/has-dev-$state" ] && [ ! -e ".venv/has-$kind-$state" ]; then
        if [ ! -e ".venv/has-run-$state" ]; then
            say "making .venv with $("$python" --version)"
            quietly "$python" -m venv --clear .venv
        fi
        # From here until the stamp the environment is half made, and the next run starts it anew.
        rm -f .venv/has-* .venv/ready-*
        say "installing $file"
        quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r "$file"
        : >".venv/has-$kind-$state"
    fi
    quietly .venv/bin/python -m pip install --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
}

verify() {
    root=$PWD
    . scripts/environment.sh
    quietly .venv/bin/python -c 'import weasyprint' || ask_for "Pango 1.44 or newer, with HarfBuzz and fontconfig"
}

case $mode in
run | check | test) ;;
*) say "run, check or test?"; exit 2 ;;
esac
system_packages
environment
verify
