import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Pack, Version } from '../api/types';
import { Badge } from '../parts/badge';
import { ErrorBox } from '../parts/error-box';
import { NotFound } from '../parts/not-found';
import { SignatureLine } from '../parts/signature';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useData } from '../parts/use-data';
import { useFirstItems } from '../parts/use-first-items';
import { useMay } from '../session/session';
import { ChangeDialog, type PackChange } from './change-dialog';
import { PackContent } from './pack-content';
import { VersionComparison } from './version-comparison';

const EVERY_MS = 5000;
const VERSIONS_SHOWN = 20;

/** One pack: its versions, what is in the enabled one, and what may be done with them. */
export function PackPage({ packRef }: { packRef: string }) {
  const path = `/api/v1/packs/${encodeURIComponent(packRef)}`;
  const pack = useData<{ data: Pack }>(path, EVERY_MS);
  const versions = useData<{ data: Version[] }>(`${path}/versions`, EVERY_MS);
  const [change, setChange] = useState<PackChange>();
  const mayUpdate = useMay('packs', 'update');
  const mayDelete = useMay('packs', 'delete');
  const close = () => {
    setChange(undefined);
    pack.reload();
    versions.reload();
  };
  const all = versions.answer?.data ?? [];
  const isSigned = all.some(({ signature }) => signature !== null);
  const enabled = all.find(({ status }) => status === 'Enabled');
  const { shown, more } = useFirstItems(newestFirst(all), { first: VERSIONS_SHOWN, what: 'versions' });
  const offer = (kind: PackChange['kind'], version: string, from?: string) => (
    <button type="button" onClick={() => setChange({ kind, packRef, version, from })}>
      {NAMES[kind]}
    </button>
  );
  if (pack.error?.status === 404) {
    return (
      <NotFound title={packRef}>
        No such pack is installed. See <Link to="/">which there are</Link>, or <Link to="/install">install one</Link>.
      </NotFound>
    );
  }
  return (
    <>
      <h1>
        {packRef} {enabled !== undefined && <Badge status="Enabled" />} {enabled?.version}
      </h1>
      <p>{pack.answer?.data.description}</p>
      <p>
        <Link to={`/graph/${encodeURIComponent(packRef)}`}>What it needs and what needs it</Link>,{' '}
        <Link to="/generations">what was enabled before, and the way back</Link>
      </p>
      <ErrorBox error={versions.error ?? pack.error} />
      <h2>Versions</h2>
      <Table
        caption={`Versions of ${packRef}`}
        columns={isSigned ? [...COLUMNS, 'Signature', 'Change'] : [...COLUMNS, 'Change']}
      >
        {shown.map(({ version, status, note, source, signature, installed_at: at, installed_by: by }) => (
          <tr key={version}>
            <td>{version}</td>
            <td>
              <Badge status={status} /> {note}
            </td>
            <td class="source">{source}</td>
            <td>
              <Ago at={at} />
            </td>
            <td>{by}</td>
            {isSigned && <td>{signature === null ? 'not asked for' : <SignatureLine signature={signature} />}</td>}
            <td>
              {mayUpdate && status === 'Enabled' && offer('disable', version)}
              {mayUpdate && status === 'Disabled' && offer('enable', version, enabled?.version)}
              {mayDelete && status !== 'Enabled' && offer('uninstall', version)}
            </td>
          </tr>
        ))}
      </Table>
      {more}
      {all.length > 1 && <VersionComparison key={all.length} packRef={packRef} versions={all} />}
      {pack.answer !== undefined && <PackContent pack={pack.answer.data} />}
      {change !== undefined && <ChangeDialog change={change} onClose={close} />}
    </>
  );
}

/** After the enabled one, which is to be found wherever it is. */
function newestFirst(all: readonly Version[]): Version[] {
  const isEnabled = ({ status }: Version) => status === 'Enabled';
  const latest = all.toReversed();
  return [...latest.filter(isEnabled), ...latest.filter((version) => !isEnabled(version))];
}

const COLUMNS = ['Version', 'Status', 'Source', 'Installed', 'By'];
const NAMES = { enable: 'Enable', disable: 'Disable', uninstall: 'Uninstall' } as const;
