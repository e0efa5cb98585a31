import { gitFailure } from './git-failure';

const BEHIND = `fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.`;

describe('what git says of ssh', () => {
  it.each([
    [
      'ssh: connect to host h.example port 22: Connection refused',
      'SOURCE_UNAVAILABLE',
      'ssh: connect to host h.example port 22: Connection refused',
    ],
    [
      'ssh: Could not resolve hostname h.example: Name or service not known',
      'SOURCE_UNAVAILABLE',
      'ssh: Could not resolve hostname h.example: Name or service not known',
    ],
    ['Host key verification failed.', 'SOURCE_AUTHENTICATION_FAILED', 'Host key verification failed.'],
    [
      'No ED25519 host key is known for h.example and you have requested strict checking.\nHost key verification failed.',
      'SOURCE_AUTHENTICATION_FAILED',
      'No ED25519 host key is known for h.example and you have requested strict checking. / Host key verification failed.',
    ],
    [
      'git@h.example: Permission denied (publickey).',
      'SOURCE_AUTHENTICATION_FAILED',
      'git@h.example: Permission denied (publickey).',
    ],
    [
      'kex_exchange_identification: Connection closed by remote host',
      'SOURCE_UNAVAILABLE',
      'kex_exchange_identification: Connection closed by remote host',
    ],
    ['ERROR: Repository not found.', 'SOURCE_NOT_FOUND', 'ERROR: Repository not found.'],
    ['', 'SOURCE_UNAVAILABLE', 'Could not read from remote repository.'],
  ])('names the cause: %s', (said, code, cause) => {
    const failure = gitFailure('git@h.example:o/x.git', new Error(`${said}\n${BEHIND}`));
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(`git could not read git@h.example:o/x.git: ${cause}`) as string,
    });
    if (said !== '') expect(failure.message).not.toMatch(/correct access rights|the repository exists/);
  });
});

describe('a ref that leads to no commit', () => {
  it.each([
    "fatal: Cannot switch branch to a non-commit '14c355da1d76d7e2afb7dd5b2e698162966a1fe0'",
    'error: not a tree object',
  ])('is wrong, and no trouble that heals: %s', (said) => {
    expect(gitFailure('https://h.example/x.git', new Error(said))).toMatchObject({ code: 'REF_NOT_FOUND' });
  });
});
