import { Confirm } from '../../parts/confirm';
import { Empty } from '../../parts/empty';
import { Table } from '../../parts/table';
import { useSession } from '../../session/session';
import { type AccountData, pathOf } from './account-data';
import { NamedResourceForm } from './named-resource-form';
import { RemovableNames } from './removable-names';
import { RemoveLabel } from './users';

/** Who is in them, and which roles they have. */
export function Groups({ users = [], groups, roles = [], reload }: AccountData) {
  const { client } = useSession();
  if (groups === undefined) return null;
  const remove = (name: string) => client.json(pathOf('groups', name), { method: 'DELETE' }).then(reload);
  const names = groups.map(({ name }) => name);
  return (
    <>
      <h2>Groups</h2>
      {groups.length === 0 ? (
        <Empty>There are no groups yet. What users may do comes from the roles of their groups.</Empty>
      ) : (
        <Table caption="Groups" columns={['Group', 'Members', 'Roles', 'Change']}>
          {groups.map(({ name, members, roles: held }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <RemovableNames
                  names={members}
                  meaning={(user) => `Take ${user} out of ${name}`}
                  path={(user) => pathOf('groups', name, 'members', user)}
                  onDone={reload}
                />
              </td>
              <td>
                <RemovableNames
                  names={held}
                  meaning={(role) => `Take the role ${role} from ${name}`}
                  path={(role) => pathOf('groups', name, 'roles', role)}
                  onDone={reload}
                />
              </td>
              <td>
                <Confirm
                  label={<RemoveLabel name={name} />}
                  question={`Remove the group ${name}?`}
                  verb="Remove"
                  onConfirmed={() => remove(name)}
                >
                  Its members stay, without the roles that it gave them.
                </Confirm>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NamedResourceForm
        title="Add a group"
        button="Add the group"
        inputs={[{ name: 'group', label: 'Group' }]}
        path={({ group = '' }) => pathOf('groups', group)}
        onDone={reload}
      />
      {groups.length > 0 && users.length > 0 && (
        <NamedResourceForm
          title="Put a user into a group"
          button="Put the user into it"
          inputs={[
            { name: 'user', label: 'User', options: users.map(({ name }) => name) },
            { name: 'group', label: 'Group', options: names },
          ]}
          path={({ user = '', group = '' }) => pathOf('groups', group, 'members', user)}
          onDone={reload}
        />
      )}
      {groups.length > 0 && roles.length > 0 && (
        <NamedResourceForm
          title="Give a group a role"
          button="Give it the role"
          inputs={[
            { name: 'group', label: 'Group', options: names },
            { name: 'role', label: 'Role', options: roles.map(({ name }) => name) },
          ]}
          path={({ group = '', role = '' }) => pathOf('groups', group, 'roles', role)}
          onDone={reload}
        />
      )}
    </>
  );
}
