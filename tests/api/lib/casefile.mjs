// Reads a conversation file into steps; the language is described in tests/api/README.md.
import { parsePattern } from './pattern.mjs';

const REQUEST = /^(>>?) ([A-Z]+) (\S+)(?:\s+([^]+))?$/;
const ANSWER = /^(<<?) (\d{3})(?:\s+([^]+))?$/;

const UNITS = { second: 1000, minute: 60000, hour: 3600000, day: 86400000 };

function span(n, unit) {
  if (!(unit in UNITS)) throw new Error(`there is no unit '${unit}'`);
  return Number(n) * UNITS[unit];
}

class Reader {
  constructor() {
    this.steps = [];
    this.open = null; // the exchange that takes header lines and an answer
    this.repeats = 1;
  }

  add(step) {
    if (this.open && !this.open.expect) throw new Error(`the request in line ${this.open.line} has no '<' line`);
    this.steps.push(step);
    this.open = null;
  }

  // A blank line, a line of text with its indented followers, or a comment.
  take(line, text) {
    const step = { line, text };
    let found;
    if ((found = REQUEST.exec(text))) {
      this.add({ ...step, kind: 'exchange', background: found[1] === '>>', method: found[2], path: found[3],
        body: found[4], headers: [], repeats: this.repeats });
      this.repeats = 1;
      this.open = this.steps.at(-1);
      if (this.open.background) this.open.expect = {};
    } else if ((found = ANSWER.exec(text))) {
      this.answer({ ...step, text }, found);
    } else if ((found = /^> header (\S+) ([^]+)$/.exec(text))) {
      this.request('header').headers.push([found[1], found[2]]);
    } else if ((found = /^> bytes "([^]*)"$/.exec(text))) {
      this.request('bytes').bytes = found[1];
    } else if ((found = /^> file (\S+)$/.exec(text))) {
      this.request('file').file = found[1];
    } else if ((found = /^<<? header (\S+) ([^]+)$/.exec(text))) {
      this.answered().headers.push([found[1].toLowerCase(), found[2]]);
    } else if ((found = /^<<? no header (\S+)$/.exec(text))) {
      this.answered().headers.push([found[1].toLowerCase(), null]);
    } else if ((found = /^<< within (\d+) ms$/.exec(text))) {
      this.answered().within = Number(found[1]);
    } else {
      this.other(step);
    }
  }

  other(step) {
    let found;
    if ((found = /^as (bearer )?(\S+)( over socket)?$/.exec(step.text)))
      this.add({ ...step, kind: 'as', bearer: Boolean(found[1]), who: found[2], socket: Boolean(found[3]) });
    else if ((found = /^audit (?:in (\S+) )?nothing$/.exec(step.text)))
      this.add({ ...step, kind: 'audit', place: found[1], nothing: true });
    else if ((found = /^audit (?:in (\S+) )?(\w+\.\w+) by ("[^"]+"|\S+)(?:\s+([^]+))?$/.exec(step.text)))
      this.add({ ...step, kind: 'audit', place: found[1], type: found[2], by: found[3].replace(/"/g, ''),
        pattern: parsePattern(found[4] ?? '*') });
    else if ((found = /^let (\S+) = (\S+)$/.exec(step.text)))
      this.add({ ...step, kind: 'let', name: found[1], value: found[2] });
    else if ((found = /^let (\S+) = the code of (\S+)$/.exec(step.text)))
      this.add({ ...step, kind: 'let', name: found[1], secret: found[2] });
    else if ((found = /^let (\S+) = (\d+) (\w+?)s? from now$/.exec(step.text)))
      this.add({ ...step, kind: 'let', name: found[1], ahead: span(found[2], found[3]) });
    else if ((found = /^with (engine|identity|(--\S+)(?: ([^]+))?)$/.exec(step.text)))
      this.add({ ...step, kind: 'with', engine: found[1] === 'engine', identity: found[1] === 'identity', args: found.slice(2).filter(Boolean) });
    else if ((found = /^later to (\S+)$/.exec(step.text)))
      this.add({ ...step, kind: 'later', until: Date.parse(found[1]) });
    else if ((found = /^later (\d+) (\w+?)s?$/.exec(step.text)))
      this.add({ ...step, kind: 'later', ms: span(found[1], found[2]) });
    else if ((found = /^repeat (\d+)$/.exec(step.text)))
      this.repeats = Number(found[1]);
    else
      throw new Error(`cannot understand '${step.text}'`);
  }

  request(what) {
    if (!this.open || this.open.headers === undefined) throw new Error(`'> ${what}' belongs after a request`);
    return this.open;
  }

  answer(step, found) {
    const expect = { line: step.line, text: step.text, status: Number(found[2]),
      pattern: found[3] === undefined ? null : parsePattern(found[3]), headers: [] };
    if (found[1] === '<<') {
      this.add({ ...step, kind: 'reply', expect });
      this.open = this.steps.at(-1);
      return;
    }
    if (!this.open || this.open.expect) throw new Error("'<' belongs after a request");
    this.open.expect = expect;
  }

  answered() {
    if (!this.open?.expect?.headers) throw new Error('this line belongs after an answer');
    return this.open.expect;
  }
}

// Comments and blank lines go; an indented line continues the one before.
function logicalLines(text) {
  const lines = [];
  text.split('\n').forEach((raw, i) => {
    if (raw.trim() === '' || /^\s*#/.test(raw)) return;
    if (/^\s/.test(raw) && lines.length > 0) lines.at(-1).text += `\n${raw.trimEnd()}`;
    else lines.push({ line: i + 1, text: raw.trimEnd() });
  });
  return lines;
}

export function parseCase(text, name) {
  const reader = new Reader();
  for (const { line, text: words } of logicalLines(text)) {
    try {
      reader.take(line, words);
    } catch (error) {
      throw new Error(`${name}:${line}: ${error.message}`);
    }
  }
  reader.add({ kind: 'end' });
  reader.steps.pop();
  return reader.steps;
}
