// The published contract is sound OpenAPI 3.1: node tests/api/openapi.mjs
// Fetches /openapi.json from a running daemon and lets redocly judge it by redocly.yaml.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from './lib/client.mjs';
import { Contract } from './lib/contract.mjs';
import { ROOT, scratch, startDaemon } from './lib/daemon.mjs';
import { operations } from './lib/tables.mjs';

const directory = scratch();
const daemon = await startDaemon(path.join(directory, 'openapi'));
const client = new Client(daemon);
const document = await client.get('/openapi.json');
client.close();
const failures = [await daemon.stop()].filter((fault) => fault !== null);
let passed = 0;
const check = (ok, text) => (ok ? passed++ : failures.push(text));

// Every schema compiles in strict mode, every operation is published, and nothing else.
const contract = new Contract(document);
for (const name of Object.keys(document.components.schemas)) {
  try {
    contract.ajv.getSchema(`contract#/components/schemas/${name}`);
    passed++;
  } catch (error) {
    failures.push(`the schema ${name}: ${error.message}`);
  }
}
const published = contract.operations.map((each) => each.id);
check(JSON.stringify([...published].sort()) === JSON.stringify(operations().sort()),
  `published are ${published.length} operations, in the table ${operations().length}`);
// Places in the path are parameters, and the other way round.
for (const { id, template, operation } of contract.operations) {
  const inPath = [...template.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  const declared = operation.parameters.filter((each) => each.in === 'path').map((each) => each.name).sort();
  check(JSON.stringify(inPath) === JSON.stringify(declared), `${id}: the path has ${inPath}, declared are ${declared}`);
}

const file = path.join(directory, 'openapi.json');
writeFileSync(file, JSON.stringify(document, null, 2));
const redocly = path.join(ROOT, 'tests/node_modules/.bin/redocly');
const lint = spawnSync(redocly, ['lint', file, '--config', path.join(ROOT, 'tests/api/redocly.yaml'), '--format', 'codeframe'],
  { encoding: 'utf8', cwd: directory, env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' } });
const said = `${lint.stdout}${lint.stderr}`;
check(lint.status === 0 && !/You have \d+ warning/.test(said), `redocly lint ended with ${lint.status ?? lint.error}\n${said}`);
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
