import type { Component } from './component';
import type { Manifest } from './manifest';

/** What was read of an unpacked pack. */
export interface Pack {
  manifest: Manifest;
  components: Component[];
  /** That the pack declares, by name. */
  permissions: string[];
  warnings: string[];
  /** What is wrong with the pack, when it was to be read nevertheless. */
  problems: string[];
}
