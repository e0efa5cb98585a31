import type { InstallPacksParameters } from './install-packs';

type Flag = keyof InstallPacksParameters & ('atomic' | 'dry_run' | 'force' | 'force_rebuild' | 'skip_dependencies');

interface Request {
  parameters: Readonly<Record<string, unknown>>;
}

/**
 * Whether a request sets this parameter. For what is decided again and again, and shown in lists: parsing all parameters, as
 * `optionsOf` does for stages, takes the longer the more packs there are. An action without the parameter does not ask for it,
 * although its stages may do so by themselves: `core.register_packs` resolves no dependencies.
 */
export function asksFor({ parameters }: Request, flag: Flag): boolean {
  return parameters[flag] === true;
}

export function isUrgent({ parameters }: Request): boolean {
  return parameters['priority' satisfies keyof InstallPacksParameters] === 'high';
}
