/** What the loader of a part that is no JavaScript says when it is not there. */
const MISSING_PART = /[\w-]\.node\b|bindings file|No native build was found|build\/(?:Release|Debug)\//;

/** What to do about a package whose native part is missing: mostly its install script makes or fetches that. */
export function nativePartHint(reason: string, allowInstallScripts: boolean): string | undefined {
  if (!MISSING_PART.test(reason)) return undefined;
  return allowInstallScripts
    ? "Its install script should have made its native part: 'packyard execution logs' has what it printed. Install what it needs to compile, or pin a version that brings that part along."
    : 'Its native part is made or fetched by its install script, and none run here: pin a version that brings that part along, or set PACKYARD_NODE_INSTALL_SCRIPTS=true for the worker. Then packages run code of theirs while they are installed.';
}
