import type { Style } from './style';

/** What is drawn on, and when. */
export interface Frame {
  columns: number;
  rows: number;
  nowMs: number;
  style: Style;
}
