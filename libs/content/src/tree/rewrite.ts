import { RejectedError } from '@packyard/contracts';

// Beyond it the system takes no first line of a script.
const LONGEST_SHEBANG = 255;
const SHEBANG = '#!';
const LINE_END = 0x0a;

/**
 * A text with another folder in the place of that which it was made in, as conda does it.
 * @throws RejectedError ENVIRONMENT_UNUSABLE when the new folder is too long for the first line of a script
 */
export function rewritten(path: string, content: Buffer, { from, to }: { from: string; to: string }): Buffer {
  const wanted = Buffer.from(`${from}/`);
  const instead = Buffer.from(`${to}/`);
  const parts: Buffer[] = [];
  let at = 0;
  for (let found = content.indexOf(wanted); found !== -1; found = content.indexOf(wanted, at)) {
    parts.push(content.subarray(at, found), instead);
    at = found + wanted.length;
  }
  const moved = Buffer.concat([...parts, content.subarray(at)]);
  if (moved.subarray(0, 2).toString('latin1') === SHEBANG && moved.indexOf(LINE_END) > LONGEST_SHEBANG)
    throw tooLong(path, to);
  return moved;
}

function tooLong(path: string, to: string): RejectedError {
  return new RejectedError(
    'ENVIRONMENT_UNUSABLE',
    `'${path}' would begin with the path of ${to}, which is too long for the first line of a script.`,
    { hint: 'Give this node a PACKYARD_HOME with a shorter path.' },
  );
}
