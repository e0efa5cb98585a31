import type { GortAnswer } from './gort-answer';
import type { GortRequest } from './gort-request';

export interface GortRoute {
  methods: readonly string[];
  /** Such as `/v2/bundles/{name}`; a parameter matches one segment. */
  path: string;
  /** The command of the bundle `gort` whose rules guard the route, as typed; undefined for public routes. */
  needs: string | undefined;
  /** Refusals of a public route go to the audit, where it does not see to that itself. */
  isAudited?: true;
  /** Whether a request concerns nobody but the user who sends it, in what is everybody's own affair: then no rule is asked. */
  isOwnAffair?: (request: GortRequest) => Promise<boolean>;
  answer: (request: GortRequest) => Promise<GortAnswer>;
}

export interface FoundRoute {
  route: GortRoute;
  parameters: Record<string, string>;
}

/** The routes of Gort's API. */
export class GortRoutes {
  constructor(private readonly routes: readonly GortRoute[]) {}

  /** The route, 404 for an unknown path, or 405 when the path exists for other methods. */
  find(method: string, path: string): FoundRoute | 404 | 405 {
    const parts = path.split('/');
    let status: 404 | 405 = 404;
    for (const route of this.routes) {
      const parameters = matchPath(route.path.split('/'), parts);
      if (parameters === undefined) continue;
      if (route.methods.includes(method)) return { route, parameters };
      status = 405;
    }
    return status;
  }
}

function matchPath(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    const [, name] = /^\{(.*)\}$/.exec(expected) ?? [];
    if (name === undefined ? part !== expected : part === '') return undefined;
    if (name !== undefined) parameters[name] = decode(part);
  }
  return parameters;
}

/** A segment that can't be decoded stays as it is, and matches no existing name. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
