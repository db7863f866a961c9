// nexad demo --events N: a log as long as one wants, to be read and searched as any other.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { binary, scratch, startDaemon } from '../api/lib/daemon.mjs';
import { Tally, runNexa } from './lib/nexa.mjs';

const EVENTS = 30000;
const tally = new Tally();
const work = path.join(scratch(), 'long-demo');

function demo(events) {
  return spawnSync(binary('nexad'), ['demo', '--config', '/dev/null', '--data-dir', path.join(work, 'data'), '--events', events], { encoding: 'utf8' });
}

for (const bad of ['many', '-1', '1e6', '']) {
  const { status, stderr } = demo(bad);
  tally.check(status === 2 && stderr.includes('events'), `--events '${bad}': exit ${status}, ${stderr}`);
}
for (const wrong of [['--listen', '127.0.0.1:99999'], ['--database', 'mysql://x'], ['--listen', '127.0.0.1:0', '--tls-cert', '/dev/null']]) {
  const { status, stderr } = spawnSync(binary('nexad'), ['--config', '/dev/null', '--data-dir', path.join(work, 'wrong'),
    '--socket', path.join(work, 'wrong', 's'), ...wrong], { encoding: 'utf8' });
  tally.check(status === 2 && stderr.includes('nexad: '), `nexad ${wrong.join(' ')}: exit ${status}, ${stderr}`);
}
const made = demo(String(EVENTS));
tally.check(made.status === 0, `nexad demo: ${made.stderr}`);
const daemon = await startDaemon(work);

async function meta(...filter) {
  const { exit, out, err } = await runNexa(['audit', 'list', '--org', 'Acme Voice', '--limit', '1', '-o', 'json', ...filter],
    { ...process.env, HOME: work, NEXA_SOCKET: daemon.socket });
  tally.check(exit === 0, `audit list ${filter.join(' ')}: exit ${exit}, ${err}`);
  return JSON.parse(out).meta;
}

const { total } = await meta();
tally.check(Math.abs(total - EVENTS) < 1000, `${total} events, and ${EVENTS} were asked for`);
const found = await meta('--q', 'quarterly clean', '--outcome', 'success');
tally.check(found.total > 50 && found.total < EVENTS / 10, `${found.total} events have 'quarterly clean-up'`);
const fault = await daemon.stop();
tally.check(fault === null, `the daemon: ${fault}`);
tally.done();
