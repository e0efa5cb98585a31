// A real OpenID Connect provider on loopback, whose clock, people and audience a test can change: `POST /control` with JSON.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [redirectUri, secret] = process.argv.slice(2);
const people = { ada: { groups: ['platform'], preferred_username: 'ada' } };
const state = { user: 'ada', skewMs: 0, otherAudience: false, people };

const trueNow = Date.now;
Date.now = () => trueNow() + state.skewMs;

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'packyard',
      client_secret: secret,
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [redirectUri.replace('/auth/oidc/callback', '/')],
      grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    },
    { client_id: 'other', client_secret: 'other', redirect_uris: [redirectUri] },
  ],
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: ['email'] },
  features: { deviceFlow: { enabled: true }, devInteractions: { enabled: false } },
  pkce: { required: () => true },
  cookies: { keys: ['a key of a test'] },
  ttl: { DeviceCode: 600 },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...state.people[id] }) }),
  interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
});
provider.proxy = false;

provider.use(async (context, next) => {
  if (context.path === '/control') {
    const chunks = [];
    for await (const chunk of context.req) chunks.push(chunk);
    Object.assign(state, JSON.parse(Buffer.concat(chunks).toString()));
    context.body = 'done';
    return;
  }
  if (context.path.startsWith('/interaction/')) {
    await interact(context);
    return;
  }
  await next();
  if (context.path === '/token' && state.otherAudience && context.body?.id_token) {
    context.body = { ...context.body, id_token: await tokenForOther() };
  }
});

/** Whoever is asked says yes at once. */
async function interact(context) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(context.req, context.res);
  if (state.user === null) return finish(context, { error: 'access_denied' });
  if (prompt.name === 'login') return finish(context, { login: { accountId: state.user } });
  const grant =
    grantId === undefined
      ? new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
      : await provider.Grant.find(grantId);
  grant.addOIDCScope('openid profile email');
  return finish(context, { consent: { grantId: await grant.save() } });
}

async function finish(context, result) {
  await provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: true });
  context.respond = false;
}

/** Signed by the same provider, for somebody else. */
async function tokenForOther() {
  const client = await provider.Client.find('other');
  const token = new provider.IdToken({ sub: state.user }, { ctx: { oidc: { provider, client } } });
  return token.issue({ use: 'idtoken', expiresAt: Math.floor(Date.now() / 1000) + 3600 });
}

server.on('request', provider.callback());
console.log(`ready ${issuer}`);
process.on('SIGTERM', () => process.exit(0));
