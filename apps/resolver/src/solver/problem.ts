import type { ErrorCode, ExecutionPackId } from '@packyard/contracts';
import type { Dependency } from '@packyard/pack';

/** One version of a pack that may be chosen. */
export interface Candidate {
  ref: string;
  version: string;
  /** Already fetched by this execution, enabled now, or on offer in a registry. */
  origin: 'downloaded' | 'enabled' | 'registry';
  dependencies: readonly Dependency[];
  /** The pack of the execution that fetched it. */
  packId?: ExecutionPackId;
}

/** A pack that the request asks for. */
export interface Root {
  id: ExecutionPackId;
  ref: string;
  /** Which versions the request accepts; `*` for whatever its source holds. */
  range: string;
}

export interface Problem {
  /** In the order of the request: who comes first wins a conflict. */
  roots: readonly Root[];
  /** What may be chosen, by ref. */
  candidates: ReadonlyMap<string, readonly Candidate[]>;
  /** Packs that stay as they are unless the request replaces them: what they need has to stay true. */
  enabled: readonly Candidate[];
  /** Refs that the platform itself provides, in whatever version. */
  provided: ReadonlySet<string>;
  /** Packs of the request whose download failed, with the reason. */
  unavailable: ReadonlyMap<string, string>;
}

export interface Rejection {
  id: ExecutionPackId;
  code: ErrorCode;
  message: string;
  hint: string;
}

export interface Selection {
  candidate: Candidate;
  /** In words, for the plan. */
  because: string;
  dependsOn: readonly string[];
}

export interface Solution {
  /** By ref. */
  selected: Map<string, Selection>;
  rejected: Rejection[];
}
