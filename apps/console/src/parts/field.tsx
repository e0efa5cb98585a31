import type { ComponentChildren, JSX } from 'preact';

type Props = JSX.IntrinsicElements['input'] & { label: string; name: string; children?: ComponentChildren };

/** An input with its label, and what there is to know about it. */
export function Field({ label, children, ...input }: Props) {
  return (
    <label class="field">
      <span>{label}</span>
      <input {...input} />
      {children !== undefined && <small>{children}</small>}
    </label>
  );
}
