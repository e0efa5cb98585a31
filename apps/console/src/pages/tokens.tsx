import { useState } from 'preact/hooks';
import type { Page, Token } from '../api/types';
import { Confirm } from '../parts/confirm';
import { ErrorBox } from '../parts/error-box';
import { Paging } from '../parts/paging';
import { Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useData } from '../parts/use-data';
import { useSession } from '../session/session';
import { NewToken } from './new-token';

export function TokensPage() {
  const { client } = useSession();
  const [page, setPage] = useState(1);
  const { answer, error, reload } = useData<Page<Token>>(`/api/v1/tokens?page=${page}`);
  const revoke = async (id: number) => {
    await client.json(`/api/v1/tokens/${id}/revoke`, { method: 'POST' });
    reload();
  };
  return (
    <>
      <h1>Tokens</h1>
      <NewToken onMade={reload} />
      <ErrorBox error={error} />
      {answer !== undefined && (
        <>
          <Table caption="Tokens" columns={['Token', 'Scope', 'Made', 'By', 'Expires', 'Last used', 'Change']}>
            {answer.items.map((token) => (
              <tr key={token.id}>
                <td>
                  {token.name} {token.kind === 'person' && <small>a person</small>}
                </td>
                <td>
                  {token.scope} <small>{limitsInWords(token.limits)}</small>
                </td>
                <td>
                  <Ago at={token.created} />
                </td>
                <td>{token.created_by ?? 'packyard'}</td>
                <td>{token.expires_at === null ? 'never' : new Date(token.expires_at).toLocaleString()}</td>
                <td>
                  <Ago at={token.last_used_at} />
                </td>
                <td>
                  {token.revoked_at === null ? (
                    <Confirm
                      label={
                        <>
                          Revoke <span class="hidden">{token.name}</span>
                        </>
                      }
                      question={`Revoke ${token.name}?`}
                      verb="Revoke"
                      onConfirmed={() => revoke(token.id)}
                    >
                      Whoever uses it is refused from then on, and it can't be given back.
                    </Confirm>
                  ) : (
                    'revoked'
                  )}
                </td>
              </tr>
            ))}
          </Table>
          <Paging pagination={answer.pagination} onPage={setPage} />
        </>
      )}
    </>
  );
}

function limitsInWords(limits: Token['limits']): string {
  if (limits === null) return '';
  const { sources = [], packs = [], own_executions: isOwn } = limits;
  const from = sources.length > 0 ? [`from ${sources.join(', ')}`] : [];
  const of = packs.length > 0 ? [`the packs ${packs.join(', ')}`] : [];
  return ['only', ...of, ...from, ...(isOwn === true ? ['own executions'] : [])].join(' ');
}
