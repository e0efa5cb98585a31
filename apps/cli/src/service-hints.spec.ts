import { inWordsOfCommands } from './service-hints';

describe('inWordsOfCommands', () => {
  it.each([
    ['Disable it, or set force to do both at once.', 'Disable it, or use --force to do both at once.'],
    [
      'Uninstall that first, or set cascade to take it along, or force to do it nevertheless.',
      'Uninstall that first, or use --cascade to take it along, or --force to do it anyway.',
    ],
    [
      'Fix the pack; or set force to register it anyway, or skip_tests to leave its tests out.',
      'Fix the pack; or use --force to register it anyway, or --skip-tests to leave its tests out.',
    ],
    ['Name an index with the parameter registry_url.', 'Name an index with --registry-url.'],
    ['Add a source, or name a registry with registry_url.', 'Add a source, or name a registry with --registry-url.'],
    [
      'or choose an older Python with python_version (this worker has 3.9.18).',
      'or choose an older Python with --python-version (this worker has 3.9.18).',
    ],
    ['or set verify_ssl to false for a server that you trust.', 'or use --no-verify-ssl for a server that you trust.'],
    ['Submit them again; or leave atomic out.', 'Submit them again; or leave out --atomic.'],
    [
      'Use a token with the scope admin, or leave priority out.',
      'Use a token with the scope admin, or leave out --priority.',
    ],
    ['List the packs to see which are installed.', "'packyard pack list' shows which are installed."],
    [
      'List the generations to see which there are; the current one is 5.',
      "'packyard generations' shows which there are; the current one is 5.",
    ],
    [
      "Did you mean 'slack' or 'List'? List the packs to see which are installed.",
      "Did you mean 'slack' or 'List'? 'packyard pack list' shows which are installed.",
    ],
    ['Installed are 1.0.0, 2.0.0.', 'Installed versions: 1.0.0, 2.0.0.'],
    ['The force of habit is a timeout.', 'The force of habit is a timeout.'],
  ])('puts %j into words of the command line', (hint, meant) => {
    expect(inWordsOfCommands(hint)).toBe(meant);
  });

  it('leaves nothing about headers to those who have options', () => {
    expect(inWordsOfCommands('Send the header Authorization: Bearer <token>; it lies in a file.')).toMatch(/--token/);
  });
});
