// The page /invite: its five states in a real browser, by keyboard alone, and what a browser is not needed for:
// headers, cookies, forged forms, links that are not whole, many who press the button at once.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { allEvents } from '../api/lib/audit.mjs';
import { check, conclude } from '../api/lib/checks.mjs';
import { Answer } from '../api/lib/client.mjs';
import { scratch, startDaemon } from '../api/lib/daemon.mjs';
import { startProvider } from '../api/lib/identity.mjs';

const work = scratch();
const inWork = (name) => path.join(work, name);
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', inWork('key.pem'), '-out', inWork('cert.pem'),
  '-subj', '/CN=nexa.example', '-addext', 'subjectAltName=DNS:nexa.example', '-days', '2'], { stdio: 'ignore' });
const daemon = await startDaemon(work, ['--tls-cert', inWork('cert.pem'), '--tls-key', inWork('key.pem'), '--webhook-allow-private']);

// Over the socket, whose peer is the operator: a page's visitor never is.
const send = (method, target, { headers = {}, body } = {}) => new Promise((resolve, reject) => {
  const sent = http.request({ socketPath: daemon.socket, method, path: target, headers: { ...headers, ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) } }, (reply) => {
    const pieces = [];
    reply.on('data', (piece) => pieces.push(piece));
    reply.on('end', () => resolve(new Answer(reply, Buffer.concat(pieces))));
  });
  sent.on('error', reject);
  sent.end(body);
});
async function must(method, target, json, headers = {}) {
  const answer = await send(method, target, { headers: { 'Content-Type': 'application/json', ...headers }, body: json === undefined ? undefined : JSON.stringify(json) });
  if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.text}`);
  return answer.json;
}
const PASSWORD = 'fixture-Pass-1';
const { id: org } = await must('POST', '/v1/organizations', { name: 'Acme', plan: 'enterprise', owner: { email: 'olga@nexa.example', display_name: 'Olga', password: PASSWORD } });
const olga = (await must('GET', '/v1/users?q=olga')).data[0].id;
const { id: ws } = await must('POST', `/v1/organizations/${org}/workspaces`, { name: 'Produktion «Süd» <b>', region: 'in', owner_user_id: olga });
await must('POST', '/v1/users', { email: 'known@nexa.example', display_name: 'Known', password: PASSWORD });
const asOlga = { Authorization: `Bearer ${(await must('POST', '/v1/auth/login', { email: 'olga@nexa.example', password: PASSWORD })).token}` };
const invite = (email, role = 'viewer') => must('POST', `/v1/workspaces/${ws}/invitations`, { email, role }, asOlga);
const members = async () => (await must('GET', `/v1/workspaces/${ws}/members?limit=200`)).data.map(({ email }) => email);

// ---- without a browser ----

// A browser's cookies, as far as they matter here.
class Jar {
  constructor() { this.cookies = {}; }
  async ask(method, target, { form, headers = {}, body } = {}) {
    const cookie = Object.entries(this.cookies).map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send(method, target, { headers: { ...(cookie ? { Cookie: cookie } : {}),
      ...(form || body !== undefined ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}), ...headers }, body: form ? new URLSearchParams(form).toString() : body });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/Max-Age=0/.test(line)) delete this.cookies[name];
      else this.cookies[name] = value;
    }
    return answer;
  }
  async open(token) {
    await this.ask('GET', `/invite?token=${token}`);
    const page = await this.ask('GET', '/invite');
    this.csrf = /name="csrf" value="([0-9a-f]+)"/.exec(page.text)?.[1];
    return page;
  }
  act(name, form = {}, headers = {}) {
    return this.ask('POST', '/invite', { form: { csrf: this.csrf, ...form, do: name }, headers });
  }
}
const title = (page) => /<title>([^<]*)/.exec(page.text)?.[1];
const fault = (page) => /id="fault"[\s\S]*?<p>([\s\S]*?)<\/p>/.exec(page.text)?.[1].replace(/<[^>]*>/g, '');

const plain = await invite('plain@nexa.example');
const jar = new Jar();
const landed = await jar.ask('GET', `/invite?token=${plain.token}&utm_source=mail`);
check(landed.status === 303 && landed.headers.location === 'invite' && landed.text === '', `the link: ${landed.status} ${landed.text}`);
const [cookie] = landed.headers['set-cookie'];
check(/^__Host-nexa_invite=[0-9a-f]{32}\.nxi_[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/.test(cookie), `the cookie: ${cookie}`);
const first = await jar.open(plain.token);
const wanted = { 'content-security-policy': /^default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/, 'referrer-policy': /^no-referrer$/,
  'x-content-type-options': /^nosniff$/, 'cache-control': /^no-store$/, 'strict-transport-security': /^max-age=31536000$/, 'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/, 'x-frame-options': /^DENY$/, 'content-type': /^text\/html; charset=utf-8$/ };
for (const [name, value] of Object.entries(wanted))
  check(value.test(first.headers[name]) && value.test((await new Jar().ask('GET', '/invite')).headers[name]), `${name}: ${first.headers[name]}`);
check(first.status === 200 && title(first) === 'You are invited to Produktion «Süd» &lt;b&gt;' && !first.text.includes('Süd» <b>') && !/<script|\sstyle=|\son\w+=/i.test(first.text), `the page: ${first.text}`);
check(!first.text.includes(plain.token) && !first.text.includes('olga@'), 'the page holds the token, or the address of somebody else');
const css = await send('GET', '/invite/style.css');
check(css.status === 200 && css.headers['content-type'] === 'text/css; charset=utf-8' && css.text.includes(':focus-visible'), 'the stylesheet');
check((await send('PUT', '/invite')).status === 405 && (await send('POST', '/invite/style.css')).status === 405 && (await send('GET', '/invite/other')).status === 404, 'other methods and paths');

// The header Host forms nothing.
for (const host of ['evil.example', 'evil.example\tx', 'nexa.example:1@evil.example']) {
  const answer = await jar.ask('GET', '/invite', { headers: { Host: host, 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example' } });
  check(!answer.text.includes('evil'), `Host ${host}: ${answer.text}`);
}

// Links that are not whole, one bit off, over long, twice in the address.
const off = plain.token.slice(0, -1) + (plain.token.endsWith('A') ? 'B' : 'A');
for (const [what, query, status] of [['one bit off', off, 410], ['empty', '', 410], ['long', 'a'.repeat(201), 410], ['odd', '%0d%0aSet-Cookie:%20a=b', 410], ['<', '%3Cb%3E', 410],
  ['twice', `${plain.token}&token=${plain.token}`, 400], ['NUL', 'a%00', 400], ['no UTF-8', '%ff', 400], ['half an escape', '%2', 400]]) {
  const other = new Jar();
  let answer = await other.ask('GET', `/invite?token=${query}`);
  if (answer.status === 303) answer = await other.ask('GET', '/invite');
  check(answer.status === status && !answer.headers['set-cookie'] && !answer.text.includes('<b>'), `${what}: ${answer.status} ${answer.text}`);
}

// Bodies that are no form, or not one.
for (const [what, body, status, type] of [['JSON', '{}', 415, 'application/json'], ['no type', '', 415, ''], ['twice', 'do=accept&do=accept', 400], ['no UTF-8', 'do=%ff', 400], ['NUL', 'do=%00', 400],
  ['many', Array.from({ length: 40 }, (_, i) => `a${i}=`).join('&'), 400], ['a long value', `do=${'x'.repeat(5000)}`, 400], ['nothing', '', 403], ['too long', `do=${'x'.repeat(17000)}`, 413]]) {
  const answer = await jar.ask('POST', '/invite', { body, headers: type === undefined ? {} : { 'Content-Type': type } });
  check(answer.status === status, `a form, ${what}: ${answer.status} ${answer.text}`);
}

// Forms that were not sent from here.
const hers = new Jar();
await hers.open((await invite('known@nexa.example')).token);
for (const [what, csrf, headers] of [['no csrf', '', {}], ['another csrf', hers.csrf, {}], ['half of it', jar.csrf.slice(2), {}], ['another origin', jar.csrf, { Origin: 'https://evil.example' }],
  ['plain http', jar.csrf, { Origin: 'http://nexa.example' }], ['a longer origin', jar.csrf, { Origin: 'https://nexa.example.evil.example' }], ['the host it was sent to', jar.csrf, { Origin: 'https://evil.example', Host: 'evil.example' }],
  ['from a neighbour', jar.csrf, { 'Sec-Fetch-Site': 'same-site' }], ['from elsewhere', jar.csrf, { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }]]) {
  const answer = await jar.act('register', { csrf, display_name: 'Plain', new_password: PASSWORD, again: PASSWORD }, headers);
  check(answer.status === 403 && title(answer) === 'Error: Please try again', `forged, ${what}: ${answer.status} ${title(answer)}`);
}
check(!(await members()).includes('plain@nexa.example'), 'a forged form made a member');

// What is wrong with what was typed is told, and nothing of a password comes back.
for (const [what, form, status, told] of [['another password', { again: 'other-Pass-1' }, 400, /not typed the same way twice/], ['a weak one', { new_password: 'weak', again: 'weak' }, 400, /^The password /],
  ['no name', { display_name: '' }, 400, /^Your name is empty\.$/], ['a name that is none', { display_name: '\u202ex' }, 400, /^Your name /]]) {
  const answer = await jar.act('register', { display_name: 'Plain <Jane>', new_password: PASSWORD, again: PASSWORD, ...form });
  check(answer.status === status && told.test(fault(answer)), `register, ${what}: ${answer.status} ${fault(answer)}`);
  check(!answer.text.includes(PASSWORD) && (form.display_name !== undefined || answer.text.includes('value="Plain &lt;Jane&gt;"')), `register, ${what}: ${answer.text}`);
}
const wrong = await hers.act('sign_in', { password: 'wrong-Pass-1' });
check(wrong.status === 403 && fault(wrong) === 'E-mail and password do not match.' && !wrong.headers['www-authenticate'], `a wrong password: ${wrong.status} ${fault(wrong)}`);
check((await hers.act('register', { display_name: 'K', new_password: PASSWORD, again: PASSWORD })).status === 409, 'registering twice');

// Signed in, the cookie opens this page and nothing under /v1.
const signedIn = await hers.act('sign_in', { password: PASSWORD }, { Origin: 'https://nexa.example', 'Sec-Fetch-Site': 'same-origin' });
check(signedIn.status === 303 && /^__Host-nexa_session=nxs_[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/.test(signedIn.headers['set-cookie'][0]), `signed in: ${signedIn.status} ${signedIn.headers['set-cookie']}`);
const session = hers.cookies['__Host-nexa_session'];
check((await hers.ask('GET', '/v1/me')).json.principal.type === 'operator', 'a cookie counts under /v1');
check((await hers.act('accept')).status === 403, 'a form of before the sign-in is taken');
const before = await hers.ask('GET', '/invite');
check(title(before) === 'Accept the invitation?' && before.text.includes('known@nexa.example'), `acceptable: ${title(before)}`);
hers.csrf = /name="csrf" value="([0-9a-f]+)"/.exec(before.text)[1];
// A session's token is no other's: an API key or the engine's in its place is nobody.
for (const other of ['dnx_live_abcdefghijklmnopqrstuvwxyz012345', 'nxs_no', 'x;y']) {
  const guest = new Jar();
  guest.cookies = { ...hers.cookies, '__Host-nexa_session': other };
  check(/^You are invited/.test(title(await guest.ask('GET', '/invite'))), `a session of ${other}`);
}

// Ten press the button at once: one membership.
const race = await Promise.all(Array.from({ length: 10 }, () => hers.act('accept')));
check(race.filter((each) => each.status === 200 && title(each) === 'Welcome').length >= 1 && race.every(({ status }) => status === 200 || status === 303), `at once: ${race.map(({ status }) => status)}`);
check((await members()).filter((email) => email === 'known@nexa.example').length === 1, 'at once: not one member');
const events = (await allEvents({ get: (target) => must('GET', target) }, org)).filter(({ target, type }) => type === 'member.added' && target.name === 'Known');
check(events.length === 1, `at once: ${events.length} events`);
check(title(await hers.ask('GET', '/invite')) === 'Welcome', 'what was accepted is not told again');
check(title(await new Jar().open((await invite('gone@nexa.example')).token)).startsWith('You are invited'), 'another');

// After signing out the session is dead, not only forgotten.
const welcome = await hers.ask('GET', '/invite');
hers.csrf = /name="csrf" value="([0-9a-f]+)"/.exec(welcome.text)[1];
const out = await hers.act('sign_out');
check(out.status === 303 && /^__Host-nexa_session=; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=0$/.test(out.headers['set-cookie'][0]), `signed out: ${out.headers['set-cookie']}`);
check((await send('GET', '/v1/me', { headers: { Authorization: `Bearer ${session}` } })).status === 401, 'signed out: the session lives');
check((await hers.ask('GET', '/invite')).status === 410, 'signed out: still welcome');

// ---- in a browser ----

const provider = await startProvider('https://nexa.example/sso/callback');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', `--host-resolver-rules=MAP nexa.example 127.0.0.1:${daemon.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`] });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const said = [];

async function newVisitor(width = 1024) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width, height: 800 } });
  const page = await context.newPage();
  // What the pages of the identity provider have to complain about is theirs.
  page.on('console', (message) => /^(https:\/\/nexa\.example|$)/.test(message.location().url) && said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(String(error)));
  return page;
}

// Every page: no sideways scrolling at 320 pixels; the three that have every part of the others: what axe finds.
async function inspect(page, what) {
  for (const colorScheme of { 'signed out': ['light'], 'a fault': ['dark'], 'a member': ['light'] }[what] ?? []) {
    await page.emulateMedia({ colorScheme });
    // A world of its own: the page's Content-Security-Policy lets no script in.
    const cdp = await page.context().newCDPSession(page);
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const { executionContextId: contextId } = await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
    await cdp.send('Runtime.evaluate', { expression: axe, contextId });
    const { result } = await cdp.send('Runtime.evaluate', { contextId, awaitPromise: true, returnByValue: true,
      expression: 'axe.run().then((r) => r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html)}`))' });
    check(Array.isArray(result.value) && result.value.length === 0, `${what}, ${colorScheme}: axe: ${JSON.stringify(result)}`);
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 600 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 320, `${what}: ${wide} pixels wide on a screen of 320`);
  await page.setViewportSize(size);
}
const head = (page) => page.locator('h1').innerText();
// Tabs until what has the focus is that, as somebody without a mouse does.
async function tabTo(page, selector) {
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      check(outline !== 'none', `${selector}: the focus is not seen`);
      return;
    }
  }
  throw new Error(`${selector}: Tab does not lead there`);
}
const link = ({ link }) => link;

try {
  // No account yet: registers by keyboard, after a mistake; a member from then on.
  const page = await newVisitor();
  await page.goto(link(await invite('fresh@nexa.example', 'member')));
  check(page.url() === 'https://nexa.example/invite', `the address: ${page.url()}`);
  check(await head(page) === 'You are invited to Produktion «Süd» <b>', `signed out: ${await head(page)}`);
  check(await page.getByLabel('E-mail').first().inputValue() === 'fresh@nexa.example', 'signed out: whose address');
  check(JSON.stringify(await page.locator('input[autocomplete]').evaluateAll((all) => all.map((each) => each.autocomplete)))
    === JSON.stringify(['username', 'current-password', 'one-time-code', 'username', 'name', 'new-password', 'new-password']), 'signed out: autocomplete');
  await inspect(page, 'signed out');
  await tabTo(page, '#display_name');
  await page.keyboard.type('Fresh');
  await tabTo(page, '#new_password');
  await page.keyboard.type('short');
  await tabTo(page, '#again');
  await page.keyboard.type('short');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]');
  check(await page.evaluate(() => document.activeElement.id) === 'fault', 'a fault: it has not the focus');
  check(await page.locator('#new_password').getAttribute('aria-invalid') === 'true' && await page.locator('#display_name').inputValue() === 'Fresh', 'a fault: not told at its field');
  await inspect(page, 'a fault');
  await tabTo(page, '#fault a');
  await page.keyboard.press('Enter');
  check(await page.evaluate(() => location.hash) === '#new_password', 'a fault: its link leads elsewhere');
  await page.locator('#new_password').fill(PASSWORD);
  await page.locator('#again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Register and accept' }).click();
  check(await head(page) === 'Welcome' && (await page.locator('main').innerText()).includes('nexa login --url https://nexa.example'), `registered: ${await page.content()}`);
  await inspect(page, 'registered');
  check((await members()).includes('fresh@nexa.example'), 'registered: no member');
  const cookies = await page.context().cookies();
  check(cookies.length === 2 && cookies.every((each) => each.httpOnly && each.secure && each.sameSite === 'Lax' && each.path === '/' && each.name.startsWith('__Host-') && each.expires === -1),
    `cookies: ${JSON.stringify(cookies.map(({ value, ...rest }) => rest))}`);
  check(await page.evaluate(() => document.cookie) === '', 'a script could read the cookies');

  // The same browser with somebody else's link: another account, out, and in as the right one, by keyboard.
  await must('POST', '/v1/users', { email: 'second@nexa.example', display_name: 'Second', password: PASSWORD });
  const second = await invite('second@nexa.example', 'admin');
  await page.goto(link(second));
  check(await head(page) === 'This invitation is for another account', `another account: ${await head(page)}`);
  await inspect(page, 'another account');
  await tabTo(page, 'button[value=sign_out]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#password');
  await tabTo(page, '#password');
  await page.keyboard.type('wrong-Pass-1');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=alert]');
  check(await page.locator('#fault').innerText() === 'E-mail and password do not match.', `a wrong password: ${await page.locator('#fault').innerText()}`);
  await page.locator('#password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForSelector('button[value=accept]');
  check(await head(page) === 'Accept the invitation?', `acceptable: ${await head(page)}`);
  await inspect(page, 'acceptable');

  // Another site sends that form in the same browser, with the cookies it would have: refused.
  const evil = await page.context().newPage();
  await evil.route('https://evil.example/**', (route) => route.fulfill({ contentType: 'text/html',
    body: '<form method="post" action="https://nexa.example/invite"><input name="do" value="accept"><button>Win</button></form><iframe src="https://nexa.example/invite"></iframe>' }));
  await evil.goto('https://evil.example/');
  check(await evil.frames()[1]?.evaluate(() => document.querySelector('main')?.innerText ?? null).catch(() => null) === null, 'another site: it can be framed');
  await evil.getByRole('button').click();
  await evil.waitForURL('https://nexa.example/**');
  check(!/Welcome/.test(await head(evil)) && !(await members()).includes('second@nexa.example'), `another site: ${await head(evil)}`);
  await evil.close();

  // Where there is a place already.
  const twice = await newVisitor(320);
  await must('POST', `/v1/workspaces/${ws}/members`, { email: 'second@nexa.example', role: 'viewer' }, asOlga);
  await page.reload();
  check(await head(page) === 'You are a member already', `a member: ${await head(page)}`);
  await inspect(page, 'a member');

  check((await page.goto('https://nexa.example/v1/me')).status() === 401, 'the cookies open /v1');

  // Used up, withdrawn, sent again: the old link is dead, the new one is not.
  const late = await invite('late@nexa.example');
  const renewed = await must('POST', `/v1/workspaces/${ws}/invitations/${late.id}/resend`, undefined, asOlga);
  await twice.goto(link(late));
  check(await head(twice) === 'This invitation cannot be used', `sent again: ${await head(twice)}`);
  await inspect(twice, 'gone');
  await twice.goto(link(renewed));
  check((await head(twice)).startsWith('You are invited'), `the new link: ${await head(twice)}`);
  // Single sign-on at the pages of a real provider: who was unknown is a member, with the name that they have there.
  await provider.configure((body) => must('PUT', `/v1/organizations/${org}/sso`, { ...body, allowed_domains: ['nexa.example'] }));
  const single = await newVisitor();
  await single.goto(link(await invite('ada@nexa.example', 'member')));
  await inspect(single, 'single sign-on');
  await tabTo(single, 'a.button');
  await single.keyboard.press('Enter');
  await single.waitForURL(`${provider.issuer}/**`);
  await single.locator('[name=login]').fill('ada');
  await single.locator('[name=password]').fill('x');
  await single.locator('button[type=submit]').click();
  await single.locator('button[type=submit]').click();
  await single.waitForURL('https://nexa.example/invite');
  check(await head(single) === 'Welcome' && (await single.locator('main').innerText()).includes('nexa login --sso ada@nexa.example --url https://nexa.example'), `single sign-on: ${await single.content()}`);
  await inspect(single, 'joined by single sign-on');
  const ada = (await must('GET', `/v1/workspaces/${ws}/members?limit=200`)).data.find(({ email }) => email === 'ada@nexa.example');
  check(ada?.role === 'member' && ada.display_name === 'Name of ada', `single sign-on: ${JSON.stringify(ada)}`);
  // The next one at the same computer: the provider still knows ada, and nexa says that she is not who is invited.  From there
  // it asks who one is, whoever is signed in (prompt=login).
  const asked = [];
  single.on('request', (request) => request.url().startsWith(`${provider.issuer}/auth?`) && asked.push(new URL(request.url()).searchParams));
  await single.goto(link(await invite('cyd@nexa.example', 'member')));
  await single.locator('button[value=sign_out]').click();
  await single.locator('a.button').click();
  await single.waitForURL('https://nexa.example/sso/callback**');
  check(/ada@nexa\.example/.test(await single.locator('#fault').innerText()), `somebody else is signed in there: ${await single.content()}`);
  await single.locator('main a').click();
  await single.locator('a.button').click();
  await single.waitForURL(`${provider.issuer}/interaction/**`);
  check(asked[0].get('prompt') === null && asked.at(-1).get('prompt') === 'login' && asked.at(-1).get('login_hint') === 'cyd@nexa.example', `asked: ${asked}`);
  await single.locator('[name=login]').fill('cyd');
  await single.locator('[name=password]').fill('x');
  await single.locator('button[type=submit]').click();
  await single.locator('button[type=submit]').click();
  await single.waitForURL('https://nexa.example/invite');
  check(await head(single) === 'Welcome' && (await members()).includes('cyd@nexa.example'), `another person there: ${await single.content()}`);
  // Somebody who changes their mind there.
  const other = await newVisitor();
  await other.goto(link(await invite('bea@nexa.example', 'member')));
  await other.locator('a.button').click();
  await other.waitForURL(`${provider.issuer}/**`);
  await other.locator('a[href$="/abort"]').click();
  await other.waitForURL('https://nexa.example/sso/callback**');
  check(await other.locator('#fault').innerText() === 'The sign-in was denied at the identity provider.', `denied: ${await other.content()}`);
  await inspect(other, 'denied');
  await other.locator('main a').click();
  check((await head(other)).startsWith('You are invited'), `denied: back: ${await head(other)}`);
  // 410 of a document is told on the console by the browser itself, and that a frame was refused.
  const complaints = said.filter((each) => !/status of 4\d\d|frame-ancestors|X-Frame-Options|chrome-error/.test(each));
  check(complaints.length === 0, `the browser says: ${complaints.join('\n')}`);
} finally {
  await browser.close();
  provider.die();
}

const tokens = [plain.token, session, PASSWORD];
check(tokens.every((each) => !daemon.log.includes(each)), 'a secret is in the log');
const ending = await daemon.stop();
check(ending === null, `the daemon: ${ending}`);
conclude();
