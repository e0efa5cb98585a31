import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';

const root = resolve(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

// That it has every setting, and no other, is a test of its own (conventions.spec.ts).
const settings = new Set([...read('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name = '']) => name));
const isSetting = (name: string) => settings.has(name) || settings.has(name.replace(/_FILE$/, ''));

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** Of texts that set them: Compose, Helm, systemd. A name that goes on with … stands for several. */
function settingsNamedIn(text: string): string[] {
  const names = text.matchAll(/(?<![A-Z_])(?:PACKYARD|OTEL|DATABASE|REDIS)_[A-Z_]+(?!…)/g);
  return [...new Set([...names].map(([name]) => name))];
}

/** The sources of the compiled programs that a text starts; `%i` and `{{ … }}` are the name of a worker. */
function sourcesStartedBy(text: string): string[] {
  const workers = ['downloader', 'resolver', 'env-builder', 'registrar'];
  return [...text.matchAll(/dist\/(apps\/)(%i|\{\{[^}]*\}\}|[a-z-]+)(\/src\/[\w.]*main)\.js/g)].flatMap(
    ([, apps = '', name = '', file = '']) =>
      (/[a-z]/.test(name[0] ?? '') ? [name] : workers).map((app) => `${apps}${app}${file}.ts`),
  );
}

describe('what starts the service', () => {
  const files = ['docker-compose.yml', 'Dockerfile', ...filesIn('deploy/systemd'), ...filesIn('deploy/helm/packyard')];

  it.each(files)('%s names settings that exist', (file) => {
    expect(settingsNamedIn(read(file)).filter((name) => !isSetting(name))).toEqual([]);
  });

  it('starts programs that exist, and every program is started by each of them', () => {
    const all = ['gateway', 'downloader', 'resolver', 'env-builder', 'registrar'].map(
      (app) => `apps/${app}/src/main.ts`,
    );
    for (const folder of ['deploy/systemd', 'deploy/helm/packyard/templates', '']) {
      const texts = folder === '' ? [read('docker-compose.yml')] : filesIn(folder).map(read);
      const started = new Set(texts.flatMap(sourcesStartedBy));
      expect([...started].sort()).toEqual([...all, 'apps/standalone/src/migrate.main.ts'].sort());
      for (const source of started) expect(existsSync(join(root, source))).toBe(true);
    }
  });

  it('gives processes the time that they take to end', () => {
    const stops = filesIn('deploy/systemd').flatMap((file) => [...read(file).matchAll(/^TimeoutStopSec=(\d+)$/gm)]);
    expect(stops.length).toBeGreaterThan(1);
    for (const [, seconds] of stops) expect(Number(seconds)).toBeGreaterThanOrEqual(15);
    expect(read('docker-compose.yml')).toMatch(/stop_grace_period: 15s/);
  });
});

describe('the units of systemd', () => {
  const units = filesIn('deploy/systemd').map((file) => file.slice('deploy/systemd/'.length));

  it('name units that are there', () => {
    const named = units.flatMap((file) =>
      read(`deploy/systemd/${file}`).match(/\bpackyard[a-z-]*(@[a-z-]*)?\.(service|target)\b/g),
    );
    for (const name of named) {
      if (name !== null) expect(units).toContain(name.replace(/@[a-z-]+\./, '@.'));
    }
  });

  it('leave the workers that run foreign code what bubblewrap needs', () => {
    const common = read('deploy/systemd/packyard-.service.d/10-common.conf');
    for (const worker of ['env-builder', 'registrar']) {
      const own = read(`deploy/systemd/packyard-worker@${worker}.service.d/20-foreign-code.conf`);
      const inForce = new Map(
        [...`${common}\n${own}`.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
      );
      for (const key of [
        'RestrictNamespaces',
        'ProtectHostname',
        'ProtectKernelLogs',
        'ProtectKernelTunables',
        'PrivateUsers',
      ]) {
        expect([key, inForce.get(key) ?? 'no']).toEqual([key, 'no']);
      }
      expect(inForce.get('ProtectProc')).toBe('default');
      expect(inForce.has('ProcSubset')).toBe(false);
      expect(`${common}\n${own}`).toMatch(/^SystemCallFilter=@mount sethostname$/m);
    }
  });
});

describe('docker-compose.yml', () => {
  interface Service {
    image: string;
    ports?: string[];
    mem_limit?: string;
    read_only?: boolean;
    env_file?: { path: string; required: boolean }[];
    environment: Record<string, string>;
  }
  const { services } = load(read('docker-compose.yml'), { schema: YAML11_SCHEMA }) as {
    services: Record<string, Service>;
  };
  const ours = Object.entries(services).filter(([, { image }]) => image === 'packyard');

  it('hands on what is in .env, and secrets only to whom they are for', () => {
    expect(ours.map(([name]) => name).sort()).toEqual([
      'downloader',
      'env-builder',
      'gateway',
      'migrate',
      'registrar',
      'resolver',
    ]);
    for (const [name, { env_file: files, environment }] of ours) {
      expect([name, files]).toEqual([name, [{ path: '.env', required: false }]]);
      for (const secret of ['PACKYARD_ADMIN_TOKEN', 'PACKYARD_OIDC_CLIENT_SECRET', 'POSTGRES_PASSWORD']) {
        const isFor = name === 'gateway' && secret !== 'POSTGRES_PASSWORD';
        expect([name, secret, environment[secret] !== '']).toEqual([name, secret, isFor]);
      }
    }
  });

  it('lets any number of gateways start: only the proxy has a port of the machine', () => {
    const open = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['proxy']);
    expect(read('deploy/proxies/compose.haproxy.cfg')).toMatch(/^ +server-template gateway \d+ gateway:8080 /m);
  });

  it('limits what each may take and write to', () => {
    for (const [name, service] of Object.entries(services))
      expect([name, service.mem_limit]).toEqual([name, expect.any(String)]);
    for (const [name, service] of ours) expect([name, service.read_only]).toEqual([name, true]);
  });
});

describe('the chart', () => {
  it('is of the version that it starts', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(/^appVersion: (.*)$/m.exec(read('deploy/helm/packyard/Chart.yaml'))?.[1]).toBe(version);
  });

  it('asks for health where it is answered', () => {
    const paths = new Set(
      [...read('deploy/helm/packyard/templates/_pod.tpl').matchAll(/path: (\/\S+),/g)].map(([, path]) => path),
    );
    expect([...paths].sort()).toEqual(['/health/live', '/health/ready']);
  });
});
