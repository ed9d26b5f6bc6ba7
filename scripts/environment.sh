# shellcheck shell=sh disable=SC2154 # root comes from whoever reads this
# What a process of the project must find in its environment when it starts. Read by `run` and by `bootstrap.sh`, with
# $root set to the checkout.

# Libraries that were unpacked for want of root: the loader reads its path before Python runs, so it cannot be set there.
for folder in "$root"/.sysdeps/usr/lib/*-linux-gnu* "$root"/.sysdeps/lib/*-linux-gnu*; do
    if [ -d "$folder" ]; then
        LD_LIBRARY_PATH=$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        LIBTHAI_DICTDIR=$root/.sysdeps/usr/share/libthai
        export LD_LIBRARY_PATH LIBTHAI_DICTDIR
    fi
done

# Set but empty, it makes Pango find no font at all and crash.
[ -n "${FONTCONFIG_FILE:-}" ] || unset FONTCONFIG_FILE

# Many scripts, one encoding, whatever the person's own locale.
LC_ALL=C.UTF-8
export LC_ALL
