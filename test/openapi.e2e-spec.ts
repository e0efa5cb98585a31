import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const ROOT = resolve(__dirname, '..');

describe('the document that clients are made from', () => {
  const fixture = new TestFixture();
  let service: Service;

  beforeAll(async () => {
    service = await fixture.start();
  });

  it('is without errors and warnings for a linter that others use', async () => {
    const file = fixture.path('openapi.json');
    writeFileSync(file, await (await fetch(`${service.url}/openapi.json`)).text());
    const lint = ['node_modules/@redocly/cli/bin/cli.js', 'lint', file, '--config', 'redocly.yaml', '--format', 'json'];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    // What it finds it prints as well when it fails by that.
    const { stdout } = await promisify(execFile)(process.execPath, lint, { cwd: ROOT, env }).catch(
      (error: unknown) => error as { stdout: string },
    );
    const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: { message: string }[] };
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  });

  it('has a name for every operation that reads well in any language', async () => {
    const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const ids = Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(ids.filter((id) => !/^[a-z]+(?:[A-Z][a-z]*)*$/.test(id))).toEqual([]);
    expect(ids).toContain('submitExecution');
    expect(new Set(ids).size).toBe(ids.length);
  });
});
