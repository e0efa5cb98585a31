import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';

const root = resolve(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

// That it has every setting, and no other, is a test of its own (conventions.spec.ts).
const settings = new Set([...read('.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name = '']) => name));
const isSetting = (name: string) => settings.has(name) || settings.has(name.replace(/_FILE$/, ''));

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** Of texts that set them: Compose, Helm, systemd. A name that goes on with … stands for several. */
function settingsNamedIn(text: string): string[] {
  const names = text.matchAll(/(?<![A-Z0-9_])(?:PACKYARD|OTEL|DATABASE|REDIS)_[A-Z0-9_]+(?!…)/g);
  return [...new Set([...names].map(([name]) => name))];
}

/** The sources of the services that a text starts; `%i` and `{{ … }}` are the name of a worker. */
function sourcesStartedBy(text: string): string[] {
  const workers = ['downloader', 'resolver', 'env-builder', 'registrar'];
  return [...text.matchAll(/dist\/services\/(%i|\{\{[^}]*\}\}|[a-z-]+)\.js/g)].flatMap(([, name = '']) =>
    (/[a-z]/.test(name[0] ?? '') ? [name] : workers).map(sourceOf),
  );
}

function sourceOf(service: string): string {
  return service === 'migrate' ? 'apps/standalone/src/migrate.main.ts' : `apps/${service}/src/main.ts`;
}

describe('what starts the service', () => {
  const folders = ['deploy/compose', 'deploy/systemd', 'deploy/helm/packyard'];
  const files = ['docker-compose.yml', 'Dockerfile', ...folders.flatMap(filesIn)];

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

describe('the units of systemd, of what is not for all', () => {
  it('has secrets of the gateway in no file that all units read', () => {
    const settings = [...read('deploy/systemd/packyard.env').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(settings).toContain('DATABASE_URL');
    for (const secret of ['PACKYARD_ADMIN_TOKEN', 'PACKYARD_OIDC_CLIENT_SECRET'])
      expect(settings).not.toContain(secret);
  });

  it('gives an agent neither the settings nor the folders of the service', () => {
    const own = read('deploy/systemd/packyard-agent.service.d/20-agent.conf');
    for (const key of ['EnvironmentFile', 'Environment', 'StateDirectory'])
      expect(own).toMatch(new RegExp(`^${key}=$[^]*^${key}=[^\\n]`, 'm'));
    const settings = settingsNamedIn(read('deploy/systemd/packyard-agent.env'));
    expect(settings.sort()).toEqual([
      'PACKYARD_CONTENT_STORE',
      'PACKYARD_HOST_ACCESS',
      'PACKYARD_SHARED_HOME',
      'PACKYARD_TOKEN',
      'PACKYARD_URL',
    ]);
  });

  it('limits the memory of each', () => {
    const files = filesIn('deploy/systemd').filter((file) => file.endsWith('.conf'));
    expect(files).toHaveLength(4);
    for (const file of files) expect([file, read(file)]).toEqual([file, expect.stringMatching(/^MemoryMax=\d+[G%]$/m)]);
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
    networks?: string[] | Record<string, { ipv4_address: string }>;
    command?: string[];
    user?: string;
    cap_drop?: string[];
    security_opt?: string[];
    pids_limit?: number;
  }
  const { services, networks } = load(read('docker-compose.yml'), { schema: YAML11_SCHEMA }) as {
    services: Record<string, Service>;
    networks: Record<string, { ipam: { config: Record<string, string>[] } }>;
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

  it('believes nobody but the proxy, which has an address that no other container is given', () => {
    const network = (text: string) => text.replace('${PROXY_NETWORK:-10.89.7}', '10.89.7');
    const proxy =
      (services['proxy']?.networks as Record<string, { ipv4_address: string }>)['front']?.ipv4_address ?? '';
    expect(network(proxy)).toBe('10.89.7.2');
    expect(services['gateway']?.environment['PACKYARD_TRUSTED_PROXIES']).toBe(`\${PACKYARD_TRUSTED_PROXIES:-${proxy}}`);
    const inFront = Object.entries(services).filter(([, { networks: names = [] }]) =>
      (Array.isArray(names) ? names : Object.keys(names)).includes('front'),
    );
    expect(inFront.map(([name]) => name).sort()).toEqual(['gateway', 'proxy']);
    const [config = {}] = networks['front']?.ipam.config ?? [];
    expect(Object.fromEntries(Object.entries(config).map(([key, text]) => [key, network(text)]))).toEqual({
      subnet: '10.89.7.0/24',
      gateway: '10.89.7.1',
      ip_range: '10.89.7.128/25',
    });
  });

  it('limits what each may take and write to', () => {
    for (const [name, service] of Object.entries(services))
      expect({ name, ...service }).toMatchObject({
        name,
        mem_limit: expect.any(String) as string,
        pids_limit: expect.any(Number) as number,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    // Those of the others are said by their images.
    expect([services['postgres']?.user, services['redis']?.user]).toEqual(['postgres', 'redis']);
  });

  it('has an agent by itself, that is limited as well and gets no more than its own settings and folder', () => {
    const { services: others, ...rest } = load(read('deploy/compose/agent.yml'), { schema: YAML11_SCHEMA }) as {
      services: Record<string, object>;
    };
    const folder = '${AGENT_FOLDER:-/var/lib/packyard}';
    expect([Object.keys(others), rest]).toEqual([['agent'], {}]);
    expect(others['agent']).toEqual({
      image: '${AGENT_IMAGE:-packyard}',
      command: [
        'node',
        'bin/packyard.mjs',
        'agent',
        '--name',
        expect.stringMatching(/^\$\{NODE_NAME:\?/),
        '--folder',
        folder,
      ],
      restart: 'unless-stopped',
      init: true,
      stop_grace_period: '15s',
      read_only: true,
      tmpfs: [expect.stringMatching(/^\/tmp:/)],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '1g',
      pids_limit: 128,
      env_file: 'packyard-agent.env',
      volumes: [{ type: 'bind', source: folder, target: folder, bind: { create_host_path: false } }],
    });
  });

  it('asks who comes to Redis for a password', () => {
    expect(services['redis']?.command?.join(' ')).toMatch(/^requirepass \$\$REDISCLI_AUTH$/m);
    for (const [, { environment }] of ours)
      expect(environment['REDIS_URL']).toBe('${REDIS_URL:-redis://:${POSTGRES_PASSWORD}@redis:6379}');
  });
});

describe('files beside those that are shipped', () => {
  it.each(['.dockerignore', '.gitignore'])('%s leaves out settings and secrets of an installation', (file) => {
    const lines = read(file).split('\n');
    for (const pattern of ['.env*', '*.pem', '*.backup', 'docker-compose.override.yml'])
      expect([pattern, lines.some((line) => line === pattern || line === `**/${pattern}`)]).toEqual([pattern, true]);
    expect(lines.indexOf('!.env.example')).toBeGreaterThan(lines.findIndex((line) => line.endsWith('.env*')));
  });
});

describe('the proxies', () => {
  const proxies = ['nginx.conf', 'haproxy.cfg', 'compose.haproxy.cfg'];

  it.each(proxies)('%s says itself who and where the client is, and drops what that says', (file) => {
    const text = read(`deploy/proxies/${file}`);
    for (const name of ['For', 'Proto', 'Host'])
      expect(text).toMatch(
        new RegExp(`^ +(proxy_set_header|http-request (set|del)-header) X-Forwarded-${name}\\b`, 'm'),
      );
  });

  it.each(proxies)('%s limits the connections of an address, and how long headers take', (file) => {
    const text = read(`deploy/proxies/${file}`);
    expect(text).toMatch(
      /^ +(limit_conn packyard_connections 200;|tcp-request connection reject if .*sc0_conn_cur gt 200)/m,
    );
    expect(text).toMatch(/^ +(client_header_timeout 10s;|timeout http-request 10s$)/m);
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
