import type { ComponentChildren, JSX } from 'preact';

interface Props {
  onSubmit: (fields: Fields) => void;
  children: ComponentChildren;
  class?: string;
}

/** What was entered, by the names of the inputs. */
export interface Fields {
  text: (name: string) => string;
  isSet: (name: string) => boolean;
  /** The value of the button that was pressed; that of the first one for Enter. */
  pressed: string;
}

/** A form that is handled here instead of being sent by the browser. */
export function Form({ onSubmit, children, class: className = '' }: Props) {
  const submit: JSX.GenericEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
    const { submitter } = event as unknown as SubmitEvent;
    const pressed = submitter instanceof HTMLButtonElement ? submitter.value : '';
    onSubmit({ text, isSet: (name) => data.has(name), pressed });
  };
  return (
    <form class={className} onSubmit={submit}>
      {children}
    </form>
  );
}
