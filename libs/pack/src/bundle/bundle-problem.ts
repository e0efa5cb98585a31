/** The names by which a field is reached, which may hold dots themselves: `commands`, `date`, `rules`, `0`. */
export type FieldPath = readonly string[];

export interface BundleProblem {
  field: FieldPath;
  kind: 'missing' | 'invalid';
  message: string;
}

export function missing(...field: FieldPath): BundleProblem {
  return { field, kind: 'missing', message: `the field '${field.join('.')}' is missing` };
}

export function invalid(field: FieldPath, message: string): BundleProblem {
  return { field, kind: 'invalid', message };
}
