import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Pack, Page } from '../api/types';
import { Badge } from '../parts/badge';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useData } from '../parts/use-data';
import { useMay } from '../session/session';

const EVERY_MS = 5000;

/** Every installed pack, with the version that is enabled. */
export function PacksPage() {
  const [page, setPage] = useState(1);
  const [wanted, setWanted] = useState('');
  const { answer, error } = useData<Page<Pack>>(`/api/v1/packs?page=${page}`, EVERY_MS);
  const mayInstall = useMay('packs', 'create');
  const shown = answer?.items.filter(({ ref, description }) =>
    `${ref} ${description ?? ''}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <>
      <h1>Packs</h1>
      <ErrorBox error={error} />
      {answer?.items.length === 0 && (
        <Empty>
          No pack is installed yet. <Link to="/install">Install one</Link> from a git repository, an archive, a
          registry, a folder or a bundle file.
        </Empty>
      )}
      {answer !== undefined && answer.items.length > 0 && (
        <>
          {mayInstall && (
            <p class="buttons">
              <Link class="button primary" to="/install">
                Install a pack
              </Link>
            </p>
          )}
          <Field
            label="Search"
            name="search"
            type="search"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
          <Table caption="Installed packs" columns={['Pack', 'Enabled', 'Versions', 'Description', 'Changed']}>
            {shown?.map((pack) => (
              <PackRow key={pack.ref} pack={pack} />
            ))}
          </Table>
          <Paging pagination={answer.pagination} onPage={setPage} />
        </>
      )}
    </>
  );
}

function PackRow({ pack }: { pack: Pack }) {
  const { ref, version, versions, description, updated } = pack;
  return (
    <tr>
      <td>
        <Link to={`/packs/${encodeURIComponent(ref)}`}>{ref}</Link>
      </td>
      <td>{version === null ? <Badge status="none" /> : version}</td>
      <td>{versions.join(', ')}</td>
      <td>{description}</td>
      <td>
        <Ago at={updated} />
      </td>
    </tr>
  );
}
