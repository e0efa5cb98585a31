import { Confirm } from '../../parts/confirm';
import { Empty } from '../../parts/empty';
import { Table } from '../../parts/table';
import { useSession } from '../../session/session';
import { type AccountData, pathOf } from './account-data';
import { NamedResourceForm } from './named-resource-form';
import { RemovableNames } from './removable-names';
import { RemoveLabel } from './users';

/** Permissions of bundles under one name. */
export function Roles({ roles, reload }: AccountData) {
  const { client } = useSession();
  if (roles === undefined) return null;
  const remove = (name: string) => client.json(pathOf('roles', name), { method: 'DELETE' }).then(reload);
  return (
    <>
      <h2>Roles</h2>
      {roles.length === 0 ? (
        <Empty>There are no roles yet. A role holds permissions that bundles declare, such as date:read.</Empty>
      ) : (
        <Table caption="Roles" columns={['Role', 'Permissions', 'Groups', 'Change']}>
          {roles.map(({ name, permissions, groups }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <RemovableNames
                  names={permissions.map(({ bundle, permission }) => `${bundle}:${permission}`)}
                  meaning={(permission) => `Take ${permission} from ${name}`}
                  path={(permission) => pathOf('roles', name, 'permissions', ...permission.split(':', 2))}
                  onDone={reload}
                />
              </td>
              <td>{groups.join(', ')}</td>
              <td>
                <Confirm
                  label={<RemoveLabel name={name} />}
                  question={`Remove the role ${name}?`}
                  verb="Remove"
                  onConfirmed={() => remove(name)}
                >
                  Groups that have it lose its permissions.
                </Confirm>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NamedResourceForm
        title="Add a role"
        button="Add the role"
        inputs={[{ name: 'role', label: 'Role' }]}
        path={({ role = '' }) => pathOf('roles', role)}
        onDone={reload}
      />
      {roles.length > 0 && (
        <NamedResourceForm
          title="Give a role a permission"
          button="Give it the permission"
          inputs={[
            { name: 'role', label: 'Role', options: roles.map(({ name }) => name) },
            { name: 'bundle', label: 'Bundle' },
            { name: 'permission', label: 'Permission' },
          ]}
          path={({ role = '', bundle = '', permission = '' }) =>
            pathOf('roles', role, 'permissions', bundle, permission)
          }
          onDone={reload}
        />
      )}
    </>
  );
}
