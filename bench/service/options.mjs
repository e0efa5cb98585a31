// What can be chosen on the command line.
import { parseArgs } from 'node:util';

export const PARTS = ['packs', 'requests', 'unchanged', 'submissions', 'downloads', 'workers', 'cost', 'start-up'];
export const LAYOUTS = ['embedded', 'processes'];

export const USAGE = `usage: node bench/service/run.mjs [OPTION …]

  --only PART,…        some of ${PARTS.join(', ')}
  --layouts LAYOUT,…   embedded (one process and its own PostgreSQL), processes (gateway and workers apart); both by default
  --queue WHERE        where the queues of separate processes live: redis (the default) or postgres
  --workers NUMBER,…   how many of each worker the part workers compares (1,2,4)
  --runs NUMBER        how often each figure is measured (3)
  --samples NUMBER     installs or submissions in a run of unchanged and submissions (200)
  --packs NUMBER,…     sizes of a request in the part packs (100,500)
  --rate NUMBER        submissions a second for the steady rate, on each side (5)
  --set NAME=VALUE     a setting of the service; may be repeated
  --profile FOLDER     writes CPU profiles and the statements of packs and requests there, and prints what they say
  --folder FOLDER      where the homes of the services are made (the system's folder for temporary files)
  --minutes NUMBER     stop after that time, with what there is until then (60)
`;

/** @throws TypeError with a sentence for the user */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      layouts: { type: 'string', default: LAYOUTS.join(',') },
      queue: { type: 'string', default: 'redis' },
      workers: { type: 'string', default: '1,2,4' },
      runs: { type: 'string', default: '3' },
      samples: { type: 'string', default: '200' },
      packs: { type: 'string', default: '100,500' },
      rate: { type: 'string', default: '5' },
      set: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string' },
      folder: { type: 'string' },
      minutes: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    help: values.help,
    only: someOf('only', values.only, PARTS),
    layouts: someOf('layouts', values.layouts, LAYOUTS),
    queue: someOf('queue', values.queue, ['redis', 'postgres'])[0],
    workers: numbers('workers', values.workers),
    sizes: numbers('packs', values.packs),
    runs: numbers('runs', values.runs)[0],
    samples: numbers('samples', values.samples)[0],
    rate: numbers('rate', values.rate)[0],
    minutes: numbers('minutes', values.minutes)[0],
    settings: Object.fromEntries(values.set.map(setting)),
    profile: values.profile,
    folder: values.folder,
  };
}

function someOf(name, text, known) {
  const asked = text.split(',');
  const unknown = asked.find((item) => !known.includes(item));
  if (unknown !== undefined) throw new TypeError(`--${name}: '${unknown}' is none of ${known.join(', ')}`);
  return asked;
}

function numbers(name, text) {
  const values = text.split(',').map(Number);
  if (values.some((value) => !(value > 0))) throw new TypeError(`--${name}: '${text}' is not a number above 0`);
  return values;
}

function setting(text) {
  const [name, ...value] = text.split('=');
  if (value.length === 0) throw new TypeError(`--set: '${text}' is not NAME=VALUE`);
  return [name, value.join('=')];
}
