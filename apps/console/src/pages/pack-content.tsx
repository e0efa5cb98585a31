import { Link } from 'wouter-preact';
import type { Pack, PackGraph, VersionDetail } from '../api/types';
import { Badge } from '../parts/badge';
import { bytes } from '../parts/bytes';
import { Table } from '../parts/table';
import { useData } from '../parts/use-data';
import { ExactPackages } from './exact-packages';
import { Tests } from './test-runs';

/** What is in the enabled version, or the highest one: components, rules, environments, dependencies. */
export function PackContent({ pack }: { pack: Pack }) {
  const version = pack.version ?? pack.versions.at(-1);
  return (
    <>
      {pack.components.length > 0 && (
        <>
          <h2>Components</h2>
          <Table caption="Components" columns={['Kind', 'Name', 'Description']}>
            {pack.components.map(({ kind, ref, label, description }) => (
              <tr key={`${kind} ${ref}`}>
                <td>{kind}</td>
                <td>
                  <code>{ref}</code>
                </td>
                <td>{description ?? label}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
      {pack.format === 'gort' && version !== undefined && <Rules packRef={pack.ref} version={version} />}
      {pack.environments.length > 0 && <Environments pack={pack} />}
      <Tests pack={pack} />
      <h2>Needs</h2>
      {pack.dependencies.length === 0 && <p>No other pack.</p>}
      <ul>
        {pack.dependencies.map((text) => {
          const [ref = text] = text.split(/[\s@]/);
          return (
            <li key={text}>
              <Link to={`/packs/${encodeURIComponent(ref)}`}>{text}</Link>
            </li>
          );
        })}
      </ul>
      <h2>Needed by</h2>
      <NeededBy packRef={pack.ref} none="No other pack." />
      <p class="quiet">
        Digest <code>{pack.digest}</code>
      </p>
    </>
  );
}

function Environments({ pack }: { pack: Pack }) {
  return (
    <>
      <h2>Environments</h2>
      <Table caption="Environments" columns={['Runtime', 'Status', 'Version', 'Packages', 'Size', 'Place']}>
        {pack.environments.map(({ runtime, status, path, ...rest }) => (
          <tr key={runtime}>
            <td>{runtime}</td>
            <td>
              <Badge status={status} />
            </td>
            <td>{rest.runtime_version}</td>
            <td>{rest.package_count}</td>
            <td>{rest.size_bytes === null ? '' : bytes(rest.size_bytes)}</td>
            <td class="source">{path}</td>
          </tr>
        ))}
      </Table>
      <ExactPackages packRef={pack.ref} />
    </>
  );
}

/** Of a bundle: who may run which of its commands. */
function Rules({ packRef, version }: { packRef: string; version: string }) {
  const path = `/api/v1/packs/${encodeURIComponent(packRef)}/versions/${encodeURIComponent(version)}`;
  const { answer } = useData<{ data: VersionDetail }>(path);
  if (answer === undefined) return null;
  const { rules, permissions } = answer.data;
  return (
    <>
      <h2>Permissions and rules</h2>
      <p>{permissions.length === 0 ? 'It declares no permissions.' : `It declares ${permissions.join(', ')}.`}</p>
      {rules.length > 0 && (
        <Table caption="Rules" columns={['Command', 'Rule']}>
          {rules.map(({ command, rule }) => (
            <tr key={`${command} ${rule}`}>
              <td>
                <code>{command}</code>
              </td>
              <td>
                <code>{rule}</code>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

/** The enabled packs that need this one themselves. */
export function NeededBy({ packRef, none }: { packRef: string; none: string }) {
  const { answer } = useData<{ data: PackGraph }>(
    `/api/v1/graph?direction=needed_by&ref=${encodeURIComponent(packRef)}`,
  );
  if (answer === undefined) return null;
  const { packs, needs } = answer.data;
  const enabled = new Map(packs.filter(({ status }) => status === 'Enabled').map((pack) => [pack.ref, pack]));
  const direct = needs.filter(({ from, to }) => to === packRef && enabled.has(from));
  if (direct.length === 0) return <p>{none}</p>;
  return (
    <ul>
      {direct.map(({ from, range }) => (
        <li key={from}>
          <Link to={`/packs/${encodeURIComponent(from)}`}>{from}</Link> {enabled.get(from)?.version} needs {range}
        </li>
      ))}
    </ul>
  );
}
