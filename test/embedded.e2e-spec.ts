import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { aPack, eventually, type FileServer, startFileServer, temporaryFolder } from '@packyard/testing';
import { Service } from './support/service';

describe('the standalone app on its own PostgreSQL', () => {
  const folder = temporaryFolder();
  const home = `${folder}/home`;
  let files: FileServer;
  const services: Service[] = [];

  beforeAll(async () => {
    mkdirSync(`${folder}/www`);
    files = await startFileServer(`${folder}/www`);
  });
  afterAll(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await files.close();
  });

  it('goes on after kill -9 where it was, with the server that it had left running', async () => {
    const service = await makeService().start();
    await service.install([aPack('before').writeTo(`${folder}/before`)]);
    aPack('during').asTarball(`${folder}/www/during.tgz`);
    const gate = files.hold('/during.tgz');
    const { id } = await service.submit([`${files.url}/during.tgz`]);
    await eventually(() => expect(gate.waiting()).toBe(1));

    await service.kill('standalone');
    gate.letGo();
    service.spawn('standalone');
    await service.ready();

    expect(await service.ended(id)).toMatchObject({
      status: 'completed',
      packs: [{ pack_ref: 'during', status: 'completed' }],
    });
    expect((await service.pack('before'))?.version).toBe('1.0.0');
    await eventually(() => expect(readdirSync(`${home}/staging`)).toEqual([]));
    expect(await service.stop()).toEqual([0]);
    for (const left of ['postgres/postmaster.pid', 'address'])
      expect([left, existsSync(`${home}/${left}`)]).toEqual([left, false]);
  });

  it('keeps what is installed from one start to the next', async () => {
    const service = await makeService().start();
    expect((await service.pack('during'))?.version).toBe('1.0.0');
    const second = makeService();
    second.spawn('standalone');
    await eventually(() => expect(second.log.join('')).toContain(`Another packyard process is using ${home}`));
    expect(await second.exited()).toEqual([1]);
    expect((await service.pack('during'))?.version).toBe('1.0.0');
    await service.stop();
  });

  it('starts although its machine went down', async () => {
    writeFileSync(`${home}/postgres/postmaster.pid`, `1\n${home}/postgres\n1\n5432\n`);
    const service = await makeService().start();
    expect((await service.pack('during'))?.version).toBe('1.0.0');
    await service.stop();
  });

  it.each(['SIGKILL', 'SIGQUIT'] as const)('starts its PostgreSQL again when that is ended by %s', async (signal) => {
    const service = await makeService().start();
    const postmaster = () => Number(readFileSync(`${home}/postgres/postmaster.pid`, 'utf8').split('\n')[0]);
    const killed = postmaster();
    process.kill(killed, signal);
    await eventually(async () => {
      expect(postmaster()).not.toBe(killed);
      // Of the new one: what is said of health may be a second old.
      expect((await service.request('/api/v1/packs')).status).toBe(200);
    }, 60_000);
    const execution = await service.install([aPack(`after-${signal.toLowerCase()}`).writeTo(`${folder}/${signal}`)]);
    expect(execution.status).toBe('completed');
    // What waited for the killed one may be left behind (4); how services end has a spec of its own.
    expect([[0], [4]]).toContainEqual(await service.stop());
  });

  it('says in a few lines, the last of which is the remedy, what it can not start with', async () => {
    const service = await makeService().start();
    const { port } = new URL(service.url);
    const closed = `${folder}/closed`;
    mkdirSync(closed, { mode: 0o555 });
    const unable = {
      'PACKYARD_HOST and PACKYARD_PORT': { home: `${folder}/other`, environment: { PACKYARD_PORT: port } },
      'set PACKYARD_HOME to another folder': { home: `${closed}/home`, environment: {}, isUnprivileged: true },
      'ulimit -n 4096': { home: `${folder}/few-files`, environment: {}, setting: 'ulimit -n 40' },
    };
    for (const [remedy, options] of Object.entries(unable)) {
      const other = new Service({ layout: 'standalone', ...options });
      services.push(other);
      other.spawn('standalone');
      expect(await other.exited()).toEqual([1]);
      const lines = other.log.join('').trim().split('\n');
      expect(lines.at(-1)).toContain(remedy);
      expect(lines.length).toBeLessThan(10);
      expect(other.log.join('')).not.toMatch(/^ +at /m);
    }
    await service.stop();
  });

  it('says nothing of its own end, each time', async () => {
    const said: string[] = [];
    for (let stop = 0; stop < 5; stop += 1) {
      const service = await makeService().start();
      const execution = await service.install([aPack(`stop-${stop}`).writeTo(`${folder}/stop-${stop}`)]);
      expect(execution.status).toBe('completed');
      service.log.length = 0;
      expect(await service.stop()).toEqual([0]);
      said.push(...service.log);
    }
    expect(said.join('')).not.toMatch(/WARN|ERROR/);
  });

  it('keeps its secrets in files of their owner', () => {
    for (const name of ['admin-token', 'secret-key', 'postgres-password']) {
      expect([name, statSync(`${home}/${name}`).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  function makeService(): Service {
    const service = new Service({ home, layout: 'standalone', environment: { PACKYARD_LOCAL_ROOTS: folder } });
    services.push(service);
    return service;
  }
});
