/** The expressions that the document has for jq, and nothing else. */
const JQ = `
const [expression] = process.argv.slice(2);
const steps = expression.split('|').map((step) => step.trim());
let value = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
for (const step of steps) {
  if (step === 'length') value = value.length;
  else if (/^(\\.[a-z_]+)+$/.test(step)) for (const key of step.slice(1).split('.')) value = value[key];
  else throw new Error('not understood: ' + step);
}
process.stdout.write(JSON.stringify(value, null, 2) + '\\n');
`;

/** `-X`, `-H`, `-d` and `-I`, as the document has them. */
const CURL = `
const options = { method: undefined, headers: {}, body: undefined, isHead: false };
let url = '';
for (let rest = process.argv.slice(2); rest.length > 0; ) {
  const word = rest.shift();
  if (word === '-X') options.method = rest.shift();
  else if (word === '-d') options.body = rest.shift();
  else if (word === '-I') options.isHead = true;
  else if (word === '-H') {
    const [, name, value] = /^([^:]+): *(.*)$/.exec(rest.shift());
    options.headers[name] = value;
  } else url = word;
}
const { method = options.isHead ? 'HEAD' : options.body === undefined ? 'GET' : 'POST', headers, body } = options;
fetch(url, { method, headers, body }).then(async (response) => {
  if (options.isHead) process.stdout.write('HTTP/1.1 ' + response.status + ' ' + response.statusText + '\\r\\n\\r\\n');
  else process.stdout.write(await response.text());
});
`;

/** What the document calls and a bare machine may not have. */
export const STAND_INS: Readonly<Record<string, string>> = { jq: JQ, curl: CURL };

/**
 * Returns in place of an SSH server: whichever host is asked, it is this machine, and what it runs is the server side of
 * git, in the given folder.
 */
export function sshStandIn(folder: string): string {
  return `#!/bin/sh\nfor last; do :; done\ncd '${folder}' || exit 255\ncase $last in git-upload-pack*) exec sh -c "$last" ;; esac\nexit 255\n`;
}
