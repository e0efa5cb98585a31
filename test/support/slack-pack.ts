import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { aPack } from '@packyard/testing';
import type { TestFixture } from './test-fixture';

const TESTS = `import unittest

import sunrise


class SlackTest(unittest.TestCase):
    def test_sends(self):
        self.assertIn("you", sunrise.greet("you"))

    def test_reads(self):
        self.assertEqual(len("C024BE91L"), 9)

    def test_joins(self):
        self.assertEqual("#" + "general", "#general")

    def test_leaves(self):
        self.assertFalse([])

    def test_counts(self):
        self.assertEqual(sum([1, 2]), 3)
`;

type Pack = ReturnType<typeof aPack>;

/** The pack of the document, with as many components and tests as its examples show. */
export function slackPack(): Pack {
  const pack = aPack('slack').requiring('core').withPython('sunrise==1.0.0').withFile('tests/test_slack.py', TESTS);
  for (let i = 2; i <= 10; i += 1) {
    pack.withFile(`actions/act_${i}.yaml`, `ref: slack.act_${i}\nrunner_type: shell\nentry_point: run.sh\n`);
  }
  for (let i = 1; i <= 2; i += 1) {
    pack.withFile(`sensors/watch_${i}.yaml`, `ref: slack.watch_${i}\nentry_point: watch.py\n`);
  }
  for (let i = 1; i <= 3; i += 1) pack.withFile(`triggers/event_${i}.yaml`, `ref: slack.event_${i}\n`);
  return pack
    .withFile('sensors/watch.py', 'print("watching")\n')
    .withFile('rules/answer.yaml', 'ref: slack.answer\ntrigger_ref: slack.event_1\naction_ref: slack.run\n');
}

/** Offers the pack where the document finds it: in a repository, by its name in a registry. Returns its commit. */
export function offerSlack(fixture: TestFixture, gitUrl: string): string {
  fixture.addToIndex();
  const bare = slackPack().asRepository(fixture.path('git/attune/pack-slack.git'));
  const source = { type: 'git', url: `${gitUrl}/attune/pack-slack.git`, ref: 'v1.0.0' };
  const entry = { ref: 'slack', label: 'Slack', version: '1.0.0', install_sources: [source] };
  writeFileSync(fixture.path('www/index.json'), JSON.stringify({ packs: [entry] }));
  return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: bare, encoding: 'utf8' }).trim();
}
