export { authorize } from './authorize';
export { type ParsedInvocation, parseInvocation } from './parse-invocation';
export { parseRule } from './parse-rule';
export { permissionsIn, type Rule } from './rule';
export { RuleSyntaxError } from './rule-syntax-error';
export { undefinedNamesIn, invalidRegexesIn } from './invalid-operands';
