/** What begins a file that is no archive of ours, as Latin-1, and what such a file is. */
const BEGINNINGS: readonly [RegExp, string][] = [
  [/^$/, 'it is empty'],
  [/^\s*<(!doctype|html)/i, 'it is an HTML page'],
  [/^7z\xbc\xaf/, 'it is a 7z archive'],
  [/^Rar!/, 'it is a RAR archive'],
  [/^LZIP/, 'it is packed by lzip'],
  [/^\x1f[\x9d\xa0]/, 'it is packed by compress (.Z)'],
  [/^\x04"M\x18/, 'it is packed by lz4'],
  [/^(?:07070[127]|\xc7\x71|\x71\xc7)/, 'it is a cpio archive'],
  [/^\xed\xab\xee\xdb/, 'it is an RPM package'],
  [/^\0+$/, 'it is nothing but zeros, as an empty tar is'],
  [/^!<arch>/, 'it is an ar archive, as Debian packages are'],
  [/^# v\d git bundle/, 'it is a git bundle'],
  [/^version https:\/\/git-lfs/, 'it is a pointer of Git LFS in the place of the file itself'],
  [/^#!/, 'it is a script'],
  [/^\s*<\?xml/, 'it is an XML document'],
  [/^(\xef\xbb\xbf)?\s*[[{]/, 'it is a JSON document, such as a server answers with an error'],
  [/^[\t\n\r\x20-\x7e\x80-\xff]+$/, 'it is a text'],
];

/** In words, without anything of what is in it. */
export function describeFileStart(start: Buffer): string {
  const text = start.toString('latin1');
  const known = BEGINNINGS.find(([beginning]) => beginning.test(text));
  return known?.[1] ?? `it starts with ${start.subarray(0, 4).toString('hex')}`;
}
