// The command line by readable cases: node tests/cli/cases.mjs [FILE.case …].  Each file has a daemon with
// the demo of its own; tests/README.md tells the language.  With no file all are played, and every verb has to
// have done its work in one of them.
import { appendFileSync, chmodSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Identity } from '../api/lib/identity.mjs';
import { totp } from '../api/lib/play.mjs';
import { DATA, Place, ROOT, Tally } from './lib/nexa.mjs';

const HERE = path.join(ROOT, 'tests/cli');
const tally = new Tally();
const worked = new Set(); // "member set-role"

// Words as a shell would cut them; quotes of either kind hold together.
function cut(text) {
  return [...text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

function fill(text, vars) {
  return text.replace(/\$(\w+)/g, (whole, name) => {
    if (!(name in vars)) throw new Error(`there is no ${whole}`);
    return vars[name];
  });
}

// A star stands for anything within a line, \e and \xHH for what cannot be typed.
function pattern(text) {
  const plain = text.replace(/\\e/g, '\x1b').replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return new RegExp(plain.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*'));
}

class Case {
  constructor(file, place) {
    this.name = path.relative(process.cwd(), file);
    this.place = place;
    this.vars = { socket: place.socket, url: `http://127.0.0.1:${place.daemon.port}`, data: DATA, work: place.work };
    this.next = { env: {}, input: '' };
    this.number = 0;
  }

  check(ok, what) {
    const { command, result } = this;
    tally.check(ok, `${this.name}:${this.number}: ${what}\n    after: ${command}\n    exit ${result?.exit}\n    out: ${result?.out.slice(0, 1500)}\n    err: ${result?.err.slice(0, 1500)}`);
  }

  async run(command) {
    this.finish();
    const words = cut(fill(command, this.vars));
    this.command = command;
    this.with = this.next;
    this.result = await this.place.nexa(words, this.next);
    this.next = { env: {}, input: '' };
    this.judged = false;
    /* RFC 4180: each record ends with CR LF; inside of quotes anything may stand. */
    if (/ -o csv/.test(` ${words.join(' ')}`)) {
      const records = this.result.out.replace(/"[^"]*"/g, '');
      this.check(records.split('\n').slice(0, -1).every((record) => record.endsWith('\r')) && /(^|\n)$/.test(records), 'CSV ends its records with CR LF');
    }
    if (this.result.exit === 0 && !words.includes('--help')) worked.add(words.slice(0, 2).join(' ')).add(words[0]);
  }

  finish() {
    if (this.result && !this.judged) this.check(this.result.exit === 0, 'it was to end with 0');
  }

  says(text, wanted) {
    return text.split('\n').some((line) => pattern(fill(wanted, this.vars)).test(line));
  }

  async line(text) {
    let found;
    if ((found = /^\$ (.*)$/.exec(text))) await this.run(found[1]);
    else if ((found = /^as (\S+)$/.exec(text))) this.next.env.NEXA_TOKEN = await this.place.signIn(found[1]);
    else if ((found = /^env (\w+)=(.*)$/.exec(text))) this.next.env[found[1]] = fill(found[2], this.vars);
    else if ((found = /^in (.*)$/.exec(text))) this.next.input += `${fill(found[1], this.vars)}\n`;
    else if ((found = /^file (\S+) (.*)$/.exec(text))) {
      const file = path.join(this.place.work, found[1]);
      appendFileSync(file, `${fill(found[2], this.vars)}\n`);
      chmodSync(file, 0o600);
    } else if ((found = /^no file (\S+)$/.exec(text))) {
      this.check(!existsSync(path.join(this.place.work, found[1])), text);
    } else if ((found = /^exit (\d+)$/.exec(text))) {
      this.judged = true;
      this.check(this.result.exit === Number(found[1]), `it was to end with ${found[1]}`);
    } else if ((found = /^(out|err) nothing$/.exec(text))) {
      this.check(this.result[found[1]] === '', `${found[1]} was to be empty`);
    } else if ((found = /^(no )?(out|err) (.*)$/.exec(text))) {
      const has = this.says(this.result[found[2]], found[3]);
      this.check(has !== Boolean(found[1]), text);
    } else if ((found = /^until (.*)$/.exec(text))) {
      for (const end = Date.now() + 60000; !this.says(this.result.out, found[1]) && Date.now() < end;)
        this.result = await this.place.nexa(cut(fill(this.command, this.vars)), this.with);
      this.check(this.says(this.result.out, found[1]), text);
    } else if ((found = /^lines (\d+)$/.exec(text))) {
      this.check(this.result.out.split('\n').length - 1 === Number(found[1]), text);
    } else if ((found = /^keep (\w+) (.*)$/.exec(text))) {
      const value = new RegExp(found[2]).exec(this.result.out)?.[1];
      this.check(value !== undefined, text);
      this.vars[found[1]] = value ?? '';
    } else if ((found = /^(\w+) is the (next )?code of (\S+)$/.exec(text))) {
      this.vars[found[1]] = totp(fill(found[3], this.vars), Date.now() + (found[2] ? 30000 : 0));
    } else throw new Error(`${this.name}:${this.number}: cannot understand '${text}'`);
  }
}

async function play(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const identity = lines.includes('with identity') ? await new Identity().listen() : null;
  const place = await Place.open(path.basename(file, '.case'), identity ? ['--webhook-allow-private'] : []);
  const each = new Case(file, place);
  if (identity) each.vars.identity = identity.issuer;
  const before = tally.failures.length;
  for (const text of lines) {
    each.number++;
    if (text.trim() !== '' && !text.startsWith('#') && text !== 'with identity') await each.line(text.trim());
  }
  each.finish();
  const fault = await place.close();
  await identity?.die();
  tally.check(fault === null, `${each.name}: the daemon: ${fault}`);
  console.log(`${tally.failures.length === before ? 'ok  ' : 'FAIL'} ${each.name}`);
}

// "member set-role" of every operation that is not hidden, and the verbs of special.def.
function verbs() {
  const read = (file) => readFileSync(path.join(ROOT, file), 'utf8').replace(/\/\*[^]*?\*\//g, '');
  const operations = read('src/model/operations.def').split(/^(?=OP\()/m).filter((row) => row.startsWith('OP(') && !/\bHIDDEN\b/.test(row))
    .map((row) => /^OP\((\w+),/.exec(row)[1].replace('_', ' ').replace(/_/g, '-'));
  const special = [...read('src/nexa/special.def').matchAll(/^SPECIAL\(\w+,\s*(?:NULL|"(\w+)"),\s*"(\w+)"/gm)]
    .map(([, noun, verb]) => (noun ? `${noun} ${verb}` : verb));
  return [...operations, ...special];
}

const files = process.argv.slice(2);
const all = readdirSync(HERE).filter((file) => file.endsWith('.case')).sort().map((file) => path.join(HERE, file));
for (const file of files.length > 0 ? files : all) await play(path.resolve(file));
// What needs a keyring does its work in tests/cli/keyring.mjs, what needs an identity provider in tests/api/sso.mjs.
if (files.length === 0) for (const verb of verbs()) tally.check(['login', 'unlock', 'sso forget', 'sso test'].includes(verb) || worked.has(verb), `nexa ${verb}: no case has it do its work`);
tally.done();
