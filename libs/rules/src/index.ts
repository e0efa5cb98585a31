export { authorize, type RuleExplanation, type Verdict } from './authorize';
export type { Invocation } from './evaluate';
export { parseInvocation } from './parse-invocation';
export { parseRule } from './parse-rule';
export { printRule } from './print-rule';
export { permissionsIn, type Rule } from './rule';
export { RuleSyntaxError } from './rule-syntax-error';
