import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { eventually, temporaryFolder } from '@packyard/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { EmbeddedCluster } from './embedded-cluster';
import { isAlive } from './postmaster';

describe('the embedded PostgreSQL', () => {
  const folder = temporaryFolder();
  const clusters: EmbeddedCluster[] = [];

  afterAll(() => Promise.all(clusters.map((cluster) => cluster.stop())));

  function clusterIn(home: string, isThrowAway = false): EmbeddedCluster {
    mkdirSync(home, { recursive: true });
    const cluster = new EmbeddedCluster({ home, isThrowAway });
    clusters.push(cluster);
    return cluster;
  }

  async function answer(url: string, sql: string): Promise<unknown> {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return Object.values(rows[0] ?? {})[0];
  }

  const placeOf = (home: string) => {
    const [pid, , , port, socket = '', address] = readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split(
      '\n',
    );
    return { pid: Number(pid), port: Number(port), socket, address };
  };
  const isOpen = (port: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });

  it('listens on no port, where others could answer in its stead, but where its owner alone gets', async () => {
    const home = join(folder, 'home, with a "name"');
    const url = await clusterIn(home).start();
    expect(await answer(url, 'SHOW listen_addresses')).toBe('');
    const { socket, address } = placeOf(home);
    expect([socket, address]).toEqual([join(home, 'postgres'), '']);
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    const pool = await new DataSource({ type: 'postgres', url }).initialize();
    expect(await pool.query('SELECT inet_server_addr() AS address')).toEqual([{ address: null }]);
    await pool.destroy();
  });

  it('has its socket elsewhere when the path of its home is too long for one, and leaves nothing there', async () => {
    const home = join(folder, 'long'.repeat(30));
    const cluster = clusterIn(home);
    const url = await cluster.start();
    const { socket } = placeOf(home);
    expect(socket).not.toContain(home);
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    expect(await answer(url, 'SELECT 1')).toBe(1);
    await cluster.stop();
    expect(() => statSync(socket)).toThrow('ENOENT');
  });

  it('does not stay at a port where a killed process of a former release left it', async () => {
    const home = join(folder, 'former');
    const former = await clusterIn(home, true).start();
    const { pid, port } = placeOf(home);
    await expect(clusterIn(home).start()).rejects.toThrow(`Another packyard process is using ${home}`);
    expect(await isOpen(port)).toBe(true);
    // The session by which its process held it.
    await answer(former, `SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'`);
    const url = await clusterIn(home).start();
    expect([isAlive(pid), await isOpen(port)]).toEqual([false, false]);
    expect(await answer(url, 'SHOW listen_addresses')).toBe('');
  });

  it('is started again whenever it was ended by somebody else', async () => {
    const home = join(folder, 'revived');
    const cluster = clusterIn(home);
    const url = await cluster.start();
    const { pid } = placeOf(home);
    const failed = jest.fn();
    void cluster.keepAlive().then(failed);
    for (let killed = pid, round = 0; round < 2; round += 1) {
      process.kill(killed, 'SIGQUIT');
      const held = `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')`;
      await eventually(async () => expect(await answer(url, held)).toBe(true), 60_000);
      expect(placeOf(home).pid).not.toBe(killed);
      killed = placeOf(home).pid;
    }
    expect(failed).not.toHaveBeenCalled();
  });
});
