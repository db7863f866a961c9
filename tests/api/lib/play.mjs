// Plays a conversation against a daemon and notes what was not as expected.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allEvents, logFaults } from './audit.mjs';
import { ROOT } from './daemon.mjs';
import { globMatches, match, parsePattern } from './pattern.mjs';
import { PEOPLE } from './world.mjs';

const DUE_MS = 60000; // the most that is waited for what is due
const LONG_MS = 20 * 24 * 3600 * 1000; // after some such steps the audit log begins later
const QUIET_MS = 300; // six rounds of what nexad-late does all the time
const PURGED = 'audit.retention_purged';

// "\r\n\xff" in a `> bytes` line: the escapes become bytes, the rest is UTF-8.
function unescapeBytes(text) {
  const codes = { n: '\n', r: '\r', t: '\t', 0: '\0', '\\': '\\', '"': '"' };
  const pieces = text.split(/(\\x[0-9a-fA-F]{2}|\\[nrt0\\"])/).map((piece) => {
    if (/^\\x/.test(piece)) return Buffer.from([parseInt(piece.slice(2), 16)]);
    return Buffer.from(/^\\./.test(piece) ? codes[piece[1]] : piece, 'utf8');
  });
  return Buffer.concat(pieces);
}

// What an authenticator shows at an instant, in ms.
export function totp(secret, at) {
  return execFileSync('oathtool', ['--totp', '--base32', `--now=@${Math.floor(at / 1000)}`, secret], { encoding: 'utf8' }).trim();
}

export class Play {
  constructor(name, client, contract, vars, coverage) {
    Object.assign(this, { name, client, contract, vars, coverage });
    this.who = { name: 'operator', over: 'socket' };
    this.sent = []; // of each exchange: what the audit log must say of it
    this.gone = []; // audit events just before their organization was deleted, or their time was over
    this.failures = [];
    this.n = 0;
  }

  async run(steps) {
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      this.vars.line = step.line;
      try {
        if (step.kind === 'with') continue; // the runner has started the daemon so
        if (step.kind === 'as') this.become(step);
        else if (step.kind === 'later') await this.later(step);
        else if (step.kind === 'let' && step.ahead !== undefined)
          this.vars.known.set(step.name, new Date(this.client.daemon.now() + step.ahead).toISOString());
        else if (step.kind === 'let' && step.secret !== undefined)
          this.vars.known.set(step.name, totp(this.vars.fill(step.secret), this.client.daemon.now()));
        else if (step.kind === 'let') this.vars.known.set(step.name, this.vars.fill(step.value));
        else if (step.kind === 'reply') await this.reply(step);
        else if (step.kind === 'exchange') await this.exchange(step);
        else if (!(steps[i - 1]?.kind === 'audit' && steps[i - 1].place === step.place))
          await this.audit(steps, i);
      } catch (error) {
        this.fail(step, '', [error.message]);
        if (error.unknown) return; // what follows would only fail with it
        /* What the daemon died of is in its log, which the runner shows; nothing more is to be learnt. */
        if (error.code && await this.client.daemon.isGone()) return;
      }
    }
    await this.lookBack();
    for (const [name, line] of this.vars.unused)
      this.failures.push(`${this.name}:${line}: $${name} is captured and never used; is it misspelt?`);
  }

  fail(step, answer, faults) {
    const lines = [`${this.name}:${step.expect?.line ?? step.line}: as ${this.who.name}`, `    ${step.text}`];
    if (step.expect?.text) lines.push(`    ${step.expect.text}`);
    if (answer) lines.push(`  answered ${answer}`);
    this.failures.push([...lines, ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }

  // ---- who speaks ----

  become({ bearer, who, socket }) {
    const over = socket || who === 'operator' ? 'socket' : 'tcp';
    if (bearer) this.who = { name: who, over, token: this.vars.fill(who) };
    else if (who === 'operator' || who === 'nobody') this.who = { name: who, over };
    else if (PEOPLE.includes(who)) this.who = { name: who, over, token: this.vars.get(`${who}.token`) };
    else throw new Error(`there is nobody called '${who}'`);
  }

  // ---- exchanges ----

  compose(step) {
    const headers = {};
    let body = null;
    if (this.who.token) headers.Authorization = `Bearer ${this.who.token}`;
    if (step.body !== undefined) body = Buffer.from(this.vars.fillJson(step.body), 'utf8');
    if (step.bytes !== undefined) body = unescapeBytes(this.vars.fill(step.bytes));
    if (step.file !== undefined) body = readFileSync(path.join(ROOT, 'tests/data', step.file));
    if (step.body !== undefined || step.bytes !== undefined) headers['Content-Type'] = 'application/json';
    if (step.file !== undefined) headers['Content-Type'] = 'text/csv';
    const given = new Set(); // a header given twice is sent twice
    for (const [name, value] of step.headers) {
      const known = Object.keys(headers).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name;
      if (value === 'none') delete headers[known];
      else headers[known] = given.has(known) ? [headers[known], this.vars.fill(value)].flat() : this.vars.fill(value);
      given.add(known);
    }
    const target = this.vars.fill(step.path, (value) => (value.startsWith('/') ? value : encodeURIComponent(value)));
    return { method: step.method, path: target, headers, body, over: this.who.over,
      dryRun: /[?&]dry_run=true(&|$)/.test(target) };
  }

  async exchange(step) {
    for (let i = 1; i <= step.repeats; i++) {
      if (step.repeats > 1) this.vars.known.set('i', String(i));
      const request = this.compose(step);
      if (this.contract.find(request.method, request.path)?.id === 'org_delete')
        this.gone.push(...await allEvents(this.client, request.path.split(/[/?]/)[3]).catch(() => []));
      const answer = this.client.send(request);
      if (step.background) {
        answer.catch(() => {});
        this.pending = { request, answer: answer.then((it) => ({ it, at: performance.now() })) };
        return;
      }
      const failed = this.failures.length;
      this.judge(step, request, await answer);
      this.lastAt = performance.now();
      if (this.failures.length > failed) return;
    }
  }

  async reply(step) {
    if (!this.pending) throw new Error("'<<' without a request that was sent by '>>'");
    const { request, answer } = this.pending;
    const { it, at } = await answer;
    this.pending = null;
    this.judge(step, request, it);
    const took = Math.round(at - this.lastAt);
    if (step.expect.within !== undefined && took > step.expect.within)
      this.fail(step, `${it.status}`, [`it took ${took} ms, expected at most ${step.expect.within}`]);
  }

  judge(step, request, answer) {
    this.n++;
    const { expect } = step;
    const faults = [];
    if (answer.status !== expect.status) faults.push(`the status is ${answer.status}, expected ${expect.status}`);
    if (expect.pattern && faults.length === 0)
      faults.push(...match(expect.pattern, answer.json ?? answer.text, this.vars, (text) => this.vars.fill(text)));
    for (const [name, value] of expect.headers) faults.push(...this.headerFaults(name, value, answer.headers[name]));
    faults.push(...this.contract.faults(request, answer));
    if (faults.length > 0) this.fail(step, `${answer.status} ${answer.text.slice(0, 2000)}`, faults);
    this.note(step, request, answer);
  }

  headerFaults(name, wanted, value) {
    if (wanted === null) return value === undefined ? [] : [`the header ${name} is '${value}' and should not be there`];
    if (value === undefined) return [`the header ${name} is not there`];
    if (/^\$\w+(\.\w+)?$/.test(wanted))
      return match(parsePattern(wanted), value, this.vars, String, `the header ${name}`);
    return globMatches(wanted, value, (text) => this.vars.fill(text)) ? []
      : [`the header ${name} is '${value}', expected '${this.vars.fill(wanted)}'`];
  }

  note(step, request, answer) {
    const found = this.contract.find(request.method, request.path);
    const well = answer.status < 300 && !request.dryRun;
    if (well && found) this.coverage.operations.add(found.id);
    if (request.dryRun && found && answer.json?.problems?.length === 0) this.coverage.dryRuns.add(found.id);
    if (answer.status >= 400 && answer.json?.code) this.coverage.codes.add(answer.json.code);
    this.last = { step, id: answer.headers['x-request-id'], who: this.who.name, operation: found?.id,
      writes: this.contract.writes(request.method, request.path), well, refused: answer.status >= 400 && !request.dryRun };
    this.sent.push(this.last);
  }

  // ---- the clock ----

  // What the audit lines after it tell is what the daemon did of its own.
  async later(step) {
    const ms = step.ms ?? step.until - this.client.daemon.now();
    if (!(ms > 0)) throw new Error('the clock only goes forward');
    this.last = { step, id: null, since: this.client.daemon.now() + ms };
    if (ms >= LONG_MS) for (const org of await this.logs()) this.gone.push(...await allEvents(this.client, org));
    this.client.daemon.later(ms);
  }

  // ---- the audit log ----

  // A moment after the clock was moved what is due is done; wanted: how many events are waited for.
  // What the log lets go of itself, by the hour, is told only where a case says so.
  async eventsOfLast(place, lines) {
    const wanted = lines[0].nothing ? 0 : lines.length;
    const purges = lines.some(({ type }) => type === PURGED);
    const until = Date.now() + (wanted === 0 ? QUIET_MS : DUE_MS);
    let events = await this.eventsNow(place, purges);
    while (this.last.id === null && events.length < Math.max(wanted, 1) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      events = await this.eventsNow(place, purges);
    }
    return events;
  }

  async eventsNow(place, purges) {
    const org = place === 'installation' ? null : this.vars.fill(place ?? '$org');
    const base = org === null ? '/v1/audit-events' : `/v1/organizations/${org}/audit-events`;
    const { data } = await this.client.get(`${base}?limit=200`);
    return data.filter((event) => (event.request_id ?? null) === this.last.id && (purges || event.type !== PURGED) &&
      (this.last.id !== null || Date.parse(event.occurred_at) >= this.last.since)).reverse();
  }

  // Consecutive audit lines are all that the last request has caused there, in this order.
  async audit(steps, first) {
    const block = steps.slice(first).findIndex((step) => step.kind !== 'audit' || step.place !== steps[first].place);
    const lines = steps.slice(first, block === -1 ? undefined : first + block);
    const events = await this.eventsOfLast(steps[first].place, lines);
    const told = () => events.map((event) => `${event.type} by ${event.actor.name}`).join(', ') || 'nothing';
    this.n++;
    if (lines[0].nothing) {
      this.last.silent = true;
      if (events.length > 0) this.fail(lines[0], told(), ['the request caused audit events']);
      return;
    }
    if (events.length !== lines.length)
      this.fail(lines[0], told(), [`the request caused ${events.length} audit events, expected ${lines.length}`]);
    lines.forEach((line, i) => events[i] && this.auditLine(line, events[i]));
  }

  auditLine(line, event) {
    const faults = [];
    if (event.type !== line.type) faults.push(`the type is ${event.type}`);
    const by = PEOPLE.includes(line.by) ? this.vars.get(line.by) : this.vars.fill(line.by);
    const same = by === '*' || [event.actor.id, event.actor.type, event.actor.name].includes(by);
    if (!same) faults.push(`the actor is ${JSON.stringify(event.actor)}`);
    faults.push(...match(line.pattern, event, this.vars, (text) => this.vars.fill(text), 'the event'));
    if (faults.length > 0) this.fail(line, JSON.stringify(event), faults);
  }

  // Whose they are; null: the installation's.
  async logs() {
    return [null, ...(await this.client.get('/v1/organizations?limit=200')).data.map(({ id }) => id)];
  }

  // After the conversation: every change has its event, what was refused or tried has none, and the
  // logs have no gap.
  async lookBack() {
    const caused = new Map();
    const failures = new Map();
    const take = (event) => {
      this.coverage.events.add(event.type);
      const told = event.outcome === 'failure' ? failures : caused;
      told.set(event.request_id, [...(told.get(event.request_id) ?? []), event.type]);
    };
    this.gone.forEach(take);
    for (const org of await this.logs()) {
      const events = await allEvents(this.client, org);
      for (const fault of logFaults(events, org ?? 'the installation')) this.failures.push(`${this.name}: ${fault}`);
      events.forEach(take);
    }
    for (const one of this.sent) {
      // That somebody failed is told where they were refused.
      const types = [...caused.get(one.id) ?? [], ...one.refused ? [] : failures.get(one.id) ?? []];
      if (!one.well && types.length > 0) this.fail(one.step, types.join(', '), ['it was refused, read or tried only, and caused audit events']);
      if (one.well && one.writes && types.length === 0 && !one.silent)
        this.fail(one.step, 'no event', ["a change without its audit event; if nothing changed, say 'audit nothing'"]);
    }
  }
}
