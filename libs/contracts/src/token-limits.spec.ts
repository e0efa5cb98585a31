import { parseSource } from './parse-source';
import { isWithin, TokenLimits } from './token-limits';

const allowed = (pattern: string, text: string, registryUrl?: string) =>
  isWithin(TokenLimits.parse({ sources: [pattern] }), parseSource(text, { registryUrl }).source);

describe('the limits of a token', () => {
  it.each([
    ['registry:slack', 'slack'],
    ['registry:slack', 'slack@^2'],
    ['registry:*', 'anything'],
    ['registry:team-*', 'team-chat'],
    ['https://git.example.org/team/*', 'https://git.example.org/team/slack.git'],
    ['https://git.example.org/team/*', 'https://token@git.example.org/team/deep/er.git#main'],
    ['https://git.example.org/team/*.tar.gz', 'https://git.example.org/team/slack.tar.gz?private=1'],
    ['ssh://git@git.example.org/team/*', 'ssh://git@git.example.org/team/slack.git'],
  ])('%s allow %s', (pattern, text) => expect(allowed(pattern, text)).toBe(true));

  it.each([
    ['registry:slack', 'slacker'],
    ['registry:slack', 'https://git.example.org/slack'],
    ['registry:*', '/srv/packs/slack'],
    ['registry:*', 'https://git.example.org/registry:slack'],
    ['https://git.example.org/team/*', 'slack'],
    ['https://git.example.org/team/*', 'https://git.example.org/teams/slack.git'],
    ['https://git.example.org/team/*', 'https://git.example.org/team/../other/slack.git'],
    ['https://git.example.org/team/*', 'https://git.example.org/team/%2e%2e/other/slack.git'],
    ['https://git.example.org/team/*', 'https://git.example.org/team/..%2fother/slack.git'],
    ['https://git.example.org/team/*', 'https://git.example.org:8443/team/slack.git'],
    ['https://git.example.org/team/*', 'http://git.example.org/team/slack.git'],
    ['https://git.example.org/team/*', 'https://git.example.org.evil.example/team/slack.git'],
    ['https://git.example.org/team/*', 'https://evil.example/https://git.example.org/team/slack.git'],
    ['https://git.example.org/team/*', 'https://git.example.org@evil.example/team/slack.git'],
    ['https://git.example.org/team/*', 'git@git.example.org:team/slack.git'],
    ['https://git.example.org/te.m/*', 'https://git.example.org/team/slack.git'],
  ])('%s refuse %s', (pattern, text) => expect(allowed(pattern, text)).toBe(false));

  it('refuse another registry than the configured ones', () => {
    expect(allowed('registry:slack', 'slack', 'https://evil.example/index.json')).toBe(false);
  });

  it.each(['*', 'https://*', 'https://*/team', 'https://git.*/x', 'slack', 'registry:', 'https://git.example.org', ''])(
    'can not be %j',
    (pattern) => expect(TokenLimits.safeParse({ sources: [pattern] }).success).toBe(false),
  );
});
