import { parseSource } from './parse-source';
import { isAddressAmong, isSourceAmong, patternProblem } from './source-pattern';

const TEAM = 'https://git.example.org/team/*';

describe('patterns of sources', () => {
  it.each([
    [TEAM, 'https://git.example.org/team/slack.git'],
    [TEAM, 'https://git.example.org/team/slack.git#v1'],
    [TEAM, 'https://git.example.org/team/slack.git?ref=v1'],
    [TEAM, 'https://git.example.org/team/packs.git//packs/slack'],
    [TEAM, 'https://git.example.org/team/a/b/slack.tgz'],
    [TEAM, 'https://me:secret@git.example.org/team/slack.git'],
    [TEAM, 'https://me:se%2Fcret@git.example.org/team/slack.tgz'],
    [TEAM, 'HTTPS://GIT.example.org:443/team/slack.git'],
    [TEAM, 'https://git.example.org/team/bundle.yaml'],
    [TEAM, 'https://git.example.org/team/a b.tgz'],
    ['https://git.example.org/team/*?*', 'https://git.example.org/team/slack.tgz?token=1'],
    ['https://git.example.org/team/*?*', 'https://git.example.org/team/slack.tgz'],
    ['https://git.example.org/team/slack.git', 'https://git.example.org/team/slack.git'],
    ['https://git.example.org:8443/*/packs/*.tgz', 'https://git.example.org:8443/a/b/packs/c/d.tgz'],
    ['git@git.example.org:team/*', 'git@git.example.org:team/slack.git'],
    ['ssh://git@git.example.org/team/*', 'ssh://git@git.example.org/team/slack.git'],
    ['s3://packs/team/*', 's3://packs/team/my slack.tgz?versionId=1&region=eu-west-1'],
    ['s3://packs/team/*', 's3://KEY:se%2Fcret@packs/team/slack.tgz?X-Amz-Security-Token=x'],
    ['s3+https://minio.internal:9000/packs/*', 's3+https://MINIO.internal:9000/packs/slack.tgz'],
    ['registry:slack', 'slack'],
    ['registry:slack', 'slack@^2'],
    ['registry:team-*', 'team-slack'],
    ['registry:*', 'slack'],
  ])('%s is for %s', (pattern, text) => {
    expect(patternProblem(pattern)).toBeUndefined();
    expect(isSourceAmong(parseSource(text), ['https://nothing.example.org/', pattern])).toBe(true);
  });

  it.each([
    [TEAM, 'https://git.example.org/teams/slack.git'],
    [TEAM, 'https://git.example.org/TEAM/slack.git'],
    [TEAM, 'https://git.example.org/other/slack.git'],
    [TEAM, 'https://git.example.org/team/../other/slack.git'],
    [TEAM, 'https://git.example.org/team/%2e%2e/other/slack.git'],
    [TEAM, 'https://git.example.org/team/..%2fother/slack.git'],
    [TEAM, 'https://git.example.org/team/%2E%2E%2Fother/slack.git'],
    [TEAM, 'https://git.example.org/team/%252e%252e/slack.git'],
    [TEAM, 'https://git.example.org/team/..%5cother/slack.git'],
    [TEAM, 'https://git.example.org/team/..\\other/slack.git'],
    [TEAM, 'https://git.example.org/team/..;/other/slack.git'],
    [TEAM, 'https://git.example.org/team/%c0%ae%c0%ae/other/slack.git'],
    [TEAM, 'https://git.example.org/team/．．/other/slack.git'],
    [TEAM, 'https://git.example.org/team/slack.tgz?to=/other'],
    [TEAM, 'http://git.example.org/team/slack.git'],
    [TEAM, 'git+ssh://git.example.org/team/slack.git'],
    [TEAM, 'ssh://git@git.example.org/team/slack.git'],
    [TEAM, 'https://git.example.org:8443/team/slack.git'],
    [TEAM, 'https://git.example.org.evil.example/team/slack.git'],
    [TEAM, 'https://git.example.org@evil.example/team/slack.git'],
    [TEAM, 'https://evil.example/https://git.example.org/team/slack.git'],
    [TEAM, 'https://evil.example//https:/git.example.org/team/slack.git'],
    [TEAM, 'git@git.example.org:team/slack.git'],
    ['s3://packs/team/*', 's3://packs/other/team/slack.tgz'],
    ['s3://packs/team/*', 's3://packs/team%2F%5c/slack.tgz'],
    ['s3://packs/team/*', 's3+https://evil.example/packs/team/slack.tgz'],
    ['s3+https://minio.internal/packs/*', 's3+http://minio.internal/packs/slack.tgz'],
    ['s3+https://minio.internal/packs/*', 's3+https://minio.internal/other/packs/slack.tgz'],
    [TEAM, 'slack'],
    [TEAM, '/srv/packs/slack'],
    [TEAM, 'file:///srv/packs/slack'],
    ['git@git.example.org:team/*', 'git@git.example.org:team/../other/slack.git'],
    ['git@git.example.org:team/*', 'git@git.example.org:/team/slack.git'],
    ['git@git.example.org:team/*', 'root@git.example.org:team/slack.git'],
    ['ssh://git@git.example.org/team/*', 'git@git.example.org:team/slack.git'],
    ['registry:slack', 'slacker'],
    ['registry:slack', 'https://registry/slack.git'],
    ['registry:*', 'https://git.example.org/team/slack.git'],
    ['registry:*', 'team/slack'],
    ['https://github.com/team/*', 'evil/slack'],
  ])('%s is not for %s', (pattern, text) => {
    expect(isSourceAmong(parseSource(text), [pattern])).toBe(false);
  });

  it('a pattern of names is for the registries of the service, or for the index that it names', () => {
    const url = 'https://index.example.org/index.json';
    const elsewhere = parseSource('slack', { registryUrl: url });
    expect(isSourceAmong(elsewhere, ['registry:slack'])).toBe(false);
    expect(isSourceAmong(elsewhere, [`registry:slack@${url}`])).toBe(true);
    expect(isSourceAmong(elsewhere, [`registry:other@${url}`])).toBe(false);
    expect(isSourceAmong(elsewhere, ['registry:slack@https://index.example.org/other.json'])).toBe(false);
    expect(isSourceAmong(parseSource('slack'), [`registry:slack@${url}`])).toBe(false);
  });

  it.each([
    ['*', /registry:<name>/],
    ['https://*/x', /host in full/],
    ['https://*.example.org/x', /host in full/],
    ['https://me:secret@git.example.org/team/*', /user or password/],
    ['https://git.example.org/team/../*', /as it is sent: https:\/\/git.example.org\/x/],
    ['https://GIT.example.org/team/*', /as it is sent/],
    ['https://git.example.org/team/%2e/*', /without %2F/],
    ['https://git.example.org/team/*#v1', /branch/],
    ['https://git.example.org/a b', /blanks/],
    ['/srv/packs/*', /registry:<name>/],
    ['registry:', /registry:slack/],
    ['registry:Slack', /registry:slack/],
    ['registry:slack@*', /registry:<name>/],
  ])('%s is no pattern', (pattern, problem) => {
    expect(patternProblem(pattern)).toMatch(problem);
  });

  it('says yes or no at once, whatever is asked', () => {
    const pattern = `https://git.example.org/${'*a'.repeat(200)}`;
    expect(isAddressAmong(`https://git.example.org/${'a'.repeat(4000)}b`, [pattern])).toBe(false);
    expect(isAddressAmong(`https://git.example.org/${'a'.repeat(4000)}`, [pattern])).toBe(true);
  });
});
