#!/bin/sh
# Entry point of core.download_packs.
set -eu
# Wherever a link to this script may be.
here=$(dirname -- "$(realpath -- "$0")")
. "$here/lib/run_action.sh"
run_action download_packs
