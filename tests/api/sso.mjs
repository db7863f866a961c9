// Single sign-on, seen from the provider's end: npm's oidc-provider, tokens of oauth2-mock-server, and a provider that
// lies in every way.  Whatever it says, nobody gets in for whom it may not vouch, and every refusal has its sentence.
import { execFileSync, spawnSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OAuth2Issuer } from 'oauth2-mock-server';
import { allEvents, logFaults } from './lib/audit.mjs';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { binary, scratch, startDaemon } from './lib/daemon.mjs';
import { halfHash, Identity, json, Key, startProvider } from './lib/identity.mjs';
import { buildWorld } from './lib/world.mjs';

const home = path.join(scratch(), 'sso');
const SECRET = 'the-secret-of-the-client-0123';
// A certificate authority of one's own, beside the system's; and one that nobody trusts.
const [trusted, unknown] = ['trusted', 'unknown'].map((name) => {
  const [key, cert] = ['key', 'cert'].map((end) => path.join(scratch(), `${name}-${end}.pem`));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert,
    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
});
// base_url is in a file, to be taken out of it.
const config = path.join(scratch(), 'nexad.conf');
const settings = 'base_url = https://nexa.example//\n';
writeFileSync(config, settings);
const daemon = await startDaemon(home, ['--webhook-allow-private', '--sso-ca-file', trusted.file, '--config', config], [], true);
if (process.env.SEE) daemon.process.stderr.on('data', (piece) => process.stdout.write(piece));
const client = new Client(daemon);
const world = await buildWorld(client);
const sso = `/v1/organizations/${world.org}/sso`;
const identity = await new Identity().listen();
identity.now = () => daemon.now();

const send = (method, to, body, over = 'tcp') => client.send({ method, path: to, over,
  headers: { 'Content-Type': 'application/json' }, body: body && Buffer.from(JSON.stringify(body)) });
const configure = (issuer, more = {}) => client.must('PUT', sso,
  { issuer, client_id: 'nexa', client_secret: SECRET, allowed_domains: ['nexa.example'], ...more });
const begin = (who = { email: 'member@nexa.example' }) => send('POST', '/v1/auth/sso/device', who);
// An interval passes, and what came of it is asked.
const poll = (handle) => {
  daemon.later(6000);
  return send('POST', '/v1/auth/sso/device/poll', { handle });
};
async function signOn() {
  const begun = await begin();
  return begun.status === 200 ? poll(begun.json.handle) : begun;
}
const told = (answer) => `${answer.status} ${answer.json?.code ?? answer.json?.state ?? ''} ${answer.json?.message ?? ''}`;

// A browser on the page of an invitation.
class Browser {
  cookies = {};

  async go(to, cookies = this.cookies) {
    const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await client.send({ method: 'GET', path: to, over: 'tcp', headers: cookie ? { Cookie: cookie } : {} });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/Max-Age=0/.test(line)) delete this.cookies[name];
      else this.cookies[name] = value;
    }
    return answer;
  }

  async open(email, org = world.org, role = 'org_viewer') {
    const { token } = await client.must('POST', `/v1/organizations/${org}/invitations`, { email, role });
    await this.go(`/invite?token=${token}`);
    const page = await this.go('/invite');
    this.link = /href="(sso\/start[^"]*)"/.exec(page.text)?.[1];
    return this;
  }

  // To the provider; what it was sent with.
  async leave() {
    this.left = await this.go(`/${this.link}`);
    return this.left.status === 303 ? Object.fromEntries(new URL(this.left.headers.location).searchParams) : {};
  }

  back(answer) {
    return this.go(`/sso/callback?${new URLSearchParams(answer)}`);
  }
}
const seen = (page) => `${page.status} ${/role="alert"[^>]*>\s*<p>([^<]*)/.exec(page.text)?.[1] ?? page.headers.location ?? page.text}`;

// ---- oidc-provider: the whole way, as its own pages have it ----
// Debian's Node.js gives cookies as one line.
const cookiesOf = ({ headers }) => headers.getSetCookie?.() ?? (headers.get('set-cookie') ?? '').split(/, (?=[^;, ]+=)/).filter(Boolean);
let provider;
async function throughOidcProvider() {
  provider = await startProvider();
  await provider.configure(({ issuer }) => configure(issuer));
  const tested = await client.must('POST', `${sso}/test`);
  check(tested.ok && tested.device && tested.keys > 0, `oidc-provider: tested: ${JSON.stringify(tested)}`);
  for (const [by, ok] of [[trusted, true], [unknown, false]]) {
    const secure = await startProvider(undefined, by);
    await secure.configure(({ issuer: at }) => configure(at));
    const seenBy = await client.must('POST', `${sso}/test`);
    check(seenBy.ok === ok && (ok || /certificate/.test(seenBy.error)), `oidc-provider, over TLS: ${JSON.stringify(seenBy)}`);
    secure.die();
  }
  await provider.configure(({ issuer }) => configure(issuer));

  const jar = new Map();
  const browse = async (url, form) => {
    for (let at = url, body = form; ;) {
      const reply = await fetch(at, { redirect: 'manual', method: body ? 'POST' : 'GET', body: body && new URLSearchParams(body),
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') } });
      for (const line of cookiesOf(reply)) jar.set(...line.split(';')[0].split(/=(.*)/s).slice(0, 2));
      if (reply.status < 300 || reply.status >= 400) return { url: at, text: await reply.text() };
      at = new URL(reply.headers.get('location'), at).href;
      body = undefined;
    }
  };
  const field = (page, name) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(page.text)?.[1];
  const action = (page) => new URL(/action="([^"]*)"/.exec(page.text)?.[1] ?? '', page.url).href;
  const approve = async (uri, more = {}) => {
    let page = await browse(uri);
    page = await browse(action(page), { xsrf: field(page, 'xsrf'), user_code: field(page, 'user_code') ?? new URL(uri).searchParams.get('user_code'), confirm: 'yes', ...more });
    if (more.abort) return page;
    page = await browse(action(page), { prompt: 'login', login: 'member', password: 'x' });
    return browse(action(page), { prompt: 'consent' });
  };

  const begun = await begin();
  check(begun.status === 200 && begun.json.interval === 5 && !begun.text.includes('device_code'), `oidc-provider: begun: ${begun.text}`);
  const early = await poll(begun.json.handle);
  check(early.json?.state === 'pending', `oidc-provider: before it is approved: ${told(early)}`);
  const end = await approve(begun.json.verification_uri_complete);
  const done = await poll(begun.json.handle);
  check(done.json?.state === 'done' && done.json.session.user.email === 'member@nexa.example', `oidc-provider: ${told(done)} ${end.text.slice(0, 400)}`);
  const twice = await poll(begun.json.handle);
  check(twice.status === 410, `oidc-provider: the same again: ${told(twice)}`);
  const refused = await begin();
  jar.clear();
  await approve(refused.json.verification_uri_complete, { abort: 'yes' });
  const denied = await poll(refused.json.handle);
  check(denied.status === 403 && denied.json.code === 'sso_refused' && /denied/.test(denied.json.message), `oidc-provider: denied: ${told(denied)}`);
}
await throughOidcProvider().catch((error) => faults.push(`oidc-provider: ${error.stack}`)).finally(() => provider.die());

// ---- what a provider says of itself ----
await configure(identity.issuer);
const document = '/.well-known/openid-configuration';
const says = (other) => ({ [document]: () => json(200, { ...identity.document, ...other }) });
const slow = (async () => {
  const hanging = await new Identity().listen();
  hanging.answers[document] = () => ({ hang: true });
  await client.must('PUT', `/v1/organizations/${world.rival}/sso`, { issuer: hanging.issuer, client_id: 'nexa', allowed_domains: ['rival.example'] });
  const browser = await new Browser().open('b@rival.example', world.rival);
  const [tested] = await Promise.all([client.must('POST', `/v1/organizations/${world.rival}/sso/test`), browser.leave()]);
  check(browser.left.status === 503 && /no answer in time/.test(browser.left.text) && browser.cookies['__Host-nexa_sso'] === undefined, `slow, on the page: ${seen(browser.left)}`);
  check(!tested.ok && /no answer in time/.test(tested.error), `slow: ${JSON.stringify(tested)}`);
  await hanging.die();
})();
for (const [what, answers, why] of [
  ['another issuer', says({ issuer: 'https://evil.example' }), /names itself differently/],
  ['a slash more', says({ issuer: `${identity.issuer}/` }), /names itself differently/],
  ['no token endpoint', says({ token_endpoint: undefined }), /no token_endpoint/],
  ['no keys', says({ jwks_uri: undefined }), /no jwks_uri/],
  ['an endpoint that is none', says({ token_endpoint: 'file:///etc/passwd' }), /token_endpoint must start with https/],
  ['an endpoint that is a list', says({ jwks_uri: [] }), /jwks_uri is no address/],
  ['a user in an endpoint', says({ token_endpoint: 'https://a:b@id.example/t' }), /user name/],
  ['nothing to sign in by', says({ device_authorization_endpoint: undefined, authorization_endpoint: undefined }), /neither consoles nor browsers/],
  ['a redirection', { [document]: () => ({ status: 302, headers: { Location: `${identity.issuer}/elsewhere` } }) }, /redirection/],
  ['404', { [document]: () => json(404, {}) }, /answers 404 for what it is/],
  ['HTML', { [document]: () => json(200, '<html>', 'text/html') }, /no JSON/],
  ['JSON as text', { [document]: () => json(200, '{}', 'text/plain') }, /no JSON/],
  ['a list', { [document]: () => json(200, []) }, /no object/],
  ['names twice', { [document]: () => json(200, `{"issuer": "${identity.issuer}", "issuer": "x"}`) }, /no JSON/],
  ['a huge document', { [document]: () => json(200, { ...identity.document, x: 'x'.repeat(70000) }) }, /64 KiB/],
  ['huge keys', { '/keys': () => json(200, { keys: Array(400).fill(identity.key.jwk) }) }, /64 KiB/],
  ['no key', { '/keys': () => json(200, { keys: [] }) }, /has no key for/],
  ['keys that are none', { '/keys': () => json(200, { keys: [7, null, 'x', {}, { kty: 'RSA' }, { kty: 'oct', k: 'c2VjcmV0', kid: 'first' }] }) }, /has no key for/],
  ['a short key', { '/keys': () => json(200, { keys: [new Key('short', 'RS256', 1024).jwk] }) }, /has no key for/],
  ['a key to encrypt with', { '/keys': () => json(200, { keys: [{ ...identity.key.jwk, use: 'enc' }] }) }, /has no key for/],
]) {
  identity.calm();
  Object.assign(identity.answers, answers);
  const tested = await client.must('POST', `${sso}/test`);
  check(!tested.ok && why.test(tested.error), `${what}: ${JSON.stringify(tested)}`);
}

// ---- what it answers when a sign-in begins ----
identity.calm();
const grant = (other) => () => json(200, { device_code: 'd', user_code: 'ABCD', verification_uri: `${identity.issuer}/activate`, ...other });
for (const [what, answer, why] of [
  ['no device code', grant({ device_code: undefined }), /without a device_code/],
  ['a code that acts on a terminal', grant({ user_code: 'AB\u001b[31mCD' }), /user_code that can be typed/],
  ['a page that is a script', grant({ verification_uri: 'javascript:alert(1)' }), /verification_uri must start with https/],
  ['no page', grant({ verification_uri: undefined }), /without a verification_uri/],
  ['a refusal', () => json(401, { error: 'invalid_client', error_description: `${SECRET}` }), /refuses to begin a sign-in: invalid_client$/],
  ['a refusal with markup', () => json(400, { error: '<b>\u001b' }), /it does not say why/],
]) {
  identity.answers['/device'] = answer;
  const begun = await begin();
  check(begun.status === 503 && begun.json.code === 'sso_unavailable' && why.test(begun.json.message), `${what}: ${told(begun)}`);
}

// ---- what it says while somebody signs in ----
identity.calm();
{
  const { handle } = (await begin()).json;
  identity.answers['/token'] = () => json(400, { error: 'authorization_pending' });
  const pending = await poll(handle);
  check(pending.json?.state === 'pending' && pending.json.interval === 5, `pending: ${told(pending)}`);
  const asked = identity.asked('/token');
  const early = await send('POST', '/v1/auth/sso/device/poll', { handle });
  check(early.json?.state === 'pending' && identity.asked('/token') === asked, 'asked too early, and the provider was troubled');
  identity.answers['/token'] = () => json(400, { error: 'slow_down' });
  const slower = await poll(handle);
  check(slower.json?.interval === 10, `slow_down: ${slower.text}`);
  identity.answers['/token'] = () => json(502, '<html>', 'text/html');
  daemon.later(10000);
  const broken = await poll(handle);
  check(broken.status === 503 && Number(broken.headers['retry-after']) > 0, `a broken answer: ${told(broken)}`);
  // It was not the end: what the provider finds next counts.
  identity.calm();
  daemon.later(10000);
  const [one, other] = await Promise.all([poll(handle), poll(handle)]);
  const states = [one, other].map((each) => each.json?.state ?? each.status).sort().join(' ');
  check(/^(410 done|done pending)$/.test(states), `two at the same time: ${states}`);
  const form = identity.got.filter(({ path: at }) => at === '/token').at(-1);
  check(form.authorization === `Basic ${Buffer.from(`nexa:${SECRET}`).toString('base64')}` && form.form.device_code !== undefined &&
    form.form.client_secret === undefined, `how the client proves itself: ${JSON.stringify(form)}`);
}
for (const [what, answer, status, why] of [
  ['denied', json(400, { error: 'access_denied' }), 403, /denied/],
  ['too late', json(400, { error: 'expired_token' }), 410, /not finished in time/],
  ['used', json(400, { error: 'invalid_grant' }), 410, /not finished in time/],
  ['a client it does not know', json(401, { error: 'invalid_client' }), 503, /refuses this installation: invalid_client/],
  ['no ID token', json(200, { access_token: 'a' }), 503, /without an ID token/],
]) {
  identity.answers['/token'] = () => answer;
  const ended = await signOn();
  check(ended.status === status && why.test(ended.json.message), `${what}: ${told(ended)}`);
}

// ---- truths, first of all that keys come and go ----
const tokens = (id_token, access_token = 'access') => json(200, { access_token, id_token });
const { key } = identity;
const pss = new Key('second', 'PS256');
const ec = new Key('third', 'ES256');
async function accepted(what, answer, more = {}) {
  identity.calm();
  identity.answers['/token'] = () => answer();
  Object.assign(identity.answers, more);
  const done = await signOn();
  check(done.json?.state === 'done', `${what}: ${told(done)}`);
}
const asked = identity.asked('/keys');
identity.keys = [key.jwk, pss.jwk, ec.jwk];
await accepted('keys were rotated', () => tokens(pss.sign(identity.claims())));
check(identity.asked('/keys') === asked + 1, 'an unknown key: the keys were not read anew, once');
await accepted('a curve', () => tokens(ec.sign(identity.claims())));
identity.answers['/token'] = () => tokens(new Key('fourth').sign(identity.claims()));
const flood = [await signOn(), await signOn()];
check(flood.every(({ status }) => status === 403) && identity.asked('/keys') === asked + 1, `forged names of keys make the daemon ask: ${identity.asked('/keys') - asked}`);

// ---- lies ----
const forger = new Key('first');
const mangle = (token) => `${token.slice(0, -8)}${token.slice(-8) === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA'}`;
const now = () => Math.floor(daemon.now() / 1000);
for (const [what, make, why] of [
  ['alg none', () => key.unsigned(identity.claims()), /three pieces|not signed by/],
  ['alg none with a signature', () => key.sign(identity.claims(), { alg: 'none' }), /not signed by RS256/],
  ['the public key as a secret', () => key.signAsSecret(identity.claims()), /not signed by RS256/],
  ['an algorithm that is not allowed', () => new Key('first', 'RS512').sign(identity.claims()), /not signed by RS256/],
  ['another key of that name', () => forger.sign(identity.claims()), /wrong signature/],
  ['RS256 said to be PS256', () => key.sign(identity.claims(), { alg: 'PS256' }), /unknown|wrong signature/],
  ['a key of the token\'s own', () => forger.sign(identity.claims(), { kid: undefined, jwk: forger.jwk }), /wrong signature/],
  ['a key from elsewhere', () => forger.sign(identity.claims(), { jku: 'https://evil.example/keys' }), /wrong signature/],
  ['extensions', () => key.sign(identity.claims(), { crit: ['b64'], b64: false }), /must be understood/],
  ['a changed signature', () => mangle(key.sign(identity.claims())), /wrong signature/],
  ['another payload', () => { const [head, , end] = key.sign(identity.claims()).split('.'); return `${head}.${key.sign(identity.claims({ email: 'org_owner@nexa.example' })).split('.')[1]}.${end}`; }, /wrong signature/],
  ['four pieces', () => `${key.sign(identity.claims())}.x`, /three pieces/],
  ['two pieces', () => key.sign(identity.claims()).split('.').slice(0, 2).join('.'), /three pieces/],
  ['nothing', () => '', /three pieces/],
  ['too much', () => key.sign(identity.claims({ x: 'x'.repeat(20000) })), /too long/],
  ['no object', () => key.sign([1]), /another issuer/],
  ['another issuer', () => key.sign(identity.claims({ iss: 'https://evil.example' })), /another issuer/],
  ['no issuer', () => key.sign(identity.claims({ iss: undefined })), /another issuer/],
  ['another audience', () => key.sign(identity.claims({ aud: 'somebody' })), /another client/],
  ['no audience', () => key.sign(identity.claims({ aud: [] })), /another client/],
  ['several audiences', () => key.sign(identity.claims({ aud: ['nexa', 'other'] })), /issued to another client/],
  ['issued to another', () => key.sign(identity.claims({ azp: 'other' })), /issued to another client/],
  ['expired', () => key.sign(identity.claims({ exp: now() - 61 })), /expired/],
  ['without an end', () => key.sign(identity.claims({ exp: undefined })), /when it was issued and expires/],
  ['an end as text', () => key.sign(identity.claims({ exp: '9999999999' })), /when it was issued and expires/],
  ['from the future', () => key.sign(identity.claims({ iat: now() + 120 })), /from the future/],
  ['not yet', () => key.sign(identity.claims({ nbf: now() + 120 })), /from the future/],
  ['another access token', () => key.sign(identity.claims({ at_hash: halfHash('other') })), /access token that it came with/],
  ['about nobody', () => key.sign(identity.claims({ sub: '' })), /whom it is about/],
  ['an address that is not verified', () => key.sign(identity.claims({ email_verified: false })), /has verified member@nexa.example/],
  ['verified as text', () => key.sign(identity.claims({ email_verified: 'true' })), /has verified/],
  ['an address that is none', () => key.sign(identity.claims({ email: 'a\r\nb@nexa.example' })), /address that is none/],
  ['somebody of another domain', () => key.sign(identity.claims({ email: 'member@elsewhere.example' })), /may not vouch for member@elsewhere/],
  ['a domain in disguise', () => key.sign(identity.claims({ email: 'member@nexa.example.evil.example' })), /may not vouch for/],
  ['a stranger', () => key.sign(identity.claims({ email: 'stranger@nexa.example', sub: 'sub-stranger' })), /no place in Acme/],
  ['nobody here', () => key.sign(identity.claims({ email: 'ghost@nexa.example', sub: 'sub-ghost' })), /no place in Acme/],
  ['another identity', () => key.sign(identity.claims({ sub: 'sub-other' })), /was somebody else/],
  ['the identity of another', () => key.sign(identity.claims({ email: 'viewer@nexa.example' })), /bound to another person/],
]) {
  identity.calm();
  identity.answers['/token'] = () => tokens(make());
  const answer = await signOn();
  check(answer.status === 403 && answer.json.code === 'sso_refused' && why.test(answer.json.message), `${what}: ${told(answer)}`);
}

// ---- truths that look like lies ----
await accepted('just in time', () => tokens(key.sign(identity.claims({ exp: now() - 30 }))));
await accepted('several audiences, issued to us', () => tokens(key.sign(identity.claims({ aud: ['nexa', 'other'], azp: 'nexa' }))));
await accepted('its access token', () => tokens(key.sign(identity.claims({ at_hash: halfHash('access') }))));
await accepted('no name of a key, and one that fits', () => tokens(key.sign(identity.claims(), { kid: undefined })));
// What the provider tells of the means is for the auditor, and only in words.
for (const [claims, means] of [[{ amr: ['pwd', 'otp'], acr: 'urn:example:loa:2' }, 'pwd otp urn:example:loa:2'], [{ amr: 'pwd', acr: 7 }, undefined],
  [{ amr: ['"x', 'pwd\u001b', null, 'x'.repeat(300), 'hwk'] }, 'hwk'], [{}, undefined]]) {
  await accepted(`means: ${JSON.stringify(claims)}`, () => tokens(key.sign(identity.claims(claims))));
  const [last] = (await client.get(`/v1/organizations/${world.org}/audit-events?type=auth.login_succeeded&limit=1`)).data;
  check(last.details.after.method === 'sso' && last.details.after.means === means, `means: ${JSON.stringify(claims)} became ${JSON.stringify(last.details)}`);
}
await accepted('an address in capitals', () => tokens(key.sign(identity.claims({ email: 'Member@NEXA.example' }))));
const bare = () => tokens(key.sign(identity.claims({ email: undefined, email_verified: undefined })));
await accepted('the address is told by userinfo', bare);
check(identity.got.at(-1).path === '/me' && identity.got.at(-1).authorization === 'Bearer access', 'userinfo was asked with the access token');
for (const [what, answer, status, why] of [
  ['userinfo of somebody else', json(200, { ...identity.person, sub: 'sub-other' }), 403, /somebody else/],
  ['userinfo without an address', json(200, { sub: identity.person.sub }), 403, /does not tell the person's e-mail/],
  ['userinfo that fails', json(500, {}), 403, /answers 500 for who somebody is/],
]) {
  identity.calm();
  identity.answers['/token'] = bare;
  identity.answers['/me'] = () => answer;
  const ended = await signOn();
  check(ended.status === status && why.test(ended.json.message), `${what}: ${told(ended)}`);
}

// ---- the page of an invitation: authorization code, with a browser's cookies ----
const people = async () => (await client.get('/v1/users?limit=200')).data.map(({ email }) => email);
{
  identity.calm();
  identity.keys = [key.jwk];
  await client.must('POST', `${sso}/test`);
  const at = (email, other = {}) => identity.claims({ sub: `sub-${email}`, email, ...other });
  const eve = await new Browser().open('eve@nexa.example');
  const sent = await eve.leave();
  const gone = new URL(eve.left.headers.location);
  check(`${gone.origin}${gone.pathname}` === `${identity.issuer}/authorize` && sent.response_type === 'code' && sent.client_id === 'nexa' && sent.scope === 'openid email profile' &&
    sent.redirect_uri === 'https://nexa.example/sso/callback' && sent.login_hint === 'eve@nexa.example' && sent.code_challenge_method === 'S256' && sent.code_challenge.length === 43 &&
    sent.state.length === 64 && sent.nonce.length === 64 && sent.state !== sent.nonce, `page: sent: ${gone}`);
  check(/^__Host-nexa_sso=nxb_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/.test(eve.left.headers['set-cookie'][0]), `page: the cookie: ${eve.left.headers['set-cookie']}`);
  const handle = eve.cookies['__Host-nexa_sso'];
  // What the browser's cookie names is no console's handle.
  check((await poll(handle)).status === 410, 'page: its secret is polled');
  identity.answers['/token'] = ({ form, authorization }) => {
    const right = createHash('sha256').update(form.code_verifier ?? '').digest('base64url') === sent.code_challenge && form.grant_type === 'authorization_code' &&
      form.code === 'one-time-code' && form.redirect_uri === sent.redirect_uri && authorization?.startsWith('Basic ');
    return right ? tokens(key.sign(at('eve@nexa.example', { nonce: sent.nonce, name: 'Eve <b>' }))) : json(400, { error: 'invalid_request' });
  };
  const cookies = { ...eve.cookies };
  const came = await eve.back({ code: 'one-time-code', state: sent.state });
  check(came.status === 303 && came.headers.location === '../invite' && eve.cookies['__Host-nexa_session']?.startsWith('nxs_') && eve.cookies['__Host-nexa_sso'] === undefined, `page: back: ${seen(came)}`);
  const welcome = await eve.go('/invite');
  check(/<title>Welcome/.test(welcome.text) && welcome.text.includes('nexa login --sso eve@nexa.example --url https://nexa.example'), `page: welcome: ${welcome.text}`);
  const made = (await client.get('/v1/users?q=eve@nexa.example')).data;
  check(made.length === 1 && made[0].display_name === 'Eve <b>', `page: made: ${JSON.stringify(made)}`);
  const hers = { token: eve.cookies['__Host-nexa_session'] };
  check((await client.must('GET', '/v1/me', undefined, hers)).organizations.map(({ id }) => id).join() === world.org, 'page: where her session reaches');
  const by_password = await client.send({ method: 'POST', path: '/v1/auth/login', over: 'tcp', headers: { 'Content-Type': 'application/json' }, body: Buffer.from('{"email":"eve@nexa.example","password":""}') });
  check(by_password.status >= 400, 'page: a user without a password signs in by none');
  for (const [what, jar] of [['the same again', cookies], ['the same, without its cookie', eve.cookies]]) {
    const again = await new Browser().go(`/sso/callback?code=one-time-code&state=${sent.state}`, jar);
    check(again.status === 410 && /not begun in this browser/.test(again.text), `page: ${what}: ${seen(again)}`);
  }

  // Whoever has an account gets a session, and accepts by the button.
  const old = await new Browser().open('newcomer@nexa.example');
  const his = await old.leave();
  identity.answers['/token'] = () => tokens(key.sign(at('newcomer@nexa.example', { nonce: his.nonce })));
  const known = await old.back({ code: 'c', state: his.state });
  const asks = await old.go('/invite');
  check(known.status === 303 && /<title>Accept the invitation\?/.test(asks.text), `page: somebody known: ${seen(known)} ${asks.text.slice(0, 200)}`);
  check((await client.must('GET', '/v1/me', undefined, { token: old.cookies['__Host-nexa_session'] })).organizations.length === 0, 'page: accepted without a word');

  // Lies, and ways back that are none.
  const honest = (sent, other) => () => tokens(key.sign(at('new@nexa.example', { nonce: sent.nonce, ...other })));
  const good = ({ state }) => ({ code: 'c', state });
  for (const [what, answer, back, status, why] of [
    ['another nonce', (sent) => honest(sent, { nonce: sent.state }), good, 403, /its nonce is another/],
    ['no nonce', (sent) => honest(sent, { nonce: undefined }), good, 403, /its nonce is another/],
    ['another issuer', (sent) => honest(sent, { iss: 'https://evil.example' }), good, 403, /another issuer/],
    ['somebody else', (sent) => honest(sent, { email: 'viewer@nexa.example' }), good, 403, /The invitation is for new@nexa.example/],
    ['an address that is not verified', (sent) => honest(sent, { email_verified: false }), good, 403, /has verified/],
    ['a subject that is somebody', (sent) => honest(sent, { sub: 'sub-eve@nexa.example' }), good, 403, /bound to another person/],
    ['a code that was used', () => () => json(400, { error: 'invalid_grant' }), good, 410, /does not take its code/],
    ['a client it does not know', () => () => json(401, { error: 'invalid_client' }), good, 503, /refuses this installation: invalid_client/],
    ['a broken answer', () => () => json(500, 'x', 'text/html'), good, 503, /no JSON/],
    ['another state', honest, () => ({ code: 'c', state: '0'.repeat(64) }), 410, /not begun in this browser/],
    ['no state', honest, () => ({ code: 'c' }), 410, /not begun in this browser/],
    ['sent by another provider', honest, (sent) => ({ ...good(sent), iss: 'https://evil.example' }), 403, /by another identity provider/],
    ['denied', honest, ({ state }) => ({ error: 'access_denied', state }), 403, /denied at the identity provider/],
    ['an error', honest, ({ state }) => ({ error: 'server_error', error_description: '<b>', state }), 403, /refuses: server_error\./],
    ['markup for an error', honest, ({ state }) => ({ error: '<b>', state }), 403, /does not say why/],
    ['no code', honest, ({ state }) => ({ state }), 403, /does not say why/],
  ]) {
    const browser = await new Browser().open('new@nexa.example');
    const left = await browser.leave();
    identity.answers['/token'] = answer(left);
    const end = await browser.back(back(left));
    check(end.status === status && why.test(end.text) && browser.cookies['__Host-nexa_session'] === undefined && browser.cookies['__Host-nexa_sso'] === undefined, `page, ${what}: ${seen(end)}`);
  }
  check(!(await people()).includes('new@nexa.example'), 'page: a lie made a user');
  // A provider that says that it names itself, does; what is known of it is read anew by a test.
  for (const [iss, status] of [[undefined, 403], ['https://evil.example', 403], [identity.issuer, 303]]) {
    identity.answers[document] = says({ authorization_response_iss_parameter_supported: true })[document];
    await client.must('POST', `${sso}/test`);
    const browser = await new Browser().open('new@nexa.example');
    const left = await browser.leave();
    identity.answers['/token'] = honest(left);
    const end = await browser.back({ ...good(left), ...(iss && { iss }) });
    check(end.status === status, `page: named by ${iss}: ${seen(end)}`);
  }

  // Two browsers, and a browser whose invitation is another by now.
  identity.calm();
  await configure(identity.issuer);
  const one = await new Browser().open('one@nexa.example');
  const other = await new Browser().open('other@nexa.example');
  const [ones] = [await one.leave(), await other.leave()];
  const asked_ = identity.asked('/token');
  const crossed = await other.back({ code: 'c', state: ones.state });
  await one.open('other@nexa.example');
  const changed = await one.back({ code: 'c', state: ones.state });
  check(crossed.status === 410 && changed.status === 410 && identity.asked('/token') === asked_, `page: another browser's: ${seen(crossed)}; another invitation: ${seen(changed)}`);
  // Too late; the configuration was changed meanwhile.
  const tardy = await new Browser().open('one@nexa.example');
  const lates = await tardy.leave();
  daemon.later(601 * 1000);
  const late = await tardy.back({ code: 'c', state: lates.state });
  const moved = await tardy.leave();
  await configure(identity.issuer, { enforced: true });
  await configure(identity.issuer, { enforced: false });
  const changedMeanwhile = await tardy.back({ code: 'c', state: moved.state });
  check(late.status === 410 && changedMeanwhile.status === 410 && /changed meanwhile/.test(changedMeanwhile.text), `page: too late: ${seen(late)}; changed: ${seen(changedMeanwhile)}`);

  // Where it is enforced, nobody is asked for a password that would not be let in; whom the provider may not vouch for is told so.
  const early = await new Browser().open('early@elsewhere.example');
  await configure(identity.issuer, { enforced: true });
  const bound = await new Browser().open('bound@nexa.example');
  const only = await bound.go('/invite');
  check(bound.link !== undefined && /entered by single sign-on only/.test(only.text) && !/<form|password/.test(only.text), `page: enforced: ${only.text}`);
  const shut = await early.go('/invite');
  check(/<title>You cannot come in with this address/.test(shut.text) && /may not vouch for addresses of elsewhere\.example; ask .* for an invitation to another address\./.test(shut.text) && !/<form|sso\/start/.test(shut.text), `page: enforced, another domain: ${shut.text}`);

  // The wrong account at the provider: from the refusal one gets to where the provider asks for another.
  const wrong = await new Browser().open('right@nexa.example');
  const first = await wrong.leave();
  identity.answers['/token'] = () => tokens(key.sign(at('wrong@nexa.example', { nonce: first.nonce })));
  const refused = await wrong.back({ code: 'c', state: first.state });
  const [, backTo] = /<a href="\.\.\/(invite[^"]*)"/.exec(refused.text) ?? [];
  wrong.link = /href="(sso\/start[^"]*)"/.exec((await wrong.go(`/${backTo}`)).text)?.[1].replaceAll('&amp;', '&');
  const second = await wrong.leave();
  check(first.prompt === undefined && backTo === 'invite?another=1' && second.prompt === 'login' && second.login_hint === 'right@nexa.example', `page: another account: ${seen(refused)} ${backTo} ${JSON.stringify(second)}`);
  identity.answers[document] = says({ prompt_values_supported: ['none', 'login', 'select_account'] })[document];
  await client.must('POST', `${sso}/test`);
  check((await wrong.leave()).prompt === 'select_account', `page: another account, which the provider lets choose: ${seen(wrong.left)}`);
  const denied = await wrong.back({ error: 'access_denied', state: Object.fromEntries(new URL(wrong.left.headers.location).searchParams).state });
  check(denied.status === 403 && /href="\.\.\/invite"/.test(denied.text), `page: denied, then back: ${denied.text}`);
  await configure(identity.issuer, { enforced: false });

  // The button is for whom the provider may vouch, and its link for this page alone.
  check((await new Browser().open('a@elsewhere.example')).link === undefined, 'page: a button for another domain');
  check((await new Browser().open('b@nexa.example', world.rival)).link === undefined, 'page: a button of another organization');
  const forged = await tardy.go('/sso/start');
  check(forged.status === 403 && tardy.cookies['__Host-nexa_sso'] === undefined, `page: from elsewhere: ${seen(forged)}`);
  const bare = await new Browser().go('/sso/start');
  check(bare.status === 303 && bare.headers.location === '../invite', `page: without an invitation: ${seen(bare)}`);
  check((await client.send({ method: 'POST', path: '/sso/callback', over: 'tcp', headers: {} })).status === 405, 'page: a form to the callback');
  identity.answers[document] = says({ authorization_endpoint: undefined })[document];
  await client.must('POST', `${sso}/test`);
  await tardy.leave();
  check(tardy.left.status === 503 && /lets no browsers sign in/.test(tardy.left.text), `page: no page to sign in at: ${seen(tardy.left)}`);
}

// ---- without base_url there is nowhere to return to ----
{
  const reload = async (text) => {
    const before = daemon.log.split('configuration taken over').length;
    writeFileSync(config, text);
    daemon.process.kill('SIGHUP');
    while (daemon.log.split('configuration taken over').length === before) await new Promise((resolve) => { daemon.process.stderr.once('data', resolve); });
  };
  identity.calm();
  await client.must('POST', `${sso}/test`);
  const before = await new Browser().open('nowhere@nexa.example');
  await reload('');
  check((await client.must('GET', sso)).redirect_uri === null, 'no base_url: where it returns to');
  const { link, token } = await client.must('POST', `/v1/organizations/${world.org}/invitations`, { email: 'nowhere@nexa.example', role: 'org_viewer' });
  check(link === undefined && token?.startsWith('nxi_'), `no base_url: a link: ${link}`);
  const browser = new Browser();
  await browser.go(`/invite?token=${token}`);
  const page = await browser.go('/invite');
  check(/<title>You are invited to/.test(page.text) && !page.text.includes('sso/start'), `no base_url: the button: ${page.text}`);
  // The link of a page that was open before leads back to it.
  const cookies = { nexa_invite: before.cookies['__Host-nexa_invite'] };
  const left = await browser.go(`/${before.link}`, cookies);
  check(left.status === 303 && left.headers.location === '../invite', `no base_url: a page of before: ${seen(left)}`);
  await reload(settings);
  check((await client.must('GET', sso)).redirect_uri === 'https://nexa.example/sso/callback', 'base_url: where it returns to');
}

// ---- tokens as oauth2-mock-server makes them ----
{
  const mock = new OAuth2Issuer();
  mock.url = identity.issuer;
  await mock.keys.generate('RS256', { kid: 'mock' });
  identity.calm();
  identity.keys = mock.keys.toJSON();
  const built = await mock.buildToken({ kid: 'mock', scopesOrTransform: (head, payload) => Object.assign(payload, identity.person, { aud: 'nexa' }), expiresIn: 3600 });
  await configure(identity.issuer, { client_id: 'renewed' });
  await configure(identity.issuer);
  // Its keys are known as soon as somebody has tried them.
  await client.must('POST', `${sso}/test`);
  await accepted('oauth2-mock-server', () => tokens(built));
  await accepted('not a second time with another client', () => tokens(built));
}

// ---- the command line ----
{
  identity.calm();
  identity.keys = [key.jwk];
  await client.must('POST', `${sso}/test`);
  identity.answers['/device'] = grant({ interval: 1 });
  const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_RUNTIME_DIR: home, LANG: 'C.UTF-8',
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /SAN_OPTIONS$/.test(name))) };
  const nexa = (...args) => new Promise((resolve) => {
    const where = args[0] === '--socket' ? [] : ['--url', `http://127.0.0.1:${daemon.port}`];
    const run = spawn(binary('nexa'), [...where, '--store', 'file', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out = { out: '', err: '' };
    run.stdout.on('data', (piece) => { out.out += piece; });
    run.stderr.on('data', (piece) => { out.err += piece; });
    run.on('close', (status) => resolve({ ...out, status }));
  });
  const tried = await nexa('--socket', daemon.socket, 'sso', 'test', '--org', 'Acme');
  check(tried.status === 0, `nexa sso test: ${tried.status} ${tried.out} ${tried.err}`);
  const login = await nexa('login', '--sso', 'member@nexa.example');
  check(login.status === 0 && /signed in as Member <member@nexa.example>/.test(login.out) && /and type {2}ABCD/.test(login.err), `nexa login --sso: ${login.status} ${login.out} ${login.err}`);
  const status = await nexa('org', 'list', '-o', 'json');
  check(status.status === 0 && status.out.includes('"Acme"'), `nexa org list: ${status.out} ${status.err}`);
  const nobody = await nexa('login', '--sso', 'a@unknown.example');
  check(nobody.status === 1 && /no single sign-on for addresses of this domain/.test(nobody.err), `nexa login --sso, another domain: ${nobody.status} ${nobody.err}`);
  const forget = spawnSync(binary('nexa'), ['--socket', daemon.socket, 'sso', 'forget', 'member@nexa.example', '--org', 'Acme', '--yes'], { env, encoding: 'utf8' });
  check(forget.status === 0, `nexa sso forget: ${forget.stderr}`);
  const gone = await nexa('org', 'list');
  check(gone.status === 4, `after its identity was forgotten: ${gone.status} ${gone.out}`);
}

// ---- too many at once ----
{
  const begun = [];
  for (let i = 0; i < 22; i++) begun.push(await begin());
  const over = begun.filter(({ status }) => status === 429);
  check(over.length >= 2 && over[0].headers['retry-after'] !== undefined, `unfinished sign-ins of an address: ${begun.map(({ status }) => status).join(' ')}`);
}

// ---- nothing of it leaks ----
await slow;
faults.push(...logFaults(await allEvents(client, world.org), 'Acme'));
const events = JSON.stringify(await client.get(`/v1/organizations/${world.org}/audit-events?limit=200`));
const database = ['nexad.db', 'nexad.db-wal'].map((name) => { try { return readFileSync(path.join(daemon.dataDir, name), 'latin1'); } catch { return ''; } }).join('');
for (const [what, text] of [['the log', daemon.log], ['the audit log', events], ['the database', database]])
  for (const secret of [SECRET, 'nxd_', 'nxb_', 'one-time-code', 'device-1', 'eyJhbGciOi'])
    check(!text.includes(secret), `${what} has ${secret}`);
client.close();
const fault = await daemon.stop();
if (fault) faults.push(`the daemon: ${fault}`);
await identity.die();
conclude();
