#!/bin/sh
# core.get_pack_dependencies: hands standard input and the environment to `packyard action run`, which has the work done.
set -eu

action=get_pack_dependencies

if [ -n "${PACKYARD_BIN:-}" ]; then
  exec "$PACKYARD_BIN" action run "$action"
elif command -v packyard >/dev/null 2>&1; then
  exec packyard action run "$action"
fi

# Inside the repository the command lies three folders above, wherever a link to this script may be.
script=$(realpath -- "$0")
command=$(dirname -- "$script")/../../../bin/packyard.mjs
if [ ! -f "$command" ]; then
  echo "core.$action: there is no command 'packyard'. Put it on the PATH, or its path into PACKYARD_BIN." >&2
  exit 127
fi
exec node "$command" action run "$action"
