// Rate decks at their size: a thousand numbers decide as prefix-vectors.csv says, others as a plain scan does, while
// decks are imported beside them; a switch is seen by the very next decision.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { ROOT, scratch, startDaemon } from './lib/daemon.mjs';
import { buildWorld } from './lib/world.mjs';

const data = (name) => readFileSync(path.join(ROOT, 'tests/data', name));
const daemon = await startDaemon(path.join(scratch(), 'telephony'));
const client = new Client(daemon);
const world = await buildWorld(client);
const providers = '/v1/telephony/providers/plivo';
const here = `/v1/workspaces/${world.ws}/telephony`;

async function send(to, body, headers = {}) {
  const answer = await client.send({ method: 'POST', path: to, over: 'socket',
    headers: { 'Content-Type': 'text/csv', ...headers }, body: Buffer.from(body) });
  if (answer.status !== 200) throw new Error(`${to}: ${answer.status} ${answer.text.slice(0, 500)}`);
  return answer.json;
}
const decide = async (number) => client.get(`/v1/telephony/decide?workspace=${world.ws}&to=${encodeURIComponent(number)}`);
const explain = async (number) => client.must('POST', `${here}/route`, { to: number });

// ---- the large deck ----
const deck = zlib.gunzipSync(data('rate-deck-large.csv.gz')).toString('utf8');
const taken = await send(`${providers}/rate-deck`, deck);
check(taken.groups === 6357 && taken.prefixes === 41571 && taken.rejected_total === 0, `the large deck: ${JSON.stringify(taken).slice(0, 300)}`);
const again = await send(`${providers}/rate-deck`, deck);
check(again.groups_changed === 0 && again.prefixes_added === 0 && again.prefixes_moved === 0, 'the same deck again changes something');

// ---- what is exported is the deck that is in force, also with names that a spreadsheet would run ----
const takeOut = async () => {
  const answer = await client.send({ method: 'GET', path: `${providers}/rate-deck`, over: 'socket' });
  if (answer.status !== 200) throw new Error(`the export: ${answer.status} ${answer.text.slice(0, 500)}`);
  return answer.text;
};
const unchanged = async (body, what) => {
  const { result } = await send(`${providers}/rate-deck?dry_run=true`, body);
  const changes = ['rejected_total', 'groups_added', 'groups_changed', 'groups_removed', 'prefixes_added', 'prefixes_removed', 'prefixes_moved'];
  check(changes.every((name) => result[name] === 0), `${what}, taken over, changes something: ${JSON.stringify(result).slice(0, 500)}`);
};
const exported = await takeOut();
await unchanged(exported, 'the export of the large deck');
const odd = ['=HYPERLINK("x")', "'=1+1", "''@x", '+91', '-1', '＝1', "'", 'a "b", c; d', 'Ünïcode'];
const oddDeck = `iso2,country,group,prefixes,inbound,outbound,default_enabled\n${odd.map((name, i) =>
  `IN,India,"'${name.replace(/"/g, '""')}",91${i} 92${i},0.1,${i}.1234,${i % 2 === 0}\n`).join('')}`;
await send(`${providers}/rate-deck`, oddDeck);
const names = (await client.get(`${providers}/network-groups?limit=200`)).data.map(({ name }) => name);
const guarded = (name) => /^'*[=+@＝-]/.test(name);
const meant = odd.map((name) => (guarded(name) ? name : `'${name}`));
check(meant.every((name) => names.includes(name)), `groups: ${JSON.stringify(names)}`);
const oddExported = await takeOut();
check(!/(^|,)"?[=+@＝-]/m.test(oddExported), `a cell begins like a formula: ${oddExported}`);
await unchanged(oddExported, 'the export of names like formulas');
await send(`${providers}/rate-deck`, exported);
await unchanged(deck, 'the large deck, after its export was taken over,');
const sorted = (text) => text.split('\n').sort().join('\n');
check(sorted(await takeOut()) === sorted(exported), 'the export of an export is another one');

// ---- an export that another deck overtakes is cut short, and never of both ----
const begun = () => new Promise((resolve, reject) => {
  http.get({ socketPath: daemon.socket, path: `${providers}/rate-deck` }, (answer) => resolve(answer.pause())).once('error', reject);
});
// One that had left the daemon already is whole, and the deck of before.
const isRight = (answer) => new Promise((resolve) => {
  let text = '';
  answer.setEncoding('utf8').on('data', (more) => (text += more)).on('error', () => {});
  answer.once('close', () => resolve(!answer.complete || sorted(text) === sorted(exported))).resume();
});
const readers = await Promise.all([begun(), begun(), begun(), begun()]);
const refused = await begun();
check(readers.every(({ statusCode }) => statusCode === 200), 'four exports at once are refused');
check(refused.statusCode === 503 || await isRight(refused), `a fifth export is answered ${refused.statusCode}`);
refused.resume();
await send(`${providers}/rate-deck`, `${deck}Plivo,AQ,Antarctica,Antarctica,672199,0.1,0.2\n`);
for (const reader of readers) check(await isRight(reader), 'an export went on with the groups of another deck');
await send(`${providers}/rate-deck`, deck);

// ---- the thousand numbers, which are all E.164 and hold no commas but in quotes ----
const cells = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell.replace(/^"|"$/g, '').replace(/""/g, '"'));
const vectors = data('prefix-vectors.csv').toString('utf8').trim().split('\n').slice(1).map(cells);
check(vectors.length === 1000, `${vectors.length} vectors`);
const money = (text) => text.replace(/(\.\d\d\d*?)0*$/, '$1');
for (const [number, group, prefix, country, rate] of vectors) {
  const answer = await explain(number);
  const right = group === ''
    ? answer.reason === 'no_group' && answer.network_group === null && !answer.allowed
    : answer.network_group === group && answer.prefix === prefix && answer.country === country && answer.outbound_inr_per_min === money(rate);
  check(right, `${number}: expected ${group} ${prefix} ${rate}, got ${JSON.stringify(answer)}`);
}

// ---- other numbers, against a table that is asked for each length ----
const byPrefix = new Map(deck.trim().split('\n').slice(1).map(cells).map(([, , , group, prefix]) => [prefix, group]));
const longest = (digits) => {
  for (let n = digits.length; n > 0; n--) if (byPrefix.has(digits.slice(0, n))) return byPrefix.get(digits.slice(0, n));
  return null;
};
let state = 20261122;
const random = (below) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below;
const prefixes = [...byPrefix.keys()];
const others = Array.from({ length: 1500 }, (_, i) => {
  let digits = i % 5 === 0 ? String(1 + random(9)) : prefixes[random(prefixes.length)];
  while (digits.length < 11) digits += random(10);
  return digits;
});
for (const digits of others) {
  const { group } = await decide(`+${digits}`);
  check(group === longest(digits), `+${digits}: expected ${longest(digits)}, got ${group}`);
}

// ---- the same list at once, with what it costs ----
const list = `e164\n${others.map((digits) => `+${digits}`).join('\n')}\n`;
const rehearsal = await send(`${here}/rehearse`, list);
check(rehearsal.numbers === 1500 && rehearsal.allowed + rehearsal.refused === 1500, JSON.stringify(rehearsal).slice(0, 200));
const nowhere = rehearsal.groups.find(({ reason }) => reason === 'no_group')?.numbers ?? 0;
check(nowhere === others.filter((digits) => longest(digits) === null).length, `${nowhere} numbers without a group`);

// ---- a switch is seen by the very next decision, however often ----
const mobile = (await client.get(`${here}/providers/plivo/network-groups?q=919876543210&limit=200`)).data.find(({ name }) => name === longest('919876543210'));
for (let i = 0; i < 60; i++) {
  const enabled = i % 2 === 0;
  await client.must('PATCH', `${here}/providers/plivo/network-groups/${mobile.id}`, { enabled });
  const { allow, reason } = await decide('+919876543210');
  check(allow === enabled, `switched to ${enabled}, decided ${allow} (${reason})`);
}

// ---- decisions go on while decks are taken over, and each is of one deck or the other ----
const cheap = deck.replace(/^(Plivo,IN,India,India - Mobile,[^,]*,[^,]*),[^,\n]*$/gm, '$1,0.0107');
const probe = [...byPrefix].find(([prefix, group]) => group === 'India - Mobile' && longest(`${prefix}0000000`.slice(0, 12)) === group)[0];
const number = `+${`${probe}0000000`.slice(0, 12)}`;
const dear = (await decide(number)).rate;
let over = false;
const rates = new Set();
const asking = (async () => { while (!over) rates.add((await decide(number)).rate); })();
for (let i = 0; i < 4; i++) {
  await send(`${providers}/rate-deck`, i % 2 === 0 ? cheap : deck);
  const { rate } = await decide(number);
  check(rate === (i % 2 === 0 ? '0.0107' : dear), `after import ${i} it costs ${rate}`);
}
over = true;
await asking;
check([...rates].every((rate) => rate === dear || rate === '0.0107'), `rates seen: ${[...rates]}`);

// ---- a deck of nothing but faults: every line is named, a page at a time ----
const noise = `country,iso2,group,prefixes,inbound,outbound\n${'x\n'.repeat(20500)}`;
const named = [];
for (let pages = 0, after = ''; pages < 5; pages++, after = `&rejected_after=${named.at(-1)}`) {
  const { result } = await send(`${providers}/rate-deck?dry_run=true${after}`, noise);
  named.push(...result.rejected.map(({ line }) => line));
  check(result.rejected_total === 20500 && result.rejected.length === [1000, 10000, 9500, 0, 0][pages],
    `page ${pages} of the faults: ${result.rejected.length} of ${result.rejected_total}`);
}
check(named.length === 20500 && named.every((line, i) => line === i + 2), 'not every faulty line is named once, in order');

// ---- who is not the operator sends no large body ----
const stranger = await client.send({ method: 'POST', path: `${providers}/rate-deck`, over: 'tcp',
  headers: { 'Content-Type': 'text/csv', Authorization: `Bearer ${world['owner.token']}` }, body: Buffer.from(deck) });
check(stranger.status === 413, `a stranger's large body: ${stranger.status}`);
const small = await client.send({ method: 'POST', path: `${providers}/rate-deck`, over: 'tcp',
  headers: { 'Content-Type': 'text/csv', Authorization: `Bearer ${world['owner.token']}` }, body: Buffer.from('x') });
check(small.status === 403, `a stranger's small body: ${small.status}`);

client.close();
const left = await daemon.stop();
if (left !== null) faults.push(left);
conclude();
