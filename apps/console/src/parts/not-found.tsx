import type { ComponentChildren } from 'preact';
import { Empty } from './empty';

/** The page of something that is not there: says so, and where to go on. */
export function NotFound({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <>
      <h1>{title}</h1>
      <Empty>{children}</Empty>
    </>
  );
}
