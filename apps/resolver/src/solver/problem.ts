import type { ErrorCode, ExecutionPackId } from '@packyard/contracts';
import type { Dependency } from '@packyard/pack';

/** One version of a pack that may be chosen. */
export interface Candidate {
  ref: string;
  version: string;
  /** Already fetched by this execution, enabled now, installed but not enabled, or on offer in a registry. */
  availability: 'downloaded' | 'enabled' | 'installed' | 'registry';
  dependencies: readonly Dependency[];
  /** Versions of other packs that it can't be enabled together with. */
  conflicts?: readonly Dependency[] | undefined;
  /** Why it can't be used here, as the end of a sentence: `needs Python >=3.12, and this service has 3.11.2`. */
  unusable?: string | undefined;
  /** The pack of the execution that fetched it. */
  executionPackId?: ExecutionPackId | undefined;
}

/** A pack that the request asks for. */
export interface Root {
  id: ExecutionPackId;
  ref: string;
  /** Which versions the request accepts; `*` for whatever its source holds. */
  range: string;
  /** Its source is a place that holds one version: no other one will do. */
  isFixed?: boolean;
}

/** What is to be solved. The order of nothing in it matters. */
export interface Problem {
  roots: readonly Root[];
  /** What may be chosen, by ref. What registries offer may be left out here and given when it is asked for. */
  candidates: ReadonlyMap<string, readonly Candidate[]>;
  /** Packs that stay as they are unless something asks for another version: what they need has to stay true. */
  enabled: readonly Candidate[];
  /** Refs that the platform itself provides, in whatever version. */
  provided: ReadonlySet<string>;
  /** Packs of the request whose download failed, with the reason. */
  unavailable: ReadonlyMap<string, string>;
  /** How many comparisons to spend before giving up. */
  maxSteps?: number;
}

/** A change of the request with which it would work. */
export type Change =
  { kind: 'leave out'; ref: string } | { kind: 'ask for'; ref: string; range: string; isInRequest: boolean };

export interface Rejection {
  id: ExecutionPackId;
  code: ErrorCode;
  message: string;
  hint: string;
  /** Each of these alone solves it. */
  changes?: readonly Change[];
}

export interface Selection {
  candidate: Candidate;
  /** In words: why it was chosen. */
  because: string;
  dependsOn: readonly string[];
}

export interface Solution {
  /** By ref, in the order in which they can be enabled. */
  selected: Map<string, Selection>;
  rejected: Rejection[];
}

export type Offered = ReadonlyMap<string, readonly Candidate[]>;

/** A computation that now and then needs to know what registries offer of some packs. */
export type Asking<Result> = Generator<readonly string[], Result, Offered>;
