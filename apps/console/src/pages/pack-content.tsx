import { Link } from 'wouter-preact';
import type { Pack } from '../api/types';
import { Badge } from '../parts/badge';
import { Table } from '../parts/table';

/** What is in the enabled version: components, environments, dependencies. */
export function PackContent({ pack }: { pack: Pack }) {
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
      {pack.environments.length > 0 && (
        <>
          <h2>Environments</h2>
          <Table caption="Environments" columns={['Runtime', 'Status', 'Version', 'Packages', 'Place']}>
            {pack.environments.map(({ runtime, status, runtime_version: version, package_count: count, path }) => (
              <tr key={runtime}>
                <td>{runtime}</td>
                <td>
                  <Badge status={status} />
                </td>
                <td>{version}</td>
                <td>{count}</td>
                <td class="source">{path}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
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
      <p class="quiet">
        Digest <code>{pack.digest}</code>
      </p>
    </>
  );
}
