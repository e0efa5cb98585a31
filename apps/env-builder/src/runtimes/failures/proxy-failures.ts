import type { Explainer } from './explanation';

/** What the network policy kept the tools from, whatever they made of that. */
export const refusedHost: Explainer = ({ network }) => {
  const refused = network?.refused;
  if (refused === undefined) return undefined;
  return { cause: withoutFullStop(refused.message), hint: refused.hint ?? '', code: refused.code };
};

/** All that the tools know is that the proxy did not get through; the proxy knows why. */
export const unreachableHost: Explainer = ({ network, output }) => {
  const unreachable = network?.unreachable;
  if (unreachable === undefined || !/tunnel|\bproxy\b|\b50[234]\b|ECONNRESET|META_FETCH_FAIL/i.test(output))
    return undefined;
  return { cause: withoutFullStop(unreachable.message), hint: unreachable.hint ?? '', isPassing: true };
};

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
