import { createReadStream } from 'node:fs';
import { connect, createServer } from 'node:net';
import { createRequire, enableCompileCache } from 'node:module';
import { join } from 'node:path';

// It is started for each scene, and to compile all that it loads takes a quarter of that. What it keeps is written when it leaves.
enableCompileCache(join(import.meta.dirname, '../../dist/.compile-cache'));
const { inErrorScope, runProcess } = createRequire(import.meta.url)('../../dist/libs/pipeline/src/index.js');
const [, , scene] = process.argv;

const SCENES = {
  timer: () => setTimeout(() => fail('timer'), 1),
  tick: () => process.nextTick(() => fail('tick')),
  rejection: () => void Promise.reject(new Error('rejection')),
  stream: () => createReadStream('/nowhere/at/all').on('open', () => undefined),
  socket: () => {
    const server = createServer((socket) => socket.end('x')).listen(0, '127.0.0.1', () =>
      inErrorScope({ name: 'task 1', fail: failTask }, () =>
        connect(server.address().port, '127.0.0.1').on('data', () => fail('socket')),
      ),
    );
  },
};

function fail(reason) {
  throw new Error(reason);
}

function failTask() {
  process.stdout.write(`task 1 failed: ${scene}\n`);
}

runProcess(async (life) => {
  // Something has to keep it alive, as a server does.
  const keeping = setInterval(() => undefined, 1000);
  life.beforeEnd(async (exitCode) => {
    clearInterval(keeping);
    process.stdout.write(`closed ${exitCode}\n`);
  });
  if (scene === 'nobody') setTimeout(() => fail('nobody'), 1);
  else inErrorScope({ name: 'task 1', fail: failTask }, SCENES[scene]);
});
