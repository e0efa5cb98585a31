import type { ComponentChildren } from 'preact';
import { type FormLabels, withLabels } from './form-labels';

interface Report {
  code: string;
  message: string;
  hint?: string | undefined;
}

interface Props {
  error: Report | null | undefined;
  /** Of the form that the hint is about, when there is one. */
  labels?: FormLabels;
  children?: ComponentChildren;
}

/** What went wrong, and what to do about it: parameters by the labels that they have on the page, too. */
export function ErrorBox({ error, labels = {}, children }: Props) {
  if (error === null || error === undefined) return null;
  return (
    <div class="error" role="alert">
      <p>
        <strong>{error.message}</strong> <code>{error.code}</code>
      </p>
      {error.hint !== undefined && <p>{withLabels(error.hint, labels)}</p>}
      {children}
    </div>
  );
}
