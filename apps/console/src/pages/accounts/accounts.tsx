import type { Group, Role, User } from '../../api/types';
import { ErrorBox } from '../../parts/error-box';
import { useData } from '../../parts/use-data';
import { useEach } from './account-data';
import { Groups } from './groups';
import { Roles } from './roles';
import { Users } from './users';

/** Users of bundles, and what they may do: by their groups, and the roles of those. */
export function AccountsPage() {
  const users = useData<{ data: User[] }>('/api/v1/users');
  const groups = useEach<Group>('groups');
  const roles = useEach<Role>('roles');
  const reload = () => {
    users.reload();
    groups.reload();
    roles.reload();
  };
  const all = { users: users.answer?.data, groups: groups.answer, roles: roles.answer, reload };
  return (
    <>
      <h1>Accounts</h1>
      <p>
        Users run the commands of bundles. They are in groups, groups have roles, and roles the permissions of bundles.
        In this console one signs in with a token.
      </p>
      <ErrorBox error={users.error ?? groups.error ?? roles.error} />
      <Users {...all} />
      <Groups {...all} />
      <Roles {...all} />
    </>
  );
}
