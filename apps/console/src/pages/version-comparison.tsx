import { useState } from 'preact/hooks';
import type { Version } from '../api/types';
import { ErrorBox } from '../parts/error-box';
import { useData } from '../parts/use-data';
import { ComponentChanges, type Changes } from './component-changes';

/** Which components differ between two installed versions. */
export function VersionComparison({ packRef, versions }: { packRef: string; versions: readonly Version[] }) {
  const [from, setFrom] = useState(versions.at(-2)?.version ?? '');
  const [to, setTo] = useState(versions.at(-1)?.version ?? '');
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Compare versions</summary>
      {isOpen && (
        <>
          <p class="buttons">
            <Choice label="From" versions={versions} value={from} onChoice={setFrom} />
            <Choice label="to" versions={versions} value={to} onChoice={setTo} />
          </p>
          <Differences packRef={packRef} from={from} to={to} />
        </>
      )}
    </details>
  );
}

interface ChoiceProps {
  label: string;
  versions: readonly Version[];
  value: string;
  onChoice: (version: string) => void;
}

function Choice({ label, versions, value, onChoice }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
        {versions.map(({ version }) => (
          <option key={version}>{version}</option>
        ))}
      </select>
    </label>
  );
}

export function Differences({ packRef, from, to }: { packRef: string; from: string; to: string }) {
  const path = `/api/v1/packs/${encodeURIComponent(packRef)}/changes?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;
  const { answer, error } = useData<{ data: Changes }>(path);
  if (answer === undefined) return <ErrorBox error={error} />;
  return <ComponentChanges from={answer.data.from ?? from} to={answer.data.to} changes={answer.data} />;
}
