export const ROOM = '--max-semi-space-size';
const LOADED = '--initial-old-space-size';
const OF_ALL = [`${ROOM}=8`, '--min-semi-space-size=4', `${LOADED}=80`, '--v8-pool-size=1'];
const OF_A_WORKER = [`${ROOM}=2`, `${LOADED}=32`, '--v8-pool-size=1', '--optimize-for-size'];
const WORKER = /[/\\](?:downloader|resolver|env-builder|registrar)(?:\.js|[/\\]src[/\\]main\.js)?$/;

/** Of the program in that file. */
export function heapFlags(program: string): readonly string[] {
  return WORKER.test(program) ? OF_A_WORKER : OF_ALL;
}
