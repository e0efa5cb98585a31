/** How forms call what the service's hints call by the names of parameters. */
export const INSTALL_LABELS = {
  atomic: 'All or nothing',
  skip_tests: 'Skip tests',
  skip_dependencies: 'Skip dependencies',
  skip_validation: 'Skip validation',
  force: 'Force',
  registry_url: 'Registry, for this time only',
} as const;

/** Of the dialog that enables, disables or uninstalls a version. */
export const CHANGE_LABELS = {
  cascade: 'Disable those that need it, too',
  force: 'Do it all the same',
} as const;

export type FormLabels = Readonly<Record<string, string>>;

/** `set skip_tests` becomes `set skip_tests (Skip tests)`. What belongs to a command, as `--force`, stays as it is. */
export function withLabels(hint: string, labels: FormLabels): string {
  return hint.replace(/(?<![\w-])[a-z]+(?:_[a-z]+)*(?![\w-])/g, (name) =>
    Object.hasOwn(labels, name) ? `${name} (${labels[name] ?? ''})` : name,
  );
}
