// A real rsyslog on loopback, over TCP or TLS, that writes each message it takes to a file, a line each.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const PROGRAM = '/usr/sbin/rsyslogd';
const START_MS = 60000;

// A port that nobody listens on at the moment.
async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const running = new Set();
process.once('exit', () => running.forEach((each) => each.kill('SIGKILL')));

export class Syslogd {
  // tls: { ca, cert, key } are files.
  constructor(directory, tls = null) {
    if (!existsSync(PROGRAM)) throw new Error(`there is no ${PROGRAM}; ./dev installs rsyslog and rsyslog-gnutls`);
    this.directory = directory;
    this.tls = tls;
    this.file = path.join(directory, 'got');
    mkdirSync(directory, { recursive: true });
  }

  async start() {
    this.port ??= await freePort();
    const secure = this.tls === null ? '' : ' StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon"';
    const certificates = this.tls === null ? '' : `
  DefaultNetstreamDriverCAFile="${this.tls.ca}" DefaultNetstreamDriverCertFile="${this.tls.cert}" DefaultNetstreamDriverKeyFile="${this.tls.key}"`;
    const config = path.join(this.directory, 'conf');
    // What it has taken is in the file before the connection is closed, which is all that syslog has for an answer.
    // Facts as rsyslog has parsed them, with a separator that no event has.
    writeFileSync(config, `global(workDirectory="${this.directory}" maxMessageSize="256k"${certificates})
main_queue(queue.type="Direct")
module(load="imtcp"${secure})
input(type="imtcp" address="127.0.0.1" port="${this.port}" ruleset="r")
template(name="t" type="string" string="%pri%\\t%protocol-version%\\t%timereported:::date-rfc3339%\\t%app-name%\\t%msgid%\\t%structured-data%\\t%msg%\\n")
ruleset(name="r") { action(type="omfile" file="${this.file}" template="t") }
`);
    const tried = spawnSync(PROGRAM, ['-N1', '-f', config], { encoding: 'utf8' });
    if (tried.status !== 0) throw new Error(`rsyslogd does not take its configuration: ${tried.stderr}`);
    this.log = '';
    this.process = spawn(PROGRAM, ['-n', '-f', config, '-i', path.join(this.directory, 'pid')], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.process.stderr.on('data', (text) => { this.log += text; });
    running.add(this.process);
    this.exited = new Promise((resolve) => this.process.on('exit', resolve));
    this.exited.then(() => running.delete(this.process));
    for (const until = Date.now() + START_MS; !(await this.answers());) {
      if (Date.now() > until) throw new Error(`rsyslogd does not listen: ${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this;
  }

  answers() {
    return new Promise((resolve) => {
      const socket = net.connect(this.port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
  }

  async kill(signal = 'SIGKILL') {
    this.process.kill(signal);
    await this.exited;
  }

  // Whole lines only: the last may still be being written.
  got() {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, 'utf8').split('\n').slice(0, -1).map((line) => {
      const [pri, version, at, app, msgid, facts, ...text] = line.split('\t');
      return { pri, version, at, app, msgid, facts, text: text.join('\t') };
    });
  }
}
