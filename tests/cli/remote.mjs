// A daemon on another machine, over TLS: which certificates are believed, and what sslscan says of the server.
// The certificates are made here, by a CA of our own and by one that nobody knows.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startDaemon } from '../api/lib/daemon.mjs';
import { Place, Tally, runNexa } from './lib/nexa.mjs';

const tally = new Tally();
const place = await Place.open('remote');
await place.daemon.stop();
const inWork = (name) => path.join(place.work, name);

function openssl(...words) {
  execFileSync('openssl', words, { cwd: place.work, stdio: ['ignore', 'ignore', 'ignore'] });
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const RSA = ['-newkey', 'rsa:2048', '-nodes'];

function makeCa(name) {
  openssl('req', '-x509', ...EC, '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '2');
}

function makeCertificate(name, ca, algorithm, names, days) {
  openssl('req', ...algorithm, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', '/CN=nexad');
  writeFileSync(inWork('names'), `subjectAltName=${names}\n`);
  openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial',
    '-days', String(days), '-extfile', 'names', '-out', `${name}.pem`);
}

async function withDaemon(certificate, work) {
  const daemon = await startDaemon(place.work, ['--tls-cert', inWork(`${certificate}.pem`),
    '--tls-key', inWork(`${certificate}.key`)]);
  try {
    const warned = certificate === 'expired' ? /certificate is over: clients refuse it/ : /certificate is over soon/;
    tally.check(warned.test(daemon.log), `${certificate}: the daemon says ${daemon.log}`);
    await work(daemon, `https://localhost:${daemon.port}`);
  } finally {
    const fault = await daemon.stop();
    tally.check(fault === null, `${certificate}: ${fault}`);
  }
}

// Without a word about the store there is none: what this machine has of keyrings is not asked.
async function nexa(words, env = {}, input = '') {
  if (!words.includes('--store')) words = [...words, '--store', 'memory'];
  const all = { ...place.environment(env) };
  if (!('NEXA_SOCKET' in env)) delete all.NEXA_SOCKET;
  return runNexa(words, all, { cwd: place.work, input });
}

function is(result, exit, pattern, what) {
  tally.check(result.exit === exit && pattern.test(result.out + result.err),
    `${what}: exit ${result.exit}, wanted ${exit} and ${pattern}\n    ${result.out}\n    ${result.err}`);
}

// What sslscan finds fault with.
function scan(port, what) {
  const xml = spawnSync('sslscan', ['--no-colour', '--xml=-', `127.0.0.1:${port}`], { encoding: 'utf8' }).stdout;
  const all = (element) => [...xml.matchAll(new RegExp(`<${element} ([^>]*)`, 'g'))].map(([, text]) =>
    Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value])));
  const on = all('protocol').filter((each) => each.enabled === '1').map((each) => each.type + each.version).sort();
  tally.check(on.join(' ') === 'tls1.2 tls1.3', `${what}: sslscan finds ${on}`);
  const ciphers = all('cipher');
  tally.check(ciphers.length >= 4, `${what}: sslscan finds ${ciphers.length} ciphers`);
  for (const each of ciphers) {
    tally.check(['strong', 'acceptable'].includes(each.strength), `${what}: ${each.cipher} is ${each.strength}`);
    tally.check(/GCM|CHACHA20/.test(each.cipher) && /^(TLS_|ECDHE-|DHE-)/.test(each.cipher), `${what}: ${each.cipher}`);
  }
  tally.check(all('heartbleed').every((each) => each.vulnerable === '0'), `${what}: heartbleed`);
  tally.check(all('fallback').every((each) => each.supported === '1'), `${what}: no fallback SCSV`);
}

for (const name of ['ours', 'theirs']) makeCa(name);
makeCertificate('good', 'ours', EC, 'DNS:localhost,IP:127.0.0.1', 2);
makeCertificate('rsa', 'ours', RSA, 'DNS:localhost', 2);
makeCertificate('other-name', 'ours', EC, 'DNS:elsewhere.example', 2);
makeCertificate('expired', 'ours', EC, 'DNS:localhost', -1);
const ca = ['--ca-file', 'ours.pem'];
const distrust = /certificate of the daemon at https:.* is not one to trust.*--ca-file/;

await withDaemon('good', async (daemon, url) => {
  is(await nexa(['login', 'priya.sharma@acme.example', '--url', url, ...ca, '--store', 'file'], {}, 'demo-Pass-1\n'), 0, /signed in as Priya/, 'our CA');
  is(await nexa(['me', 'get', '--url', url, ...ca, '--store', 'file']), 0, /Priya Sharma/, 'the kept token');
  is(await nexa(['me', 'get', '--url', `https://127.0.0.1:${daemon.port}`, ...ca]), 10, /sign in/, 'an address that the certificate names');
  is(await nexa(['status', '--url', url]), 3, distrust, "the system's CAs");
  is(await nexa(['status', '--url', url, '--ca-file', 'theirs.pem']), 3, distrust, 'a CA that signed nothing here');
  is(await nexa(['status', '--url', url, '--ca-file', 'missing.pem']), 2, /--ca-file: cannot read .*missing\.pem/, 'a CA file that is not there');
  is(await nexa(['status', '--url', `http://localhost:${daemon.port}`]), 3, /daemon/, 'HTTP to a daemon that speaks TLS');
  // The profile has it all, so that the daemon is one word.
  is(await nexa(['profile', 'add', 'far', '--url', url, ...ca, '--organization', 'Acme Voice', '--workspace', 'Staging']), 0, /profile far/, 'profile add');
  is(await nexa(['login', 'priya.sharma@acme.example', '--profile', 'far', '--store', 'file'], {}, 'demo-Pass-1\n'), 0, /signed in as Priya/, 'login with a profile');
  is(await nexa(['member', 'list', '--profile', 'far', '--store', 'file', '-o', 'json']), 0, /"total":39/, 'a verb with a profile');
  scan(daemon.port, 'EC');
});
await withDaemon('rsa', async (daemon, url) => {
  is(await nexa(['status', '--url', url, ...ca]), 10, /version +nexad/, 'RSA');
  scan(daemon.port, 'RSA');
});
const wrong = { 'other-name': /is for another name; is the URL right/, expired: /has expired, and has to be renewed/ };
for (const [bad, told] of Object.entries(wrong))
  await withDaemon(bad, async (daemon, url) => is(await nexa(['status', '--url', url, ...ca]), 3, told, bad));
tally.done();
