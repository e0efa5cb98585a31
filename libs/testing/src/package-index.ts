import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tarEntry, tarGz, zip, type ZipEntry } from './hostile-archives';

export interface WheelContent {
  /** Paths in the wheel; without any, the wheel has one module of its name. */
  files?: Readonly<Record<string, string>>;
  requires?: readonly string[];
  /** As `Requires-Python` says it. */
  python?: string;
}

/** A Python package index in a folder that a file server offers: `<folder>/simple/<name>/index.html`. */
export class PackageIndex {
  constructor(private readonly folder: string) {}

  addWheel(name: string, version: string, content: WheelContent = {}): this {
    return this.add(
      name,
      `${name.replace(/-/g, '_')}-${version}-py3-none-any.whl`,
      aWheel(name, version, content),
      content,
    );
  }

  /** A source distribution whose `setup.py` is what is given. */
  addSource(name: string, version: string, setup: string): this {
    const root = `${name}-${version}`;
    const files = { 'setup.py': setup, 'PKG-INFO': `Metadata-Version: 1.0\nName: ${name}\nVersion: ${version}\n` };
    const entries = Object.entries(files).map(([path, text]) => tarEntry(`${root}/${path}`, text));
    return this.add(name, `${root}.tar.gz`, tarGz(entries), {});
  }

  private add(name: string, file: string, bytes: Buffer, { python }: WheelContent): this {
    const place = join(this.folder, 'files', name, file);
    const page = join(this.folder, 'simple', name.replace(/[-_.]+/g, '-').toLowerCase(), 'index.html');
    for (const path of [place, page]) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(place, bytes);
    if (python !== undefined) writeFileSync(`${place}.python`, python);
    const links = readdirSync(dirname(place)).filter((entry) => !entry.endsWith('.python'));
    writeFileSync(page, links.map((entry) => linkTo(dirname(place), name, entry)).join('\n'));
    return this;
  }
}

function linkTo(folder: string, name: string, file: string): string {
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('hex');
  const python = readdirSync(folder).includes(`${file}.python`)
    ? readFileSync(join(folder, `${file}.python`), 'utf8')
    : '';
  const requires = python === '' ? '' : ` data-requires-python="${python.replace(/</g, '&lt;').replace(/>/g, '&gt;')}"`;
  return `<a href="/files/${name}/${file}#sha256=${sha256}"${requires}>${file}</a>`;
}

export function aWheel(name: string, version: string, { files, requires = [], python }: WheelContent = {}): Buffer {
  const module = name.replace(/-/g, '_');
  const info = `${module}-${version}.dist-info`;
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...(python === undefined ? [] : [`Requires-Python: ${python}`]),
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
  ];
  const contents: Record<string, string> = {
    ...(files ?? { [`${module}.py`]: `VERSION = "${version}"\n` }),
    [`${info}/METADATA`]: `${metadata.join('\n')}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  contents[`${info}/RECORD`] = [...Object.keys(contents), `${info}/RECORD`].map((path) => `${path},,\n`).join('');
  return zip(Object.entries(contents).map(([path, content]): ZipEntry => ({ name: path, content, ...modeOf(path) })));
}

function modeOf(path: string): { mode?: number } {
  return path.includes('.data/scripts/') ? { mode: 0o100755 } : {};
}
