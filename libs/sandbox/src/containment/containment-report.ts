/** What keeps foreign code in its place, the strongest first. */
export const CONTAINMENT_KINDS = ['bubblewrap', 'user', 'none'] as const;
export type ContainmentKind = (typeof CONTAINMENT_KINDS)[number];

/** What is in force in a process, as it is shown. */
export interface ContainmentReport {
  kind: ContainmentKind;
  /** One sentence: what foreign code can't do. */
  description: string;
  /** What is weaker than it could be, each with the reason and the remedy. */
  warnings: string[];
}
