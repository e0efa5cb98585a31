import type { CommandResult } from '@packyard/sandbox';
import { nativePartHint } from './native-part-hint';
import { NodejsInstallFailed } from './nodejs-builder';
import { nodejsFailure } from './nodejs-failure';
import { npmMessages } from './npm-messages';

const OUT_OF_STEP = `npm error code EUSAGE
npm error
npm error \`npm ci\` can only install packages when your package.json and package-lock.json are in sync.
npm error
npm error Missing: left-pad@1.3.0 from lock file
npm error
npm error Clean install a project
npm error
npm error Usage:
npm error npm ci
npm error
npm error Options:
npm error [--install-strategy <hoisted|nested|shallow|linked>] [--legacy-bundling]
npm error [-w|--workspace <workspace-name> [-w|--workspace <workspace-name> ...]]
npm error
npm error Run "npm help ci" for more info
npm error A complete log of this run can be found in: /home/.npm/_logs/x.log`;

it.each([OUT_OF_STEP, OUT_OF_STEP.replaceAll('npm error', 'npm ERR!')])(
  'names what is not in the lock file: %#',
  (printed) => {
    const result = { exitCode: 1, stdout: '', stderr: printed } as CommandResult;
    const network = { refused: undefined, unreachable: undefined };
    expect(nodejsFailure(new NodejsInstallFailed('npm', 'ci', result), network).message).toBe(
      'The lock file does not fit package.json: Missing: left-pad@1.3.0 from lock file.',
    );
  },
);

it.each([
  [
    '{"level":"error","message":"derive workspace root and package manager policy: read package manager policy: trailing comma at line 1 column 14"}',
    'package.json is not valid JSON: trailing comma at line 1 column 14.',
  ],
  [
    'npm error code EJSONPARSE\nnpm error path /x/package.json\nnpm error JSON.parse Expected double-quoted property name in JSON at position 13',
    'package.json is not valid JSON: Expected double-quoted property name in JSON at position 13.',
  ],
])('says that package.json is no JSON: %#', (printed, message) => {
  const result = { exitCode: 1, stdout: '', stderr: printed } as CommandResult;
  const network = { refused: undefined, unreachable: undefined };
  expect(nodejsFailure(new NodejsInstallFailed('npm', 'ci', result), network)).toMatchObject({
    code: 'ENVIRONMENT_FAILED',
    message,
  });
});

it('knows what is missing of a native package', () => {
  const reason = "x 1 is installed, but loading it failed: Cannot find module './lib/binding/x.node'";
  expect(nativePartHint(reason, false)).toContain('PACKYARD_NODE_INSTALL_SCRIPTS=true');
  expect(nativePartHint(reason, true)).toContain('packyard execution logs');
  expect(nativePartHint("Cannot find module 'x'", false)).toBeUndefined();
});

it('leaves all else as it is', () => {
  expect(npmMessages('added 1 package\nnpm error 404 Not Found\n')).toBe('added 1 package\nnpm: 404 Not Found\n');
});
