// What the programs themselves say of the files that they read, where they are on this machine.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './tools.mjs';

const WORKERS = ['downloader', 'resolver', 'env-builder', 'registrar'];

/** Of each file: what was asked, and what is wrong with it; or that the program is missing. */
export function* saidByPrograms() {
  if (run('systemd-analyze', ['--version']).isWell) yield* saidBySystemd();
  else yield { missing: 'systemd-analyze is not there: the units are not looked at' };
  if (run('haproxy', ['-v']).isWell) {
    const { isWell, output } = run('haproxy', ['-c', '-f', 'deploy/proxies/compose.haproxy.cfg']);
    yield { what: 'deploy/proxies/compose.haproxy.cfg', isWell, output };
  } else yield { missing: 'haproxy is not there: its file is not looked at' };
}

function* saidBySystemd() {
  const folder = mkdtempSync(join(tmpdir(), 'packyard-units-'));
  try {
    cpSync('deploy/systemd', folder, { recursive: true });
    const units = readdirSync(folder).filter((name) => /^packyard[^@]*\.(service|target)$/.test(name));
    for (const unit of [...units, ...WORKERS.map((name) => `packyard-worker@${name}.service`)]) {
      const { output } = run('systemd-analyze', ['--man=no', 'verify', join(folder, unit)]);
      // It ends well although it warns, and warns of units that are not ours.
      const problems = output.split('\n').filter((line) => line.includes('packyard'));
      yield { what: unit, isWell: problems.length === 0, output: problems.join('\n') };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
