import { WorkBudget } from './work-budget';
import { type ConditionOutcome, evaluate, type Invocation, type PermissionOutcome } from './evaluate';
import type { Rule } from './rule';

export interface AuthorizationRequest {
  /** In their order. */
  rules: readonly { text: string; rule: Rule }[];
  invocation: Invocation;
  /** What else the command line may be taken for: it is allowed only when it is in every reading. */
  otherReadings?: readonly Invocation[];
  /** `bundle:permission`, all that the user holds. */
  permissions: ReadonlySet<string>;
}

export interface RuleExplanation {
  rule: string;
  matched: boolean;
  /** Null when the rule does not match. */
  allowed: boolean | null;
  reason: string;
  conditions: ConditionOutcome[];
  permissions: PermissionOutcome[];
}

export interface Verdict {
  allowed: boolean;
  /** A full sentence. */
  reason: string;
  error?: 'command has no rules';
  /** Every rule, also those that did not matter. */
  rules: RuleExplanation[];
}

/** All rules that match have to allow it, and at least one has to match. A command without rules is nobody's. */
export function authorize({ invocation, otherReadings = [], ...request }: AuthorizationRequest): Verdict {
  const verdict = authorizeReading({ ...request, invocation });
  if (!verdict.allowed) return verdict;
  const others = otherReadings.map((reading) => authorizeReading({ ...request, invocation: reading }));
  return others.find(({ allowed }) => !allowed) ?? verdict;
}

function authorizeReading({ rules, invocation, permissions }: AuthorizationRequest): Verdict {
  if (rules.length === 0) {
    const reason = 'The command has no rules, so nobody may run it.';
    return { allowed: false, reason, error: 'command has no rules', rules: [] };
  }
  const means = { held: permissions, effort: new WorkBudget() };
  const explained = rules.map(({ text, rule }) => explainRule(text, evaluate(rule, invocation, means)));
  const matching = explained.filter(({ matched }) => matched);
  const refusing = matching.find(({ allowed }) => allowed === false);
  if (refusing !== undefined) {
    return { allowed: false, reason: `The rule '${refusing.rule}' denies it: ${refusing.reason}.`, rules: explained };
  }
  const [first] = matching;
  if (first === undefined) {
    return { allowed: false, reason: 'No rule matches, and what no rule allows is denied.', rules: explained };
  }
  const others = matching.length === 1 ? '' : ', and so do all others that match';
  return { allowed: true, reason: `The rule '${first.rule}' allows it${others}.`, rules: explained };
}

function explainRule(text: string, evaluation: ReturnType<typeof evaluate>): RuleExplanation {
  const { matches, allows, conditions, permissions } = evaluation;
  const shared = { rule: text, matched: matches, conditions, permissions };
  if (evaluation.refusal !== undefined) return { ...shared, matched: true, allowed: false, reason: evaluation.refusal };
  if (!matches) return { ...shared, allowed: null, reason: 'its conditions do not match' };
  if (permissions.length === 0) return { ...shared, allowed: true, reason: 'it allows everybody' };
  const named = permissions.filter(({ held }) => held === allows).map((permission) => permission.text);
  const reason = allows ? `the user has ${named.join(', ')}` : `the user lacks ${named.join(', ')}`;
  return { ...shared, allowed: allows, reason };
}
