// Every role against every operation: node tests/api/matrix.mjs
// The cells of matrix.csv are asked one by one, changes as dry runs, so that the world stays as it is.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './lib/client.mjs';
import { Contract } from './lib/contract.mjs';
import { ROOT, scratch, sql, startDaemon } from './lib/daemon.mjs';
import { operations } from './lib/tables.mjs';
import { Vars } from './lib/vars.mjs';
import { buildWorld } from './lib/world.mjs';

const FILE = path.join(ROOT, 'tests/api/matrix.csv');

// Fields with commas stand in quotes; the file has no quotes inside them.
function readMatrix() {
  const lines = readFileSync(FILE, 'utf8').split('\n')
    .map((text, i) => ({ line: i + 1, text })).filter(({ text }) => text !== '' && !text.startsWith('#'));
  const split = (text) => [...text.matchAll(/("[^"]*"|[^,]*)(,|$)/g)].map((field) => field[1].replace(/"/g, ''));
  const [, , , , , ...columns] = split(lines[0].text).filter((name) => name !== '');
  return lines.slice(1).map(({ line, text }) => {
    const [operation, what, request, body, meets, ...cells] = split(text);
    const [method, target, workspace] = request.split(' ');
    const expected = Object.fromEntries(columns.map((column, i) => [column, cells[i]]));
    const wrong = Object.entries(expected).find(([, cell]) => !/^(ok|401|403|404)$/.test(cell));
    if (wrong) throw new Error(`${FILE}:${line}: the cell ${wrong[0]} is '${wrong[1]}'`);
    return { line, operation, what, method, target, workspace, body, meets, expected };
  });
}

async function furnish(client, world) {
  const members = ['admin', 'member', 'viewer'].map((role) => ({ user_id: world[role], role }));
  const attic = await client.must('POST', `/v1/organizations/${world.org}/workspaces`,
    { name: 'Attic', region: 'in', owner_user_id: world.owner, members });
  await client.must('POST', `/v1/workspaces/${attic.id}/archive`);
  const invited = { email: 'ada@example.org' };
  const inv = await client.must('POST', `/v1/workspaces/${world.ws}/invitations`, { ...invited, role: 'viewer' });
  const orgInv = await client.must('POST', `/v1/organizations/${world.org}/invitations`, { ...invited, role: 'org_viewer' });
  const key = await client.must('POST', `/v1/workspaces/${world.ws}/api-keys`, { name: 'Dialler' });
  const orgKey = await client.must('POST', `/v1/organizations/${world.org}/api-keys`, { name: 'CRM' });
  const agent = await client.must('POST', '/v1/agents', { title: 'Support', prompts: { prompt_text: 'Help.' } },
    { workspace: world.ws });
  const webhook = await client.must('POST', '/v1/user-webhooks', { url: 'https://hooks.example.org/in' },
    { workspace: world.ws });
  await client.must('PUT', `/v1/organizations/${world.org}/audit-stream`, { url: 'https://siem.example.org/in', enabled: false });
  await client.must('PUT', `/v1/organizations/${world.org}/sso`, { issuer: 'https://id.acme.example', client_id: 'nexa', allowed_domains: ['acme.example'] });
  // Somebody has signed in by it; its address is one that is refused without a look at the network.
  sql(client.daemon.dataDir, `INSERT INTO sso_identities (org_id, user_id, subject, bound_at) VALUES ('${world.org}', '${world.viewer}', 'v', 1);
    UPDATE sso SET issuer = 'https://127.0.0.1:9' WHERE org_id = '${world.org}'`);
  const recharge = await client.must('POST', `/v1/organizations/${world.org}/billing/recharges`, { amount_inr: '1000' });
  const number = await client.must('POST', '/v1/organization-phone-numbers/purchase',
    { phoneNumber: '+912268120001', countryISO: 'IN' }, { workspace: world.ws });
  const caller = await client.must('POST', '/v1/agents', { title: 'Caller', prompts: { prompt_text: 'Help.' } },
    { workspace: world.ws });
  await client.must('PATCH', `/v1/agents/${caller.id}`, { is_published: true }, { workspace: world.ws });
  const call = await client.must('POST', '/v1/calls', { phone_number: '+919876543210', agent_id: caller.id, mode: 'test' },
    { workspace: world.ws });
  await client.must('POST', `/v1/calls/${call.id}/events`, { type: 'call.ended', status: 'cancelled' });
  const groups = await client.get('/v1/telephony/providers/plivo/network-groups?q=9122');
  const template = await client.must('POST', `/v1/workspaces/${world.ws}/templates`, { name: 'Leads' });
  const sessions = await client.get(`/v1/users/${world.viewer}/sessions`);
  // No month has ended yet.
  sql(client.daemon.dataDir, `INSERT INTO invoices (number, org_id, seq, period_from, period_to, issued_at, supplier_name, customer_name, tax, subtotal, cgst, sgst, igst, total)
    VALUES ('INV-00001-000001', '${world.org}', 1, 1772323200000, 1775001600000, 1775001600000, 'DialNexa', 'Acme', 1800, 0, 0, 0, 0, 0)`);
  const log = await client.get(`/v1/organizations/${world.org}/audit-events?limit=1`);
  return { ...world, attic: attic.id, inv: inv.id, token: inv.token, org_inv: orgInv.id, key: key.id, key_secret: key.key, session: sessions.data[0].id, org_key: orgKey.id, agent: agent.id, webhook: webhook.id, number: number.id, recharge: recharge.id, invoice: 'INV-00001-000001', caller: caller.id, call: call.id, template: template.id, ng: groups.data[0].id, event: log.data[0].id };
}

function compose(row, who, vars) {
  const dry = !contract.writes(row.method, row.target) ? '' : `${row.target.includes('?') ? '&' : '?'}dry_run=true`;
  const headers = {};
  if (row.workspace) headers['X-Workspace-Id'] = vars.fill(row.workspace);
  let body = null;
  if (row.body !== '') {
    const json = row.body.startsWith('{');
    headers['Content-Type'] = json ? 'application/json' : 'text/csv';
    body = Buffer.from(json ? vars.fillJson(row.body.replace(/'/g, '"')) : row.body);
  }
  if (who !== 'operator' && who !== 'nobody') headers.Authorization = `Bearer ${vars.get(`${who}.token`)}`;
  return { method: row.method, path: vars.fill(row.target, encodeURIComponent) + dry, headers, body,
    over: who === 'operator' ? 'socket' : 'tcp', dryRun: dry !== '' };
}

// A rule that a dry run would break counts as the refusal that the real run would give.
function outcome(row, answer, statuses) {
  const broken = answer.status === 200 ? answer.json?.problems?.[0]?.code : answer.json?.code;
  if (answer.status < 300 && !broken) return row.meets ? `ok, without ${row.meets}` : 'ok';
  if (broken === row.meets) return 'ok';
  return String(answer.status < 300 ? statuses.get(broken) : answer.status);
}

const rows = readMatrix();
const daemon = await startDaemon(path.join(scratch(), 'matrix'));
const client = new Client(daemon);
const world = await furnish(client, await buildWorld(client));
const contract = new Contract(await client.get('/openapi.json'));
const vars = new Vars(world);
// Of each log, how many events it has that are no exports: those are told though nothing changes.
const seqs = async () => {
  const logs = [null, world.org, world.rival, world.corner].map(async (org) => {
    const log = `${org === null ? '/v1' : `/v1/organizations/${org}`}/audit-events?limit=1`;
    return (await client.get(log)).data[0].seq - (await client.get(`${log}&type=audit.exported`)).meta.total;
  });
  return (await Promise.all(logs)).join(' ');
};

let passed = 0;
const failures = [];
const before = await seqs();
for (const row of rows) {
  for (const [who, expected] of Object.entries(row.expected)) {
    const request = compose(row, who, vars);
    const answer = await client.send(request);
    const found = contract.find(request.method, request.path);
    const got = outcome(row, answer, contract.statuses);
    const faults = contract.faults(request, answer);
    if (found?.id !== row.operation) faults.push(`this is ${found?.id} and not ${row.operation}`);
    if (got !== expected) faults.unshift(`${got}, expected ${expected}`);
    if (faults.length === 0) passed++;
    else failures.push(`matrix.csv:${row.line}: ${row.operation}${row.what && ` (${row.what})`} as ${who}: ${faults.join('; ')}\n    ${answer.text.slice(0, 300)}`);
  }
}
if (await seqs() !== before) failures.push(`the dry runs caused audit events: ${before} before, ${await seqs()} after`);
for (const operation of operations())
  if (!rows.some((row) => row.operation === operation)) failures.push(`matrix.csv has no row for ${operation}`);
client.close();
const fault = await daemon.stop();
if (fault) failures.push(fault);
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
