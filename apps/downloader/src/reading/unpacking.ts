import type { LimitsConfig } from '@packyard/config';

export type UnpackLimits = Pick<
  LimitsConfig,
  | 'PACKYARD_MAX_DEPTH'
  | 'PACKYARD_MAX_ENTRIES'
  | 'PACKYARD_MAX_UNPACKED_BYTES'
  | 'PACKYARD_MAX_FILE_BYTES'
  | 'PACKYARD_MAX_RATIO'
>;

/** What is unpacked into where; `subject` names the archive in errors. */
export interface Unpacking {
  file: string;
  destination: string;
  subject: string;
  /** Where it came from, when that is no URL: what to do about it is said in words for that. */
  cameAs?: 'path' | 'upload';
  limits: UnpackLimits;
}
