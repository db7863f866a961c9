// Help is what tests/golden/help.txt has, from the real program, and needs no daemon: for everything, for
// every verb; each noun's lists its verbs.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, Tally, runNexa } from './lib/nexa.mjs';

const tally = new Tally();
const nobody = { PATH: process.env.PATH, HOME: '/home/nobody', LC_ALL: 'C.UTF-8' };
for (const name of ['ASAN_OPTIONS', 'UBSAN_OPTIONS']) if (process.env[name]) nobody[name] = process.env[name];
const [all, ...verbs] = readFileSync(path.join(ROOT, 'tests/golden/help.txt'), 'utf8').split('--------\n');
const nouns = new Map();

async function compare(words, wanted) {
  const { exit, out, err } = await runNexa(words, nobody);
  tally.check(exit === 0 && err === '' && wanted(out), `nexa ${words.join(' ')}: exit ${exit}\n${out}${err}`);
}

await compare(['--help'], (out) => out === all);
await compare(['-h'], (out) => out === all);
for (const help of verbs) {
  const words = /^usage: nexa ((?:[a-z-]+ ?)+)/.exec(help)[1].trim().split(' ');
  await compare([...words, '--help'], (out) => out === help);
  if (words.length === 2) nouns.set(words[0], [...(nouns.get(words[0]) ?? []), words.join(' ')]);
}
for (const [noun, names] of nouns)
  await compare([noun, '--help'], (out) => out.startsWith(`usage: nexa ${noun} VERB`) && names.every((name) => out.includes(`  ${name} `) || out.includes(`  ${name}\n`)));
await compare(['--version'], (out) => /^nexa \d+\.\d+\.\d+\n$/.test(out));
tally.done();
