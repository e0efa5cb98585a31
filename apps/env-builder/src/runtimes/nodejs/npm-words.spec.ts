import type { CommandResult } from '@packyard/sandbox';
import { NodeInstallFailed } from './node-builder';
import { nodeFailure } from './node-failure';
import { npmWords } from './npm-words';

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
    expect(nodeFailure(new NodeInstallFailed('npm', 'ci', result), network).message).toBe(
      'The lock file does not fit package.json: Missing: left-pad@1.3.0 from lock file.',
    );
  },
);

it('leaves all else as it is', () => {
  expect(npmWords('added 1 package\nnpm error 404 Not Found\n')).toBe('added 1 package\nnpm: 404 Not Found\n');
});
