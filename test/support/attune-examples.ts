/** The examples of the document as they are printed there, but for the name of the command: `attune` until it is typed. */
const printed = String.raw;

export const DOWNLOAD_FROM_GIT = printed`attune action execute core.download_packs \
  --param packs='["https://github.com/attune/pack-slack.git"]' \
  --param destination_dir=/tmp/attune-packs \
  --param ref_spec=v1.0.0`;

export const DOWNLOAD_VIA_API = printed`curl -X POST http://localhost:8080/api/v1/executions \
  -H "Authorization: Bearer $TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "action": "core.download_packs",
    "parameters": {
      "packs": ["slack@1.0.0"],
      "destination_dir": "/tmp/attune-packs"
    }
  }'`;

export const GET_DEPENDENCIES = printed`attune action execute core.get_pack_dependencies \
  --param pack_paths='["/tmp/attune-packs/slack"]'`;

export const CHECK_FOR_MISSING = printed`result=$(attune action execute core.get_pack_dependencies \
  --param pack_paths='["/tmp/attune-packs/slack"]' \
  --json)

missing=$(echo "$result" | jq '.output.missing_dependencies | length')
if [[ $missing -gt 0 ]]; then
  echo "Missing dependencies detected"
fi`;

export const BUILD_PYTHON_ONLY = printed`attune action execute core.build_pack_envs \
  --param pack_paths='["/tmp/attune-packs/slack"]' \
  --param skip_nodejs=true`;

export const FORCE_REBUILD = printed`attune action execute core.build_pack_envs \
  --param pack_paths='["/tmp/attune-packs/slack"]' \
  --param force_rebuild=true`;

export const REGISTER_WITH_TOKEN = printed`attune action execute core.register_packs \
  --param pack_paths='["/tmp/attune-packs/slack"]' \
  --param api_token="$ATTUNE_API_TOKEN"`;

export const FORCE_REGISTRATION = printed`attune action execute core.register_packs \
  --param pack_paths='["/tmp/attune-packs/slack"]' \
  --param force=true \
  --param skip_tests=true`;

export const RUN_TESTS = printed`cd packs/core/tests
./test_pack_installation_actions.sh`;

export const VARIABLES = printed`export ATTUNE_ACTION_PACKS='["slack@1.0.0"]'
export ATTUNE_ACTION_DESTINATION_DIR=/tmp/packs
export ATTUNE_ACTION_API_TOKEN="secret-token"
`;

export const DEBUG_AND_PARSE = printed`# Redirect stderr to see debug logs
./download_packs.sh 2>&1 | tee debug.log

# Parse output
output=$(./download_packs.sh 2>/dev/null)
success_count=$(echo "$output" | jq '.success_count')
`;

export const PACKS_BY_SSH = printed`packs='["git@github.com:attune/pack-slack.git"]'
`;

export const PACKS_WITH_TOKEN = printed`packs='["https://token@github.com/attune/pack-slack.git"]'
`;

export const CHECK_REGISTRY = 'curl -I https://registry.attune.io/index.json';

export const EXPORT_TOKEN = printed`export ATTUNE_ACTION_API_TOKEN="$(attune auth token)"
`;

export const MORE_TIME = '--param timeout=1200  # 20 minutes';
