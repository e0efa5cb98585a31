/** A rule as it was understood. What is compared is an {@link Operand}; positions are not kept. */
export interface Rule {
  /** `bundle:command`, when the text names it; rules that are stored with their command don't. */
  command?: string;
  /** Empty when the rule always matches. Joined strictly from left to right: there is no precedence. */
  conditions: Joined<Condition>[];
  /** Empty when the rule allows everybody. */
  permissions: Joined<PermissionTerm>[];
}

export type Joined<Term> = Term & {
  /** How it is joined to what stands before; absent for the first one. */
  join?: 'and' | 'or';
};

export interface Condition {
  quantifier?: 'any' | 'all';
  left: Operand;
  operator: Operator;
  right: Operand;
}

export const OPERATORS = ['==', '!=', '<=', '>=', '<', '>', 'in'] as const;
export type Operator = (typeof OPERATORS)[number];

export type Operand =
  | { kind: 'boolean'; value: boolean }
  /** With the number as it is written: it may be longer than what can be computed with. */
  | { kind: 'integer' | 'float'; value: number | bigint; text: string }
  | { kind: 'text'; value: string }
  | { kind: 'regex'; source: string }
  | { kind: 'list'; items: Operand[] }
  /** `arg` or `option`, or a name that stands for nothing. */
  | { kind: 'name'; name: string }
  /** `arg[0]`. */
  | { kind: 'item'; name: string; index: number }
  /** `option["force"]`. */
  | { kind: 'entry'; name: string; key: string };

/** One permission, or several of which all or any are needed. */
export interface PermissionTerm {
  needs: 'all' | 'any';
  permissions: string[];
}

/** Every `bundle:permission` that the rule names. */
export function permissionsIn({ permissions }: Rule): string[] {
  return [...new Set(permissions.flatMap((term) => term.permissions))];
}
