// Archives that are the same to the byte on every machine: every tar program puts something of its machine into them.
import { gzipSync } from 'node:zlib';

const DATE = '2024-01-01T00:00:00Z';

/** `files` has the text of every file by its path; all lie below `folder`. */
export function makeTarGz(folder, files) {
  const entries = Object.entries(files).map(([path, text]) => tarEntry(`${folder}/${path}`, text));
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]));
}

function tarEntry(path, text) {
  const content = Buffer.from(text);
  const header = Buffer.alloc(512);
  const octal = (value, digits) => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(path, 0);
  header.write(octal(path.endsWith('.sh') ? 0o755 : 0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(Date.parse(DATE) / 1000, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
