// Starting and stopping a real nexad for a test, in a directory of its own.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const START_MS = 60000;
const STOP_MS = 60000;

// NEXA_BIN names the directory of the binaries; ./dev test sets it.
export function binary(name) {
  const file = path.resolve(ROOT, process.env.NEXA_BIN ?? 'build/dev/bin', name);
  if (!existsSync(file)) throw new Error(`there is no ${file}; set NEXA_BIN to the directory of the binaries`);
  return file;
}

// A directory that goes away with the process, unless KEEP=1 wants to look at it.  Its path is
// short, because that of a Unix socket may have 107 bytes.
export function scratch() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'nexa-api-'));
  process.once('exit', () => {
    if (process.env.KEEP) console.error(`kept ${directory}`);
    else rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

// The demo tenant's data, in a directory that does not exist yet.
export function makeDemo(directory) {
  execFileSync('sh', [path.join(ROOT, 'tests/demo.sh'), directory], { env: { ...process.env, NEXA_BIN: path.dirname(binary('nexad')) } });
}

// Sanitizers write to stderr and may still exit with 0, so the log is read too.
function faultIn(log) {
  const found = /^.*(ERROR: \w*Sanitizer|runtime error:|Assertion .* failed).*$/m.exec(log);
  return found ? `${found[0]}\n${log.slice(found.index, found.index + 4000)}` : null;
}

// A test that dies leaves none behind.
const running = new Set();
process.once('exit', () => running.forEach((each) => each.kill('SIGKILL')));

class Daemon {
  constructor(directory, args, through, late) {
    this.dataDir = path.join(directory, 'data');
    this.socket = path.join(directory, 'nexad.sock');
    this.log = '';
    this.aheadMs = 0;
    const env = { ...process.env };
    if (late) {
      env.NEXAD_LATE = path.join(directory, 'late');
      this.clock = openSync(env.NEXAD_LATE, 'w');
      this.later(late === true ? 0 : late);
    }
    const [program, ...before] = [...through, binary(late ? 'nexad-late' : 'nexad')];
    this.process = spawn(program, [...before, '--data-dir', this.dataDir, '--socket', this.socket,
      '--listen', '127.0.0.1:0', ...(args.includes('--config') ? [] : ['--base-url', 'https://nexa.example/']), ...args],
    { env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr.setEncoding('utf8');
    this.process.stderr.on('data', (text) => { this.log += text; });
    this.exited = new Promise((resolve) => {
      this.process.on('exit', (code, signal) => resolve(signal ?? code));
    });
    running.add(this.process);
    this.exited.then((how) => {
      this.status = how;
      running.delete(this.process);
    });
  }

  // Moves the clock of a late daemon (tests/late), as one write that is never seen by half.
  later(ms) {
    this.aheadMs += ms;
    writeSync(this.clock, String(this.aheadMs).padStart(20, '0'), 0);
  }

  now() {
    return Date.now() + this.aheadMs;
  }

  async ready() {
    const until = Date.now() + START_MS;
    let found;
    while (!(found = /^nexad ready (\S+) 127\.0\.0\.1:(\d+)$/m.exec(this.log))) {
      if (this.status !== undefined) throw new Error(`nexad ended with ${this.status}:\n${this.log}`);
      if (Date.now() > until) throw new Error(`nexad is not ready after ${START_MS} ms:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.port = Number(found[2]); // the kernel's choice
    return this;
  }

  // Whether it has ended, or does so at once: a sanitizer takes its time to write its report.
  isGone() {
    return Promise.race([this.exited.then(() => true), new Promise((resolve) => setTimeout(resolve, 2000, false))]);
  }

  // Answers what was wrong with the daemon's life: null when it drained and ended with 0.
  async stop() {
    this.process.kill('SIGTERM');
    const alarm = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
    const how = await this.exited;
    clearTimeout(alarm);
    const fault = faultIn(this.log);
    if (fault) return fault;
    if (how !== 0) return `nexad ended with ${how} at SIGTERM:\n${this.log.slice(-4000)}`;
    const left = readdirSync(this.dataDir).filter((name) => /-(wal|shm)$/.test(name));
    return left.length > 0 ? `nexad stopped and left ${left.join(' and ')} behind` : null;
  }
}

// Runs SQL on the database of a daemon, or of one that does not run; answers rows as objects.
export function sql(dataDir, text) {
  const out = execFileSync('sqlite3', ['-json', '-cmd', '.timeout 60000', path.join(dataDir, 'nexad.db')], { input: text, encoding: 'utf8', maxBuffer: 1 << 28 });
  return out.trim() === '' ? [] : JSON.parse(out);
}

// through: a command that runs the daemon, and becomes it (unshare, sh -c 'exec …').
// late: with a clock that later() moves; a number of milliseconds that it is ahead from the start, or true.
export async function startDaemon(directory, args = [], through = [], late = false) {
  mkdirSync(directory, { recursive: true });
  const daemon = new Daemon(directory, args, through, late);
  return daemon.ready().catch((error) => {
    daemon.process.kill('SIGKILL');
    throw error;
  });
}
