// What the programs themselves say of the files that they read, where they are on this machine.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './tools.mjs';

const WORKERS = ['downloader', 'resolver', 'env-builder', 'registrar'];
/** Files of Compose, with what has to be set. */
const COMPOSED = {
  'docker-compose.yml': { POSTGRES_PASSWORD: 'letters0digits', PACKYARD_ADMIN_TOKEN: 'sixteen-characters' },
  'agent.yml': { NODE_NAME: 'runner-1' },
};

/** Of each file: what was asked, and what is wrong with it; or that the program is missing. */
export function* saidByPrograms() {
  if (run('systemd-analyze', ['--version']).isWell) yield* saidBySystemd();
  else yield { missing: 'systemd-analyze is not there: the units are not looked at' };
  if (run('haproxy', ['-v']).isWell) {
    const { isWell, output } = run('haproxy', ['-c', '-f', 'deploy/proxies/compose.haproxy.cfg']);
    yield { what: 'deploy/proxies/compose.haproxy.cfg', isWell, output };
  } else yield { missing: 'haproxy is not there: its file is not looked at' };
  if (run('docker', ['compose', 'version']).isWell) yield* saidByCompose();
  else yield { missing: 'docker compose is not there: its files are not looked at' };
}

function* saidByCompose() {
  const folder = mkdtempSync(join(tmpdir(), 'packyard-compose-'));
  try {
    // The agent's lies beside its settings.
    for (const file of ['docker-compose.yml', 'deploy/compose/agent.yml', 'deploy/systemd/packyard-agent.env'])
      cpSync(file, join(folder, basename(file)));
    for (const [file, settings] of Object.entries(COMPOSED)) {
      const asked = (env) => run('docker', ['compose', '--file', join(folder, file), 'config', '--quiet'], { env });
      const { isWell, output } = asked({ ...process.env, ...settings });
      // It warns of variables that nothing sets, and ends well.
      yield { what: `${file} for docker compose`, isWell: isWell && output === '', output };
      for (const name of Object.keys(settings)) {
        const { isWell: isTaken, output: said } = asked({ ...process.env, ...settings, [name]: '' });
        yield { what: `${file} without ${name} is refused`, isWell: !isTaken && said.includes(name), output: said };
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
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
