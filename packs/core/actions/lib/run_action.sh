# Sourced by the entry points: hands standard input and the environment to `packyard action run`, which has the work done.
# shellcheck shell=sh

run_action() {
  if [ -n "${PACKYARD_BIN:-}" ]; then
    exec "$PACKYARD_BIN" action run "$1"
  elif command -v packyard >/dev/null 2>&1; then
    exec packyard action run "$1"
  fi
  # Inside the repository the command lies three folders above the entry point.
  command="$here/../../../bin/packyard.mjs"
  if [ ! -f "$command" ]; then
    echo "core.$1: there is no command 'packyard'. Put it on the PATH, or its path into PACKYARD_BIN." >&2
    exit 127
  fi
  exec node "$command" action run "$1"
}
