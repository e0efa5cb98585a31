import type { ComponentChildren } from 'preact';

/** Says what will be here, and how to get there. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
