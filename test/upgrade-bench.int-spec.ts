import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const urlOf = (name: string) => pathToFileURL(resolve(__dirname, '../bench', name)).href;
const PROGRAMS = `
  import { MAIN } from '${urlOf('support.mjs')}';
  import { programOf } from '${urlOf('upgrade/backups.mjs')}';
  const former = '/former/dist/apps/standalone/src/main.js';
  const programs = [MAIN, former].map((main) => ['backup', 'restore'].map((name) => programOf(main, name)));
  process.stdout.write(JSON.stringify(programs));`;

describe('the upgrade that is tried with a former commit', () => {
  it("finds the programs for backups of today's version and of former ones", () => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAMS], { encoding: 'utf8' });
    const [today, former] = JSON.parse(output) as [string[], string[]];
    expect(today.filter((program) => !existsSync(program))).toEqual([]);
    expect(former).toEqual([
      '/former/dist/apps/standalone/src/backup.main.js',
      '/former/dist/apps/standalone/src/restore.main.js',
    ]);
  });
});
