#!/usr/bin/env bash
# Installs packs one after another with nothing but git, curl, tar, python3 and npm, and prints how long each phase took
# in milliseconds, as one line of JSON. What Packyard is measured against.
#
#   shell-baseline.sh --work FOLDER --target FOLDER [--pip-cache FOLDER] [--npm-cache FOLDER] SOURCE...
set -euo pipefail

usage() {
  echo "usage: ${0##*/} --work FOLDER --target FOLDER [--pip-cache FOLDER] [--npm-cache FOLDER] SOURCE..." >&2
  exit 2
}

work=''
target=''
while [[ ${1:-} == --* ]]; do
  [[ $# -ge 2 ]] || usage
  case $1 in
    --work) work=$2 ;;
    --target) target=$2 ;;
    --pip-cache) export PIP_CACHE_DIR=$2 ;;
    --npm-cache) export npm_config_cache=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[[ -n $work && -n $target && $# -gt 0 ]] || usage
mkdir -p "$work" "$target"

export PIP_DISABLE_PIP_VERSION_CHECK=1 npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

# git sources are cloned; archives are fetched, from a URL or the disk, and unpacked. A single folder inside is the pack.
download() { # SOURCE FOLDER
  mkdir -p "$2"
  case $1 in
    *.git | git@*) git clone --quiet --depth 1 -- "$(url_of "$1")" "$2/pack" ;;
    *)
      curl --fail --silent --show-error --location --max-time 300 --output "$2/archive" "$(url_of "$1")"
      mkdir "$2/pack"
      tar -xzf "$2/archive" -C "$2/pack"
      ;;
  esac
}

url_of() {
  [[ $1 == /* ]] && echo "file://$1" || echo "$1"
}

pack_folder() { # FOLDER
  local found=("$1"/pack/pack.yaml "$1"/pack/*/pack.yaml)
  [[ -f ${found[0]} ]] || found=("${found[@]:1}")
  [[ -f ${found[0]} ]] || { echo "There is no pack.yaml in $1." >&2; return 1; }
  dirname "${found[0]}"
}

# The standard library reads no YAML, and the ref is one line of it.
read_ref() { # FOLDER
  python3 - "$1/pack.yaml" <<'PYTHON'
import re, sys

text = open(sys.argv[1], encoding='utf-8').read()
fields = dict(re.findall(r'^(\w+):[ \t]*["\']?([^"\'\n]*?)["\']?[ \t]*$', text, re.MULTILINE))
assert fields.get('ref') and fields.get('version'), f'{sys.argv[1]} has no ref or no version'
print(fields['ref'])
PYTHON
}

has_node_dependencies() { # FOLDER
  [[ -f $1/package.json ]] && node -e 'process.exit(Object.keys(require(process.argv[1]).dependencies ?? {}).length ? 0 : 1)' "$1/package.json"
}

build() { # FOLDER
  if [[ -f $1/requirements.txt ]]; then
    python3 -m venv "$1/virtualenv"
    "$1/virtualenv/bin/pip" install --quiet -r "$1/requirements.txt"
  fi
  if has_node_dependencies "$1"; then
    npm install --prefix "$1" --omit=dev --silent >&2
  fi
}

register() { # FOLDER REF
  rm -rf "${target:?}/$2"
  cp -r "$1" "$target/$2"
}

now() { # milliseconds
  local time=${EPOCHREALTIME/[.,]/}
  echo $((time / 1000))
}

download_ms=0 dependencies_ms=0 build_ms=0 register_ms=0
began=$(now)
number=0
for source in "$@"; do
  folder=$work/pack-$((number += 1))
  rm -rf "$folder"
  t0=$(now)
  download "$source" "$folder"
  pack=$(pack_folder "$folder")
  t1=$(now)
  ref=$(read_ref "$pack")
  t2=$(now)
  build "$pack"
  t3=$(now)
  register "$pack" "$ref"
  t4=$(now)
  download_ms=$((download_ms + t1 - t0))
  dependencies_ms=$((dependencies_ms + t2 - t1))
  build_ms=$((build_ms + t3 - t2))
  register_ms=$((register_ms + t4 - t3))
  echo "$ref: download $((t1 - t0)) ms, dependencies $((t2 - t1)) ms, build $((t3 - t2)) ms, register $((t4 - t3)) ms" >&2
done
printf '{"packs":%d,"download":%d,"dependencies":%d,"build":%d,"register":%d,"total":%d}\n' \
  $# "$download_ms" "$dependencies_ms" "$build_ms" "$register_ms" $(($(now) - began))
