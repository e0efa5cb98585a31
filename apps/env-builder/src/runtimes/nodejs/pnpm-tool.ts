import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isMusl } from './nodejs-package';

const packages = createRequire(__filename);

/** Variables for each call: a pack's fields packageManager and devEngines would make it fetch another pnpm or Node.js. */
export const PNPM_ALONE = {
  pnpm_config_update_notifier: 'false',
  pnpm_config_minimum_release_age: '0',
  pnpm_config_pm_on_fail: 'ignore',
  pnpm_config_runtime_on_fail: 'ignore',
  CI: 'true',
};

/** The program of the pnpm that comes with Packyard; nothing where there is none for this platform. */
export function pnpmProgram(): string | undefined {
  const { platform, arch } = process;
  const names = [`@pnpm/exe.${platform}-${arch}`, `@pnpm/exe.${platform}-${arch}-musl`];
  for (const name of isMusl() ? names.reverse() : names) {
    const program = programOf(name);
    if (program !== undefined) return program;
  }
  return undefined;
}

function programOf(name: string): string | undefined {
  try {
    const program = join(dirname(packages.resolve(`${name}/package.json`)), 'pnpm');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

/** Settings of npm that the service has, as pnpm reads them. */
export function pnpmSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const settings = Object.entries(environment).filter(([name]) =>
    /^npm_config_(?!cache$|update_notifier$)/i.test(name),
  );
  return Object.fromEntries(settings.map(([name, value]) => [`p${name.toLowerCase()}`, value]));
}
