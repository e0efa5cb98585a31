export const TASK_COLUMNS = `task.id, task.execution_id AS "executionId", task.stage, task.execution_pack_id AS "executionPackId",
  task.environment_id AS "environmentId", task.job_number AS "jobNumber", task.failures, task.lease_owner AS "leaseOwner"`;

// It waits for the disk: were a claim lost, two runs could hold the same lease and write into the same folder.
export const CLAIM = `
  WITH task AS (
    UPDATE task SET status = 'running', lease_owner = $3, worker = $3, lease_until = now() + make_interval(secs => $4),
      started_at = coalesce(started_at, now()), error = NULL
    WHERE id = $1 AND job_number = $2 AND status = 'pending' AND execution_id = $5 AND stage = $6
    RETURNING task.*)
  SELECT ${TASK_COLUMNS}, extract(epoch FROM now() - task.due_at)::double precision * 1000 AS "waitedMs",
    jsonb_build_object('id', execution.id, 'action', execution.action, 'parameters', execution.parameters,
      'limits', execution.limits, 'createdAt', execution.created_at,
      'traceParent', execution.trace_parent, 'requestedBy', jsonb_build_object('kind',
        coalesce(execution.requested_by_kind, 'unknown'), 'id', execution.requested_by_id,
        'name', execution.requested_by)) AS execution,
    CASE WHEN pack.id IS NOT NULL THEN jsonb_build_object('id', pack.id, 'description', pack.description,
      'source', pack.source, 'ref', pack.ref, 'version', pack.version, 'downloaded', pack.downloaded,
      'position', CASE WHEN execution.parameters -> 'destination_dir' IS NOT NULL THEN (SELECT count(*) FROM execution_pack earlier
        WHERE earlier.execution_id = execution.id AND earlier.id < pack.id) END,
      'environments', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', environment.id, 'runtime', environment.runtime,
        'path', environment.path, 'content', environment.content, 'platform', environment.platform) ORDER BY environment.id), '[]') FROM environment
        JOIN execution_pack_environment link ON link.environment_id = environment.id WHERE link.execution_pack_id = pack.id))
    END AS pack,
    CASE WHEN task.stage = 'download' THEN pack.sealed_url END AS "sealedUrl",
    CASE WHEN task.stage = 'build' THEN execution.sealed_index_credentials END AS "sealedIndexCredentials"
  FROM task JOIN execution ON execution.id = task.execution_id
  LEFT JOIN execution_pack pack ON pack.id = task.execution_pack_id`;
