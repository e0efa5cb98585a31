import type { Style } from './style';

/** What is drawn on, and when. */
export interface Screen {
  columns: number;
  rows: number;
  nowMs: number;
  style: Style;
}
