// An OpenID Connect provider on loopback that says whatever a test wants it to say, true or not.
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const HASHES = { RS256: 'RSA-SHA256', PS256: 'RSA-SHA256', ES256: 'SHA256', RS512: 'RSA-SHA512' };

export class Key {
  constructor(kid, alg = 'RS256', bits = 2048) {
    Object.assign(this, { kid, alg });
    this.pair = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('rsa', { modulusLength: bits });
  }

  get jwk() {
    return { ...this.pair.publicKey.export({ format: 'jwk' }), kid: this.kid, alg: this.alg, use: 'sig' };
  }

  // A token in compact form, with a head that may lie.
  sign(claims, head = {}) {
    const text = `${base64url({ alg: this.alg, kid: this.kid, typ: 'JWT', ...head })}.${base64url(claims)}`;
    const how = { key: this.pair.privateKey, ...(this.alg === 'PS256' && { padding: 6, saltLength: 32 }), ...(this.alg === 'ES256' && { dsaEncoding: 'ieee-p1363' }) };
    return `${text}.${sign(HASHES[this.alg], Buffer.from(text), how).toString('base64url')}`;
  }

  // The public key as the secret of an HMAC, which naive verifiers take.
  signAsSecret(claims) {
    const text = `${base64url({ alg: 'HS256', kid: this.kid })}.${base64url(claims)}`;
    const secret = this.pair.publicKey.export({ format: 'pem', type: 'spki' });
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }

  unsigned(claims) {
    return `${base64url({ alg: 'none' })}.${base64url(claims)}.`;
  }
}

export const json = (status, body, type = 'application/json') => ({ status, type, body: typeof body === 'string' ? body : JSON.stringify(body) });
export const halfHash = (text) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

export class Identity {
  constructor() {
    this.key = new Key('first');
    this.keys = [this.key.jwk];
    this.got = []; // { path, form, authorization }
    this.n = 0;
    this.now = () => Date.now();
    this.person = { sub: 'sub-member', email: 'member@nexa.example', email_verified: true };
    this.calm();
  }

  // Honest again.
  calm() {
    this.answers = {
      '/.well-known/openid-configuration': () => json(200, this.document),
      '/keys': () => json(200, { keys: this.keys }),
      '/device': () => json(200, { device_code: `device-${++this.n}`, user_code: 'WDJB-MJHT', verification_uri: `${this.issuer}/activate`,
        verification_uri_complete: `${this.issuer}/activate?user_code=WDJB-MJHT`, expires_in: 600 }),
      '/token': () => json(200, { access_token: 'access', token_type: 'Bearer', id_token: this.key.sign(this.claims()) }),
      '/me': () => json(200, { ...this.person }),
    };
  }

  get issuer() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  get document() {
    return { issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`,
      device_authorization_endpoint: `${this.issuer}/device`, userinfo_endpoint: `${this.issuer}/me`, jwks_uri: `${this.issuer}/keys`,
      token_endpoint_auth_methods_supported: ['client_secret_basic'], code_challenge_methods_supported: ['S256'] };
  }

  claims(other = {}) {
    const now = Math.floor(this.now() / 1000);
    return { iss: this.issuer, aud: 'nexa', iat: now, exp: now + 300, ...this.person, ...other };
  }

  async listen() {
    this.server = http.createServer((request, reply) => {
      const pieces = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString('utf8')));
        const seen = { path: request.url, form, authorization: request.headers.authorization };
        this.got.push(seen);
        const told = this.answers[request.url]?.(seen) ?? { status: 404 };
        if (told.hang) return;
        reply.writeHead(told.status, { 'Content-Type': told.type ?? 'text/plain', ...told.headers });
        reply.end(told.body);
      });
    });
    this.sockets = new Set();
    this.server.on('connection', (socket) => { this.sockets.add(socket); socket.on('close', () => this.sockets.delete(socket)); });
    await new Promise((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    return this;
  }

  asked(path) {
    return this.got.filter((each) => each.path === path).length;
  }

  die() {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    for (const socket of this.sockets) socket.destroy();
    return closed;
  }
}

// npm's oidc-provider, with its own pages: any name signs in, as NAME@nexa.example.  What it tells the terminal is not
// wanted; die() gives that back.
export async function startProvider(redirectUri, tls) {
  const quiet = ['info', 'warn', 'log'].map((name) => [name, console[name]]);
  quiet.forEach(([name]) => { console[name] = () => {}; });
  const { default: Provider } = await import('oidc-provider');
  const secret = 'the-secret-of-the-client-0123';
  const answer = (request, reply) => provider.callback()(request, reply);
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const issuer = `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
  const browsers = redirectUri ? { redirect_uris: [redirectUri], response_types: ['code'], grant_types: ['authorization_code'] }
    : { application_type: 'native', redirect_uris: [], response_types: [], grant_types: ['urn:ietf:params:oauth:grant-type:device_code'] };
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'nexa', client_secret: secret, ...browsers }],
    features: { deviceFlow: { enabled: !redirectUri } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['k'] },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, name: `Name of ${id}`, email: `${id}@nexa.example`, email_verified: true }) }),
  });
  return {
    issuer,
    configure: (put) => put({ issuer, client_id: 'nexa', client_secret: secret }),
    die: () => {
      quiet.forEach(([name, value]) => { console[name] = value; });
      server.closeAllConnections();
      server.close();
    },
  };
}
