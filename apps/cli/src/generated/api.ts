// Made by `npm run generate` from the service's OpenAPI document. Don't edit it.

export interface paths {
  '/api/v1/executions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List executions */
    get: operations['listExecutions'];
    put?: never;
    /** Execute an action */
    post: operations['submitExecution'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/stats': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Count executions by status */
    get: operations['countExecutions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/{id}/logs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell what happened in an execution, in lines */
    get: operations['getExecutionLogs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/{id}/output': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show all that the tools of its builds printed */
    get: operations['getExecutionOutput'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/execute': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Execute an action, as Attune's clients ask for it */
    post: operations['executeAction'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show an execution with every pack on its way */
    get: operations['getExecution'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/{id}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Cancel an execution */
    post: operations['cancelExecution'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/actions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List actions */
    get: operations['listActions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/actions/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Search actions */
    get: operations['searchActions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/actions/{ref}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show an action with its schemas */
    get: operations['getAction'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/actions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the actions of a pack */
    get: operations['listActionsOfPack'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Follow an execution, from any event on */
    get: operations['followExecution'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/download': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** core.download_packs, answered when it is done */
    post: operations['downloadPacks'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/dependencies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** core.get_pack_dependencies, answered when it is done */
    post: operations['getPackDependencies'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/build-envs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** core.build_pack_envs, answered when it is done */
    post: operations['buildPackEnvs'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/register-batch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** core.register_packs, answered when it is done */
    post: operations['registerPacks'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Register one pack from a folder */
    post: operations['registerPack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/install': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Install one pack from a source */
    post: operations['installPack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/upload': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Install one pack from an archive in the request */
    post: operations['uploadPack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/executions/{id}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Fetch the file of an export */
    get: operations['getExportFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Install what an export holds */
    post: operations['importPacks'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run the tests of an installed pack */
    post: operations['testPack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/tests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the test runs of a pack */
    get: operations['listPackTests'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/tests/latest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show the latest test run of a pack */
    get: operations['getLatestPackTest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List installed packs */
    get: operations['listPacks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a pack with its components and environments */
    get: operations['getPack'];
    put?: never;
    post?: never;
    /** Uninstall a pack with all its versions */
    delete: operations['uninstallPack'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the installed versions of a pack */
    get: operations['listVersions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/versions/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a version with its rules, components and tests */
    get: operations['getVersion'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Compare the components of two versions */
    get: operations['compareVersions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Enable a version */
    post: operations['enableVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Disable a pack */
    post: operations['disablePack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/packs/{ref}/uninstall': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Uninstall one version or several, all at once */
    post: operations['uninstallVersions'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/generations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List generations of what is enabled */
    get: operations['listGenerations'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/generations/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a generation */
    get: operations['getGeneration'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/generations/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Roll back to an earlier generation */
    post: operations['rollBack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/nodes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the machines that run actions, and what each of them shows */
    get: operations['listNodes'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/nodes/wanted': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell what machines that run actions are to show */
    get: operations['getWantedState'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/nodes/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Tell what a machine shows */
    put: operations['reportNode'];
    post?: never;
    /** Forget a machine */
    delete: operations['removeNode'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/rollout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show how the latest generation goes out to machines */
    get: operations['getRollout'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/rollout/policy': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Say how generations go out: in steps, or all at once */
    put: operations['setRolloutPolicy'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/rollout/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Stop a rollout: machines that it has not reached keep what they have */
    post: operations['stopRollout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/rollout/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on with a rollout, in steps or all at once */
    post: operations['resumeRollout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/graph': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show which packs need which, as JSON, Mermaid or DOT */
    get: operations['getGraph'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/outdated': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List enabled packs of which registries have newer releases */
    get: operations['listOutdatedPacks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/lock': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lock what is enabled, to the digest */
    get: operations['getLock'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/lock/install': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Install exactly what a lock says */
    post: operations['installLock'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/sync': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Make what is enabled what is wanted, or tell what differs */
    post: operations['syncPacks'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/plans': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Plan an install: tell what it would do */
    post: operations['makePlan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/plans/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a plan */
    get: operations['getPlan'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/plans/{id}/apply': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Install exactly what a plan says */
    post: operations['applyPlan'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bundles': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List installed versions of bundles */
    get: operations['listBundles'];
    put?: never;
    /** Install a bundle from its config */
    post: operations['installBundle'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bundles/{ref}/versions/{version}/config': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show the config of a bundle */
    get: operations['getBundleConfig'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bundles/{ref}/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the settings of a bundle, by layer */
    get: operations['listBundleSettings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bundles/{ref}/settings/values': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tell what a command of a bundle is to be run with */
    post: operations['readBundleSettings'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/bundles/{ref}/settings/{layer}/{owner}/{key}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Set a setting of a bundle */
    put: operations['setBundleSetting'];
    post?: never;
    /** Remove a setting of a bundle */
    delete: operations['removeBundleSetting'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List who changed what */
    get: operations['listAudit'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List users */
    get: operations['listUsers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{user}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a user */
    get: operations['getUser'];
    /** Make or change a user */
    put: operations['putUser'];
    post?: never;
    /** Remove a user */
    delete: operations['removeUser'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/users/{user}/permissions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the permissions of a user */
    get: operations['listPermissionsOfUser'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List groups of users */
    get: operations['listGroups'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/groups/{group}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a group */
    get: operations['getGroup'];
    /** Make a group */
    put: operations['createGroup'];
    post?: never;
    /** Remove a group */
    delete: operations['removeGroup'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/groups/{group}/members/{user}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Add a user to a group */
    put: operations['addGroupMember'];
    post?: never;
    /** Take a user out of a group */
    delete: operations['removeGroupMember'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/groups/{group}/roles/{role}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Give a role to a group */
    put: operations['addGroupRole'];
    post?: never;
    /** Take a role from a group */
    delete: operations['removeGroupRole'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/roles': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List roles */
    get: operations['listRoles'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/roles/{role}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a role */
    get: operations['getRole'];
    /** Make a role */
    put: operations['createRole'];
    post?: never;
    /** Remove a role */
    delete: operations['removeRole'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/roles/{role}/permissions/{bundle}/{permission}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Grant a permission to a role */
    put: operations['grantPermission'];
    post?: never;
    /** Revoke a permission from a role */
    delete: operations['revokePermission'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/commands/authorize': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tell whether a user may run a command, and why */
    post: operations['authorizeCommand'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/pack-indices/packs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Search what the registries offer */
    get: operations['searchRegistries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/pack-indices/packs/{ref}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a pack that a registry offers */
    get: operations['getIndexedPack'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/pack-indices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List registries in the order in which they are asked */
    get: operations['listRegistries'];
    put?: never;
    /** Add a registry */
    post: operations['addRegistry'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/pack-indices/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a registry */
    get: operations['getRegistry'];
    /** Change a registry */
    put: operations['changeRegistry'];
    post?: never;
    /** Remove a registry */
    delete: operations['removeRegistry'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/trusted-keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the keys whose signatures count */
    get: operations['listTrustedKeys'];
    put?: never;
    /** Trust a key */
    post: operations['addTrustedKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/trusted-keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Trust a key no more */
    delete: operations['removeTrustedKey'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/trust-policies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List where signatures are asked for */
    get: operations['listTrustPolicies'];
    /** Say where signatures are asked for */
    put: operations['setTrustPolicy'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/trust-policies/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Take a trust policy away */
    delete: operations['removeTrustPolicy'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List tokens, without themselves */
    get: operations['listTokens'];
    put?: never;
    /** Make a token */
    post: operations['createToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tokens/{id}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Revoke a token */
    post: operations['revokeToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tokens/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove a token */
    delete: operations['removeToken'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/identities/{identity_id}/integration-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List tokens, as Attune's clients ask for it */
    get: operations['listIntegrationTokens'];
    put?: never;
    /** Make a token, as Attune's clients ask for it */
    post: operations['createIntegrationToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/identities/{identity_id}/integration-tokens/{id}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Revoke a token, as Attune's clients ask for it */
    post: operations['revokeIntegrationToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/identities/{identity_id}/integration-tokens/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove a token, as Attune's clients ask for it */
    delete: operations['removeIntegrationToken'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin a session by name and token */
    post: operations['logIn'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/token-login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin a session by a token alone */
    post: operations['logInByToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on with a session */
    post: operations['refreshSession'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show who is asking */
    get: operations['whoAmI'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell which ways to log in there are */
    get: operations['getLoginSettings'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** End a session, for clients that can only GET */
    get: operations['logOutByGet'];
    put?: never;
    /** End a session */
    post: operations['logOut'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/oidc/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Send the browser to the identity provider */
    get: operations['signOn'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/oidc/callback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Take what the identity provider sends the browser back with */
    get: operations['endSignOn'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/oidc/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin the session of who signed on in this browser */
    post: operations['beginSignOnSession'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/oidc/device': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin a sign-on of a program without a browser */
    post: operations['beginDeviceSignOn'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/oidc/device/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Begin the session of a program, once its code was entered */
    post: operations['beginDeviceSession'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/oidc/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Send the browser to where it signs off from the identity provider */
    get: operations['signOff'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/maintenance/usage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell how much lies where, and what keeps it there */
    get: operations['getUsage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/maintenance/collect': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Remove what nothing needs any more */
    post: operations['collectGarbage'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/secrets/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Seal all credentials with another key */
    post: operations['rotateKey'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List webhooks */
    get: operations['listWebhooks'];
    put?: never;
    /** Tell an address of what happens */
    post: operations['createWebhook'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show a webhook */
    get: operations['getWebhook'];
    /** Change, enable or disable a webhook */
    put: operations['updateWebhook'];
    post?: never;
    /** Delete a webhook */
    delete: operations['deleteWebhook'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/secret': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give a webhook a new secret */
    post: operations['rotateWebhookSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/test': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tell a webhook something for trying out */
    post: operations['testWebhook'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List what a webhook was told */
    get: operations['listWebhookDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/webhooks/{id}/deliveries/{delivery}/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Tell a webhook the same once more */
    post: operations['resendWebhookDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell that the service is there */
    get: operations['getHealth'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell that the process lives */
    get: operations['getLiveness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell whether database and queues answer */
    get: operations['getReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Show figures of this process and of all stages, for Prometheus */
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ActionSummary: {
      /** @description Negative for the service's own actions. */
      id: number;
      ref: string;
      pack_ref: string;
      label: string;
      description: string | null;
      entrypoint: string;
      runtime: number | null;
      /** @description Whether this service executes it, or only knows it from an installed pack. */
      is_executable: boolean;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
    };
    ActionView: {
      /** @description Negative for the service's own actions. */
      id: number;
      ref: string;
      pack_ref: string;
      label: string;
      description: string | null;
      entrypoint: string;
      runtime: number | null;
      /** @description Whether this service executes it, or only knows it from an installed pack. */
      is_executable: boolean;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
      /** @description 0 for the service's own actions. */
      pack: number;
      param_schema: {
        [key: string]: unknown;
      } | null;
      out_schema: {
        [key: string]: unknown;
      } | null;
    };
    AttuneTestResult: {
      packRef: string;
      packVersion: string;
      /** Format: date-time */
      executionTime: string;
      /** @enum {string} */
      status: 'passed' | 'failed' | 'not_runnable' | 'none';
      totalTests: number;
      passed: number;
      failed: number;
      skipped: number;
      /** @description 0 to 1, of the tests that ran. */
      passRate: number;
      durationMs: number;
      reason: string | null;
      summary: {
        total: number;
        passed: number;
        failed: number;
        skipped: number;
      };
      testSuites: {
        name: string;
        runnerType: string;
        total: number;
        passed: number;
        failed: number;
        skipped: number;
        durationMs: number;
        output: string;
        testCases: unknown[];
      }[];
    };
    AuditEventView: {
      id: number;
      /** Format: date-time */
      created: string;
      actor: string;
      /**
       * @description Names may be given again; kind and id tell who it was.
       * @enum {string}
       */
      actor_kind: 'token' | 'person' | 'user' | 'service' | 'unknown';
      actor_id: number | null;
      /** @description From where it was asked for; of IPv6, for refusals, the network. */
      address: string | null;
      /** @enum {string} */
      action:
        | 'pack.install'
        | 'pack.enable'
        | 'pack.disable'
        | 'pack.uninstall'
        | 'user.create'
        | 'user.update'
        | 'user.delete'
        | 'group.create'
        | 'group.delete'
        | 'group.add_member'
        | 'group.remove_member'
        | 'group.add_role'
        | 'group.remove_role'
        | 'role.create'
        | 'role.delete'
        | 'role.grant'
        | 'role.revoke'
        | 'setting.set'
        | 'setting.delete'
        | 'setting.read'
        | 'token.create'
        | 'token.revoke'
        | 'registry.create'
        | 'registry.update'
        | 'registry.delete'
        | 'key.create'
        | 'key.delete'
        | 'trust.set'
        | 'trust.delete'
        | 'session.begin'
        | 'session.end'
        | 'login.fail'
        | 'access.deny'
        | 'execution.cancel'
        | 'maintenance.collect'
        | 'secret.rotate'
        | 'webhook.create'
        | 'webhook.update'
        | 'webhook.delete'
        | 'webhook.disable'
        | 'webhook.rotate'
        | 'node.delete'
        | 'rollout.set'
        | 'rollout.begin'
        | 'rollout.stop'
        | 'rollout.resume'
        | 'rollout.complete';
      subject: string;
      before: {
        [key: string]: unknown;
      } | null;
      after: {
        [key: string]: unknown;
      } | null;
      /** @description How often; refusals of the same kind within an hour are one event. */
      count: number;
      /**
       * Format: date-time
       * @description When it happened last.
       */
      last: string;
    };
    AuthorizeBody: {
      user: string;
      /** @description A command line: date:date --utc now */
      command: string;
      /** @description As if this version of the bundle were enabled. */
      version?: string;
    };
    AuthorizeView: {
      allowed: boolean;
      reason: string;
      user: string;
      bundle: string;
      /** @description The enabled version, which would answer. */
      version: string;
      command: string;
      /** @description What the user holds. */
      permissions: string[];
      rules: {
        rule: string;
        matched: boolean;
        /** @description Null when its conditions do not match. */
        allowed: boolean | null;
        reason: string;
        conditions: {
          text: string;
          outcome: boolean;
          why: string;
        }[];
        permissions: {
          text: string;
          held: boolean;
        }[];
      }[];
    };
    BuildPackEnvsOutput: {
      built_environments: {
        pack_ref: string;
        pack_path: string;
        environments: components['schemas']['BuiltEnvironmentsOutput'];
        duration_ms: number;
      }[];
      failed_environments: {
        pack_ref: string;
        pack_path: string;
        /** @enum {string} */
        runtime: 'python' | 'nodejs' | 'unknown';
        error: string;
      }[];
      summary: {
        total_packs: number;
        success_count: number;
        failure_count: number;
        python_envs_built: number;
        nodejs_envs_built: number;
        total_duration_ms: number;
      };
    };
    BuildPackEnvsParameters: {
      /** @description Folders of packs on the workers' disk, below the folders that requests may name. */
      pack_paths: string[];
      /** @description Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs. */
      packs_base_dir?: string;
      /** @description Python version for virtualenvs. When absent: 3.11 if it is there, else any that the pack accepts. */
      python_version?: string;
      /** @description Node.js version. When absent: any that the pack accepts. */
      nodejs_version?: string;
      /**
       * @description Build no Python environment.
       * @default false
       */
      skip_python?: boolean;
      /**
       * @description Build no Node.js environment.
       * @default false
       */
      skip_nodejs?: boolean;
      /**
       * @description Build environments again that are built already.
       * @default false
       */
      force_rebuild?: boolean;
      /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
      index_credentials?: {
        /** @description Host or host:port; after http:// one that is told in the clear. */
        host: string;
        username?: string;
        /** Format: password */
        password?: string;
        /** Format: password */
        token?: string;
      }[];
      /**
       * @description Seconds that the build of one environment may take.
       * @default 600
       */
      timeout?: number;
    };
    BuiltEnvironmentsOutput: {
      python?: {
        virtualenv_path: string;
        requirements_installed: boolean;
        package_count: number;
        python_version: string;
      };
      nodejs?: {
        node_modules_path: string;
        dependencies_installed: boolean;
        package_count: number;
        nodejs_version: string;
      };
    };
    BundleConfigView: {
      yaml: string;
      config: {
        [key: string]: unknown;
      };
    };
    CollectBody: {
      /**
       * @description Only tell what would go.
       * @default false
       */
      dry_run?: boolean;
    };
    CollectionView: {
      dry_run: boolean;
      /** @description False when a pack was just being published, or something could not be removed. */
      is_complete: boolean;
      /** @description As du -sb counts: files, folders and links; a file with several names once. */
      bytes: number;
      items: {
        kind: string;
        /** @description Relative to the home. */
        path: string;
        reason: string;
        /** @description As du -sb counts: files, folders and links; a file with several names once. */
        bytes: number;
        /** @description All that are no folders. */
        files: number;
      }[];
      /** @description How many went from the database, by what they are. */
      rows: {
        [key: string]: number;
      };
      failures: {
        path: string;
        reason: string;
      }[];
    };
    ComponentChangesView: {
      from: string | null;
      to: string;
      added: {
        kind: string;
        ref: string;
      }[];
      changed: {
        kind: string;
        ref: string;
        /** @description Names of the fields that differ. */
        fields: string[];
      }[];
      removed: {
        kind: string;
        ref: string;
      }[];
    };
    DeliveryView: {
      id: number;
      webhook: number;
      /** @description The same each time that it is sent: the header webhook-id. */
      message_id: string;
      type: string;
      /** @enum {string} */
      status: 'pending' | 'delivered' | 'failed';
      /** @description How often it was sent. */
      attempt: number;
      /** @description When it is sent the next time. */
      next: string | null;
      /** Format: date-time */
      created: string;
      attempted: string | null;
      response_status: number | null;
      /** @description Its first KiB. */
      response_body: string | null;
      problem: string | null;
      payload: {
        [key: string]: unknown;
      };
    };
    DeviceSessionBody: {
      device: string;
    };
    DisableBody: {
      /** @description It has to be the enabled one; whichever is when absent. */
      version?: string;
      /**
       * @description Although enabled packs need it.
       * @default false
       */
      force?: boolean;
      /**
       * @description Disable the packs that need it as well.
       * @default false
       */
      cascade?: boolean;
    };
    DownloadPacksOutput: {
      downloaded_packs: components['schemas']['DownloadedPackOutput'][];
      failed_packs: {
        source: string;
        error: string;
      }[];
      total_count: number;
      success_count: number;
      failure_count: number;
    };
    DownloadPacksParameters: {
      /** @description Pack sources: git URL, URL of an archive, registry reference (slack, slack@^1.2), local path. */
      packs: string[];
      /** @description Folder that packs are downloaded to; made when it is missing. */
      destination_dir: string;
      /** @description Index, URL or path, to look registry references and dependencies up in, instead of the configured ones. */
      registry_url?: string;
      /** @description Branch, tag or commit for the git sources. */
      ref_spec?: string;
      /** @description Whether git sources are fetched with their submodules; ?submodules=1 says so of one source. */
      submodules?: boolean;
      /** @description Whether git sources are fetched with what Git LFS keeps for them; ?lfs=1 says so of one source. */
      lfs?: boolean;
      /**
       * @description Seconds that the download of one pack may take.
       * @default 300
       */
      timeout?: number;
      /**
       * @description Whether certificates of HTTPS sources are verified.
       * @default true
       */
      verify_ssl?: boolean;
      /**
       * Format: uri
       * @description The API that does the work. This service when absent, or when it is http://localhost:8080.
       */
      api_url?: string;
    };
    DownloadedPackOutput: {
      source: string;
      /** @enum {string} */
      source_type:
        'git' | 'archive' | 'local_directory' | 'local_archive' | 'bundle_config' | 'oci' | 's3' | 'registry';
      pack_path: string;
      pack_ref: string;
      pack_version: string;
      git_commit: string | null;
      /** @description SHA-256 of the archive, or of the tree when there was no archive. */
      checksum: string;
    };
    EnableBody: {
      /** @description The highest compatible version when absent. */
      version?: string;
      /**
       * @description Although enabled packs need what is enabled now, or what it needs is not enabled.
       * @default false
       */
      force?: boolean;
    };
    ErrorBody: {
      error: string;
      code: string;
      message: string;
      hint?: string;
      details?: {
        path: string;
        message: string;
      }[];
    };
    ErrorReportView: {
      /** @enum {string} */
      code:
        | 'PARAMETERS_INVALID'
        | 'ACTION_NOT_FOUND'
        | 'EXECUTION_NOT_FOUND'
        | 'EXECUTION_NOT_CANCELLABLE'
        | 'IDEMPOTENCY_KEY_REUSED'
        | 'PACK_NOT_FOUND'
        | 'PACK_NEEDED'
        | 'PACK_PROTECTED'
        | 'NAME_TAKEN'
        | 'PACK_NOT_ENABLED'
        | 'VERSION_NOT_FOUND'
        | 'VERSION_ENABLED'
        | 'VERSION_INCOMPATIBLE'
        | 'GENERATION_NOT_FOUND'
        | 'USER_NOT_FOUND'
        | 'GROUP_NOT_FOUND'
        | 'ROLE_NOT_FOUND'
        | 'PERMISSION_NOT_FOUND'
        | 'ACCOUNT_EXISTS'
        | 'ACCOUNT_PROTECTED'
        | 'MAPPING_TAKEN'
        | 'SETTING_NOT_FOUND'
        | 'COMMAND_NOT_FOUND'
        | 'REGISTRY_NOT_FOUND'
        | 'REGISTRY_EXISTS'
        | 'REGISTRY_CONFIGURED'
        | 'KEY_NOT_FOUND'
        | 'KEY_EXISTS'
        | 'POLICY_NOT_FOUND'
        | 'WEBHOOK_NOT_FOUND'
        | 'WEBHOOK_REFUSED'
        | 'NODE_NOT_FOUND'
        | 'NODE_TAKEN'
        | 'TOKEN_NOT_FOUND'
        | 'TOKEN_EXISTS'
        | 'TOKEN_CONFIGURED'
        | 'UNAUTHENTICATED'
        | 'FORBIDDEN'
        | 'ROUTE_NOT_FOUND'
        | 'RATE_LIMITED'
        | 'REQUEST_INCOMPLETE'
        | 'SOURCE_INVALID'
        | 'SOURCE_NOT_FOUND'
        | 'SOURCE_FORBIDDEN'
        | 'SOURCE_AUTHENTICATION_FAILED'
        | 'SOURCE_UNAVAILABLE'
        | 'REF_NOT_FOUND'
        | 'CHECKSUM_MISMATCH'
        | 'SIGNATURE_REFUSED'
        | 'KEY_INVALID'
        | 'ARCHIVE_INVALID'
        | 'ARCHIVE_UNSAFE_PATH'
        | 'LIMIT_EXCEEDED'
        | 'REGISTRY_UNAVAILABLE'
        | 'REGISTRY_INVALID'
        | 'PACK_NOT_IN_REGISTRY'
        | 'VERSION_NOT_IN_REGISTRY'
        | 'DESTINATION_INVALID'
        | 'MANIFEST_NOT_FOUND'
        | 'MANIFEST_INVALID'
        | 'COMPONENT_INVALID'
        | 'DEPENDENCY_CONFLICT'
        | 'DEPENDENCY_CYCLE'
        | 'DEPENDENCY_MISSING'
        | 'DEPENDENCY_FAILED'
        | 'RESOLUTION_GAVE_UP'
        | 'RUNTIME_NOT_FOUND'
        | 'ENVIRONMENT_FAILED'
        | 'ENVIRONMENT_UNUSABLE'
        | 'LOCK_MISMATCH'
        | 'PLAN_OUTDATED'
        | 'PLAN_REFUSED'
        | 'TESTS_FAILED'
        | 'VERSION_EXISTS'
        | 'STORE_FAILED'
        | 'SUPERSEDED'
        | 'ROLLED_BACK'
        | 'TIMED_OUT'
        | 'CANCELLED'
        | 'NOT_READY'
        | 'SCHEMA_MISMATCH'
        | 'WORKER_LOST'
        | 'INTERNAL';
      message: string;
      hint?: string;
    };
    ExecuteBuildPackEnvs: {
      /** @constant */
      action_ref: 'core.build_pack_envs';
      parameters: components['schemas']['BuildPackEnvsParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecuteDownloadPacks: {
      /** @constant */
      action_ref: 'core.download_packs';
      parameters: components['schemas']['DownloadPacksParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecuteExportPacks: {
      /** @constant */
      action_ref: 'core.export_packs';
      parameters: components['schemas']['ExportPacksParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecuteGetPackDependencies: {
      /** @constant */
      action_ref: 'core.get_pack_dependencies';
      parameters: components['schemas']['GetPackDependenciesParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecuteInstallPacks: {
      /** @constant */
      action_ref: 'core.install_packs';
      parameters: components['schemas']['InstallPacksParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecuteRegisterPacks: {
      /** @constant */
      action_ref: 'core.register_packs';
      parameters: components['schemas']['RegisterPacksParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecuteTestPacks: {
      /** @constant */
      action_ref: 'core.test_packs';
      parameters: components['schemas']['TestPacksParameters'];
    } & {
      [key: string]: unknown;
    };
    ExecutionLogs: {
      execution_id: number;
      logs: {
        /** Format: date-time */
        timestamp: string;
        /** @enum {string} */
        level: 'info' | 'error';
        message: string;
      }[];
    };
    ExecutionOutput: {
      execution_id: number;
      outputs: {
        task_id: number;
        /** @description The try that printed it. */
        attempt: number;
        /** @enum {string} */
        stage: 'download' | 'resolve' | 'build' | 'register';
        /** @description The pack it was done for; packs that ask for the same share it. */
        pack_ref: string | null;
        runtime: string | null;
        running: boolean;
        /** @description Masked. Of a very long output the beginning and the end. */
        text: string;
      }[];
    };
    ExecutionPackView: {
      id: number;
      source: string;
      source_type: string | null;
      /** @enum {string} */
      origin: 'request' | 'dependency';
      pack_ref: string | null;
      pack_version: string | null;
      /** @enum {string} */
      stage: 'download' | 'resolve' | 'build' | 'register';
      /** @enum {string} */
      status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
      chosen_because: string | null;
      git_commit: string | null;
      checksum: string | null;
      transferred_bytes: number | null;
      archive_bytes: number | null;
      /** @description Null when the policy asks for none. */
      signature: {
        /** @enum {string} */
        status: 'valid' | 'missing' | 'invalid' | 'untrusted' | 'expired' | 'outdated' | 'misplaced';
        /**
         * @description The policy at that moment.
         * @enum {string}
         */
        mode: 'require' | 'warn';
        /**
         * @description What is signed, or was looked at last.
         * @enum {string}
         */
        covers: 'archive' | 'tree' | 'index' | 'commit';
        /** @description Id of the key that signed. */
        key: string | null;
        /** @description What that key is called here. */
        signer: string | null;
        /** @description The trusted comment of the signature. */
        comment: string | null;
        problem: string | null;
      } | null;
      warnings: string[];
      stages: components['schemas']['StageView'][];
      error: components['schemas']['ErrorReportView'] | null;
    };
    ExecutionStats: {
      total: number;
      completed: number;
      failed: number;
      running: number;
      pending: number;
      cancelled: number;
      timeout: number;
      abandoned: number;
    };
    ExecutionSummary: {
      id: number;
      action_ref: string;
      parent: number | null;
      enforcement: number | null;
      /** @enum {string} */
      status:
        | 'requested'
        | 'scheduling'
        | 'scheduled'
        | 'running'
        | 'canceling'
        | 'completed'
        | 'failed'
        | 'cancelled'
        | 'timeout'
        | 'abandoned';
      requested_by: string;
      /**
       * @description Names may be given again; kind and id tell who it was.
       * @enum {string}
       */
      requested_by_kind: 'token' | 'person' | 'user' | 'service' | 'unknown';
      requested_by_id: number | null;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
      started_at: string | null;
      finished_at: string | null;
      rule_ref: string | null;
      trigger_ref: string | null;
      /**
       * @description It only tells what would be done.
       * @default false
       */
      is_plan: boolean;
      /** @description The first ten packs; those without a name yet by their source. */
      pack_refs: string[];
      /** @description An execution may complete although some of its packs failed. */
      pack_counts: {
        total: number;
        completed: number;
        failed: number;
      };
    };
    ExecutionView: {
      id: number;
      action: number | null;
      action_ref: string;
      /** @description The parameters, without secrets. */
      config: {
        [key: string]: unknown;
      } | null;
      parent: number | null;
      enforcement: number | null;
      executor: number | null;
      worker: number | null;
      /** @enum {string} */
      status:
        | 'requested'
        | 'scheduling'
        | 'scheduled'
        | 'running'
        | 'canceling'
        | 'completed'
        | 'failed'
        | 'cancelled'
        | 'timeout'
        | 'abandoned';
      /** @enum {string} */
      priority: 'normal' | 'high';
      waiting: components['schemas']['WaitingView'][];
      result: {
        [key: string]: unknown;
      } | null;
      requested_by: string;
      /**
       * @description Names may be given again; kind and id tell who it was.
       * @enum {string}
       */
      requested_by_kind: 'token' | 'person' | 'user' | 'service' | 'unknown';
      requested_by_id: number | null;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
      started_at: string | null;
      finished_at: string | null;
      packs: components['schemas']['ExecutionPackView'][];
    };
    ExportPacksParameters: {
      /** @description Names of installed packs, each with or without a version (slack, slack@1.0.0): the enabled one without. */
      packs: string[];
      /**
       * @description Leave out the packs that the given ones depend on.
       * @default false
       */
      skip_dependencies?: boolean;
      /**
       * @description Seconds that collecting the packages of one environment may take.
       * @default 600
       */
      timeout?: number;
      /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
      index_credentials?: {
        /** @description Host or host:port; after http:// one that is told in the clear. */
        host: string;
        username?: string;
        /** Format: password */
        password?: string;
        /** Format: password */
        token?: string;
      }[];
    };
    GenerationView: {
      id: number;
      is_current: boolean;
      /** Format: date-time */
      created: string;
      actor: string;
      /** @enum {string} */
      actor_kind: 'token' | 'person' | 'user' | 'service' | 'unknown';
      actor_id: number | null;
      reason: string;
      restored_from: number | null;
      execution_id: number | null;
      changes: components['schemas']['SwitchedView'][];
    };
    GetPackDependenciesOutput: {
      dependencies: {
        pack_ref: string;
        version_spec: string;
        required_by: string;
        /** @description An enabled version satisfies version_spec, or the platform provides the pack. */
        already_installed: boolean;
      }[];
      /** @description By pack; only packs that ask for a runtime. */
      runtime_requirements: {
        [key: string]: {
          pack_ref: string;
          python?: {
            version: string;
            requirements_file: string | null;
          };
          nodejs?: {
            version: string;
            package_file: string | null;
          };
        };
      };
      missing_dependencies: {
        pack_ref: string;
        version_spec: string;
        required_by: string;
        /** @description An enabled version satisfies version_spec, or the platform provides the pack. */
        already_installed: boolean;
      }[];
      analyzed_packs: {
        pack_ref: string;
        pack_path: string;
        has_dependencies: boolean;
        dependency_count: number;
      }[];
      errors: {
        pack_path: string;
        error: string;
      }[];
    };
    GetPackDependenciesParameters: {
      /** @description Folders of packs on the workers' disk, below the folders that requests may name. */
      pack_paths: string[];
      /**
       * @description Go on with packs although their manifest or some of their components are invalid, leaving those out.
       * @default false
       */
      skip_validation?: boolean;
      /**
       * Format: uri
       * @description The API that does the work. This service when absent, or when it is http://localhost:8080.
       */
      api_url?: string;
    };
    GrantView: {
      bundle: string;
      permission: string;
    };
    GraphNeedView: {
      /** @description The pack that needs the other. */
      from: string;
      to: string;
      range: string;
      /** @description Whether an enabled version, or the platform, is what it needs. */
      is_met: boolean;
    };
    GraphPackView: {
      ref: string;
      label: string | null;
      /** @description The enabled one; of a disabled pack, the one that was installed last. Null when none is installed. */
      version: string | null;
      /**
       * @description Missing: it is needed, but not installed. Provided: by the platform itself.
       * @enum {string}
       */
      status: 'Enabled' | 'Disabled' | 'Missing' | 'Provided';
      /** @description Why its installed versions came: asked for, or needed by another pack. Null when that is no longer known. */
      origin: ('request' | 'dependency') | null;
    };
    GraphView: {
      packs: components['schemas']['GraphPackView'][];
      needs: components['schemas']['GraphNeedView'][];
    };
    GroupView: {
      name: string;
      members: string[];
      roles: string[];
    };
    IndexedPackView: {
      pack: {
        ref: string;
        label: string;
        description: string;
        version: string;
        /** @description The highest one first. */
        versions: string[];
        author: string;
        license: string;
        email?: string;
        homepage?: string;
        repository?: string;
        use_case?: string;
        keywords: string[];
        runtime_deps: string[];
        install_sources: {
          type: string;
          url: string;
          ref?: string;
          /** @description Empty when the index promises none. */
          checksum: string;
        }[];
        contents: {
          [key: string]: {
            name: string;
            description: string;
          }[];
        };
        dependencies: {
          packs: string[];
        };
      };
      registry: {
        /** @description Negative for registries of PACKYARD_REGISTRIES. */
        id: number;
        name: string | null;
        url: string;
        position: number;
      };
    };
    IndexedPacksView: {
      items: components['schemas']['IndexedPackView'][];
      data: components['schemas']['IndexedPackView'][];
      pagination: components['schemas']['Pagination'];
      /** @description Registries that could not be read, and why. */
      warnings: string[];
    };
    InstallPacksParameters: {
      /** @description Pack sources: git URL, URL of an archive, registry reference (slack, slack@^1.2), local path. */
      packs: string[];
      /** @description Branch, tag or commit for the git sources. */
      ref_spec?: string;
      /** @description Whether git sources are fetched with their submodules; ?submodules=1 says so of one source. */
      submodules?: boolean;
      /** @description Whether git sources are fetched with what Git LFS keeps for them; ?lfs=1 says so of one source. */
      lfs?: boolean;
      /** @description Index, URL or path, to look registry references and dependencies up in, instead of the configured ones. */
      registry_url?: string;
      /** @description Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs. */
      packs_base_dir?: string;
      /**
       * @description Seconds that the download of one pack may take.
       * @default 300
       */
      timeout?: number;
      /**
       * @description Seconds that the build of one environment may take.
       * @default 600
       */
      build_timeout?: number;
      /**
       * @description Whether certificates of HTTPS sources are verified.
       * @default true
       */
      verify_ssl?: boolean;
      /**
       * @description Install the given packs without the packs they depend on.
       * @default false
       */
      skip_dependencies?: boolean;
      /**
       * @description Go on with packs although their manifest or some of their components are invalid, leaving those out.
       * @default false
       */
      skip_validation?: boolean;
      /**
       * @description Build no environment at all.
       * @default false
       */
      skip_env_build?: boolean;
      /**
       * @description Build no Python environment.
       * @default false
       */
      skip_python?: boolean;
      /**
       * @description Build no Node.js environment.
       * @default false
       */
      skip_nodejs?: boolean;
      /** @description Python version for virtualenvs. When absent: 3.11 if it is there, else any that the pack accepts. */
      python_version?: string;
      /** @description Node.js version. When absent: any that the pack accepts. */
      nodejs_version?: string;
      /**
       * @description Build environments again that are built already.
       * @default false
       */
      force_rebuild?: boolean;
      /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
      index_credentials?: {
        /** @description Host or host:port; after http:// one that is told in the clear. */
        host: string;
        username?: string;
        /** Format: password */
        password?: string;
        /** Format: password */
        token?: string;
      }[];
      /**
       * @description Register packs without running their tests.
       * @default false
       */
      skip_tests?: boolean;
      /**
       * @description Replace an installed version that has other content, register although tests fail, and upgrade packs against the ranges of dependants.
       * @default false
       */
      force?: boolean;
      /** @description Whether what is installed is enabled at once. When absent, packs are and bundles are not; a version that is replaced stays as it was. */
      enable?: boolean;
      /**
       * @description All or nothing: the packs are enabled together, in one step, when all of them are ready; or none is.
       * @default false
       */
      atomic?: boolean;
      /** @description With atomic: packs that are neither in this list nor needed by one of it are disabled in the same step. */
      keep_only?: string[];
      /**
       * @description Only tell what would be done: packs are fetched and resolved, and nothing is built, installed or enabled.
       * @default false
       */
      dry_run?: boolean;
      /** @description Refuse all when anything was enabled or disabled since this generation. Goes with atomic. */
      base_generation?: number;
      /**
       * @description high: before all others, for administrators only. Without it requesters take turns, task by task.
       * @enum {string}
       */
      priority?: 'normal' | 'high';
    };
    IntegrationTokenView: {
      id: number;
      identity_id: number;
      label: string;
      description: string | null;
      /** @description Empty when Packyard did not make the token. */
      token_prefix: string;
      token_suffix: string;
      active: boolean;
      /** @enum {string} */
      scope: 'agent' | 'read' | 'install' | 'admin';
      /** Format: date-time */
      created: string;
      expires_at: string | null;
      last_used_at: string | null;
      revoked_at: string | null;
    };
    LockInstalledView: {
      /** @description Null when all of it is so already. */
      execution_id: number | null;
      /** @description Packs that were as the lock says, by name. */
      unchanged: string[];
    };
    LoginBody: {
      /** @description Name of a token. */
      login: string;
      /** @description The token itself. */
      password: string;
    } & {
      [key: string]: unknown;
    };
    LoginView: {
      access_token: string;
      refresh_token: string;
      /** @constant */
      token_type: 'Bearer';
      /** @description Seconds. */
      expires_in: number;
      user: {
        id: number;
        login: string;
        display_name: string | null;
      };
    };
    NewBundle: {
      /** @description The bundle config, as YAML or JSON text. */
      config: string;
      /** @default false */
      enable?: boolean;
      /**
       * @description Replace the same version when it has other content.
       * @default false
       */
      force?: boolean;
    };
    NewBundleView: {
      bundle: components['schemas']['VersionView'];
      /** @description The same version with the same content was installed already. */
      was_installed: boolean;
      warnings: string[];
    };
    NewIntegrationToken: {
      label: string;
      /** @description Not kept. */
      description?: string | null;
      expires_at?: string | null;
      expires_in?: number | null;
      /**
       * @default install
       * @enum {string}
       */
      scope?: 'agent' | 'read' | 'install' | 'admin';
    } & {
      [key: string]: unknown;
    };
    NewRegistry: {
      /** @default null */
      name?: string | null;
      /** @description URL or path of the index. */
      url: string;
      /** @description The lowest one is asked first. When absent: behind all others. */
      position?: number;
      /** @default true */
      enabled?: boolean;
      /**
       * @description Request headers for a private index. Kept sealed and never shown; `***` keeps the value it has.
       * @default {}
       */
      headers?: {
        [key: string]: string;
      };
      /**
       * @description Take the registry in although its index can not be read now.
       * @default false
       */
      skip_check?: boolean;
    };
    NewTokenBody: {
      name: string;
      /** @enum {string} */
      scope: 'agent' | 'read' | 'install' | 'admin';
      /** @description Seconds. When absent: 90 days; null: never. */
      expires_in?: number | null;
      /** @description What it may do less than its scope says. */
      limits?: {
        /** @description It may install from these only, and change nothing else: https://git.example.org/team/*, registry:slack, registry:*@https://index.example.org/index.json. A * stands for any characters. */
        sources?: string[];
        /** @description It may install these only, and enable their versions. Without sources: by name from the registries. */
        packs?: string[];
        /** @description It sees and cancels only executions that it requested itself. */
        own_executions?: boolean;
      };
    };
    NewTrustPolicy: {
      /** @enum {string} */
      applies_to: 'registry' | 'source';
      /** @description `*` for all, an absolute path, or an address; a source may also be registry:<name>. * stands for any characters. */
      pattern: string;
      /** @enum {string} */
      mode: 'require' | 'warn' | 'off';
      /**
       * @description Only what these keys signed; all trusted keys when null.
       * @default null
       */
      keys?: string[] | null;
      /** @description The lowest one that fits counts. Behind all others. */
      position?: number;
    };
    NewTrustedKey: {
      /** @description Whose it is. */
      name: string;
      /** @description minisign's public key: its file, or the line that begins with RW. */
      public_key: string;
      /** @description The .minisig of the public key file by a key that is trusted already; what it says is kept. */
      endorsement?: string;
      /**
       * @description Trust a key again that was removed.
       * @default false
       */
      restore?: boolean;
    };
    NewWebhook: {
      /** Format: uri */
      url: string;
      /** @description Such as execution.failed or pack.*; * for all. Those of the audit are called as they are there. */
      events: (
        | '*'
        | 'access.*'
        | 'execution.*'
        | 'generation.*'
        | 'group.*'
        | 'key.*'
        | 'login.*'
        | 'maintenance.*'
        | 'node.*'
        | 'pack.*'
        | 'registry.*'
        | 'role.*'
        | 'rollout.*'
        | 'secret.*'
        | 'session.*'
        | 'setting.*'
        | 'token.*'
        | 'trust.*'
        | 'user.*'
        | 'webhook.*'
        | 'execution.completed'
        | 'execution.failed'
        | 'execution.cancelled'
        | 'generation.create'
        | 'webhook.test'
        | 'pack.install'
        | 'pack.enable'
        | 'pack.disable'
        | 'pack.uninstall'
        | 'user.create'
        | 'user.update'
        | 'user.delete'
        | 'group.create'
        | 'group.delete'
        | 'group.add_member'
        | 'group.remove_member'
        | 'group.add_role'
        | 'group.remove_role'
        | 'role.create'
        | 'role.delete'
        | 'role.grant'
        | 'role.revoke'
        | 'setting.set'
        | 'setting.delete'
        | 'setting.read'
        | 'token.create'
        | 'token.revoke'
        | 'registry.create'
        | 'registry.update'
        | 'registry.delete'
        | 'key.create'
        | 'key.delete'
        | 'trust.set'
        | 'trust.delete'
        | 'session.begin'
        | 'session.end'
        | 'login.fail'
        | 'access.deny'
        | 'execution.cancel'
        | 'maintenance.collect'
        | 'secret.rotate'
        | 'webhook.create'
        | 'webhook.update'
        | 'webhook.delete'
        | 'webhook.disable'
        | 'webhook.rotate'
        | 'node.delete'
        | 'rollout.set'
        | 'rollout.begin'
        | 'rollout.stop'
        | 'rollout.resume'
        | 'rollout.complete'
      )[];
      /** @default  */
      description?: string;
    };
    NodeReport: {
      /** @description What it shows; null: nothing yet. */
      generation: number | null;
      /** @description What it is to show, as far as it knows. */
      target: number | null;
      /** @enum {string} */
      activity: 'in_step' | 'working' | 'failed';
      /** @default [] */
      failures?: {
        /** @description Such as pack slack. */
        subject: string;
        message: string;
        hint: string;
      }[];
      platform: string;
      /** @description Of the agent. */
      version: string;
    };
    NodeView: {
      name: string;
      /** @enum {string} */
      state: 'in_step' | 'behind' | 'held' | 'failed' | 'stale';
      generation: number | null;
      /** @description How many generations it is behind. */
      lag: number;
      /** @description For how long it has not been what is wanted. */
      lag_seconds: number;
      failures: {
        /** @description Such as pack slack. */
        subject: string;
        message: string;
        hint: string;
      }[];
      platform: string;
      version: string;
      /** Format: date-time */
      reported: string;
      /** Format: date-time */
      created: string;
      /** @description Whose name it is: of the token that reported first. */
      token: string;
    };
    OutdatedPackView: {
      ref: string;
      /** @description The enabled one. */
      version: string;
      /** @description The highest that all enabled packs that need it accept. Null when it is enabled. */
      wanted: string | null;
      /** @description The highest release that a registry offers. */
      latest: string;
      /** @description Who does not accept the latest. */
      held_back_by: {
        /** @description The pack that needs the other. */
        from: string;
        range: string;
      }[];
    };
    OutdatedView: {
      packs: components['schemas']['OutdatedPackView'][];
      /** @description Enabled packs that no registry knows. */
      unknown: string[];
      /** @description Registries that could not be read. */
      warnings: string[];
    };
    PackInstallView: {
      pack: components['schemas']['PackView'];
      test_result: components['schemas']['AttuneTestResult'] | null;
      tests_skipped: boolean;
    };
    PackRegisterView: {
      id: number;
      ref: string;
      label: string;
      description: string | null;
      /** @description The enabled version. */
      version: string | null;
      versions: string[];
      format: string;
      tags: string[];
      is_standard: boolean;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
      author: string | null;
      email: string | null;
      keywords: string[];
      action_count: number;
      sensor_count: number;
      trigger_count: number;
      rule_count: number;
      workflow_count: number;
      policy_count: number;
      conf_schema: {
        [key: string]: unknown;
      };
      config: {
        [key: string]: unknown;
      };
      meta: {
        [key: string]: unknown;
      };
      runtime_deps: string[];
      dependencies: string[];
      digest: string;
      source: string;
      storage_path: string;
      components: {
        kind: string;
        ref: string;
        label: string | null;
        description: string | null;
        enabled: boolean;
      }[];
      environments: {
        runtime: string;
        status: string;
        path: string | null;
        runtime_version: string | null;
        package_count: number | null;
        size_bytes: number | null;
        containment: string | null;
      }[];
      pack: components['schemas']['PackView'];
      test_result: components['schemas']['AttuneTestResult'] | null;
      tests_skipped: boolean;
    };
    PackSummary: {
      id: number;
      ref: string;
      label: string;
      description: string | null;
      /** @description The enabled version. */
      version: string | null;
      versions: string[];
      format: string;
      tags: string[];
      is_standard: boolean;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
    };
    PackTestView: {
      id: number;
      packId: number | null;
      packVersion: string;
      /** Format: date-time */
      executionTime: string;
      /** @enum {string} */
      triggerReason: 'register' | 'manual';
      totalTests: number;
      passed: number;
      failed: number;
      skipped: number;
      passRate: number;
      durationMs: number;
      result: components['schemas']['AttuneTestResult'];
      /** Format: date-time */
      created: string;
    };
    PackView: {
      id: number;
      ref: string;
      label: string;
      description: string | null;
      /** @description The enabled version. */
      version: string | null;
      versions: string[];
      format: string;
      tags: string[];
      is_standard: boolean;
      /** Format: date-time */
      created: string;
      /** Format: date-time */
      updated: string;
      author: string | null;
      email: string | null;
      keywords: string[];
      action_count: number;
      sensor_count: number;
      trigger_count: number;
      rule_count: number;
      workflow_count: number;
      policy_count: number;
      conf_schema: {
        [key: string]: unknown;
      };
      config: {
        [key: string]: unknown;
      };
      meta: {
        [key: string]: unknown;
      };
      runtime_deps: string[];
      dependencies: string[];
      digest: string;
      source: string;
      storage_path: string;
      components: {
        kind: string;
        ref: string;
        label: string | null;
        description: string | null;
        enabled: boolean;
      }[];
      environments: {
        runtime: string;
        status: string;
        path: string | null;
        runtime_version: string | null;
        package_count: number | null;
        size_bytes: number | null;
        containment: string | null;
      }[];
    };
    Pagination: {
      page: number;
      page_size: number;
      total_items: number;
      total_pages: number;
      has_previous: boolean;
      has_next: boolean;
    };
    PlanView: {
      /** @description Of the execution that made it. */
      id: number;
      /** @description Of that execution. */
      status: string;
      /** Format: date-time */
      created: string;
      /** @description The generation that it stands on; null when no pack could be planned. */
      base_generation: number | null;
      packs: {
        pack_ref: string;
        pack_version: string;
        /** @description Of its files. */
        digest: string;
        /** @description Of its files, unpacked. */
        size_bytes: number;
        /**
         * @description `enable`: it is installed already; `replace`: the same version with other content; `none`: it is so already.
         * @enum {string}
         */
        change: 'install' | 'enable' | 'upgrade' | 'downgrade' | 'replace' | 'none';
        /** @description What is enabled now. */
        enabled_version: string | null;
        /** @description False for a bundle, or when `enable` is false: it is installed beside. */
        is_enabled_then: boolean;
        environments: {
          /** @enum {string} */
          runtime: 'python' | 'nodejs';
          /** @description Of all that goes into it. */
          fingerprint: string;
          /** @description It is there already, for this or another pack. */
          is_built: boolean;
        }[];
        /** @description Compared with what is enabled now. */
        components: {
          added: {
            kind: string;
            ref: string;
          }[];
          changed: {
            kind: string;
            ref: string;
            fields: string[];
          }[];
          removed: {
            kind: string;
            ref: string;
          }[];
        };
        permissions: {
          added: string[];
          removed: string[];
        };
        source: string;
        /** @enum {string} */
        origin: 'request' | 'dependency';
        chosen_because: string | null;
        warnings: string[];
      }[];
      /** @description Packs that can not be installed, and why. A plan with such can not be applied. */
      refused: {
        pack_ref: string | null;
        source: string;
        error: string;
        /** @enum {string} */
        code:
          | 'PARAMETERS_INVALID'
          | 'ACTION_NOT_FOUND'
          | 'EXECUTION_NOT_FOUND'
          | 'EXECUTION_NOT_CANCELLABLE'
          | 'IDEMPOTENCY_KEY_REUSED'
          | 'PACK_NOT_FOUND'
          | 'PACK_NEEDED'
          | 'PACK_PROTECTED'
          | 'NAME_TAKEN'
          | 'PACK_NOT_ENABLED'
          | 'VERSION_NOT_FOUND'
          | 'VERSION_ENABLED'
          | 'VERSION_INCOMPATIBLE'
          | 'GENERATION_NOT_FOUND'
          | 'USER_NOT_FOUND'
          | 'GROUP_NOT_FOUND'
          | 'ROLE_NOT_FOUND'
          | 'PERMISSION_NOT_FOUND'
          | 'ACCOUNT_EXISTS'
          | 'ACCOUNT_PROTECTED'
          | 'MAPPING_TAKEN'
          | 'SETTING_NOT_FOUND'
          | 'COMMAND_NOT_FOUND'
          | 'REGISTRY_NOT_FOUND'
          | 'REGISTRY_EXISTS'
          | 'REGISTRY_CONFIGURED'
          | 'KEY_NOT_FOUND'
          | 'KEY_EXISTS'
          | 'POLICY_NOT_FOUND'
          | 'WEBHOOK_NOT_FOUND'
          | 'WEBHOOK_REFUSED'
          | 'NODE_NOT_FOUND'
          | 'NODE_TAKEN'
          | 'TOKEN_NOT_FOUND'
          | 'TOKEN_EXISTS'
          | 'TOKEN_CONFIGURED'
          | 'UNAUTHENTICATED'
          | 'FORBIDDEN'
          | 'ROUTE_NOT_FOUND'
          | 'RATE_LIMITED'
          | 'REQUEST_INCOMPLETE'
          | 'SOURCE_INVALID'
          | 'SOURCE_NOT_FOUND'
          | 'SOURCE_FORBIDDEN'
          | 'SOURCE_AUTHENTICATION_FAILED'
          | 'SOURCE_UNAVAILABLE'
          | 'REF_NOT_FOUND'
          | 'CHECKSUM_MISMATCH'
          | 'SIGNATURE_REFUSED'
          | 'KEY_INVALID'
          | 'ARCHIVE_INVALID'
          | 'ARCHIVE_UNSAFE_PATH'
          | 'LIMIT_EXCEEDED'
          | 'REGISTRY_UNAVAILABLE'
          | 'REGISTRY_INVALID'
          | 'PACK_NOT_IN_REGISTRY'
          | 'VERSION_NOT_IN_REGISTRY'
          | 'DESTINATION_INVALID'
          | 'MANIFEST_NOT_FOUND'
          | 'MANIFEST_INVALID'
          | 'COMPONENT_INVALID'
          | 'DEPENDENCY_CONFLICT'
          | 'DEPENDENCY_CYCLE'
          | 'DEPENDENCY_MISSING'
          | 'DEPENDENCY_FAILED'
          | 'RESOLUTION_GAVE_UP'
          | 'RUNTIME_NOT_FOUND'
          | 'ENVIRONMENT_FAILED'
          | 'ENVIRONMENT_UNUSABLE'
          | 'LOCK_MISMATCH'
          | 'PLAN_OUTDATED'
          | 'PLAN_REFUSED'
          | 'TESTS_FAILED'
          | 'VERSION_EXISTS'
          | 'STORE_FAILED'
          | 'SUPERSEDED'
          | 'ROLLED_BACK'
          | 'TIMED_OUT'
          | 'CANCELLED'
          | 'NOT_READY'
          | 'SCHEMA_MISMATCH'
          | 'WORKER_LOST'
          | 'INTERNAL';
        hint: string | null;
      }[];
    };
    RefreshBody: {
      refresh_token?: string | null;
    } & {
      [key: string]: unknown;
    };
    RegisterPacksOutput: {
      registered_packs: components['schemas']['RegisteredPackOutput'][];
      failed_packs: {
        pack_ref: string;
        pack_path: string;
        error: string;
        /** @enum {string} */
        error_stage: 'validation' | 'testing' | 'registration';
      }[];
      summary: {
        total_packs: number;
        success_count: number;
        failure_count: number;
        total_components: number;
        duration_ms: number;
      };
    };
    RegisterPacksParameters: {
      /** @description Folders of packs on the workers' disk, below the folders that requests may name. */
      pack_paths: string[];
      /** @description Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs. */
      packs_base_dir?: string;
      /**
       * @description Go on with packs although their manifest or some of their components are invalid, leaving those out.
       * @default false
       */
      skip_validation?: boolean;
      /**
       * @description Register packs without running their tests.
       * @default false
       */
      skip_tests?: boolean;
      /**
       * @description Replace an installed version that has other content, register although tests fail, and upgrade packs against the ranges of dependants.
       * @default false
       */
      force?: boolean;
      /** @description Whether what is installed is enabled at once. When absent, packs are and bundles are not; a version that is replaced stays as it was. */
      enable?: boolean;
      /**
       * Format: uri
       * @description The API that does the work. This service when absent, or when it is http://localhost:8080.
       */
      api_url?: string;
      /**
       * Format: password
       * @description Token in whose name the packs are registered. Never stored or shown.
       */
      api_token?: string;
    };
    RegisteredPackOutput: {
      pack_ref: string;
      pack_id: number;
      pack_version: string;
      storage_path: string;
      /** @description By plural kind; the six of Attune are always there. */
      components_registered: {
        [key: string]: number;
      };
      /** @description Null when tests were skipped. */
      test_result: components['schemas']['TestResultOutput'] | null;
      validation_results: {
        valid: boolean;
        errors: string[];
      };
    };
    RegistryChanges: {
      name?: string | null;
      url?: string;
      position?: number;
      enabled?: boolean;
      /** @description Request headers for a private index. Kept sealed and never shown; `***` keeps the value it has. */
      headers?: {
        [key: string]: string;
      };
      /**
       * @description Take the registry in although its index can not be read now.
       * @default false
       */
      skip_check?: boolean;
    };
    RegistryView: {
      /** @description Negative for registries of PACKYARD_REGISTRIES. */
      id: number;
      name: string | null;
      url: string;
      position: number;
      enabled: boolean;
      headers: {
        [key: string]: '***';
      };
      /** @description From PACKYARD_REGISTRIES: requests can not change it. */
      configured: boolean;
      created: string | null;
      updated: string | null;
    };
    ResumeBody: {
      /**
       * @description Reach all other nodes at once, without further steps.
       * @default false
       */
      all?: boolean;
    };
    RoleView: {
      name: string;
      permissions: components['schemas']['GrantView'][];
      groups: string[];
    };
    RollbackBody: {
      /** @description When absent, the one before all that the last request changed. */
      to?: number;
      /**
       * @description Only tell what would change, or why it would be refused.
       * @default false
       */
      dry_run?: boolean;
      /**
       * @description Even if something enabled would lack what it needs; packs that cannot be brought back stay as they are.
       * @default false
       */
      force?: boolean;
    };
    RollbackView: {
      /** @description The generation whose state it is now. */
      restored: number;
      /** @description The generation that this made; null when nothing had to change. */
      generation: number | null;
      packs: {
        ref: string;
        /** @description Null when no version is enabled any more. */
        version: string | null;
        former: string | null;
        /** @description It had been uninstalled or replaced. */
        reinstated: boolean;
        /** @description Other content of the same version was installed, and is not any more. */
        in_place_of_another: boolean;
      }[];
      /** @description What could not be brought back and stays as it is; only with force. */
      skipped: {
        ref: string;
        version: string;
        reason: string;
      }[];
    };
    RolloutView: {
      policy: {
        /** @description How many nodes show a generation after each step; after the last one come all others. None: all at once. */
        steps: string[];
        /**
         * @description Of the nodes that were told; when more fail, the rollout stops.
         * @default 0
         */
        max_failures: string;
        /**
         * @description How long the nodes of a step may take until they show the generation.
         * @default 600
         */
        step_seconds: number;
      };
      /** @enum {string} */
      status: 'running' | 'stopped' | 'complete';
      /** @description What goes out, or is out. */
      generation: number;
      /** @description What nodes are told that it has not reached; the same when it is complete. */
      base_generation: number;
      /** @description Which step was begun last, from 1 on; 0: none yet. */
      step: number;
      /** @description With the last one, which reaches all others. */
      step_count: number;
      /** @description Why it was stopped. */
      reason: string | null;
      /** @description What can be done about it. */
      hint: string | null;
      nodes: {
        all: number;
        /** @description They are to show the generation. */
        told: number;
        /** @description They were told, and show it. */
        whole: number;
        /** @description They were told, and could not show it so far. */
        failed: number;
        /** @description It has not reached them yet. */
        held: number;
      };
      /** @description Null: all nodes are told at once. */
      started: string | null;
      step_started: string | null;
    };
    RotationView: {
      /** @description Of the key that seals now: tells keys apart, and says nothing about them. */
      key_id: string;
      /** @description Whether a new key was made; otherwise the configured one is used. */
      made: boolean;
      /** @description How many credentials were sealed again with it. */
      resealed: number;
    };
    ServiceSummary: {
      /** @constant */
      status: 'ok';
      containment?: {
        /** @enum {string} */
        kind: 'bubblewrap' | 'user' | 'none';
        description: string;
        warnings: string[];
        workers: number;
      }[];
    };
    SessionView: {
      access_token: string;
      refresh_token: string;
      /** @constant */
      token_type: 'Bearer';
      /** @description Seconds. */
      expires_in: number;
    };
    SettingBody: {
      /** Format: password */
      value: string;
      /**
       * @description Sealed in the database, and never shown again.
       * @default false
       */
      secret?: boolean;
    };
    SettingValuesBody: {
      /** @description The room that the command was typed in. */
      room?: string;
      /** @description Who typed it: the settings of this user count, and those of the groups that it is in. */
      user?: string;
    };
    SettingValuesView: {
      /** @description By key; of several layers the narrowest counts. */
      values: {
        [key: string]: string;
      };
    };
    SettingView: {
      bundle: string;
      /** @enum {string} */
      layer: 'bundle' | 'room' | 'group' | 'user';
      /** @description The room, group or user; null for the whole bundle. */
      owner: string | null;
      key: string;
      /** @description Null for a secret. */
      value: string | null;
      secret: boolean;
    };
    StageView: {
      /** @enum {string} */
      stage: 'download' | 'resolve' | 'build' | 'register';
      /** @enum {string} */
      status: 'waiting' | 'skipped' | 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled';
      /** @description The try that it is at, waits for or ended with: failures that another try followed, and one. */
      attempt: number | null;
      started_at: string | null;
      finished_at: string | null;
    };
    StoredRegistryView: {
      data: components['schemas']['RegistryView'];
      /** @description What of its index can't be used, and why; nothing where it was not read. */
      warnings: string[];
    };
    SubmitBuildPackEnvs: {
      /** @constant */
      action: 'core.build_pack_envs';
      parameters: components['schemas']['BuildPackEnvsParameters'];
    };
    SubmitDownloadPacks: {
      /** @constant */
      action: 'core.download_packs';
      parameters: components['schemas']['DownloadPacksParameters'];
    };
    SubmitExportPacks: {
      /** @constant */
      action: 'core.export_packs';
      parameters: components['schemas']['ExportPacksParameters'];
    };
    SubmitGetPackDependencies: {
      /** @constant */
      action: 'core.get_pack_dependencies';
      parameters: components['schemas']['GetPackDependenciesParameters'];
    };
    SubmitInstallPacks: {
      /** @constant */
      action: 'core.install_packs';
      parameters: components['schemas']['InstallPacksParameters'];
    };
    SubmitRegisterPacks: {
      /** @constant */
      action: 'core.register_packs';
      parameters: components['schemas']['RegisterPacksParameters'];
    };
    SubmitTestPacks: {
      /** @constant */
      action: 'core.test_packs';
      parameters: components['schemas']['TestPacksParameters'];
    };
    SwitchedView: {
      ref: string;
      /** @description Null when no version is enabled any more. */
      version: string | null;
      former: string | null;
    };
    SyncBody: {
      /** @description By name: a range such as ^1.2 or *, or a source as core.install_packs takes it. */
      packs: {
        [key: string]: string;
      };
      /**
       * @description Disable packs that are neither wanted nor needed by those that are.
       * @default false
       */
      prune?: boolean;
      /**
       * @description Only tell what differs.
       * @default false
       */
      dry_run?: boolean;
      /**
       * @description As the parameter of core.install_packs.
       * @default false
       */
      force?: boolean;
      /**
       * @description As the parameter of core.install_packs.
       * @default false
       */
      skip_tests?: boolean;
      /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
      index_credentials?: {
        /** @description Host or host:port; after http:// one that is told in the clear. */
        host: string;
        username?: string;
        /** Format: password */
        password?: string;
        /** Format: password */
        token?: string;
      }[];
    };
    SyncView: {
      /** @description What differed when it was asked, by name. */
      changes: {
        ref: string;
        /** @enum {string} */
        change: 'install' | 'replace' | 'disable';
        /** @description The enabled version. */
        from: string | null;
        /** @description The range or source; null for what is not wanted. */
        wanted: string | null;
        reason: string;
      }[];
      /** @description What makes it so; null when nothing has to be installed. */
      execution_id: number | null;
      /** @description Made by disabling alone; null when nothing was. */
      generation: number | null;
    };
    TestPacksParameters: {
      /** @description Names of installed packs. Of each one, the enabled version is tested. */
      packs: string[];
    };
    TestResultOutput: {
      /** @enum {string} */
      status: 'passed' | 'failed' | 'not_runnable' | 'none';
      total_tests: number;
      passed: number;
      failed: number;
      /** @description Why the tests failed, or could not be run. */
      reason?: string;
    };
    TokenLoginBody: {
      token: string;
    } & {
      [key: string]: unknown;
    };
    TokenView: {
      id: number;
      /**
       * @description A person has no token: single sign-on begins their sessions.
       * @enum {string}
       */
      kind: 'token' | 'person';
      name: string;
      /** @enum {string} */
      scope: 'agent' | 'read' | 'install' | 'admin';
      limits: {
        /** @description It may install from these only, and change nothing else: https://git.example.org/team/*, registry:slack, registry:*@https://index.example.org/index.json. A * stands for any characters. */
        sources?: string[];
        /** @description It may install these only, and enable their versions. Without sources: by name from the registries. */
        packs?: string[];
        /** @description It sees and cancels only executions that it requested itself. */
        own_executions?: boolean;
      } | null;
      /** Format: date-time */
      created: string;
      expires_at: string | null;
      revoked_at: string | null;
      /** @description To the minute. */
      last_used_at: string | null;
      /** @description Name of the token or user that made it. */
      created_by: string | null;
      created_by_kind: ('token' | 'person' | 'user' | 'service' | 'unknown') | null;
      created_by_id: number | null;
    };
    TrustPolicyView: {
      id: number;
      position: number;
      /** @enum {string} */
      applies_to: 'registry' | 'source';
      pattern: string;
      /** @enum {string} */
      mode: 'require' | 'warn' | 'off';
      keys: string[] | null;
    };
    TrustedKeyView: {
      id: string;
      name: string;
      public_key: string;
      added_by: string;
      /** Format: date-time */
      added: string;
      /** @description Id of the key that signed this one. */
      endorsed_by: string | null;
      removed_by: string | null;
      /** @description What it signed is trusted no more since then. */
      removed: string | null;
    };
    UninstallBody: {
      version?: string;
      /**
       * @description All versions that are not enabled.
       * @default false
       */
      clean?: boolean;
      /**
       * @description All versions that this server can not enable.
       * @default false
       */
      incompatible?: boolean;
      /**
       * @description All versions.
       * @default false
       */
      all?: boolean;
      /**
       * @description Although a version is enabled, or enabled packs need it.
       * @default false
       */
      force?: boolean;
      /**
       * @description The packs that need it go too, with all their versions.
       * @default false
       */
      cascade?: boolean;
    };
    UninstalledView: {
      ref: string;
      version: string;
    };
    UsageView: {
      home: string;
      /** @description Of the whole home, as du -sb counts. */
      bytes: number;
      /** @description All that are no folders. */
      files: number;
      /** @description All that lies directly in the home; with the home's own folder, the whole. */
      areas: {
        /** @description Relative to the home. */
        path: string;
        /** @description As du -sb counts: files, folders and links; a file with several names once. */
        bytes: number;
        /** @description All that are no folders. */
        files: number;
      }[];
      items: {
        /** @description Relative to the home. */
        path: string;
        /** @description As du -sb counts: files, folders and links; a file with several names once. */
        bytes: number;
        /** @description All that are no folders. */
        files: number;
        /** @description Empty when maintenance takes it the next time. */
        kept_by: string[];
      }[];
      database: {
        bytes: number;
        tables: {
          name: string;
          /** @description As PostgreSQL estimates them. */
          rows: number;
          /** @description With indexes. */
          bytes: number;
        }[];
      };
    };
    UserBody: {
      email?: string;
      full_name?: string;
      mappings?: {
        [key: string]: string;
      };
      /**
       * Format: password
       * @description Never shown.
       */
      password?: string;
    };
    UserView: {
      name: string;
      email: string | null;
      full_name: string | null;
      /** @description The user's name in chat, by adapter. */
      mappings: {
        [key: string]: string;
      };
      has_password: boolean;
      groups: string[];
      /** Format: date-time */
      created: string;
    };
    VersionDetailView: {
      ref: string;
      version: string;
      format: string;
      /** @enum {string} */
      status: 'Enabled' | 'Disabled' | 'Incompatible';
      /** @description Why it is incompatible, or was disabled by the server. */
      note: string | null;
      description: string | null;
      /** @description Of a bundle, by name. */
      commands: string[];
      /** @description Of a bundle, by name. */
      permissions: string[];
      digest: string;
      /** @description As it was when the version was installed; null when none was asked for. */
      signature: {
        /** @enum {string} */
        status: 'valid' | 'missing' | 'invalid' | 'untrusted' | 'expired' | 'outdated' | 'misplaced';
        /**
         * @description The policy at that moment.
         * @enum {string}
         */
        mode: 'require' | 'warn';
        /**
         * @description What is signed, or was looked at last.
         * @enum {string}
         */
        covers: 'archive' | 'tree' | 'index' | 'commit';
        /** @description Id of the key that signed. */
        key: string | null;
        /** @description What that key is called here. */
        signer: string | null;
        /** @description The trusted comment of the signature. */
        comment: string | null;
        problem: string | null;
      } | null;
      source: string;
      /** Format: date-time */
      installed_at: string;
      installed_by: string | null;
      storage_path: string;
      rules: {
        command: string;
        rule: string;
      }[];
      /** @description How many, by kind. */
      components: {
        [key: string]: number;
      };
      /** @description Of the latest run with this version. */
      test_result: components['schemas']['AttuneTestResult'] | null;
    };
    VersionView: {
      ref: string;
      version: string;
      format: string;
      /** @enum {string} */
      status: 'Enabled' | 'Disabled' | 'Incompatible';
      /** @description Why it is incompatible, or was disabled by the server. */
      note: string | null;
      description: string | null;
      /** @description Of a bundle, by name. */
      commands: string[];
      /** @description Of a bundle, by name. */
      permissions: string[];
      digest: string;
      /** @description As it was when the version was installed; null when none was asked for. */
      signature: {
        /** @enum {string} */
        status: 'valid' | 'missing' | 'invalid' | 'untrusted' | 'expired' | 'outdated' | 'misplaced';
        /**
         * @description The policy at that moment.
         * @enum {string}
         */
        mode: 'require' | 'warn';
        /**
         * @description What is signed, or was looked at last.
         * @enum {string}
         */
        covers: 'archive' | 'tree' | 'index' | 'commit';
        /** @description Id of the key that signed. */
        key: string | null;
        /** @description What that key is called here. */
        signer: string | null;
        /** @description The trusted comment of the signature. */
        comment: string | null;
        problem: string | null;
      } | null;
      source: string;
      /** Format: date-time */
      installed_at: string;
      installed_by: string | null;
    };
    WaitingView: {
      /** @enum {string} */
      stage: 'download' | 'resolve' | 'build' | 'register';
      /** @description How many of the execution wait there. */
      tasks: number;
      /** @description How many, of whomever, are started before the first of them; at most 10000. */
      ahead: number;
    };
    WantedChangesView: {
      /** @description The state that this is to be applied to. */
      base: string;
      /** @description As in all that is wanted. */
      state: string;
      generation: number;
      /** @description What is new, or not as it was, whole each of them. */
      changed: components['schemas']['WantedPackView'][];
      /** @description Names of packs that are wanted no more. */
      removed: string[];
      /** @description Of all that is wanted then: docs/nodes.md says of which text. */
      digest: string;
    };
    WantedEnvironmentView: {
      /** @enum {string} */
      runtime: 'python' | 'nodejs';
      fingerprint: string;
      /** @description Relative to the home's store/environments. */
      path: string;
      /** @description Where it was built, such as linux-x64; null: that was not noted. */
      platform: string | null;
      /** @description What it is called in the content store; null: it is not there. */
      content: string | null;
    };
    WantedPackView: {
      ref: string;
      version: string;
      digest: string;
      /** @description Relative to the home's store/packs. */
      storage_path: string;
      /** @description What it is called in the content store; null: it is not there. */
      content: string | null;
      environments: components['schemas']['WantedEnvironmentView'][];
    };
    WantedView: {
      /** @description Names all of it: with `after`, one is told only what differs from it. */
      state: string;
      generation: number;
      packs: components['schemas']['WantedPackView'][];
    };
    WebhookChanges: {
      /** Format: uri */
      url?: string;
      /** @description Such as execution.failed or pack.*; * for all. Those of the audit are called as they are there. */
      events?: (
        | '*'
        | 'access.*'
        | 'execution.*'
        | 'generation.*'
        | 'group.*'
        | 'key.*'
        | 'login.*'
        | 'maintenance.*'
        | 'node.*'
        | 'pack.*'
        | 'registry.*'
        | 'role.*'
        | 'rollout.*'
        | 'secret.*'
        | 'session.*'
        | 'setting.*'
        | 'token.*'
        | 'trust.*'
        | 'user.*'
        | 'webhook.*'
        | 'execution.completed'
        | 'execution.failed'
        | 'execution.cancelled'
        | 'generation.create'
        | 'webhook.test'
        | 'pack.install'
        | 'pack.enable'
        | 'pack.disable'
        | 'pack.uninstall'
        | 'user.create'
        | 'user.update'
        | 'user.delete'
        | 'group.create'
        | 'group.delete'
        | 'group.add_member'
        | 'group.remove_member'
        | 'group.add_role'
        | 'group.remove_role'
        | 'role.create'
        | 'role.delete'
        | 'role.grant'
        | 'role.revoke'
        | 'setting.set'
        | 'setting.delete'
        | 'setting.read'
        | 'token.create'
        | 'token.revoke'
        | 'registry.create'
        | 'registry.update'
        | 'registry.delete'
        | 'key.create'
        | 'key.delete'
        | 'trust.set'
        | 'trust.delete'
        | 'session.begin'
        | 'session.end'
        | 'login.fail'
        | 'access.deny'
        | 'execution.cancel'
        | 'maintenance.collect'
        | 'secret.rotate'
        | 'webhook.create'
        | 'webhook.update'
        | 'webhook.delete'
        | 'webhook.disable'
        | 'webhook.rotate'
        | 'node.delete'
        | 'rollout.set'
        | 'rollout.begin'
        | 'rollout.stop'
        | 'rollout.resume'
        | 'rollout.complete'
      )[];
      description?: string;
      /** @description What waited while it was disabled is sent once it is enabled again. */
      enabled?: boolean;
    };
    WebhookView: {
      id: number;
      /** @description Without user info and query, which are kept sealed. */
      url: string;
      events: string[];
      description: string;
      enabled: boolean;
      /** @description Of one that nobody disabled by hand. */
      disabled_because: string | null;
      /** @description Nothing was delivered since then, though it was tried. */
      failing_since: string | null;
      /** Format: date-time */
      created: string;
      created_by: string;
    };
    WhoamiView: {
      id: number;
      login: string;
      display_name: string | null;
      /** @enum {string} */
      auth_provider: 'local' | 'oidc';
      is_local: boolean;
      can_change_password: boolean;
      effective_permissions: {
        resource: string;
        actions: string[];
      }[];
      assigned_permission_set_refs: string[];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  listExecutions: {
    parameters: {
      query?: {
        status?:
          | 'requested'
          | 'scheduling'
          | 'scheduled'
          | 'running'
          | 'canceling'
          | 'completed'
          | 'failed'
          | 'cancelled'
          | 'timeout'
          | 'abandoned';
        action_ref?: string;
        pack_name?: string;
        result_contains?: string;
        parent?: number;
        rule_ref?: string;
        trigger_ref?: string;
        enforcement?: number;
        executor?: number;
        top_level_only?: 'true' | 'false';
        include_total?: 'true' | 'false';
        page?: number;
        per_page?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ExecutionSummary'][];
            data: components['schemas']['ExecutionSummary'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  submitExecution: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes repeating the request harmless. At most 255 characters. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | components['schemas']['SubmitDownloadPacks']
          | components['schemas']['SubmitGetPackDependencies']
          | components['schemas']['SubmitBuildPackEnvs']
          | components['schemas']['SubmitRegisterPacks']
          | components['schemas']['SubmitInstallPacks']
          | components['schemas']['SubmitTestPacks']
          | components['schemas']['SubmitExportPacks'];
      };
    };
    responses: {
      /** @description The request was repeated with its idempotency key: the execution that it made the first time. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description The execution was made; follow it by its id. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description Parameters are unknown or ill-typed, all of them named; or a source can't be read. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description priority high is asked for without being an administrator. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such action. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The idempotency key was used for another request. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  countExecutions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description How many there are of each status, of those that the caller may see. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionStats'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getExecutionLogs: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What happened, a line for each event, oldest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionLogs'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such execution. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getExecutionOutput: {
    parameters: {
      query?: {
        pack?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What the tools printed that built environments, also while they run. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionOutput'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such execution. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  executeAction: {
    parameters: {
      query?: never;
      header?: {
        /** @description Makes repeating the request harmless. At most 255 characters. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | components['schemas']['ExecuteDownloadPacks']
          | components['schemas']['ExecuteGetPackDependencies']
          | components['schemas']['ExecuteBuildPackEnvs']
          | components['schemas']['ExecuteRegisterPacks']
          | components['schemas']['ExecuteInstallPacks']
          | components['schemas']['ExecuteTestPacks']
          | components['schemas']['ExecuteExportPacks'];
      };
    };
    responses: {
      /** @description The request was repeated with its idempotency key: the execution that it made the first time. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description The execution was made; follow it by its id. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description Parameters are unknown or ill-typed, all of them named; or a source can't be read. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description priority high is asked for without being an administrator. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such action. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The idempotency key was used for another request. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getExecution: {
    parameters: {
      query?: {
        wait?: number;
        include_secret_values?: 'true' | 'false';
        execution_id?: string;
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The execution with every pack on its way. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such execution. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests of this token, person or user wait. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  cancelExecution: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The execution is cancelled, or will be in a moment. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such execution. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It has ended already. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listActions: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The service's own actions first, then those of enabled packs by name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ActionSummary'][];
            data: components['schemas']['ActionSummary'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  searchActions: {
    parameters: {
      query?: {
        q?: string;
        packs?: string;
        page?: number;
        page_size?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Actions that match. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ActionSummary'][];
            data: components['schemas']['ActionSummary'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getAction: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The action with the schemas of its parameters and output. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ActionView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such action. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listActionsOfPack: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
      };
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The actions of the enabled version. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ActionSummary'][];
            data: components['schemas']['ActionSummary'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  followExecution: {
    parameters: {
      query?: {
        after?: number;
      };
      header?: {
        /** @description Sequence of the last event that was seen. */
        'Last-Event-ID'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A stream; each event has its sequence as id, and the last one is named end. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream':
            | {
                /** @constant */
                type: 'pack';
                pack: {
                  id: number;
                  source: string;
                  ref: string | null;
                  version: string | null;
                  /** @enum {string} */
                  stage: 'download' | 'resolve' | 'build' | 'register';
                  /** @enum {string} */
                  status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';
                  error: components['schemas']['ErrorReportView'] | null;
                };
              }
            | {
                /** @constant */
                type: 'status';
                /** @enum {string} */
                status:
                  | 'requested'
                  | 'scheduling'
                  | 'scheduled'
                  | 'running'
                  | 'canceling'
                  | 'completed'
                  | 'failed'
                  | 'cancelled'
                  | 'timeout'
                  | 'abandoned';
              }
            | {
                /** @constant */
                type: 'note';
                /** @enum {string} */
                stage: 'download' | 'resolve' | 'build' | 'register';
                packId: number | null;
                text: string;
              }
            | {
                /** @constant */
                type: 'progress';
                /** @enum {string} */
                stage: 'download' | 'resolve' | 'build' | 'register';
                packId: number | null;
                text: string;
              };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such execution. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many streams of this token, person or user are open. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  downloadPacks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Pack sources: git URL, URL of an archive, registry reference (slack, slack@^1.2), local path. */
          packs: string[];
          /** @description Folder that packs are downloaded to; made when it is missing. */
          destination_dir: string;
          /** @description Index, URL or path, to look registry references and dependencies up in, instead of the configured ones. */
          registry_url?: string;
          /** @description Branch, tag or commit for the git sources. */
          ref_spec?: string;
          /** @description Whether git sources are fetched with their submodules; ?submodules=1 says so of one source. */
          submodules?: boolean;
          /** @description Whether git sources are fetched with what Git LFS keeps for them; ?lfs=1 says so of one source. */
          lfs?: boolean;
          /**
           * @description Seconds that the download of one pack may take.
           * @default 300
           */
          timeout?: number;
          /**
           * @description Whether certificates of HTTPS sources are verified.
           * @default true
           */
          verify_ssl?: boolean;
          /**
           * Format: uri
           * @description The API that does the work. This service when absent, or when it is http://localhost:8080.
           */
          api_url?: string;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description What was downloaded, and what was not. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['DownloadPacksOutput'];
          };
        };
      };
      /** @description Parameters are ill-typed or missing, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getPackDependencies: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Folders of packs on the workers' disk, below the folders that requests may name. */
          pack_paths: string[];
          /**
           * @description Go on with packs although their manifest or some of their components are invalid, leaving those out.
           * @default false
           */
          skip_validation?: boolean;
          /**
           * Format: uri
           * @description The API that does the work. This service when absent, or when it is http://localhost:8080.
           */
          api_url?: string;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description What the packs ask for. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GetPackDependenciesOutput'];
          };
        };
      };
      /** @description Parameters are ill-typed or missing, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  buildPackEnvs: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Folders of packs on the workers' disk, below the folders that requests may name. */
          pack_paths: string[];
          /** @description Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs. */
          packs_base_dir?: string;
          /** @description Python version for virtualenvs. When absent: 3.11 if it is there, else any that the pack accepts. */
          python_version?: string;
          /** @description Node.js version. When absent: any that the pack accepts. */
          nodejs_version?: string;
          /**
           * @description Build no Python environment.
           * @default false
           */
          skip_python?: boolean;
          /**
           * @description Build no Node.js environment.
           * @default false
           */
          skip_nodejs?: boolean;
          /**
           * @description Build environments again that are built already.
           * @default false
           */
          force_rebuild?: boolean;
          /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
          index_credentials?: {
            /** @description Host or host:port; after http:// one that is told in the clear. */
            host: string;
            username?: string;
            /** Format: password */
            password?: string;
            /** Format: password */
            token?: string;
          }[];
          /**
           * @description Seconds that the build of one environment may take.
           * @default 600
           */
          timeout?: number;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description What was built, and what was not. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['BuildPackEnvsOutput'];
          };
        };
      };
      /** @description Parameters are ill-typed or missing, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  registerPacks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Folders of packs on the workers' disk, below the folders that requests may name. */
          pack_paths: string[];
          /** @description Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs. */
          packs_base_dir?: string;
          /**
           * @description Go on with packs although their manifest or some of their components are invalid, leaving those out.
           * @default false
           */
          skip_validation?: boolean;
          /**
           * @description Register packs without running their tests.
           * @default false
           */
          skip_tests?: boolean;
          /**
           * @description Replace an installed version that has other content, register although tests fail, and upgrade packs against the ranges of dependants.
           * @default false
           */
          force?: boolean;
          /** @description Whether what is installed is enabled at once. When absent, packs are and bundles are not; a version that is replaced stays as it was. */
          enable?: boolean;
          /**
           * Format: uri
           * @description The API that does the work. This service when absent, or when it is http://localhost:8080.
           */
          api_url?: string;
          /**
           * Format: password
           * @description Token in whose name the packs are registered. Never stored or shown.
           */
          api_token?: string;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description What was registered, and what was not. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RegisterPacksOutput'];
          };
        };
      };
      /** @description Parameters are ill-typed or missing, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  registerPack: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Folder of the pack on the workers' disk. */
          path: string;
          /** @default false */
          skip_tests?: boolean;
          /** @default false */
          force?: boolean;
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description The pack is registered and enabled. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PackRegisterView'];
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The version is installed with other content. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The pack could not be fetched, is invalid, or its tests failed. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  installPack: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Git URL, archive URL, local path, or registry reference. */
          source: string;
          ref_spec?: string | null;
          /** @default false */
          skip_tests?: boolean;
          /** @default false */
          skip_deps?: boolean;
          /** @default true */
          force?: boolean;
          /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
          index_credentials?: {
            /** @description Host or host:port; after http:// one that is told in the clear. */
            host: string;
            username?: string;
            /** Format: password */
            password?: string;
            /** Format: password */
            token?: string;
          }[];
        } & {
          [key: string]: unknown;
        };
      };
    };
    responses: {
      /** @description The pack and what it depends on is installed and enabled. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PackInstallView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No registry has such a pack. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A dependency is missing or in conflict. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The pack could not be fetched, is invalid, or its tests failed. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  uploadPack: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description A .tar.gz or .zip archive.
           */
          pack: string;
          /** @description `true` replaces a version that is installed with other content. */
          force?: string;
          /** @description `true` leaves the tests out. */
          skip_tests?: string;
          /** @description `true` installs it without the packs that it needs. */
          skip_dependencies?: string;
          /** @description `true` leaves out files of components that are wrong. */
          skip_validation?: string;
          /** @description `true` enables nothing unless what it needs can be enabled, too. */
          atomic?: string;
          /** @description URL or path of an index, where what it needs is looked up instead of in the known ones. */
          registry_url?: string;
        };
      };
    };
    responses: {
      /** @description The pack is installed and enabled. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PackInstallView'];
            message: string;
          };
        };
      };
      /** @description The part 'pack' is missing, the body is no multipart form, or registry_url is no URL or path. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The version is installed with other content, or a dependency is missing or in conflict. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The archive is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The pack could not be fetched, is invalid, or its tests failed. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getExportFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/vnd.packyard.export': string;
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such execution of core.export_packs, or what it collected is kept no more. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Not all of its packs could be exported. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It has not ended yet, or too many are being fetched. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  importPacks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description A file that an export has answered.
           */
          export: string;
          /** @description `false` installs beside what is enabled, `true` enables bundles, too. */
          enable?: string;
          /** @description `true` replaces versions that are installed with other content. */
          force?: string;
          /** @description `true` leaves the tests out. */
          skip_tests?: string;
          /** @description `true` installs packs whose dependencies are missing. */
          skip_dependencies?: string;
        };
      };
    };
    responses: {
      /** @description The file is whole, and an execution installs what it holds. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description The part 'export' is missing, or the body is no multipart form. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The file is larger than PACKYARD_MAX_IMPORT_BYTES, or holds more. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The file is no export, was damaged or changed, or is for another platform. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  testPack: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The tests ran, with whatever outcome. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AttuneTestResult'];
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listPackTests: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
      };
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Newest first; also those of a pack that failed them, and was never installed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['PackTestView'][];
            data: components['schemas']['PackTestView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed, and none was tested. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getLatestPackTest: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The latest run. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PackTestView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed, or its tests were never run. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listPacks: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
        name?: string;
        search?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['PackSummary'][];
            data: components['schemas']['PackSummary'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getPack: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The enabled version with its components and environments. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PackView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  uninstallPack: {
    parameters: {
      query?: {
        force?: 'true' | 'false';
      };
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The pack is gone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Other enabled packs need it. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listVersions: {
    parameters: {
      query?: never;
      header?: {
        /** @description The `ETag` of the answer that is known. */
        'If-None-Match'?: string;
      };
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the order of versions. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['VersionView'][];
          };
        };
      };
      /** @description Nothing has changed since the answer with the named `ETag`. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack or version is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getVersion: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
        version: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With what it contains, and how its tests ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['VersionDetailView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack or version is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  compareVersions: {
    parameters: {
      query: {
        from?: string;
        to: string;
      };
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Which components are added, changed and removed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ComponentChangesView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack or version is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  enableVersion: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EnableBody'];
      };
    };
    responses: {
      /** @description This version is enabled, and no other. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SwitchedView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack or version is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is incompatible, it lacks what it needs, or enabled packs need what is enabled now. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  disablePack: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DisableBody'];
      };
    };
    responses: {
      /** @description No version is enabled any more; dependants first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SwitchedView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The built-in bundle can not be disabled. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack or version is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is not enabled, or enabled packs need it. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  uninstallVersions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UninstallBody'];
      };
    };
    responses: {
      /** @description These versions are gone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UninstalledView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The built-in bundle can not be uninstalled. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack or version is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A version is enabled, or enabled packs need it. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listGenerations: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['GenerationView'][];
            data: components['schemas']['GenerationView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getGeneration: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With what it changed. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GenerationView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such generation, or it was dropped. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  rollBack: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RollbackBody'];
      };
    };
    responses: {
      /** @description What changed, or would. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RollbackView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such generation, or a version that it names is kept no more. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description What is enabled would break, or a version is incompatible by now. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listNodes: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['NodeView'][];
            data: components['schemas']['NodeView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getWantedState: {
    parameters: {
      query?: {
        after?: string;
        wait?: number;
        node?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All that it is to show, of one moment; or what changed since `after`, for those who accept that. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['WantedView'];
          };
          'application/vnd.packyard.wanted-changes+json': {
            data: components['schemas']['WantedChangesView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description As many nodes of this token wait as it may have. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  reportNode: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NodeReport'];
      };
    };
    responses: {
      /** @description As the service sees it now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['NodeView'];
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Another token reports a node of this name. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There are too many nodes, of this token or in all. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeNode: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is forgotten. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['NodeView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such node. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getRollout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Where it is, and why. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RolloutView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  setRolloutPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description How many nodes show a generation after each step; after the last one come all others. None: all at once. */
          steps: string[];
          /**
           * @description Of the nodes that were told; when more fail, the rollout stops.
           * @default 0
           */
          max_failures?: string;
          /**
           * @description How long the nodes of a step may take until they show the generation.
           * @default 600
           */
          step_seconds?: number;
        };
      };
    };
    responses: {
      /** @description It holds from the next generation on; without steps, all nodes are told at once. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RolloutView'];
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  stopRollout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Nodes that it has not reached stay with what they have. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RolloutView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  resumeRollout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ResumeBody'];
      };
    };
    responses: {
      /** @description It goes on, without the nodes whose failures stopped it. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RolloutView'];
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getGraph: {
    parameters: {
      query?: {
        ref?: string;
        direction?: 'both' | 'needs' | 'needed_by';
        format?: 'json' | 'mermaid' | 'dot';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By name. In other formats: the text of the graph. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GraphView'];
          };
          'text/vnd.mermaid': {
            data: components['schemas']['GraphView'];
          };
          'text/vnd.graphviz': {
            data: components['schemas']['GraphView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The pack is neither installed nor needed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listOutdatedPacks: {
    parameters: {
      query?: {
        ref?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Enabled packs of which registries have newer releases, by name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['OutdatedView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such pack is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The pack is not enabled. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getLock: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What is enabled, by name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @constant */
              format: 'packyard-lock-1';
              /** @description Where the environments were locked, such as linux-x64. */
              platform: string;
              /** @description By name. */
              packs: {
                ref: string;
                version: string;
                /** @description Of the files of the pack, as it is computed when it is installed. */
                digest: string;
                /** @description Without secrets; of a git repository the commit. */
                source:
                  | {
                      /** @constant */
                      kind: 'git';
                      url: string;
                      refSpec?: string;
                      subPath?: string;
                      submodules?: boolean;
                      lfs?: boolean;
                      checksum?: string;
                      holds?: string;
                      locked?: {
                        digest: string;
                        environments?: {
                          python?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                          nodejs?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                        };
                        fingerprints?: {
                          [key: string]: string;
                        };
                      };
                    }
                  | {
                      /** @constant */
                      kind: 'archive';
                      url: string;
                      subPath?: string;
                      checksum?: string;
                      holds?: string;
                      locked?: {
                        digest: string;
                        environments?: {
                          python?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                          nodejs?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                        };
                        fingerprints?: {
                          [key: string]: string;
                        };
                      };
                      chunkList?: string;
                    }
                  | {
                      /** @constant */
                      kind: 'oci';
                      url: string;
                      tag?: string;
                      digest?: string;
                      checksum?: string;
                      holds?: string;
                      locked?: {
                        digest: string;
                        environments?: {
                          python?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                          nodejs?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                        };
                        fingerprints?: {
                          [key: string]: string;
                        };
                      };
                    }
                  | {
                      /** @constant */
                      kind: 's3';
                      url: string;
                      versionId?: string;
                      region?: string;
                      subPath?: string;
                      checksum?: string;
                      holds?: string;
                      locked?: {
                        digest: string;
                        environments?: {
                          python?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                          nodejs?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                        };
                        fingerprints?: {
                          [key: string]: string;
                        };
                      };
                    }
                  | {
                      /** @constant */
                      kind: 'local';
                      path: string;
                      refSpec?: string;
                      subPath?: string;
                      checksum?: string;
                      vendored?: string[];
                      upload?: string;
                      content?: string;
                      holds?: string;
                      locked?: {
                        digest: string;
                        environments?: {
                          python?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                          nodejs?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                        };
                        fingerprints?: {
                          [key: string]: string;
                        };
                      };
                    }
                  | {
                      /** @constant */
                      kind: 'registry';
                      ref: string;
                      range: string;
                      registryUrl?: string;
                      pinnedVersion?: string;
                      tried?: {
                        version: string;
                        dependencies: {
                          ref: string;
                          range: string;
                          place?: string;
                        }[];
                      }[];
                      locked?: {
                        digest: string;
                        environments?: {
                          python?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                          nodejs?: {
                            /** @description Of the interpreter, such as `3.11.5`. */
                            version: string;
                            /** @description Of the text that names the packages in their exact versions. */
                            lock: string;
                          };
                        };
                        fingerprints?: {
                          [key: string]: string;
                        };
                      };
                    }
                  | {
                      /** @constant */
                      kind: 'bundle';
                      url: string;
                    }
                  | {
                      /** @constant */
                      kind: 'request';
                    }
                  | {
                      /** @constant */
                      kind: 'unreadable';
                      text: string;
                      problem: string;
                      hint: string;
                    };
                environments: {
                  python?: {
                    /** @description Of the interpreter, such as `3.11.5`. */
                    version: string;
                    /** @description Of the text that names the packages in their exact versions. */
                    lock: string;
                  };
                  nodejs?: {
                    /** @description Of the interpreter, such as `3.11.5`. */
                    version: string;
                    /** @description Of the text that names the packages in their exact versions. */
                    lock: string;
                  };
                };
              }[];
              /** @description The text of each lockfile of an environment, by its SHA-256. */
              environment_locks: {
                [key: string]: string;
              };
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  installLock: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /**
           * Format: binary
           * @description A lock, as JSON.
           */
          lock: string;
          /** @description `true` replaces versions that are installed with other content, and ignores failed tests. */
          force?: string;
          /** @description `true` leaves the tests out. */
          skip_tests?: string;
          /**
           * Format: password
           * @description As the parameter of `core.install_packs`, as JSON.
           */
          index_credentials?: string;
        };
      };
    };
    responses: {
      /** @description Exactly what the lock says is being installed, all or nothing. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['LockInstalledView'];
          };
        };
      };
      /** @description The part 'lock' is missing, or is no lock. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The lock is for another platform. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The lock is too large. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The lock contradicts itself, or names something that can not be fetched. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  syncPacks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SyncBody'];
      };
    };
    responses: {
      /** @description What differs, and the execution that makes it as it is wanted. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SyncView'];
          };
        };
      };
      /** @description A pack is wanted in a way that is neither a range nor a source. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  makePlan: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Pack sources: git URL, URL of an archive, registry reference (slack, slack@^1.2), local path. */
          packs: string[];
          /** @description Branch, tag or commit for the git sources. */
          ref_spec?: string;
          /** @description Whether git sources are fetched with their submodules; ?submodules=1 says so of one source. */
          submodules?: boolean;
          /** @description Whether git sources are fetched with what Git LFS keeps for them; ?lfs=1 says so of one source. */
          lfs?: boolean;
          /** @description Index, URL or path, to look registry references and dependencies up in, instead of the configured ones. */
          registry_url?: string;
          /** @description Where installed packs are reached as <packs_base_dir>/<ref>, and where relative pack_paths are looked for. The service's own packs folder when absent, or when it is /opt/attune/packs. */
          packs_base_dir?: string;
          /**
           * @description Seconds that the download of one pack may take.
           * @default 300
           */
          timeout?: number;
          /**
           * @description Seconds that the build of one environment may take.
           * @default 600
           */
          build_timeout?: number;
          /**
           * @description Whether certificates of HTTPS sources are verified.
           * @default true
           */
          verify_ssl?: boolean;
          /**
           * @description Install the given packs without the packs they depend on.
           * @default false
           */
          skip_dependencies?: boolean;
          /**
           * @description Go on with packs although their manifest or some of their components are invalid, leaving those out.
           * @default false
           */
          skip_validation?: boolean;
          /**
           * @description Build no environment at all.
           * @default false
           */
          skip_env_build?: boolean;
          /**
           * @description Build no Python environment.
           * @default false
           */
          skip_python?: boolean;
          /**
           * @description Build no Node.js environment.
           * @default false
           */
          skip_nodejs?: boolean;
          /** @description Python version for virtualenvs. When absent: 3.11 if it is there, else any that the pack accepts. */
          python_version?: string;
          /** @description Node.js version. When absent: any that the pack accepts. */
          nodejs_version?: string;
          /**
           * @description Build environments again that are built already.
           * @default false
           */
          force_rebuild?: boolean;
          /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
          index_credentials?: {
            /** @description Host or host:port; after http:// one that is told in the clear. */
            host: string;
            username?: string;
            /** Format: password */
            password?: string;
            /** Format: password */
            token?: string;
          }[];
          /**
           * @description Register packs without running their tests.
           * @default false
           */
          skip_tests?: boolean;
          /**
           * @description Replace an installed version that has other content, register although tests fail, and upgrade packs against the ranges of dependants.
           * @default false
           */
          force?: boolean;
          /** @description Whether what is installed is enabled at once. When absent, packs are and bundles are not; a version that is replaced stays as it was. */
          enable?: boolean;
          /**
           * @description All or nothing: the packs are enabled together, in one step, when all of them are ready; or none is.
           * @default false
           */
          atomic?: boolean;
          /** @description With atomic: packs that are neither in this list nor needed by one of it are disabled in the same step. */
          keep_only?: string[];
          /**
           * @description high: before all others, for administrators only. Without it requesters take turns, task by task.
           * @enum {string}
           */
          priority?: 'normal' | 'high';
        };
      };
    };
    responses: {
      /** @description The plan is being made by an execution; when that has ended, it is there under its id. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description Parameters are unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getPlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What would be done, pack by pack. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PlanView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such plan. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is still being made. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  applyPlan: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Logins of private package indexes and registries, for the builds of this request alone: {host, username?, password} or {host, token} each. Sealed at once, used for that host only, forgotten when the execution has ended, never shown. */
          index_credentials?: {
            /** @description Host or host:port; after http:// one that is told in the clear. */
            host: string;
            username?: string;
            /** Format: password */
            password?: string;
            /** Format: password */
            token?: string;
          }[];
        };
      };
    };
    responses: {
      /** @description An execution installs exactly what the plan says, all of it or nothing. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ExecutionView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such plan. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Something has moved since, or not all of its packs can be installed. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is still being made. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listBundles: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Every installed version, by name and in their order. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['VersionView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  installBundle: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewBundle'];
      };
    };
    responses: {
      /** @description The bundle is installed. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['NewBundleView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The version is installed already with other content, or it is incompatible. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The config is not valid. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getBundleConfig: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
        version: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The config as YAML text and as an object. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['BundleConfigView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such bundle or version is installed, or it is no bundle. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listBundleSettings: {
    parameters: {
      query?: {
        layer?: 'bundle' | 'room' | 'group' | 'user';
        owner?: string;
        key?: string;
      };
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By layer, owner and key; without the values of secrets. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SettingView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  readBundleSettings: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SettingValuesBody'];
      };
    };
    responses: {
      /** @description What a command is to be run with. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SettingValuesView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description PACKYARD_SETTINGS_FOR_RUNNERS is not set. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No version of the bundle is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  setBundleSetting: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
        layer: string;
        owner: string;
        key: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SettingBody'];
      };
    };
    responses: {
      /** @description It is set. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SettingView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The key begins with GORT_. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No version of the bundle is installed. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeBundleSetting: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
        layer: string;
        owner: string;
        key: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such setting. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listAudit: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
        subject?: string;
        actor?: string;
        action?:
          | 'pack.install'
          | 'pack.enable'
          | 'pack.disable'
          | 'pack.uninstall'
          | 'user.create'
          | 'user.update'
          | 'user.delete'
          | 'group.create'
          | 'group.delete'
          | 'group.add_member'
          | 'group.remove_member'
          | 'group.add_role'
          | 'group.remove_role'
          | 'role.create'
          | 'role.delete'
          | 'role.grant'
          | 'role.revoke'
          | 'setting.set'
          | 'setting.delete'
          | 'setting.read'
          | 'token.create'
          | 'token.revoke'
          | 'registry.create'
          | 'registry.update'
          | 'registry.delete'
          | 'key.create'
          | 'key.delete'
          | 'trust.set'
          | 'trust.delete'
          | 'session.begin'
          | 'session.end'
          | 'login.fail'
          | 'access.deny'
          | 'execution.cancel'
          | 'maintenance.collect'
          | 'secret.rotate'
          | 'webhook.create'
          | 'webhook.update'
          | 'webhook.delete'
          | 'webhook.disable'
          | 'webhook.rotate'
          | 'node.delete'
          | 'rollout.set'
          | 'rollout.begin'
          | 'rollout.stop'
          | 'rollout.resume'
          | 'rollout.complete';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['AuditEventView'][];
            data: components['schemas']['AuditEventView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listUsers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By name. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UserView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getUser: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With the groups. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  putUser: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UserBody'];
      };
    };
    responses: {
      /** @description Made, or changed: what was not named stays as it was. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UserView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeUser: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The user is gone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The user admin is never deleted. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listPermissionsOfUser: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As bundle:permission. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: string[];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listGroups: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Names. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: string[];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getGroup: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With members and roles. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GroupView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such group. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  createGroup: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The group is made. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GroupView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is such a group already. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeGroup: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The group is gone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The group admin is never deleted. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such group. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  addGroupMember: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
        user: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The user is a member. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GroupView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such group, user or role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeGroupMember: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
        user: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The user is no member. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GroupView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such group, user or role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  addGroupRole: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
        role: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The group has the role. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GroupView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such group, user or role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeGroupRole: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        group: string;
        role: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The group does not have the role. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['GroupView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such group, user or role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listRoles: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Names. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: string[];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getRole: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        role: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With its permissions, and the groups that have it. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RoleView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  createRole: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        role: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The role is made. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RoleView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is such a role already. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeRole: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        role: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The role is gone. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The role admin is never deleted. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  grantPermission: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        role: string;
        bundle: string;
        permission: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The role has the permission. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RoleView'];
          };
        };
      };
      /** @description That is no name for a permission of the site. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such role, or no installed version declares that permission. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  revokePermission: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        role: string;
        bundle: string;
        permission: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The role does not have the permission. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RoleView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  authorizeCommand: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AuthorizeBody'];
      };
    };
    responses: {
      /** @description Whether the user may run it, and why, rule by rule. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AuthorizeView'];
          };
        };
      };
      /** @description The command line is empty. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such user, or no enabled version has such a command. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  searchRegistries: {
    parameters: {
      query?: {
        q?: string;
        registry_id?: number;
        include_disabled?: 'true' | 'false';
        page?: number;
        page_size?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By name. Of several registries that have a pack, the first one offers it. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['IndexedPacksView'];
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getIndexedPack: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        ref: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its highest version, and which others there are. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['IndexedPackView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No registry that can be read has such a pack. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listRegistries: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the order in which they are asked. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RegistryView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  addRegistry: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewRegistry'];
      };
    };
    responses: {
      /** @description It is asked from now on. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StoredRegistryView'];
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is a registry with that URL already. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The URL or path is refused, or what is there is no index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Its host does not answer, or not in time. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getRegistry: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Of its headers, the names. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RegistryView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such registry. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  changeRegistry: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RegistryChanges'];
      };
    };
    responses: {
      /** @description What was not named stays as it was. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StoredRegistryView'];
        };
      };
      /** @description Fields are unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such registry. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It comes from the configuration, or another registry has that URL. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The URL or path is refused, or what is there is no index. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Its host does not answer, or not in time. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeRegistry: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is not asked any more. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            success: boolean;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such registry. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It comes from the configuration. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listTrustedKeys: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the order in which they were added, removed ones included. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TrustedKeyView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  addTrustedKey: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewTrustedKey'];
      };
    };
    responses: {
      /** @description What it signs is trusted from now on. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TrustedKeyView'];
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is such a key already, or it was removed before. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is no public key of minisign, or the endorsement is not by a trusted key. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeTrustedKey: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What it signed is trusted no more; what is installed stays. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TrustedKeyView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such key is trusted. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listTrustPolicies: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The first one that fits counts; without one, it is off. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TrustPolicyView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  setTrustPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewTrustPolicy'];
      };
    };
    responses: {
      /** @description In place of the one with the same pattern, if there was one. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TrustPolicyView'];
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No such key is trusted. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeTrustPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It counts no more. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TrustPolicyView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such policy. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listTokens: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Newest first, revoked and expired ones included. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['TokenView'][];
            data: components['schemas']['TokenView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  createToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewTokenBody'];
      };
    };
    responses: {
      /** @description The token, shown this once. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              id: number;
              /**
               * @description A person has no token: single sign-on begins their sessions.
               * @enum {string}
               */
              kind: 'token' | 'person';
              name: string;
              /** @enum {string} */
              scope: 'agent' | 'read' | 'install' | 'admin';
              limits: {
                /** @description It may install from these only, and change nothing else: https://git.example.org/team/*, registry:slack, registry:*@https://index.example.org/index.json. A * stands for any characters. */
                sources?: string[];
                /** @description It may install these only, and enable their versions. Without sources: by name from the registries. */
                packs?: string[];
                /** @description It sees and cancels only executions that it requested itself. */
                own_executions?: boolean;
              } | null;
              /** Format: date-time */
              created: string;
              expires_at: string | null;
              revoked_at: string | null;
              /** @description To the minute. */
              last_used_at: string | null;
              /** @description Name of the token or user that made it. */
              created_by: string | null;
              created_by_kind: ('token' | 'person' | 'user' | 'service' | 'unknown') | null;
              created_by_id: number | null;
              /** @description Shown this once. */
              token: string;
            };
          };
        };
      };
      /** @description Fields are unknown, missing or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A token that is in use has that name. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  revokeToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It opens nothing any more, and the sessions it began have ended. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              id: number;
              /**
               * @description A person has no token: single sign-on begins their sessions.
               * @enum {string}
               */
              kind: 'token' | 'person';
              name: string;
              /** @enum {string} */
              scope: 'agent' | 'read' | 'install' | 'admin';
              limits: {
                /** @description It may install from these only, and change nothing else: https://git.example.org/team/*, registry:slack, registry:*@https://index.example.org/index.json. A * stands for any characters. */
                sources?: string[];
                /** @description It may install these only, and enable their versions. Without sources: by name from the registries. */
                packs?: string[];
                /** @description It sees and cancels only executions that it requested itself. */
                own_executions?: boolean;
              } | null;
              /** Format: date-time */
              created: string;
              expires_at: string | null;
              revoked_at: string | null;
              /** @description To the minute. */
              last_used_at: string | null;
              /** @description Name of the token or user that made it. */
              created_by: string | null;
              created_by_kind: ('token' | 'person' | 'user' | 'service' | 'unknown') | null;
              created_by_id: number | null;
              /** @description Tokens that it made, and those that these made, which still open what their scope says. */
              remaining: {
                id: number;
                name: string;
                /** @enum {string} */
                scope: 'agent' | 'read' | 'install' | 'admin';
              }[];
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such token. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is the token that the service starts with. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As revoked, and forgotten. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such token. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is the token that the service starts with. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listIntegrationTokens: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        identity_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The newest thousand, revoked and expired ones included. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['IntegrationTokenView'][];
            data: components['schemas']['IntegrationTokenView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  createIntegrationToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        identity_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewIntegrationToken'];
      };
    };
    responses: {
      /** @description The token, shown this once. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              token: string;
              integration_token: components['schemas']['IntegrationTokenView'];
            };
          };
        };
      };
      /** @description Fields are missing or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A token that is in use has that name. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  revokeIntegrationToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        identity_id: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It opens nothing any more. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              id: number;
              identity_id: number;
              label: string;
              description: string | null;
              /** @description Empty when Packyard did not make the token. */
              token_prefix: string;
              token_suffix: string;
              active: boolean;
              /** @enum {string} */
              scope: 'agent' | 'read' | 'install' | 'admin';
              /** Format: date-time */
              created: string;
              expires_at: string | null;
              last_used_at: string | null;
              revoked_at: string | null;
              message: string;
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such token. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is the token that the service starts with. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  removeIntegrationToken: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        identity_id: string;
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As revoked, and forgotten. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              message: string;
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such token. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It is the token that the service starts with. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  logIn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LoginBody'];
      };
    };
    responses: {
      /** @description Tokens of a session, with the scope of the token that came as password. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['LoginView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such token, or it has another name. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Ten logins from this address failed within a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  logInByToken: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['TokenLoginBody'];
      };
    };
    responses: {
      /** @description Tokens of a session, with the scope of the token. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['LoginView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such token. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Ten logins from this address failed within a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  refreshSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RefreshBody'];
      };
    };
    responses: {
      /** @description New tokens; the refresh token that came is used up. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SessionView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The refresh token is missing, used up, revoked or expired, or is no refresh token. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  whoAmI: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Who is asking, and what that one may do. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['WhoamiView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing or not usable. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getLoginSettings: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Which ways to log in there are. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              authentication_enabled: boolean;
              local_password_enabled: boolean;
              local_password_visible_by_default: boolean;
              oidc_enabled: boolean;
              oidc_visible_by_default: boolean;
              oidc_provider_name: string | null;
              oidc_provider_label: string | null;
              oidc_provider_icon_url: string | null;
              ldap_enabled: boolean;
              ldap_visible_by_default: boolean;
              ldap_provider_name: string | null;
              ldap_provider_label: string | null;
              ldap_provider_icon_url: string | null;
              self_registration_enabled: boolean;
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  logOutByGet: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As POST. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  logOut: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The session of the access token has ended. A token that is no session stays usable. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            success: true;
            message: string;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  signOn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To the provider of identities. */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': string;
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No provider of identities is set. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The provider does not answer. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  endSignOn: {
    parameters: {
      query?: {
        code?: string;
        state?: string;
        iss?: string;
        error?: string;
        error_description?: string;
        error_uri?: string;
        session_state?: string;
        client_info?: string;
        scope?: string;
        authuser?: string;
        prompt?: string;
        hd?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To the pages of the service. */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': string;
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No provider of identities is set. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  beginSignOnSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Tokens of a session, with the scope that the groups have. Once for each sign-on. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['LoginView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Nobody signed on in this browser just now, or the provider refused it. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description None of the groups has a scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No provider of identities is set. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  beginDeviceSignOn: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A code for somebody to enter in a browser, anywhere. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description For asking what came of it; secret. */
              device: string;
              /** @description To be entered at the address. */
              user_code: string;
              verification_uri: string;
              /** @description With the code in it. */
              verification_uri_complete: string | null;
              /** @description Seconds. */
              expires_in: number;
              /** @description Seconds to wait between asking. */
              interval: number;
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No provider of identities is set. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The provider does not answer, or knows no device codes. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  beginDeviceSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DeviceSessionBody'];
      };
    };
    responses: {
      /** @description Tokens of a session, with the scope that the groups have. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['LoginView'];
          };
        };
      };
      /** @description Nobody has entered the code yet: ask again after the interval. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @constant */
              pending: true;
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The code was refused, or not entered in time. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description None of the groups has a scope. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No provider of identities is set. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  signOff: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description To where the browser signs off from the provider, or to the pages of the service. */
      302: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': string;
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description No provider of identities is set. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getUsage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With what keeps each of them. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UsageView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  collectGarbage: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CollectBody'];
      };
    };
    responses: {
      /** @description What went, or would. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['CollectionView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  rotateKey: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All is sealed with another key; the former one opens nothing. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['RotationView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Another rotation is under way. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listWebhooks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the order in which they were made. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['WebhookView'][];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  createWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NewWebhook'];
      };
    };
    responses: {
      /** @description It is told from now on. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              id: number;
              /** @description Without user info and query, which are kept sealed. */
              url: string;
              events: string[];
              description: string;
              enabled: boolean;
              /** @description Of one that nobody disabled by hand. */
              disabled_because: string | null;
              /** @description Nothing was delivered since then, though it was tried. */
              failing_since: string | null;
              /** Format: date-time */
              created: string;
              created_by: string;
              /** @description What it verifies signatures with (standardwebhooks.com). It is shown this once. */
              secret: string;
            };
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It would be sent into a private network, or there are too many. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Without its secret. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['WebhookView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  updateWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebhookChanges'];
      };
    };
    responses: {
      /** @description As it is now. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['WebhookView'];
          };
        };
      };
      /** @description Fields are missing, unknown or ill-typed, all of them named. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The body is larger than allowed. */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description It would be sent into a private network, or there are too many. */
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description A pack took longer than it may. */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  deleteWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is told nothing any more; what it was told is forgotten. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['WebhookView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  rotateWebhookSecret: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description For a day, what is sent is signed with the former secret as well. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              id: number;
              /** @description Without user info and query, which are kept sealed. */
              url: string;
              events: string[];
              description: string;
              enabled: boolean;
              /** @description Of one that nobody disabled by hand. */
              disabled_because: string | null;
              /** @description Nothing was delivered since then, though it was tried. */
              failing_since: string | null;
              /** Format: date-time */
              created: string;
              created_by: string;
              /** @description What it verifies signatures with (standardwebhooks.com). It is shown this once. */
              secret: string;
            };
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  testWebhook: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description After one attempt; when that failed, others follow. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['DeliveryView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook or delivery. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  listWebhookDeliveries: {
    parameters: {
      query?: {
        page?: number;
        page_size?: number;
        status?: 'pending' | 'delivered' | 'failed';
      };
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Newest first. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['DeliveryView'][];
            data: components['schemas']['DeliveryView'][];
            pagination: components['schemas']['Pagination'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook or delivery. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  resendWebhookDelivery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
        delivery: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description After one more attempt, with the same message id. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['DeliveryView'];
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description There is no such webhook or delivery. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getHealth: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process runs; and what contains foreign code in the workers. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ServiceSummary'];
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getLiveness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process runs. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @constant */
            status: 'ok';
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Database, queues and disk answer, and the schema fits. Degraded: work waits for a worker or a slot. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            status: 'ok' | 'degraded';
            stages: {
              /** @enum {string} */
              stage: 'download' | 'resolve' | 'build' | 'register';
              /** @enum {string} */
              status: 'ok' | 'waiting' | 'no worker';
              workers: number;
              slots: number;
              free: number;
              running: number;
              waiting: number;
            }[];
            free_bytes: number;
          };
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description One of them does not, or not in time; or the gateway is shutting down. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Figures in Prometheus' text format. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description The request is not right; the error says where. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token is missing, unknown, expired or revoked. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The token's scope is not enough. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description Too many requests came in a minute. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The headers, or the address, are larger than allowed. */
      431: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
      /** @description The service is starting, stopping, or can not reach its database or queues. */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorBody'];
        };
      };
    };
  };
}
