// The REST conversations: node tests/api/run.mjs [FILE.case …]
// Each file talks to a daemon of its own that starts with the same world; see README.md.
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from './lib/client.mjs';
import { Contract } from './lib/contract.mjs';
import { Engine } from './lib/engine.mjs';
import { Identity } from './lib/identity.mjs';
import { ROOT, scratch, startDaemon } from './lib/daemon.mjs';
import { parseCase } from './lib/casefile.mjs';
import { Play } from './lib/play.mjs';
import { events, later, operations, problems } from './lib/tables.mjs';
import { Vars } from './lib/vars.mjs';
import { buildWorld } from './lib/world.mjs';

const HERE = path.join(ROOT, 'tests/api');
const count = { passed: 0, failed: 0 };
const coverage = { operations: new Set(), codes: new Set(), events: new Set(), dryRuns: new Set() };

function report(name, n, failures) {
  count.failed += failures.length;
  count.passed += Math.max(0, n - failures.length);
  console.log(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${n})`);
  for (const failure of failures) console.log(failure.replace(/^/gm, '    '));
}

// The world is made once; each daemon gets a copy of its data directory.
async function prepare(directory) {
  const daemon = await startDaemon(path.join(directory, 'world'));
  const client = new Client(daemon);
  const world = await buildWorld(client);
  const contract = new Contract(await client.get('/openapi.json'));
  client.close();
  const fault = await daemon.stop();
  if (fault) throw new Error(`making the world: ${fault}`);
  return { world, contract, dataDir: daemon.dataDir };
}

async function playFile(file, prepared, directory) {
  const name = path.relative(process.cwd(), file);
  const steps = parseCase(readFileSync(file, 'utf8'), name);
  const home = path.join(directory, path.basename(file, '.case'));
  cpSync(prepared.dataDir, path.join(home, 'data'), { recursive: true });
  const late = steps.some((step) => step.kind === 'later');
  const engine = steps.some((step) => step.engine) ? await new Engine().listen() : null;
  const identity = steps.some((step) => step.identity) ? await new Identity().listen() : null;
  const args = steps.filter((step) => step.kind === 'with').flatMap((step) => step.args);
  const daemon = await startDaemon(home, [...args, ...engine?.options(home) ?? []], [], late);
  const client = new Client(daemon);
  const play = new Play(name, client, prepared.contract, new Vars({ ...prepared.world, engine: engine?.token, identity: identity?.issuer }), coverage);
  await play.run(steps).catch((error) => play.failures.push(`${name}: ${error.stack}`));
  client.close();
  const fault = await daemon.stop();
  await engine?.die();
  await identity?.die();
  if (fault) play.failures.push(`${name}: the daemon: ${fault}`);
  report(name, play.n, play.failures);
}

// Every operation was answered well, each that changes something was tried dry, too, every problem provoked, every event caused, or later.txt says
// why not yet; what it lists must not happen.
function checkCoverage(contract) {
  const deferred = later();
  const failures = [];
  const look = (what, wanted, seen, excused) => {
    for (const one of wanted)
      if (seen.has(one) && excused.has(one)) failures.push(`${what} ${one} happens now; take it out of tests/api/later.txt`);
      else if (!seen.has(one) && !excused.has(one)) failures.push(`${what} ${one}: no case exercises it`);
  };
  look('operation', operations(), coverage.operations, new Map());
  look('dry run of', contract.changing(), coverage.dryRuns, new Map([['auth_login', 'a password would be found out'],
    ['auth_sso_poll', 'the provider tells once']]));
  look('code', problems().keys(), coverage.codes, deferred.code);
  look('event', events(), coverage.events, deferred.event);
  report('coverage', operations().length + contract.changing().length + problems().size + events().length, failures);
}

const all = readdirSync(HERE).filter((file) => file.endsWith('.case')).sort().map((file) => path.join(HERE, file));
const files = process.argv.slice(2).map((file) => path.resolve(file));
const directory = scratch();
const prepared = await prepare(directory);
for (const file of files.length > 0 ? files : all)
  await playFile(file, prepared, directory).catch((error) => report(path.relative(process.cwd(), file), 1, [error.message]));
if (files.length === 0) checkCoverage(prepared.contract);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;
