export interface BundleProblem {
  /** As it is called in YAML: `commands.date.rules.0`. */
  field: string;
  kind: 'missing' | 'invalid';
  message: string;
}

export function missing(field: string): BundleProblem {
  return { field, kind: 'missing', message: `the field '${field}' is missing` };
}

export function invalid(field: string, message: string): BundleProblem {
  return { field, kind: 'invalid', message };
}
