import { Injectable } from '@nestjs/common';
import { bundleFromJson, findBundleProblems, bundleToJson, firstOf, Manifest } from '@packyard/pack';
import {
  BundleInstaller,
  InstalledVersions,
  type VersionWithStatus,
  Uninstaller,
  VersionEnabling,
} from '@packyard/versions';
import { DONE, exists, found, type GortAnswer, GortError, listedBundles } from '../router/gort-answer';
import { corrupt, type GortRequest } from '../router/gort-request';
import type { GortRoute } from '../router/gort-routes';

const VERSION = '/v2/bundles/{name}/versions/{version}';

/** Gort's routes for bundles. */
@Injectable()
export class BundleRoutes {
  readonly routes: readonly GortRoute[] = [
    { methods: ['GET'], path: '/v2/bundles', needs: 'help', answer: () => this.list() },
    { methods: ['HEAD'], path: '/v2/bundles/{name}', needs: 'bundle info', answer: (request) => this.isThere(request) },
    { methods: ['GET'], path: '/v2/bundles/{name}', needs: 'bundle info', answer: (request) => this.list(request) },
    {
      methods: ['GET'],
      path: '/v2/bundles/{name}/versions',
      needs: 'bundle list',
      answer: (request) => this.list(request),
    },
    { methods: ['GET'], path: VERSION, needs: 'bundle info', answer: (request) => this.show(request) },
    { methods: ['HEAD'], path: VERSION, needs: 'bundle info', answer: (request) => this.isThere(request) },
    { methods: ['PUT'], path: VERSION, needs: 'bundle install', answer: (request) => this.install(request) },
    { methods: ['DELETE'], path: VERSION, needs: 'bundle install', answer: (request) => this.uninstall(request) },
    { methods: ['PATCH'], path: VERSION, needs: 'bundle enable', answer: (request) => this.switch(request) },
  ];

  constructor(
    private readonly installed: InstalledVersions,
    private readonly installer: BundleInstaller,
    private readonly uninstaller: Uninstaller,
    private readonly versions: VersionEnabling,
  ) {}

  private async list(request?: GortRequest): Promise<GortAnswer> {
    return listedBundles((await this.bundles(request?.parameters['name'])).map(present));
  }

  private async show({ parameters }: GortRequest): Promise<GortAnswer> {
    return found(present(await this.require(parameters['name'], parameters['version'])));
  }

  private async isThere({ parameters }: GortRequest): Promise<GortAnswer> {
    return exists((await this.bundles(parameters['name'], parameters['version'])).length > 0);
  }

  /** Name and version come from the path, whatever the body says. */
  private async install({ parameters, body, actor }: GortRequest): Promise<GortAnswer> {
    const read = bundleFromJson({ ...body(), name: parameters['name'], version: parameters['version'] });
    if (read.problems.length > 0) throw corrupt(read.problems.join('; '));
    const problems = findBundleProblems(read.config);
    const missing = problems.find(({ kind }) => kind === 'missing');
    if (missing !== undefined)
      throw new GortError(417, 'a required field is missing', firstOf([missing.message]).join());
    if (problems.length > 0) throw new GortError(417, firstOf(problems.map(({ message }) => message)).join('; '));
    await this.assertNoPack(read.config.name);
    // Of concurrent identical uploads, one succeeds and the others conflict.
    const { wasInstalled } = await this.installer.install(read.config, { actor });
    if (wasInstalled) throw new GortError(409, 'bundle already exists');
    return DONE;
  }

  private async uninstall({ parameters: { name = '', version = '' }, actor }: GortRequest): Promise<GortAnswer> {
    await this.require(name, version);
    await this.uninstaller.uninstall(name, { which: 'version', version }, { actor });
    return DONE;
  }

  /** Disables whichever version is enabled, because the client names none. */
  private async switch({ parameters: { name = '', version = '' }, query, actor }: GortRequest): Promise<GortAnswer> {
    const enabled = (query.get('enabled') ?? '').toUpperCase();
    if (enabled.startsWith('F')) {
      await this.require(name);
      await this.versions.disable(name, undefined, { actor });
      return DONE;
    }
    await this.require(name, version);
    if (enabled.startsWith('T')) await this.versions.enable(name, version, { actor });
    return DONE;
  }

  /** A pack of another format is not a bundle: enabling or disabling it here would change the pack. */
  private async require(name = '', version?: string): Promise<VersionWithStatus> {
    const versions = await this.installed.list(name);
    const found = versions.find((one) => version === undefined || one.version === version);
    if (found === undefined || versions.some(isForeign)) throw new GortError(404, 'no such bundle');
    return found;
  }

  private async assertNoPack(name: string): Promise<void> {
    const versions = await this.installed.list(name);
    if (!versions.some(isForeign)) return;
    throw new GortError(409, 'bundle already exists', `'${name}' is the name of a pack of another format`);
  }

  /** Without packs of other formats. */
  private async bundles(name?: string, version?: string): Promise<VersionWithStatus[]> {
    const versions = await this.installed.list(name);
    return versions.filter((one) => !isForeign(one) && (version === undefined || one.version === version));
  }
}

function isForeign({ format }: VersionWithStatus): boolean {
  return format !== 'gort';
}

function present({ manifest, isEnabled, installedAt, installedBy }: VersionWithStatus): Record<string, unknown> {
  const { bundle } = Manifest.parse(manifest);
  if (bundle === null) throw new Error('A version of the format gort has no config');
  return bundleToJson(bundle, { enabled: isEnabled, installedOn: installedAt, installedBy });
}
