#!/bin/sh
# Entry point of core.register_packs.
set -eu
# Wherever a link to this script may be.
here=$(dirname -- "$(realpath -- "$0")")
. "$here/lib/run_action.sh"
run_action register_packs
