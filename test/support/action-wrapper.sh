#!/bin/sh
# Stands in for the action scripts of Attune that read dotenv lines: action-wrapper.sh ACTION <PARAMETERS
# It has their habits, the bad ones too, so that a test sees whether the API can be used by them.

action=$1
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# What an action is documented to assume when it is told nothing.
api_url=http://localhost:8080
api_token=
packs=
destination_dir=
registry_url=https://registry.attune.io/index.json
ref_spec=
verify_ssl=true
pack_paths=
packs_base_dir=/opt/attune/packs
python_version=3.11
nodejs_version=20
skip_python=false
skip_nodejs=false
force_rebuild=false
skip_validation=false
skip_tests=false
force=false
case $action in build_pack_envs) timeout=600 ;; *) timeout=300 ;; esac

is_true() {
  case $1 in true | True | TRUE | yes | Yes | YES | 1) echo true ;; *) echo false ;; esac
}

# A last line that is not ended is never seen.
while read -r line; do
  key=${line%%=*}
  value=${line#*=}
  case $value in
    \"*\") value=${value#\"} value=${value%\"} ;;
    \'*\') value=${value#\'} value=${value%\'} ;;
  esac
  case $key in
    api_url | api_token | packs | destination_dir | registry_url | ref_spec | timeout | pack_paths | packs_base_dir | \
      python_version | nodejs_version) eval "$key=\$value" ;;
    verify_ssl | skip_python | skip_nodejs | force_rebuild | skip_validation | skip_tests | force)
      eval "$key=\$(is_true \"\$value\")" ;;
  esac
done

# --- The least output: lists without anything, one failure, counts --------------------------------------------------

least() { # ORIGIN ERROR
  isolated=$(printf '%s' "$2" | sed 's/\\/\\\\/g; s/"/\\"/g')
  case $action in
    download_packs)
      printf '{"downloaded_packs": [], "failed_packs": [{"source": "%s", "error": "%s"}],' "$1" "$isolated"
      printf ' "total_count": 0, "success_count": 0, "failure_count": 1}\n' ;;
    get_pack_dependencies)
      printf '{"dependencies": [], "runtime_requirements": {}, "missing_dependencies": [], "analyzed_packs": [],'
      printf ' "errors": [{"pack_path": "%s", "error": "%s"}]}\n' "$1" "$isolated" ;;
    build_pack_envs)
      failures='' count=0
      if [ "$1" = api ]; then
        failures="{\"pack_ref\": \"api\", \"pack_path\": \"\", \"runtime\": \"unknown\", \"error\": \"$isolated\"}" count=1
      fi
      printf '{"built_environments": [], "failed_environments": [%s],' "$failures"
      printf ' "summary": {"total_packs": 0, "success_count": 0, "failure_count": %s, "python_envs_built": 0,' "$count"
      printf ' "nodejs_envs_built": 0, "total_duration_ms": 0}}\n' ;;
    register_packs)
      case $1 in api) stage=api_call ;; *) stage=input_validation ;; esac
      printf '{"registered_packs": [], "failed_packs": [{"pack_ref": "%s", "pack_path": "", "error": "%s",' "$1" "$isolated"
      printf ' "error_stage": "%s"}], "summary": {"total_packs": 0, "success_count": 0, "failure_count": 1,' "$stage"
      printf ' "total_components": 0, "duration_ms": 0}}\n' ;;
  esac
  exit 1
}

if [ "$action" = download_packs ]; then
  [ -n "$destination_dir" ] || least input 'destination_dir is required'
else
  [ -n "$pack_paths" ] || least input 'No pack paths provided'
fi

# --- The request ----------------------------------------------------------------------------------------------------

# Made for the inside of a string, but put outside of any: the lists arrive as [\"/a\"].
escaped() { printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g'; }

case $action in
  download_packs)
    route=download wait=$((timeout + 30))
    body="\"packs\": $(escaped "$packs"), \"destination_dir\": \"$destination_dir\", \"registry_url\": \"$registry_url\""
    [ -z "$ref_spec" ] || body="$body, \"ref_spec\": \"$ref_spec\""
    body="$body, \"timeout\": $timeout, \"verify_ssl\": $verify_ssl" ;;
  get_pack_dependencies)
    route=dependencies wait=60
    body="\"pack_paths\": $(escaped "$pack_paths"), \"skip_validation\": $skip_validation" ;;
  build_pack_envs)
    route=build-envs wait=$((timeout + 30))
    body="\"pack_paths\": $(escaped "$pack_paths"), \"packs_base_dir\": \"$packs_base_dir\""
    body="$body, \"python_version\": \"$python_version\", \"nodejs_version\": \"$nodejs_version\""
    body="$body, \"skip_python\": $skip_python, \"skip_nodejs\": $skip_nodejs"
    body="$body, \"force_rebuild\": $force_rebuild, \"timeout\": $timeout" ;;
  register_packs)
    route=register-batch wait=300
    body="\"pack_paths\": $(escaped "$pack_paths"), \"packs_base_dir\": \"$packs_base_dir\""
    body="$body, \"skip_validation\": $skip_validation, \"skip_tests\": $skip_tests, \"force\": $force" ;;
esac

# The body of the answer goes to a file, its status to standard output; 000 where nobody answers.
post() { # URL BODY
  if command -v curl >/dev/null; then
    curl -s -X POST "$1" -H 'Content-Type: application/json' -H 'Accept: application/json' \
      ${api_token:+-H "Authorization: Bearer $api_token"} -d "$2" --connect-timeout 10 --max-time "$wait" \
      -o "$answer" -w '%{http_code}'
    return
  fi
  TOKEN=$api_token python3 -c '
import os, sys, urllib.error, urllib.request
url, body, wait, answer = sys.argv[1:]
headers = {"Content-Type": "application/json", "Accept": "application/json"}
if os.environ["TOKEN"]:
    headers["Authorization"] = "Bearer " + os.environ["TOKEN"]
try:
    response = urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=int(wait))
except urllib.error.HTTPError as error:
    response = error
except OSError:
    sys.stdout.write("000")
    sys.exit(7)
open(answer, "wb").write(response.read())
sys.stdout.write(str(response.status))
' "$1" "$2" "$wait" "$answer"
}

# --- The answer -----------------------------------------------------------------------------------------------------

status=$(post "$api_url/api/v1/packs/$route" "{$body}" || printf 000)
case $status in
  2*) sed -n 's/.*"data":\(.*\)}$/\1/p' "$answer" ;;
  *)
    told=$(sed -n 's/.*"error":"\([^"]*\)".*/\1/p' "$answer")
    [ -n "$told" ] || told=$(sed -n 's/.*"message":"\([^"]*\)".*/\1/p' "$answer")
    least api "API call failed (HTTP $status): ${told:-API request failed}" ;;
esac
