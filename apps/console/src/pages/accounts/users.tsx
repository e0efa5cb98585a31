import { Confirm } from '../../parts/confirm';
import { Empty } from '../../parts/empty';
import { Table } from '../../parts/table';
import { useSession } from '../../session/session';
import { type AccountData, pathOf } from './account-data';
import { NamedResourceForm } from './named-resource-form';

/** With a form that makes one, or changes the one that has the name. */
export function Users({ users, reload }: AccountData) {
  const { client } = useSession();
  if (users === undefined) return null;
  const remove = (name: string) => client.json(pathOf('users', name), { method: 'DELETE' }).then(reload);
  return (
    <>
      <h2>Users</h2>
      {users.length === 0 ? (
        <Empty>There are no users yet. Add the first one below.</Empty>
      ) : (
        <Table caption="Users" columns={['User', 'Name', 'Email', 'Groups', 'Password', 'Change']}>
          {users.map((user) => (
            <tr key={user.name}>
              <td>{user.name}</td>
              <td>{user.full_name}</td>
              <td>{user.email}</td>
              <td>{user.groups.join(', ')}</td>
              <td>{user.has_password ? 'set' : 'none'}</td>
              <td>
                <Confirm
                  label={<RemoveLabel name={user.name} />}
                  question={`Remove the user ${user.name}?`}
                  verb="Remove"
                  onConfirmed={() => remove(user.name)}
                >
                  The user can't run commands any more, and leaves all groups.
                </Confirm>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NamedResourceForm
        title="Add or change a user"
        button="Save the user"
        inputs={[
          { name: 'user', label: 'User' },
          { name: 'full_name', label: 'Full name', isOptional: true },
          { name: 'email', label: 'Email', type: 'email', isOptional: true },
          { name: 'password', label: 'Password', type: 'password', isOptional: true },
        ]}
        path={({ user = '' }) => pathOf('users', user)}
        body={({ user: _name, ...values }) => given(values)}
        onDone={reload}
      />
    </>
  );
}

/** What was left empty stays as it is. */
function given(values: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

export function RemoveLabel({ name }: { name: string }) {
  return (
    <>
      Remove <span class="hidden">{name}</span>
    </>
  );
}
