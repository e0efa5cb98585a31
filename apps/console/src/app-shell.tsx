import { useEffect } from 'preact/hooks';
import { Link, Route, Switch, useLocation } from 'wouter-preact';
import { AccountsPage } from './pages/accounts/accounts';
import { AuditPage } from './pages/audit';
import { ExecutionPage } from './pages/execution';
import { ExecutionsPage } from './pages/executions';
import { GenerationsPage } from './pages/generations';
import { GraphPage } from './pages/graph';
import { InstallPage } from './pages/install';
import { NodesPage } from './pages/nodes';
import { PackPage } from './pages/pack';
import { PacksPage } from './pages/packs';
import { PlanPage } from './pages/plan';
import { RegistriesPage } from './pages/registries';
import { ServicePage } from './pages/service';
import { TokensPage } from './pages/tokens';
import { WebhooksPage } from './pages/webhooks';
import { useMay, useSession } from './session/session';

export function AppShell() {
  const { user, signOut } = useSession();
  const isAdmin = useMay('identities', 'manage');
  const mayInstall = useMay('packs', 'create');
  const [location] = useLocation();
  useEffect(() => {
    document.title = `${titleOf(location)} · Packyard`;
  }, [location]);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="bar">
        <strong>Packyard</strong>
        <nav aria-label="Pages">
          <Page to="/">Packs</Page>
          <Page to="/executions">Executions</Page>
          {mayInstall && <Page to="/install">Install</Page>}
          <Page to="/graph">Graph</Page>
          <Page to="/generations">Generations</Page>
          <Page to="/nodes">Nodes</Page>
          <Page to="/registries">Registries</Page>
          {isAdmin && <Page to="/accounts">Accounts</Page>}
          {isAdmin && <Page to="/tokens">Tokens</Page>}
          {isAdmin && <Page to="/webhooks">Webhooks</Page>}
          {isAdmin && <Page to="/audit">Audit</Page>}
          <Page to="/service">Service</Page>
        </nav>
        <span class="user">{user.login}</span>
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        <Switch>
          <Route path="/" component={PacksPage} />
          <Route path="/packs/:ref">{({ ref }) => <PackPage key={ref} packRef={decoded(ref)} />}</Route>
          <Route path="/executions" component={ExecutionsPage} />
          <Route path="/executions/:id">{({ id }) => <ExecutionPage key={id} id={Number(id)} />}</Route>
          <Route path="/install" component={InstallPage} />
          <Route path="/plans/:id">{({ id }) => <PlanPage key={id} id={Number(id)} />}</Route>
          <Route path="/graph">
            <GraphPage />
          </Route>
          <Route path="/graph/:ref">{({ ref }) => <GraphPage key={ref} packRef={decoded(ref)} />}</Route>
          <Route path="/generations" component={GenerationsPage} />
          <Route path="/nodes" component={NodesPage} />
          <Route path="/registries" component={RegistriesPage} />
          <Route path="/accounts" component={AccountsPage} />
          <Route path="/tokens" component={TokensPage} />
          <Route path="/webhooks" component={WebhooksPage} />
          <Route path="/audit" component={AuditPage} />
          <Route path="/service" component={ServicePage} />
          <Route>
            <h1>There is no such page</h1>
            <p>
              Go on with the <Link to="/">packs</Link>.
            </p>
          </Route>
        </Switch>
      </main>
    </>
  );
}

function Page({ to, children }: { to: string; children: string }) {
  const [location] = useLocation();
  const below = BELOW[to] ?? to;
  const isHere = location === to || location.startsWith(below);
  return (
    <Link to={to} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
}

/** Pages that belong to one of the bar, and lie elsewhere. */
const BELOW: Readonly<Record<string, string>> = { '/': '/packs/', '/install': '/plans/' };

/** As a tab of the browser is to be told from others: `slack`, `executions 12`. */
function titleOf(location: string): string {
  const [kind = '', name] = location.split('/').filter((part) => part !== '');
  if (kind === '' || kind === 'packs') return decoded(name ?? 'packs');
  return name === undefined ? kind : `${kind} ${decoded(name)}`;
}

/** As it is written where it can't be decoded: anybody can make a link. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
