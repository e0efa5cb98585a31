import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { Pack, Page } from '../api/types';
import { Badge } from '../parts/badge';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Field } from '../parts/field';
import { lastOfList } from '../parts/last-of-list';
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
  const { answer, error } = useData<Page<Pack>>(
    `/api/v1/packs?page=${page}&search=${encodeURIComponent(wanted)}`,
    EVERY_MS,
  );
  const mayInstall = useMay('packs', 'create');
  const search = (words: string) => {
    setWanted(words);
    setPage(1);
  };
  return (
    <>
      <h1>Packs</h1>
      <ErrorBox error={error} />
      {answer?.items.length === 0 && wanted === '' && (
        <Empty>
          No pack is installed yet. <Link to="/install">Install one</Link> from a git repository, an archive, a
          registry, a folder or a bundle file.
        </Empty>
      )}
      {answer !== undefined && (answer.items.length > 0 || wanted !== '') && (
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
            maxLength={200}
            value={wanted}
            onInput={(event) => search(event.currentTarget.value)}
          />
          <Table caption="Installed packs" columns={['Pack', 'Enabled', 'Versions', 'Description', 'Changed']}>
            {answer.items.map((pack) => (
              <PackRow key={pack.ref} pack={pack} />
            ))}
          </Table>
          {answer.items.length === 0 && <p class="quiet">No installed pack has these words.</p>}
          <Paging pagination={answer.pagination} onPage={setPage} words={['Before', 'After']} />
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
      <td>{lastOfList(versions)}</td>
      <td>{description}</td>
      <td>
        <Ago at={updated} />
      </td>
    </tr>
  );
}
