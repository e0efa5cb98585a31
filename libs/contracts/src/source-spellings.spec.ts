import { parseSource } from './parse-source';
import { branchHint } from './source-spellings';

describe('what other tools would understand', () => {
  it.each([
    ['git::https://h.example/p.git?ref=v1', "without '::'"],
    ['https://h.example/p.git@v1', "behind '#' instead of '@'"],
    ['https://h.example/p.git=v1', "behind '#' instead of '='"],
    ['git@h.example:p.git,v1', "behind '#' instead of ','"],
    ['git+https://h.example/p.git@v1', "behind '#' instead of '@'"],
    ['github:org/repo', 'Write it as https://github.com/org/repo.git.'],
    ['gh:org/repo#v1', 'https://github.com/org/repo.git'],
    ['gitlab:org/re.po.git', 'https://gitlab.com/org/re.po.git.'],
    ['https://github.com/org/repo/tree/main', 'a page about the repository'],
    ['https://github.com/org/repo/blob/main/pack.yaml', 'a page about the repository'],
    ['https://bitbucket.org/org/repo/src/main/', 'a page about the repository'],
    ['https://git.h.example/a/b/-/tree/main/packs', 'behind //'],
    ['slack==1.0', "Write the version behind '@': slack@1.0."],
    ['slack>=1', 'slack@>=1.'],
    ['slack ^1.2', 'slack@^1.2.'],
    ['slack:1.0', 'slack@1.0.'],
    ['slack@', "behind the '@', or leave it out: slack."],
    ['Slack', 'in lower case: slack.'],
    ['Slack@^1', 'in lower case: slack@^1.'],
    ['"slack"', 'Leave out the " in front'],
    ['[slack]', 'Leave out the [ in front'],
    ['<https://h.example/p.git>', 'Leave out the < in front'],
    ['slack,jira', 'Give each pack as an entry of its own.'],
    ['C:\\packs\\slack', 'the absolute path that it has on the worker'],
    ['\\\\server\\share', 'the absolute path that it has on the worker'],
    ['s3::https://h.example/bucket/p.zip', 's3+https://host/bucket/key'],
    ['gs://bucket/p.zip', 'by https, http, ssh and git'],
    ['ftp://h.example/p.zip', 'by https, http, ssh and git'],
    ['docker://h.example/p', 'by https, http, ssh and git'],
    ['npm:slack', 'not from there'],
    ['h.example/p.git', 'Write the scheme in front: https://host/pack.git.'],
    ['localhost:8080/p.git', 'Write the scheme in front'],
    ['', 'Leave it out.'],
  ])('is refused with how it is written here: %s', (text, words) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({ code: 'SOURCE_INVALID', hint: expect.stringContaining(words) }),
    );
  });

  it.each([
    'https://github.com/org/tree/archive/v1.tar.gz',
    'https://github.com/org/repo/releases/download/src/p.tar.gz',
    'https://github.com/org/repo/blob/main/p.tar.gz?raw=true',
    'https://h.example/tree/p.git',
    'https://h.example/pack=v1',
  ])('is no reason to refuse %s', (text) => {
    expect(parseSource(text).source).toMatchObject({ url: text.replace(/\?.*/, '') });
  });

  it.each([
    ['https://h.example/stackstorm-x=v1', "If '=v1' is a branch or tag, write https://h.example/stackstorm-x.git#v1."],
    ['https://h.example/x@main', "If '@main' is a branch or tag, write https://h.example/x.git#main."],
    ['https://h.example/x,v1.0', "If ',v1.0' is a branch or tag, write https://h.example/x.git#v1.0."],
    ['https://h.example/x', undefined],
    ['https://h.example/a=b/x', undefined],
    ['https://u@h.example/x', undefined],
  ])('may be meant by %s when nothing is there', (address, hint) => {
    expect(branchHint(address)).toBe(hint);
  });
});
