import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const fixture = new TestFixture();
const certificate = () => readFileSync(fixture.path('home/tls/cert.pem'), 'utf8');

function ask(service: Service, path: string): Promise<number | undefined> {
  const url = `https://127.0.0.1:${new URL(service.url).port}${path}`;
  return new Promise((done, fail) => {
    request(url, { ca: certificate() }, (response) => {
      response.resume();
      done(response.statusCode);
    })
      .on('error', fail)
      .end();
  });
}

it('serves HTTPS with a certificate of its own that stays the same, and the command line can trust it', async () => {
  const environment = { PACKYARD_TLS: 'self-signed' };
  const first = await fixture.start({ environment });
  expect(first.url).toMatch(/^https:/);
  expect(await ask(first, '/health/live')).toBe(200);
  const before = certificate();
  expect(statSync(fixture.path('home/tls/key.pem')).mode & 0o777).toBe(0o600);
  await first.stop();

  const second = await fixture.start({ environment });
  expect(certificate()).toBe(before);
  const run = (env: Record<string, string>) =>
    promisify(execFile)(process.execPath, [resolve(__dirname, '../bin/packyard.mjs'), 'bundle', 'list'], {
      env: { PACKYARD_HOME: fixture.path('home'), ...env },
    });
  const trusted = { NODE_EXTRA_CA_CERTS: fixture.path('home/tls/cert.pem') };
  expect((await run(trusted)).stdout).toBe('BUNDLE   ENABLED\n');
  await expect(run({})).rejects.toThrow(/NODE_EXTRA_CA_CERTS/);
  await second.stop();

  const { key } = { key: readFileSync(fixture.path('home/tls/key.pem'), 'utf8') };
  const third = await fixture.start({ environment: { PACKYARD_TLS_CERT: before, PACKYARD_TLS_KEY: key } });
  expect(await ask(third, '/health/live')).toBe(200);
});
