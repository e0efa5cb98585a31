import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { c as createTar } from 'tar';

/** A valid pack of Attune's format, unless told otherwise: a test states only what it is about. */
export function aPack(ref: string): PackBuilder {
  return new PackBuilder(ref);
}

export class PackBuilder {
  private packVersion = '1.0.0';
  private readonly dependencies: string[] = [];
  private readonly files = new Map<string, string>();

  constructor(private readonly ref: string) {
    this.withFile('actions/run.yaml', `ref: ${ref}.run\nrunner_type: shell\nentry_point: run.sh\n`);
    this.withFile('actions/run.sh', '#!/bin/sh\necho ran\n');
  }

  version(version: string): this {
    this.packVersion = version;
    return this;
  }

  requiring(ref: string, range = '*'): this {
    this.dependencies.push(range === '*' ? ref : `${ref}@${range}`);
    return this;
  }

  withPython(...requirements: string[]): this {
    return this.withFile('requirements.txt', `${requirements.join('\n')}\n`);
  }

  withFile(path: string, content: string): this {
    this.files.set(path, content);
    return this;
  }

  /** Returns the folder. */
  writeTo(folder: string): string {
    const list = this.dependencies.length === 0 ? ' []' : this.dependencies.map((item) => `\n  - "${item}"`).join('');
    const manifest = `ref: ${this.ref}\nlabel: ${this.ref}\nversion: ${this.packVersion}\ndependencies:${list}\n`;
    const files = new Map([['pack.yaml', manifest], ...this.files]);
    for (const [path, content] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      if (path.endsWith('.sh')) chmodSync(join(folder, path), 0o755);
    }
    return folder;
  }

  /** Returns the file. */
  asTarball(file: string): string {
    const folder = this.writeTo(`${file}.content/${this.ref}`);
    mkdirSync(dirname(file), { recursive: true });
    createTar({ gzip: true, file, cwd: dirname(folder), sync: true, portable: true }, [this.ref]);
    return file;
  }

  /** Returns the file. */
  asZip(file: string): string {
    const folder = this.writeTo(`${file}.content/${this.ref}`);
    mkdirSync(dirname(file), { recursive: true });
    execFileSync('python3', ['-m', 'zipfile', '-c', file, folder]);
    return file;
  }

  /** A bare repository with one commit, tagged with the version. Returns its folder. */
  asRepository(bare: string): string {
    const folder = this.writeTo(`${bare}.content`);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: folder,
        stdio: 'pipe',
      });
    git('init', '--quiet', '--initial-branch=trunk');
    git('add', '--all');
    git('commit', '--quiet', '--message=one');
    git('tag', `v${this.packVersion}`);
    execFileSync('git', ['clone', '--quiet', '--bare', folder, bare], { stdio: 'pipe' });
    return bare;
  }
}
