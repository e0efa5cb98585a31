import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));

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
    const program = join(dirname(require.resolve(`${name}/package.json`)), 'pnpm');
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

function isMusl(): boolean {
  return existsSync('/lib') && readdirSync('/lib').some((name) => name.startsWith('ld-musl-'));
}

/** Settings of npm that the service has, as pnpm reads them. */
export function pnpmSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const settings = Object.entries(environment).filter(([name]) =>
    /^npm_config_(?!cache$|update_notifier$)/i.test(name),
  );
  return Object.fromEntries(settings.map(([name, value]) => [`p${name.toLowerCase()}`, value]));
}
