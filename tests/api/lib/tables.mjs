// What the tests read from the tables in src/: operations, problems, events.  Only their names and
// statuses are taken, to see that everything was exercised; what is right stands in the tests.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './daemon.mjs';

function read(file) {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return text.replace(/\/\*[^]*?\*\//g, '');
}

function rows(file, pattern) {
  const found = [...read(file).matchAll(pattern)];
  if (found.length === 0) throw new Error(`${file} has no rows that ${pattern} finds`);
  return found;
}

export function operations() {
  return rows('src/model/operations.def', /^OP\((\w+),/gm).map((row) => row[1]);
}

// Older paths and the ones that they stand for.
export function aliases() {
  return rows('src/model/aliases.def', /^ALIAS\("([^"]+)",\s*"([^"]+)"\)/gm).map((row) => [row[1], row[2]]);
}

// Wire code to HTTP status; codes that never travel are left out.
export function problems() {
  const all = rows('src/base/problems.def', /^PROBLEM\((\w+),\s*(\d+),/gm).map((row) => [row[1], Number(row[2])]);
  return new Map(all.filter(([, status]) => status > 0));
}

export function events() {
  return rows('src/model/vocab.def', /^\s*WORD\(EVENT,\s*\w+,\s*"([^"]+)"/gm).map((row) => row[1]);
}

// What one may do, and the letters of the workspace roles that may.
export function actions() {
  return rows('src/model/actions.def', /^ACTION\((\w+),\s*"[^"]*",\s*"([^"]+)"/gm).map((row) => ({ id: row[1], workspace: row[2] }));
}

// tests/api/later.txt: what cannot happen yet, and why.
export function later() {
  const out = { code: new Map(), event: new Map() };
  for (const line of readFileSync(path.join(ROOT, 'tests/api/later.txt'), 'utf8').split('\n')) {
    const found = /^(code|event)\s+(\S+):\s+(\S.*)$/.exec(line);
    if (found) out[found[1]].set(found[2], found[3]);
    else if (line.trim() !== '' && !line.startsWith('#')) throw new Error(`later.txt: cannot read '${line}'`);
  }
  return out;
}
