import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

interface FirstItems<One> {
  shown: readonly One[];
  /** The button that shows more of them; nothing when all are shown. */
  more: JSX.Element | null;
}

/** The first ones of a list that may be too long for a page. */
export function useFirstItems<One>(
  all: readonly One[],
  { first, what }: { first: number; what: string },
): FirstItems<One> {
  const [count, setCount] = useState(first);
  const rest = all.length - count;
  if (rest <= 0) return { shown: all, more: null };
  const more = (
    <p class="buttons">
      <button type="button" onClick={() => setCount(count + MORE)}>
        Show {Math.min(rest, MORE)} of {rest} more {what}
      </button>
    </p>
  );
  return { shown: all.slice(0, count), more };
}

const MORE = 100;
