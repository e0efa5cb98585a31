#!/bin/sh
# Entry point of core.build_pack_envs.
set -eu
# Wherever a link to this script may be.
here=$(dirname -- "$(realpath -- "$0")")
. "$here/lib/run_action.sh"
run_action build_pack_envs
