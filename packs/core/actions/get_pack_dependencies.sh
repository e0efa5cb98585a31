#!/bin/sh
# Entry point of core.get_pack_dependencies.
set -eu
# Wherever a link to this script may be.
here=$(dirname -- "$(realpath -- "$0")")
. "$here/lib/run_action.sh"
run_action get_pack_dependencies
