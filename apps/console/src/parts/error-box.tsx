import type { ComponentChildren } from 'preact';

interface Report {
  code: string;
  message: string;
  hint?: string | undefined;
}

/** What went wrong, and what to do about it. */
export function ErrorBox({ error, children }: { error: Report | null | undefined; children?: ComponentChildren }) {
  if (error === null || error === undefined) return null;
  return (
    <div class="error" role="alert">
      <p>
        <strong>{error.message}</strong> <code>{error.code}</code>
      </p>
      {error.hint !== undefined && <p>{error.hint}</p>}
      {children}
    </div>
  );
}
