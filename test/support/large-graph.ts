import type { GraphView } from '@packyard/contracts';
import type { Page } from 'playwright-core';

const PACKS = 200;
const APART = 40;

/** Two hundred packs in layers of forty; the last twenty stand alone. Of every thirty one is not enabled as it should be. */
export function largeGraph(): GraphView {
  const refs = Array.from({ length: PACKS }, (_, at) => `pack-${at}`);
  const packs = refs.map((ref, at): GraphView['packs'][number] => {
    const status = at % 30 === 0 ? 'Disabled' : at % 30 === 1 ? 'Missing' : 'Enabled';
    return { ref, label: null, version: status === 'Missing' ? null : '1.0.0', status, origin: null };
  });
  const needs = refs.slice(APART, PACKS - 20).flatMap((from, at) =>
    [at, (at * 7) % (at + APART)].map((to) => {
      return { from, to: `pack-${to}`, range: '^1', is_met: packs[to]?.status === 'Enabled' };
    }),
  );
  return {
    packs,
    needs: needs.filter((need, at) => needs.findIndex((one) => one.from === need.from && one.to === need.to) === at),
  };
}

/** Pairs of packs in a drawing that cover each other, by what is written in them. */
export function overlaps(page: Page): Promise<string[]> {
  return page.locator('.graph .pack').evaluateAll((elements) => {
    const boxes = (elements as unknown as Shape[]).map((element) => ({
      text: element.textContent,
      ...element.querySelector('rect').getBoundingClientRect().toJSON(),
    }));
    return boxes.flatMap((one, at) =>
      boxes
        .slice(at + 1)
        .filter((two) => one.left < two.right && two.left < one.right && one.top < two.bottom && two.top < one.bottom)
        .map((two) => `${one.text} ${two.text}`),
    );
  });
}

/** As far as it is read; these files know no browser's types. */
interface Shape {
  textContent: string;
  querySelector: (selector: string) => {
    getBoundingClientRect: () => { toJSON: () => { left: number; right: number; top: number; bottom: number } };
  };
}
