import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tarEntry, tarGz } from './hostile-archives';

interface Packument {
  name: string;
  'dist-tags': { latest: string };
  versions: Record<string, unknown>;
}

export interface NpmPackage {
  /** Fields of its package.json besides name and version. */
  manifest?: Readonly<Record<string, unknown>>;
  /** Without any, it has an `index.js` that exports its version. */
  files?: Readonly<Record<string, string>>;
}

/** A registry of npm packages in a folder that a file server offers at `url`. */
export class NpmRegistry {
  constructor(
    private readonly folder: string,
    private readonly url: string,
  ) {}

  /** The version that is added last is the latest. Returns the integrity of its archive. */
  add(name: string, version: string, { manifest = {}, files }: NpmPackage = {}): string {
    const described = { name, version, ...manifest };
    const content = { 'index.js': `module.exports = '${version}';`, ...files };
    const entries = Object.entries({ 'package.json': JSON.stringify(described), ...content });
    const archive = tarGz(entries.map(([path, text]) => tarEntry(`package/${path}`, text)));
    const file = `archives/${name}-${version}.tgz`;
    this.write(file, archive);
    const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    const shasum = createHash('sha1').update(archive).digest('hex');
    const known = this.packument(name);
    known['dist-tags'].latest = version;
    known.versions[version] = { ...described, dist: { tarball: `${this.url}/${file}`, integrity, shasum } };
    this.write(name, JSON.stringify(known));
    return integrity;
  }

  private packument(name: string): Packument {
    const path = join(this.folder, name);
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Packument;
    return { name, 'dist-tags': { latest: '' }, versions: {} };
  }

  private write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }
}
