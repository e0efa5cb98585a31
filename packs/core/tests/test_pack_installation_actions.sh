#!/usr/bin/env bash
# Tests the pack installation actions through their entry points. Needs bash 4.4, python3 and the command `packyard`.
#
# Without a service it runs against a stand-in for the API. With ATTUNE_API_URL (and ATTUNE_API_TOKEN, if the service's
# own files are not at hand) what concerns real packs runs against that service, which then has the pack
# `installation-actions-test` enabled.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

actions=$(cd ../actions && pwd)
work=$(mktemp -d)
# Asked for once: where versions are managed, the command is a script that looks for the program each time.
python=$(python3 -c 'import sys; print(sys.executable)') || exit 1
real=${ATTUNE_API_URL:-${PACKYARD_URL:-}}
token=${ATTUNE_API_TOKEN:-}
passed=0
failed=0
out=
code=0
unset "${!ATTUNE_ACTION_@}" PACKYARD_URL

# --- The stand-in ---------------------------------------------------------------------------------------------------

exec 3< <(exec "$python" mock_api.py "$work/requests")
mock_process=$!
trap 'kill "$mock_process"; rm -rf "$work"' EXIT
read -r port <&3 || exit 1
mock=http://127.0.0.1:$port

# --- Running and checking -------------------------------------------------------------------------------------------

# Nothing here takes two minutes; what does is stuck, and fails. Not everywhere is there a `timeout`.
limited=(env)
if command -v timeout >/dev/null; then limited=(timeout 120 env); fi

section() { printf '\n%s\n' "$1"; }

# Standard output goes to $out and nothing else; standard error to a file. Nothing of the caller's own service gets in.
run_mocked() { # ACTION [NAME=VALUE]...
  local action=$1
  shift
  : >"$work/requests"
  out=$("${limited[@]}" -u PACKYARD_TOKEN -u PACKYARD_TOKEN_FILE PACKYARD_HOME="$work/home" ATTUNE_ACTION_API_URL="$mock" \
    "${@/#/ATTUNE_ACTION_}" "$actions/$action.sh" 2>"$work/stderr" <"${input:-/dev/null}")
  code=$?
}

run() { # ACTION [NAME=VALUE]...: against the real service, where there is one
  if [[ -z $real ]]; then
    run_mocked "$@"
    return
  fi
  local action=$1
  shift
  out=$("${limited[@]}" ATTUNE_ACTION_API_URL="$real" ${token:+"ATTUNE_ACTION_API_TOKEN=$token"} "${@/#/ATTUNE_ACTION_}" \
    "$actions/$action.sh" 2>"$work/stderr" </dev/null)
  code=$?
}

run_with_input() { # ACTION TEXT [NAME=VALUE]...
  printf '%s' "$2" >"$work/input"
  input=$work/input run_mocked "$1" "${@:3}"
}

# The expression sees `o`, the output as JSON; `code`; `stderr`; `requests`, each [path, authorization, body]; `work`.
check() { # DESCRIPTION EXPRESSION
  if OUT=$out CODE=$code WORK=$work "$python" - "$2" 2>"$work/complaint" <<'PYTHON'; then
import json, os, sys

def read(name):
    path = os.path.join(work, name)
    return open(path, encoding='utf-8').read() if os.path.exists(path) else ''

work = os.environ['WORK']
code = int(os.environ['CODE'])
o = json.loads(os.environ['OUT'])
stderr = read('stderr')
requests = [(path, header, json.loads(body)) for path, header, body in map(json.loads, read('requests').splitlines())]

def shaped(value, shape):
    """Whether a value has exactly the keys and types of a shape. [x] is a list of x; a trailing ? may be missing."""
    if isinstance(shape, list):
        return isinstance(value, list) and all(shaped(item, shape[0]) for item in value)
    if not isinstance(shape, dict):
        return isinstance(value, shape) and not (shape is int and isinstance(value, bool))
    wanted = {key.rstrip('?') for key in shape}
    needed = {key for key in shape if not key.endswith('?')}
    return isinstance(value, dict) and needed <= set(value) <= wanted and all(
        shaped(value[key.rstrip('?')], of) for key, of in shape.items() if key.rstrip('?') in value)

assert eval(f'({sys.argv[1]})'), f'{sys.argv[1]}\nexit code {code}, output {json.dumps(o)}\nrequests {requests}\n{stderr}'
PYTHON
    passed=$((passed + 1))
    printf '  ok      %s\n' "$1"
  else
    failed=$((failed + 1))
    printf '  FAILED  %s\n' "$1"
    sed 's/^/          /' "$work/complaint"
  fi
}

# --- Packs ----------------------------------------------------------------------------------------------------------

make_pack() { # FOLDER TEXT
  mkdir -p "$1/actions"
  printf '%b' "$2" >"$1/pack.yaml"
}

json_list() { "$python" -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@"; }

good="$work/packs/good"
spaces="$work/packs/a folder with spaces/its pack"
versionless="$work/packs/versionless"
nameless="$work/packs/nameless"
empty="$work/packs/empty"
missing="$work/packs/missing"
make_pack "$good" 'ref: installation-actions-test\nlabel: Good\nversion: 1.0.0\ndependencies: [core]\n'
make_pack "$spaces" 'ref: installation-actions-test\nlabel: Good\nversion: 1.0.0\ndependencies: [core]\n'
make_pack "$versionless" 'ref: versionless\nlabel: No version\n'
make_pack "$nameless" 'label: No ref\nversion: 1.0.0\n'
mkdir -p "$empty" "$work/home"

# --- The shapes of the outputs --------------------------------------------------------------------------------------

DOWNLOAD="{'downloaded_packs': [{'source': str, 'source_type': str, 'pack_path': str, 'pack_ref': str,
  'pack_version': str, 'git_commit': (str, type(None)), 'checksum': str}],
  'failed_packs': [{'source': str, 'error': str}], 'total_count': int, 'success_count': int, 'failure_count': int}"
DEPENDENCY="{'pack_ref': str, 'version_spec': str, 'required_by': str, 'already_installed': bool}"
DEPENDENCIES="{'dependencies': [$DEPENDENCY], 'runtime_requirements': dict, 'missing_dependencies': [$DEPENDENCY],
  'analyzed_packs': [{'pack_ref': str, 'pack_path': str, 'has_dependencies': bool, 'dependency_count': int}],
  'errors': [{'pack_path': str, 'error': str}]}"
BUILD="{'built_environments': [{'pack_ref': str, 'pack_path': str, 'environments': dict, 'duration_ms': int}],
  'failed_environments': [{'pack_ref': str, 'pack_path': str, 'runtime': str, 'error': str}],
  'summary': {'total_packs': int, 'success_count': int, 'failure_count': int, 'python_envs_built': int,
  'nodejs_envs_built': int, 'total_duration_ms': int}}"
REGISTER="{'registered_packs': [{'pack_ref': str, 'pack_id': int, 'pack_version': str, 'storage_path': str,
  'components_registered': dict, 'test_result': (dict, type(None)), 'validation_results': {'valid': bool,
  'errors': [str]}}], 'failed_packs': [{'pack_ref': str, 'pack_path': str, 'error': str, 'error_stage': str}],
  'summary': {'total_packs': int, 'success_count': int, 'failure_count': int, 'total_components': int,
  'duration_ms': int}}"

# --- Tests ----------------------------------------------------------------------------------------------------------

section 'Entry points'
cat >"$work/fake" <<'FAKE'
#!/bin/sh
printf '["%s", "%s", "%s", "%s", "%s"]' "$1" "$2" "$3" "$ATTUNE_ACTION_MARK" "$(cat)"
FAKE
chmod +x "$work/fake"
for action in download_packs get_pack_dependencies build_pack_envs register_packs; do
  out=$(printf 'input' | PACKYARD_BIN=$work/fake ATTUNE_ACTION_MARK=mark "$actions/$action.sh")
  code=$?
  check "$action hands on its name, the environment and standard input" \
    "code == 0 and o == ['action', 'run', '$action', 'mark', 'input']"
done
mkdir -p "$work/a link/to"
ln -s "$actions/get_pack_dependencies.sh" "$work/a link/to/script.sh"
out=$(cd "$work" && env PACKYARD_HOME="$work/home" "$work/a link/to/script.sh" 2>/dev/null </dev/null)
code=$?
check 'a script is found through a link, from any folder' "code == 1 and shaped(o, $DEPENDENCIES)"
mkdir "$work/bare"
for tool in realpath dirname; do ln -s "$(command -v "$tool")" "$work/bare/$tool"; done
mkdir "$work/alone" && cp -R "$actions/register_packs.sh" "$actions/lib" "$work/alone"
out=$(env -i PATH="$work/bare" /bin/sh "$work/alone/register_packs.sh" 2>"$work/stderr" </dev/null || echo "$?")
check 'without the command it says where that should be' "o == 127 and 'PACKYARD_BIN' in stderr"

section 'Input validation'
run_mocked download_packs PACKS='["slack"]'
check 'download_packs needs destination_dir' "code == 1 and o == {'downloaded_packs': [], 'failed_packs':
  [{'source': 'input', 'error': 'destination_dir is required'}], 'total_count': 0, 'success_count': 0,
  'failure_count': 1} and not requests"
run_mocked download_packs DESTINATION_DIR="$work/downloads"
check 'download_packs needs packs' \
  "code == 1 and shaped(o, $DOWNLOAD) and o['failed_packs'][0]['source'] == 'input' and not requests"
run_mocked get_pack_dependencies
check 'get_pack_dependencies needs pack_paths' "code == 1 and o == {'dependencies': [], 'runtime_requirements': {},
  'missing_dependencies': [], 'analyzed_packs': [], 'errors': [{'pack_path': 'input',
  'error': 'No pack paths provided'}]} and not requests"
run_mocked build_pack_envs
check 'build_pack_envs needs pack_paths' "code == 1 and shaped(o, $BUILD) and not any(o['summary'].values())
  and o['built_environments'] == o['failed_environments'] == [] and not requests"
run_mocked register_packs
check 'register_packs needs pack_paths' "code == 1 and shaped(o, $REGISTER) and o['summary']['failure_count'] == 1
  and o['failed_packs'] == [{'pack_ref': 'input', 'pack_path': '', 'error': 'No pack paths provided',
  'error_stage': 'input_validation'}] and not requests"
run_mocked register_packs PACK_PATHS=
check 'an empty value counts as none' "code == 1 and o['failed_packs'][0]['error_stage'] == 'input_validation'"
run get_pack_dependencies PACK_PATHS='not a list'
check 'a value of the wrong type is refused' \
  "code == 1 and shaped(o, $DEPENDENCIES) and 'API call failed (HTTP 4' in o['errors'][0]['error']"

section 'Ways to give parameters'
run_mocked build_pack_envs PACK_PATHS="$(json_list "$good")" SKIP_NODEJS=true TIMEOUT=1200 PYTHON_VERSION=3.12
check 'variables are read as the types of the parameters' "code == 0 and requests[0][2] == {'pack_paths': ['$good'],
  'skip_nodejs': True, 'timeout': 1200, 'python_version': '3.12'}"
run_with_input build_pack_envs "# a comment
pack_paths='$(json_list "$good")'
force_rebuild=\"true\"
nodejs_version=20"
check 'dotenv lines are read from standard input, the unended last one too' "code == 0 and requests[0][2] ==
  {'pack_paths': ['$good'], 'force_rebuild': True, 'nodejs_version': '20'}"
run_with_input get_pack_dependencies "pack_paths='[\"$work/it'\\''s a pack\"]'
"
check 'a quote in a quoted dotenv value is one quote' "requests[0][2]['pack_paths'] == [work + \"/it's a pack\"]"
run_with_input register_packs "{\"pack_paths\": $(json_list "$good"), \"skip_tests\": true, \"force\": false}"
check 'a JSON object is read from standard input' \
  "code == 0 and requests[0][2] == {'pack_paths': ['$good'], 'skip_tests': True, 'force': False}"
run_with_input register_packs '{"pack_paths": ["/from/input"]}' PACK_PATHS="$(json_list "$good")"
check 'variables win over standard input' "code == 0 and requests[0][2]['pack_paths'] == ['$good']"
run_mocked download_packs PACKS="$(json_list "$good")" DESTINATION_DIR="$work/downloads" VERIFY_SSL=false REF_SPEC=v1
check 'false is false' "requests[0][2]['verify_ssl'] is False and requests[0][2]['ref_spec'] == 'v1'"

section 'JSON output'
run download_packs PACKS="$(json_list "$good")" DESTINATION_DIR="$work/downloads"
check 'download_packs says what it downloaded' "code == 0 and shaped(o, $DOWNLOAD) and o['total_count'] == 1
  and o['success_count'] == 1 and o['downloaded_packs'][0]['pack_ref'] == 'installation-actions-test'
  and o['downloaded_packs'][0]['pack_version'] == '1.0.0'"
run get_pack_dependencies PACK_PATHS="$(json_list "$good")"
check 'get_pack_dependencies says what packs depend on' "code == 0 and shaped(o, $DEPENDENCIES) and not o['errors']
  and o['analyzed_packs'][0]['dependency_count'] == 1 and o['dependencies'][0]['pack_ref'] == 'core'
  and o['dependencies'][0]['already_installed'] and not o['missing_dependencies']"
run build_pack_envs PACK_PATHS="$(json_list "$good")"
check 'build_pack_envs says what it built' "code == 0 and shaped(o, $BUILD) and o['summary']['total_packs'] == 1
  and o['summary']['failure_count'] == 0 and not o['failed_environments']"
run register_packs PACK_PATHS="$(json_list "$good")" FORCE=true
check 'register_packs says what it registered' "code == 0 and shaped(o, $REGISTER)
  and o['registered_packs'][0]['pack_ref'] == 'installation-actions-test'
  and {'actions', 'sensors', 'triggers', 'rules', 'workflows', 'policies'}
  <= set(o['registered_packs'][0]['components_registered'])"
run get_pack_dependencies PACK_PATHS='[]'
check 'no packs make an output of one error' "code == 1 and shaped(o, $DEPENDENCIES) and len(o['errors']) == 1
  and not any(o[name] for name in o if name != 'errors')"

section 'Invalid paths and missing files'
run download_packs PACKS="$(json_list "$missing")" DESTINATION_DIR="$work/downloads"
check 'download_packs reports a source that is not there' "code == 0 and shaped(o, $DOWNLOAD)
  and o['failure_count'] == 1 and o['failed_packs'][0]['source'] == '$missing' and o['failed_packs'][0]['error']"
run download_packs PACKS="$(json_list "$missing" "$good")" DESTINATION_DIR="$work/downloads-2"
check 'download_packs goes on with the others' \
  "code == 0 and (o['total_count'], o['success_count'], o['failure_count']) == (2, 1, 1)"
for folder in "$missing" "$empty"; do
  run get_pack_dependencies PACK_PATHS="$(json_list "$folder" "$good")"
  check "get_pack_dependencies reports a ${folder##*/} folder and goes on" "code == 0 and shaped(o, $DEPENDENCIES)
    and [e['pack_path'] for e in o['errors']] == ['$folder'] and len(o['analyzed_packs']) == 1"
  run build_pack_envs PACK_PATHS="$(json_list "$folder" "$good")"
  check "build_pack_envs reports a ${folder##*/} folder and goes on" "code == 0 and shaped(o, $BUILD)
    and [e['pack_path'] for e in o['failed_environments']] == ['$folder'] and o['summary']['total_packs'] == 2"
  run register_packs PACK_PATHS="$(json_list "$folder" "$good")" FORCE=true
  check "register_packs reports a ${folder##*/} folder and goes on" "code == 0 and shaped(o, $REGISTER)
    and [e['pack_path'] for e in o['failed_packs']] == ['$folder'] and o['summary']['success_count'] == 1"
done

section 'Edge cases'
run get_pack_dependencies PACK_PATHS="$(json_list "$spaces")"
check 'a path may have spaces' "code == 0 and o['analyzed_packs'][0]['pack_path'] == '$spaces'"
run download_packs PACKS="$(json_list "$spaces")" DESTINATION_DIR="$work/a place with spaces"
check 'a source and a destination may have spaces' "code == 0 and o['success_count'] == 1
  and o['downloaded_packs'][0]['pack_path'].startswith(work + '/a place with spaces/')"
for folder in "$versionless" "$nameless"; do
  run get_pack_dependencies PACK_PATHS="$(json_list "$folder")"
  check "get_pack_dependencies answers for a ${folder##*/} pack" \
    "code == 0 and shaped(o, $DEPENDENCIES) and len(o['errors']) + len(o['analyzed_packs']) == 1"
  run register_packs PACK_PATHS="$(json_list "$folder")"
  check "register_packs refuses a ${folder##*/} pack" \
    "code == 0 and not o['registered_packs'] and len(o['failed_packs']) == 1 and o['failed_packs'][0]['error']"
done

section 'Timeouts'
run_mocked download_packs PACKS="$(json_list "$good")" DESTINATION_DIR="$work/downloads" TIMEOUT=7 \
  API_URL="$mock/slow"
check 'the timeout is handed on, and an answer that takes its time is waited for' \
  "code == 0 and o['success_count'] == 1 and requests[0][2]['timeout'] == 7"
run build_pack_envs PACK_PATHS="$(json_list "$good")" TIMEOUT=soon
check 'a timeout that is no number does no harm' "shaped(o, $BUILD)"
if [[ -n $real ]]; then
  exec 4< <(exec "$python" -c 'import socket, time
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
time.sleep(60)')
  silent_process=$!
  read -r silent_port <&4
  started=$SECONDS
  run download_packs PACKS="[\"http://127.0.0.1:$silent_port/pack.tar.gz\"]" DESTINATION_DIR="$work/downloads" TIMEOUT=1
  took=$((SECONDS - started))
  check 'a source that never answers fails, and in time' \
    "code == 0 and o['failure_count'] == 1 and o['failed_packs'][0]['error'] and $took < 30"
  kill "$silent_process"
fi

section 'The API'
run_mocked register_packs PACK_PATHS="$(json_list "$good")" API_TOKEN=a-secret-token
check 'a token is sent as Bearer, shown nowhere and not part of the body' "code == 0
  and requests[0][1] == 'Bearer a-secret-token' and 'a-secret' not in json.dumps([o, stderr, requests[0][2]])"
run_mocked register_packs PACK_PATHS="$(json_list "$good")"
check 'without a token none is sent' "code == 0 and requests[0][1] is None"
run_mocked register_packs PACK_PATHS="$(json_list "$good")" API_URL="$mock/"
check 'the address may end with a slash' "code == 0 and requests[0][0] == '/api/v1/packs/register-batch'"

run_mocked download_packs PACKS='["slack"]' DESTINATION_DIR=/tmp API_URL="$mock/answers/500/string"
check 'download_packs reports a refusal' "code == 1 and o == {'downloaded_packs': [], 'failed_packs':
  [{'source': 'api', 'error': 'API call failed (HTTP 500): the mock says no'}], 'total_count': 0, 'success_count': 0,
  'failure_count': 1}"
run_mocked get_pack_dependencies PACK_PATHS='["/a"]' API_URL="$mock/answers/404/string"
check 'get_pack_dependencies reports a refusal' "code == 1 and shaped(o, $DEPENDENCIES) and o['errors'] ==
  [{'pack_path': 'api', 'error': 'API call failed (HTTP 404): the mock says no'}]"
run_mocked build_pack_envs PACK_PATHS='["/a"]' API_URL="$mock/answers/400/string"
check 'build_pack_envs reports a refusal' "code == 1 and shaped(o, $BUILD) and o['summary']['failure_count'] == 1
  and o['failed_environments'] == [{'pack_ref': 'api', 'pack_path': '', 'runtime': 'unknown',
  'error': 'API call failed (HTTP 400): the mock says no'}]"
run_mocked register_packs PACK_PATHS='["/a"]' API_URL="$mock/answers/409/string"
check 'register_packs reports a refusal' "code == 1 and shaped(o, $REGISTER) and o['summary']['failure_count'] == 1
  and o['failed_packs'] == [{'pack_ref': 'api', 'pack_path': '', 'error_stage': 'api_call',
  'error': 'API call failed (HTTP 409): the mock says no'}]"

run_mocked register_packs PACK_PATHS='["/a"]' API_URL="$mock/answers/409/attune"
check 'what Attune says is handed on' "'HTTP 409' in o['failed_packs'][0]['error']
  and 'the mock says no' in o['failed_packs'][0]['error']"
for answer in 401/string 401/object 403/string 422/text 400/nothing 503/nothing 302/nothing 200/page; do
  run_mocked register_packs PACK_PATHS='["/a"]' API_URL="$mock/answers/$answer"
  check "an answer of the kind $answer becomes readable JSON" "code == 1 and shaped(o, $REGISTER)
    and len(requests) == 1 and o['failed_packs'][0]['error'].startswith('API call failed (HTTP ')"
done
run_mocked register_packs PACK_PATHS='["/a"]' API_URL="$mock/answers/401/object"
check 'a 401 is reported as one' "'(HTTP 401)' in o['failed_packs'][0]['error']"
run_mocked register_packs PACK_PATHS='["/a"]' API_URL=http://127.0.0.1:1
check 'where nobody answers, the code is 000' "code == 1 and '(HTTP 000)' in o['failed_packs'][0]['error']"
run_mocked register_packs PACK_PATHS='["/a"]' API_URL=nonsense
check 'an address that is none is reported' "code == 1 and shaped(o, $REGISTER)"

printf '\n%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
