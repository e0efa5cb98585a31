import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { EXIT_CODES } from './cli-error';
import { assertNobodyElseListens, assertServiceListens } from './local-listeners';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state: string, user: number) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${user}        0 31001 1 0000000000000000 100 0 0 10 0\n`;
const STRANGER = 61_234;
const V6 = (end: string) => `${'0'.repeat(16)}${end}`;

describe('who listens where the service of a home would be', () => {
  const folder = temporaryFolder();
  const at = (...rows: string[]) => {
    assertNobodyElseListens(new URL('http://localhost:8080'), folder, [HEAD + rows.join('')]);
  };

  it.each([
    ['0100007F:1F90'],
    ['00000000:1F90'],
    ['0200007F:1F90'],
    [`${V6('0'.repeat(16))}:1F90`],
    [`${V6('0000000001000000')}:1F90`],
    [`${V6('FFFF00000100007F')}:1F90`],
    [`${V6('FFFF000000000000')}:1F90`],
  ])('is told when it is another user: at %s', (local) => {
    const message = expect.stringContaining('Another user of this machine (61234) listens at localhost:8080') as string;
    const refused = expect.objectContaining({ exitCode: EXIT_CODES.unauthorized, message }) as Error;
    expect(() => at(row(local, '0A', STRANGER))).toThrow(refused);
    // Beside the service itself, which has another address.
    expect(() => at(row('00000000:1F90', '0A', 0), row(local, '0A', STRANGER))).toThrow(refused);
    expect(() => at(row(local, '0A', 0))).not.toThrow();
  });

  it('is nobody else at other ports, at addresses of the network, or while it only asks', () => {
    const others = [row('0100007F:1F91', '0A', STRANGER), row('0A00A8C0:1F90', '0A', STRANGER)];
    expect(() => at(...others, row('0100007F:1F90', '01', STRANGER))).not.toThrow();
  });

  it.each(['0.0.0.0', '[::]', '192.168.0.10'])('counts at %s, wherever on this machine it listens', (host) => {
    const listens = (user: number) => () => {
      assertNobodyElseListens(new URL(`http://${host}:8080`), folder, [HEAD + row('0A00A8C0:1F90', '0A', user)]);
    };
    expect(listens(STRANGER)).toThrow('Another user of this machine (61234) listens');
    expect(listens(0)).not.toThrow();
  });

  it('has to be somebody before anything is sent: nobody can take the place of a known user then', () => {
    const asked = (...rows: string[]) => {
      assertServiceListens(new URL('http://localhost:8080'), folder, [HEAD + rows.join('')]);
    };
    const refused = expect.objectContaining({ cause: { code: 'ECONNREFUSED' } }) as Error;
    expect(() => asked(row('0100007F:1F91', '0A', 0), row('0100007F:1F90', '01', 0))).toThrow(refused);
    expect(() => asked(row('0100007F:1F90', '0A', 0))).not.toThrow();
    expect(() => asked(row('0100007F:1F90', '0A', STRANGER))).toThrow('Another user of this machine (61234) listens');
    // Where the system does not tell.
    expect(() => assertServiceListens(new URL('http://localhost:8080'), folder, [])).not.toThrow();
  });

  it('is the owner of the home', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const own = new URL(`http://127.0.0.1:${port}`);
    expect(() => assertNobodyElseListens(own, folder)).not.toThrow();
    server.close();
    if (process.geteuid?.() !== 0) return;
    const home = join(folder, 'home');
    mkdirSync(home);
    chownSync(home, STRANGER, STRANGER);
    expect(() =>
      assertNobodyElseListens(new URL('http://localhost:8080'), home, [HEAD + row('0100007F:1F90', '0A', STRANGER)]),
    ).not.toThrow();
  });
});
