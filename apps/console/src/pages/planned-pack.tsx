import { Link } from 'wouter-preact';
import type { PlannedPack } from '../api/types';
import { Badge } from '../parts/badge';
import { bytes } from '../parts/bytes';
import { ChangeList } from './component-changes';

/** What would become of one pack. */
export function PlannedPackCard({ pack }: { pack: PlannedPack }) {
  const { pack_ref: ref, pack_version: version, enabled_version: former, change, components, permissions } = pack;
  return (
    <article class="card">
      <h2>
        {change === 'install' ? ref : <Link to={`/packs/${encodeURIComponent(ref)}`}>{ref}</Link>}{' '}
        {former !== null && former !== version ? `${former} → ${version}` : version} <Badge status={change} />
      </h2>
      <p>
        {SENTENCES[change]} {!pack.is_enabled_then && change !== 'none' && 'It is not enabled.'}
      </p>
      <p class="quiet source">
        {pack.source}, {bytes(pack.size_bytes)}
        {pack.origin === 'dependency' && ', needed by another pack'}
        {pack.chosen_because !== null && `; ${pack.chosen_because}`}
      </p>
      <ChangeList {...components} />
      {permissions.added.length + permissions.removed.length > 0 && (
        <ul class="changes" aria-label="Permissions">
          {permissions.added.map((name) => (
            <li key={name} class="added">
              + permission {name}
            </li>
          ))}
          {permissions.removed.map((name) => (
            <li key={name} class="removed">
              − permission {name}
            </li>
          ))}
        </ul>
      )}
      {pack.environments.map(({ runtime, is_built: isBuilt }) => (
        <p key={runtime}>{`${runtime} environment: ${isBuilt ? 'built already' : 'to be built'}`}</p>
      ))}
      {pack.warnings.map((warning) => (
        <p key={warning} class="warning">
          {warning}
        </p>
      ))}
    </article>
  );
}

const SENTENCES: Readonly<Record<PlannedPack['change'], string>> = {
  install: 'It is new here.',
  enable: 'It is installed already, and takes the place of what is enabled.',
  upgrade: 'A higher version takes the place of the enabled one.',
  downgrade: 'A lower version takes the place of the enabled one.',
  replace: 'The same version with other content takes the place of the enabled one.',
  none: 'It stays as it is.',
};
