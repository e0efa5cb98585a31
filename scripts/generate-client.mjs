// Writes the types of the HTTP API, which the clients of the command line and of the console are made of, from the document that a service serves.
// With `--check URL` it only compares them with what the service at the URL serves.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const TARGETS = ['apps/cli/src/generated/api.ts', 'apps/console/src/generated/api.ts'];
const ACCESS = 'docs/access.md';
const SCOPES = ['nobody', 'read', 'install', 'admin'];
const HEAD = ['route', 'without a token', 'agent', 'read', 'install, limited', 'install', 'admin'];

const [option, url] = process.argv.slice(2);
if (option === '--check') {
  const source = await sourceFor(url);
  const outdated = TARGETS.filter((target) => readFileSync(target, 'utf8') !== source);
  if (outdated.length > 0) {
    console.error(`${outdated.join(' and ')} is not what the service documents: run \`npm run generate\`.`);
    process.exitCode = 1;
  }
} else {
  await withService(async (address) => {
    const source = await sourceFor(address);
    for (const target of TARGETS) writeFileSync(target, source);
    writeFileSync(ACCESS, await accessFor(address));
  });
}

async function sourceFor(address) {
  const document = await (await fetch(`${address}/openapi.json`)).json();
  const types = astToString(await openapiTS(document, { defaultNonNullable: false }));
  const notice = "// Made by `npm run generate` from the service's OpenAPI document. Don't edit it.\n\n";
  return format(notice + types, { ...(await resolveConfig(TARGETS[0])), parser: 'typescript' });
}

/** The table of routes and scopes, between its marks. */
async function accessFor(address) {
  const { paths } = await (await fetch(`${address}/openapi.json`)).json();
  const rows = Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { 'x-needs': needs = 'admin', 'x-heeds-limits': heeds = false }]) => {
        // What an agent may do, those with `install` may do, and those with `read` not.
        const least = needs === 'agent' ? 'install' : needs;
        const [nobody, read, install, admin] = SCOPES.map((scope) => SCOPES.indexOf(scope) >= SCOPES.indexOf(least));
        const cells = [nobody, nobody || needs === 'agent', read, read || (install && heeds), install, admin];
        return [`\`${method.toUpperCase()} ${path}\``, ...cells.map((may) => (may ? 'yes' : '–'))];
      }),
    )
    .map((cells) => `| ${cells.join(' | ')} |`);
  const head = [`| ${HEAD.join(' | ')} |`, `| ${HEAD.map(() => '---').join(' | ')} |`];
  const table = ['<!-- routes: made by npm run generate -->', '', ...head, ...rows, '', '<!-- end of routes -->'].join(
    '\n',
  );
  const text = readFileSync(ACCESS, 'utf8').replace(/<!-- routes[^]*<!-- end of routes -->/, table);
  return format(text, { ...(await resolveConfig(ACCESS)), parser: 'markdown' });
}

async function withService(work) {
  const home = mkdtempSync(join(tmpdir(), 'packyard-generate-'));
  const service = spawn(process.execPath, ['dist/services/standalone.js'], {
    env: { ...process.env, PACKYARD_HOME: home, PACKYARD_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((resolve) => service.once('exit', resolve));
  try {
    await work(await readyAddress(service));
  } finally {
    service.kill('SIGTERM');
    await gone;
    rmSync(home, { recursive: true, force: true });
  }
}

function readyAddress(service) {
  return new Promise((resolve, reject) => {
    service.once('exit', (code) => reject(new Error(`The service ended with code ${code}.`)));
    createInterface(service.stdout).on('line', (line) => {
      const [, address] = /^packyard ready (\S+)$/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}
