import type { Group, Role, User } from '../api/types';
import { Empty } from '../parts/empty';
import { ErrorBox } from '../parts/error-box';
import { Table } from '../parts/table';
import { useData } from '../parts/use-data';

/** Users, groups and roles, as they are. The command line changes them. */
export function AccountsPage() {
  const users = useData<{ data: User[] }>('/api/v1/users');
  const groups = useData<{ data: Group[] }>('/api/v1/groups');
  const roles = useData<{ data: Role[] }>('/api/v1/roles');
  return (
    <>
      <h1>Accounts</h1>
      <ErrorBox error={users.error ?? groups.error ?? roles.error} />
      <h2>Users</h2>
      {users.answer?.data.length === 0 && (
        <Empty>
          There are only tokens yet. <code>packyard user create NAME</code> makes the first user.
        </Empty>
      )}
      <Table caption="Users" columns={['User', 'Name', 'Email', 'Groups', 'Password']}>
        {users.answer?.data.map((user) => (
          <tr key={user.name}>
            <td>{user.name}</td>
            <td>{user.full_name}</td>
            <td>{user.email}</td>
            <td>{user.groups.join(', ')}</td>
            <td>{user.has_password ? 'set' : 'none'}</td>
          </tr>
        ))}
      </Table>
      <h2>Groups</h2>
      <Table caption="Groups" columns={['Group', 'Members', 'Roles']}>
        {groups.answer?.data.map(({ name, members, roles: held }) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{members.join(', ')}</td>
            <td>{held.join(', ')}</td>
          </tr>
        ))}
      </Table>
      <h2>Roles</h2>
      <Table caption="Roles" columns={['Role', 'Permissions', 'Groups']}>
        {roles.answer?.data.map(({ name, permissions, groups: holders }) => (
          <tr key={name}>
            <td>{name}</td>
            <td>{permissions.map(({ bundle, permission }) => `${bundle}:${permission}`).join(', ')}</td>
            <td>{holders.join(', ')}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}
