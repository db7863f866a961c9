// Patterns: JSON in which some places are left open.
//
//   *              anything, but it must be there       "mem*"   a text, * stands for any part of it
//   $name          keeps the value; a name that is      absent   must not be there
//                  known must be equal instead          #3       a list of three
//   {"a": 1}       at least these members               [1, ...] ... stands for any number of items
import { inspect } from 'node:util';

const TOKEN = /\s*(?:(\.\.\.)|(\*)|#(\d+)|\$([a-z_]\w*(?:\.\w+)?)|(absent|true|false|null)\b|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)|([[\]{},:]))/y;
const WORDS = { true: true, false: false, null: null };

export function parsePattern(text) {
  let at = 0;
  let token;
  const next = () => {
    TOKEN.lastIndex = at;
    token = TOKEN.exec(text);
    if (!token) {
      if (text.slice(at).trim() !== '') throw new Error(`cannot read the pattern from '${text.slice(at, at + 30)}' on`);
      token = [];
      return;
    }
    at = TOKEN.lastIndex;
  };
  const expect = (sign) => {
    if (token[8] !== sign) throw new Error(`the pattern lacks '${sign}' before '${text.slice(at, at + 30)}'`);
    next();
  };
  const list = (close, item) => {
    const items = [];
    next();
    while (token[8] !== close) {
      items.push(item());
      if (token[8] !== close) expect(',');
    }
    next();
    return items;
  };
  const member = () => {
    if (!token[6]) throw new Error(`a name in quotes is missing before '${text.slice(at, at + 30)}'`);
    const name = JSON.parse(token[6]);
    next();
    expect(':');
    return [name, value()];
  };
  const value = () => {
    const [, rest, any, count, name, word, quoted, number, sign] = token;
    if (sign === '{') return { members: list('}', member) };
    if (sign === '[') return { items: list(']', value) };
    next();
    if (rest) return { rest: true };
    if (any) return { any: true };
    if (count) return { count: Number(count) };
    if (name) return { name };
    if (word) return word === 'absent' ? { absent: true } : { equals: WORDS[word] };
    if (quoted) return { glob: JSON.parse(quoted) };
    if (number) return { equals: Number(number) };
    throw new Error(`a value is missing before '${text.slice(at, at + 30)}'`);
  };
  next();
  const whole = value();
  if (token.length > 0) throw new Error(`something follows the pattern: '${text.slice(at - 1, at + 30)}'`);
  return whole;
}

// Texts may quote variables; * stands for any run of characters, line breaks too.
export function globMatches(glob, text, fill) {
  const source = fill(glob).split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('[^]*');
  return new RegExp(`^${source}$`, 'u').test(text);
}

const show = (value) => (value === undefined ? 'not there' : inspect(value, { depth: 1, breakLength: Infinity }));

// Answers what does not fit, as sentences; keeps captures in vars.
export function match(pattern, value, vars, fill, where = 'the answer') {
  if (pattern.absent) return value === undefined ? [] : [`${where} is ${show(value)} and should not be there`];
  if (value === undefined) return [`${where} is not there`];
  if (pattern.any) return [];
  if (pattern.name) return matchName(pattern.name, value, vars, where);
  if ('count' in pattern)
    return Array.isArray(value) && value.length === pattern.count ? []
      : [`${where} has ${value?.length} items, expected ${pattern.count}`];
  if ('glob' in pattern)
    return typeof value === 'string' && globMatches(pattern.glob, value, fill) ? []
      : [`${where} is ${show(value)}, expected "${fill(pattern.glob)}"`];
  if ('equals' in pattern) return value === pattern.equals ? [] : [`${where} is ${show(value)}, expected ${show(pattern.equals)}`];
  if (pattern.members) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${where} is ${show(value)}, expected an object`];
    return pattern.members.flatMap(([name, inner]) => match(inner, value[name], vars, fill, `${where === 'the answer' ? '' : where}.${name}`));
  }
  return Array.isArray(value) ? matchItems(pattern.items, value, vars, fill, where)
    : [`${where} is ${show(value)}, expected a list`];
}

function matchName(name, value, vars, where) {
  if (!vars.has(name)) {
    vars.capture(name, value);
    return [];
  }
  return vars.get(name) === value ? [] : [`${where} is ${show(value)}, and $${name} is ${show(vars.get(name))}`];
}

// The first way in which the items fit, trying shorter stretches for ... first.
function matchItems(items, values, vars, fill, where) {
  const [first, ...others] = items;
  if (!first) return values.length === 0 ? [] : [`${where} has ${values.length} items more than expected, the first ${show(values[0])}`];
  if (first.rest) {
    for (let skip = 0; skip <= values.length; skip++) {
      const mark = vars.mark();
      if (matchItems(others, values.slice(skip), vars, fill, where).length === 0) return [];
      vars.reset(mark);
    }
    return [`${where} has nowhere what stands after '...'; it is ${show(values)}`];
  }
  if (values.length === 0) return [`${where} has fewer items than expected`];
  const faults = match(first, values[0], vars, fill, `${where}[]`);
  return faults.length > 0 ? faults : matchItems(others, values.slice(1), vars, fill, where);
}
