import type { Progress } from './progress';

/** Somewhere to show progress. */
export interface ProgressView {
  show(progress: Progress): void;
  close(): void;
}

/** For those who only want the result. */
export const NO_VIEW: ProgressView = {
  show: () => undefined,
  close: () => undefined,
};
