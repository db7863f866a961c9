// What a daemon was asked and has acknowledged, and whether its database says the same.
import { execFileSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import path from 'node:path';
import { allEvents, logFaults } from '../../api/lib/audit.mjs';
import { Client } from '../../api/lib/client.mjs';

const ROLES = ['admin', 'member', 'viewer'];
const SINGLES = 24;
const PAIRED = 16;

const node = (left, right) => createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest();

// RFC 6962: the roots of the perfect subtrees, largest first, by adding the leaves one after the other.
function frontierOf(leaves) {
  const stack = [];
  leaves.forEach((leaf, i) => {
    let root = leaf;
    for (let size = i + 1; size % 2 === 0; size /= 2) root = node(stack.pop(), root);
    stack.push(root);
  });
  return Buffer.concat(stack).toString('hex');
}

export class Books {
  constructor() {
    this.n = 0;
    this.acknowledged = new Map(); // request id to how many events it caused
    this.sent = new Map(); // request id to how many events it would cause, acknowledged or not
    this.refused = [];
  }

  // A workspace with people whose roles are changed one by one, and people who only ever change together.
  async set(client) {
    const person = async (name) => (await client.must('POST', '/v1/users',
      { email: `${name}@crash.example`, display_name: name })).id;
    const owner = await person('owner');
    this.org = (await client.must('POST', '/v1/organizations', { name: 'Crash', plan: 'enterprise',
      owner: { email: 'owner@crash.example', display_name: 'owner' } })).id;
    this.singles = [];
    this.paired = [];
    for (let i = 0; i < SINGLES; i++) this.singles.push(await person(`single${i}`));
    for (let i = 0; i < PAIRED; i++) this.paired.push(await person(`paired${i}`));
    this.ws = (await client.must('POST', `/v1/organizations/${this.org}/workspaces`, { name: 'Crash', region: 'in',
      owner_user_id: owner,
      members: [...this.singles, ...this.paired].map((user_id) => ({ user_id, role: 'viewer' })) })).id;
  }

  async ask(client, method, path, body, nEvents) {
    const id = `crash-${++this.n}`;
    this.sent.set(id, nEvents);
    const answer = await client.send({ method, path, over: 'socket', body: Buffer.from(JSON.stringify(body)),
      headers: { 'Content-Type': 'application/json', 'X-Request-Id': id } });
    if (answer.status === 200) this.acknowledged.set(id, nEvents);
    else this.refused.push({ id, status: answer.status, code: answer.json?.code });
    return answer;
  }

  members() {
    return `/v1/workspaces/${this.ws}/members`;
  }

  // One role to another that it is not; nobody else may change this person meanwhile.
  async changeOne(client, user) {
    const { role } = await client.get(`${this.members()}/${user}`);
    const others = ROLES.filter((each) => each !== role);
    return this.ask(client, 'PATCH', `${this.members()}/${user}`, { role: others[randomInt(others.length)] }, 1);
  }

  // All of the pair's people from one role to the next, or none.
  async changeTogether(client) {
    const { role } = await client.get(`${this.members()}/${this.paired[0]}`);
    const next = ROLES[(ROLES.indexOf(role) + 1) % ROLES.length];
    return this.ask(client, 'POST', `${this.members()}/batch`,
      { changes: this.paired.map((user_id) => ({ user_id, role: next })) }, PAIRED);
  }

  // Changes without end from several clients, until the daemon is gone.
  async load(daemon, workers = 6) {
    const work = async (k) => {
      const client = new Client(daemon);
      const mine = this.singles.filter((_, i) => i % (workers - 1) === k);
      try {
        for (let i = 0; ; i++) await (k === workers - 1 ? this.changeTogether(client) : this.changeOne(client, mine[i % mine.length]));
      } catch {
        client.close(); // the connection broke: what was under way may have happened or not
      }
    };
    await Promise.all(Array.from({ length: workers }, (_, k) => work(k)));
  }

  // What is wrong in the database, which a daemon has open and has recovered: the log as the daemon serves
  // it.  through: a command that runs sqlite3 where that daemon is.
  async faults(daemon, through = []) {
    const [program, ...before] = [...through, 'sqlite3'];
    const ask = (sql) => JSON.parse(execFileSync(program,
      [...before, '-json', path.join(daemon.dataDir, 'nexad.db'), sql], { encoding: 'utf8', maxBuffer: 1 << 28 }) || '[]');
    const faults = [];
    const integrity = ask('PRAGMA integrity_check').map((row) => row.integrity_check).join('; ');
    if (integrity !== 'ok') faults.push(`integrity_check: ${integrity}`);
    const [{ tree, members }] = ask(`SELECT
      (SELECT json_object('size', size, 'frontier', frontier) FROM audit_trees WHERE org_id = '${this.org}') AS tree,
      (SELECT json_group_object(user_id, role) FROM members WHERE ws_id = '${this.ws}') AS members`)
      .map((row) => ({ tree: JSON.parse(row.tree), members: JSON.parse(row.members) }));
    const client = new Client(daemon);
    const events = await allEvents(client, this.org);
    const found = (await client.get(`/v1/organizations/${this.org}/audit-events?type=member.*,organization.*,workspace.*`)).meta;
    client.close();
    const named = events.filter(({ type }) => /^(member|organization|workspace)\./.test(type)).length;
    if (found.total !== null && found.total !== named) faults.push(`the index finds ${found.total} of ${named} events`);
    return [...faults, ...logFaults(events, 'Crash'), ...this.treeFaults(tree, events), ...this.eventFaults(events),
      ...this.stateFaults(events, members)];
  }

  treeFaults(tree, events) {
    const faults = [];
    if (tree.size !== events.length) faults.push(`the tree has ${tree.size} leaves, the log ${events.length} events`);
    if (tree.frontier !== frontierOf(events.map((event) => Buffer.from(event.leaf_hash, 'hex'))))
      faults.push('the tree is not the one of the leaves');
    return faults;
  }

  eventFaults(events) {
    const caused = new Map();
    for (const { request_id: id } of events) caused.set(id, (caused.get(id) ?? 0) + 1);
    const faults = [];
    for (const [id, n] of this.acknowledged)
      if (caused.get(id) !== n) faults.push(`${id} was acknowledged and has ${caused.get(id) ?? 0} of ${n} events`);
    for (const [id, n] of this.sent)
      if (caused.has(id) && caused.get(id) !== n) faults.push(`${id} is there by half: ${caused.get(id)} of ${n} events`);
    return faults;
  }

  // Everybody's role is what the last event about them says.
  stateFaults(events, members) {
    const last = new Map();
    for (const { type, target, details } of events)
      if (type === 'member.added' || type === 'member.role_changed') last.set(target.id, details.after.role);
    const faults = [...this.singles, ...this.paired].filter((user) => last.get(user) !== members[user])
      .map((user) => `${user} is ${members[user]}, and the log says ${last.get(user)}`);
    if (new Set(this.paired.map((user) => members[user])).size !== 1) faults.push('a batch was applied by half');
    return faults;
  }
}

// Prints what a test found, and how much it had to look at.
export function report(name, books, faults) {
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${books.sent.size} changes sent, `
    + `${books.acknowledged.size} acknowledged, ${books.refused.length} refused`);
  for (const fault of faults.slice(0, 20)) console.log(`  - ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
