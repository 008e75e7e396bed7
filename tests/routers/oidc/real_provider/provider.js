// A certified OpenID provider for tests: `node provider.js <folder of node_modules>` prints where it listens.
// Signing in takes no password; the account, and how it was authenticated, are what the sign-in form says.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const resolve = createRequire(`${process.argv[2]}/`).resolve;
const { Provider } = await import(pathToFileURL(resolve('oidc-provider')));

const AUDIENCE = 'https://support.example/v1';
const server = createServer();
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'portal',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://portal.example/callback'],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    {
      client_id: 'robot',
      client_secret: 'a secret of the robot',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
    },
  ],
  scopes: ['openid', 'email'],
  claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'] },
  acrValues: ['gold'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, resource) => ({
        scope: 'openid email tickets:read',
        audience: resource,
        accessTokenTTL: 300,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  // RFC 9068 §2.2.1: how somebody had signed in, in the access token too.
  extraTokenClaims: (ctx) => {
    const { acr, amr } = ctx.oidc.entities.AuthorizationCode ?? {};
    return { acr, amr };
  },
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true }),
  }),
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { Session: 600, Grant: 600, Interaction: 600, IdToken: 300, AuthorizationCode: 60 },
});

// `/sign-in/<uid>?account=…&amr=pwd+otp&acr=gold`: what a page with a form would post.
async function signIn(request, response) {
  const asked = new URL(request.url, issuer).searchParams;
  const { params, prompt } = await provider.interactionDetails(request, response);
  const result = {};
  if (prompt.name === 'login') {
    result.login = {
      accountId: asked.get('account'),
      amr: asked.get('amr')?.split(' '),
      acr: asked.get('acr') ?? undefined,
    };
  } else {
    const details = await provider.interactionDetails(request, response);
    const grant = new provider.Grant({ accountId: details.session.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid email');
    grant.addResourceScope(AUDIENCE, 'openid email tickets:read');
    result.consent = { grantId: await grant.save() };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

const answer = provider.callback();
server.on('request', (request, response) => {
  if (request.url.startsWith('/sign-in/')) {
    signIn(request, response).catch((error) => response.writeHead(500).end(String(error)));
  } else {
    answer(request, response);
  }
});
console.log(issuer);
