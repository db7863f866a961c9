// The examples of the manual and of the README, each as it is printed: whoever copies one out gets what it promises.
// What they name is made here; nothing is left out but what opens a screen.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { binary } from '../api/lib/daemon.mjs';
import { Place, ROOT, Tally } from './lib/nexa.mjs';

const PASSWORD = 'demo-Pass-1'; // what place.signIn() says
const tally = new Tally();
const place = await Place.open('manual');
const here = `http://127.0.0.1:${place.daemon.port}`;

async function must(words, options) {
  const result = await place.nexa([...words, '-o', 'json'], { env: { NEXA_ORG: 'Acme Voice' }, ...options });
  if (result.exit !== 0) throw new Error(`nexa ${words.join(' ')}: ${result.exit} ${result.err}`);
  return result.out === '' ? null : JSON.parse(result.out);
}

// ---- whom and what the examples name ----

writeFileSync(path.join(place.work, 'people.csv'), 'display_name,email,role\nRavi Mehta,ravi@example.com,viewer\n');
for (const [email, name] of [['priya@example.com', 'Priya Rao'], ['arjun@example.com', 'Arjun Shah'], ['meera@example.com', 'Meera Nair']]) {
  await must(['user', 'create', email, name, '--password'], { input: `${PASSWORD}\n` });
  await must(['member', 'add', email, 'member', '--workspace', 'Production']);
  await must(['member', 'add', email, 'admin', '--workspace', 'Staging']);
}
const key = await must(['key', 'create', 'Calendar', '--workspace', 'Staging'], { env: { NEXA_TOKEN: await place.signIn('arjun@example.com') } });
const event = (await must(['audit', 'list', '--limit', '1'])).data[0];
const member = (await must(['member', 'list', '--workspace', 'Production', '--q', 'meera'])).data[0];
const workspace = await must(['workspace', 'get', 'Production']);
const signedIn = await fetch(`${here}/v1/auth/login`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ email: 'priya.sharma@acme.example', password: 'demo-Pass-1' }) });
const { token } = await signedIn.json();
writeFileSync(path.join(place.work, 'nexa-token'), `${token}\n`, { mode: 0o600 });

// Names of the manual that stand for what only a real tenant has.
const NAMES = [
  ['key_01jd8m3x5kq0v7w2', key.id], ['evt_01jd8m3x5kq0v7w2', event.id], ['https://nexa.example', here],
  ['/run/nexa/nexad.sock', place.socket], ['/etc/backup/nexa-token', path.join(place.work, 'nexa-token')], ['"..."', `"${PASSWORD}"`],
  ['If-Match: "3"', `If-Match: "${member.version}"`],
];
const ENV = { NEXA_ORG: 'Acme Voice', TOKEN: token, ORG: workspace.organization_id, WS: workspace.id, USER: member.user_id,
  KEY: (await must(['audit', 'key'])).key, PATH: `${path.dirname(binary('nexa'))}:${process.env.PATH}` };

// ---- the examples ----

// What a terminal would be asked.
const ANSWERS = [[/^nexa .*\blogin\b/, { input: `${PASSWORD}\n` }], [/^nexa (offboard|member import|audit forget)\b(?!.*--dry-run)/, { more: ' --yes' }]];

function examplesOf(page) {
  const text = readFileSync(path.join(ROOT, 'man', page), 'utf8').replace(/^.*\n\.Sh EXAMPLES\n/s, '').replace(/\n\.Sh .*$/s, '');
  const plain = text.replace(/\\&/g, '').replace(/\\e\n\s*/g, '').replace(/\\e/g, '\\').replace(/\\-/g, '-');
  return [...plain.matchAll(/^\$ ((?:\w+=\S+ )?(?:nexa|curl) .*)$/gm)].map((match) => match[1]);
}

const examplesOfReadme = () => [...readFileSync(path.join(ROOT, 'README.md'), 'utf8')
  .matchAll(/^ {4}((?:nexa|curl) .*)$/gm)].map((match) => match[1].replace(/"?\$NEXA_SOCKET"?/, place.socket));

function run(line, input) {
  return new Promise((resolve) => {
    const env = { ...place.environment(ENV), NEXA_URL: '' };
    delete env.NEXA_URL;
    const child = spawn('sh', ['-c', line], { cwd: place.work, env });
    let told = '';
    child.stdout.on('data', (bytes) => { told += bytes; });
    child.stderr.on('data', (bytes) => { told += bytes; });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', (code) => resolve({ code, told }));
  });
}

async function work(page, lines) {
  tally.check(lines.length > 2, `${page}: ${lines.length} examples`);
  for (const printed of lines) {
    let line = NAMES.reduce((all, [name, real]) => all.replaceAll(name, real), printed);
    const answer = ANSWERS.find(([pattern]) => pattern.test(line))?.[1] ?? {};
    line += answer.more ?? '';
    if (line.startsWith('curl')) line = line.replace('curl', 'curl -sS --fail-with-body');
    const { code, told } = await run(line, answer.input ?? '');
    tally.check(code === 0, `${page}: ${printed}\n    ends with ${code}: ${told.slice(-600)}`);
  }
}

await work('README.md', examplesOfReadme());
await work('nexa-api.7', examplesOf('nexa-api.7.in'));
await work('nexa.1', examplesOf('nexa.1.in'));

const fault = await place.close();
tally.check(fault === null, `${fault}`);
tally.done();
