import { Field } from '../parts/field';
import { INSTALL_LABELS } from '../parts/form-labels';

const HINTS = {
  atomic: 'Nothing is enabled unless every pack succeeds.',
  skip_tests: 'Packs are enabled although their tests did not run.',
  skip_dependencies: 'Packs that are needed are not fetched.',
  skip_validation: 'Files of components that are wrong are left out.',
  force:
    'Replaces the same version with other content, installs although tests fail, and against what dependants ask for.',
} as const;
const NAMES = ['atomic', 'skip_tests', 'skip_dependencies', 'skip_validation', 'force'] as const;

/** What is chosen, by the names of parameters: those that are not are left to the service. */
export type InstallChoice = Readonly<Partial<Record<(typeof NAMES)[number], true> & { registry_url: string }>>;

interface Props {
  chosen: InstallChoice;
  onChoice: (chosen: InstallChoice) => void;
}

/** How sources, and archives that are uploaded, are installed. */
export function InstallOptions({ chosen, onChoice }: Props) {
  const toggle = (name: (typeof NAMES)[number], isSet: boolean) => {
    const { [name]: _before, ...others } = chosen;
    onChoice(isSet ? { ...others, [name]: true } : others);
  };
  const nameRegistry = (text: string) => {
    const { registry_url: _before, ...others } = chosen;
    onChoice(text.trim() === '' ? others : { ...others, registry_url: text });
  };
  return (
    <>
      <fieldset>
        <legend>Options</legend>
        {NAMES.map((name) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              name={name}
              checked={chosen[name] === true}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />{' '}
            {INSTALL_LABELS[name]} <small>{HINTS[name]}</small>
          </label>
        ))}
      </fieldset>
      <Field
        label={INSTALL_LABELS.registry_url}
        name="registry"
        placeholder="https://example.org/index.json"
        value={chosen.registry_url ?? ''}
        onInput={(event) => nameRegistry(event.currentTarget.value)}
      >
        The address or path of an index, where names are looked up instead of in the known registries.
      </Field>
    </>
  );
}

/** Those of the parameters of another execution that can be chosen here. */
export function choiceOf(parameters: Readonly<Record<string, unknown>>): InstallChoice {
  const set = NAMES.filter((name) => parameters[name] === true).map((name) => [name, true] as const);
  const { registry_url: registry } = parameters;
  return { ...Object.fromEntries(set), ...(typeof registry === 'string' ? { registry_url: registry } : {}) };
}

/** As they are sent. */
export function parametersOf({ registry_url: registry, ...flags }: InstallChoice): InstallChoice {
  return registry === undefined ? flags : { ...flags, registry_url: registry.trim() };
}
