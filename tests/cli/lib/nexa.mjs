// A daemon with the demo tenant, and nexa run beside it as a script would: no terminal, nothing of ours in
// its environment.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from '../../api/lib/client.mjs';
import { ROOT, binary, makeDemo, scratch, startDaemon } from '../../api/lib/daemon.mjs';

export { ROOT };
export const DATA = path.join(ROOT, 'tests/data');
const PASSWORD = 'demo-Pass-1';
const KEPT = /^(PATH|TMPDIR|ASAN_OPTIONS|UBSAN_OPTIONS|TSAN_OPTIONS)$/;

export class Place {
  static async open(name, args = []) {
    const place = new Place();
    place.work = path.join(scratch(), name);
    mkdirSync(place.work);
    makeDemo(path.join(place.work, 'data'));
    for (const each of ['home', 'run']) mkdirSync(path.join(place.work, each), { mode: 0o700 });
    place.daemon = await startDaemon(place.work, args);
    return place;
  }

  get socket() {
    return this.daemon.socket;
  }

  // A session of somebody of the demo, as its token.
  async signIn(email) {
    const client = new Client(this.daemon);
    const body = Buffer.from(JSON.stringify({ email, password: PASSWORD }));
    const answer = await client.send({ method: 'POST', path: '/v1/auth/login', over: 'tcp',
      headers: { 'Content-Type': 'application/json' }, body });
    client.close();
    if (answer.status !== 201 && answer.status !== 200) throw new Error(`signing in as ${email}: ${answer.status} ${answer.text}`);
    return answer.json.token;
  }

  environment(more = {}) {
    const kept = Object.entries(process.env).filter(([name]) => KEPT.test(name));
    return { ...Object.fromEntries(kept), HOME: path.join(this.work, 'home'),
      XDG_RUNTIME_DIR: path.join(this.work, 'run'), LC_ALL: 'C.UTF-8', NEXA_SOCKET: this.socket, ...more };
  }

  // Runs nexa to its end; input is what it reads.  during() gets the process while it runs.
  nexa(words, { input = '', env = {}, during } = {}) {
    return runNexa(words, this.environment(env), { input, cwd: this.work, during });
  }

  // What is wrong with how it ended; null when nothing is.
  async close() {
    return this.daemon.status === undefined ? this.daemon.stop() : null;
  }
}

export function runNexa(words, env, { input = '', cwd, during } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary('nexa'), words, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [];
    const err = [];
    child.stdout.on('data', (bytes) => out.push(bytes));
    child.stderr.on('data', (bytes) => err.push(bytes));
    child.stdin.on('error', () => {}); // it need not read what it is given
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ exit: code ?? signal,
      out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8'), bytes: Buffer.concat(out) }));
    during?.(child);
    child.stdin.end(input);
  });
}

// Counts and tells; a script's last act is done().
export class Tally {
  constructor() {
    this.passed = 0;
    this.failures = [];
  }

  check(ok, text) {
    if (ok) this.passed++;
    else this.failures.push(text);
  }

  done() {
    for (const failure of this.failures) console.log(failure);
    console.log(`${this.passed} passed, ${this.failures.length} failed`);
    process.exitCode = this.failures.length > 0 ? 1 : 0;
  }
}
