/** `slack`, `slack 1.2`, `slack@1.2` and `slack>=1.2` are a name, and what stands behind it. */
export function splitDependency(text: string): { ref: string; rest: string } | undefined {
  const ref = /^[^\s@<>=^~!*]+/.exec(text)?.[0];
  if (ref === undefined) return undefined;
  const behind = text.slice(ref.length).trimStart();
  return { ref, rest: behind.startsWith('@') ? behind.slice(1).trimStart() : behind };
}
