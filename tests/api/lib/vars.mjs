// Names and their values: those of the fixture world, and what a conversation has captured.
const NAME = /\$([a-z_]\w*(?:\.\w+)?)/g;
const REPEAT = /\$\(([^]*?)\*(\d+)\)/g;

export class Vars {
  constructor(known) {
    this.known = new Map(Object.entries(known));
    this.unused = new Map(); // name to the line that captured it
    this.line = 0;
  }

  has(name) {
    return this.known.has(name);
  }

  get(name) {
    if (!this.known.has(name)) throw Object.assign(new Error(`$${name} is not known: nothing has captured it`), { unknown: name });
    this.unused.delete(name);
    return this.known.get(name);
  }

  capture(name, value) {
    this.known.set(name, value);
    this.unused.set(name, this.line);
  }

  mark() {
    return { known: new Map(this.known), unused: new Map(this.unused) };
  }

  reset(mark) {
    this.known = mark.known;
    this.unused = mark.unused;
  }

  // $name in plain text; $(ab*3) is ababab.
  fill(text, encode = (value) => value) {
    return text.replace(REPEAT, (_, part, n) => part.repeat(Number(n)))
      .replace(NAME, (_, name) => encode(String(this.get(name))));
  }

  // $name in JSON: inside quotes its characters, elsewhere its value.
  fillJson(text) {
    return text.replace(REPEAT, (_, part, n) => part.repeat(Number(n)))
      .replace(/"(?:[^"\\]|\\.)*"|\$([a-z_]\w*(?:\.\w+)?)/g, (found, name) => {
        if (name) return JSON.stringify(this.get(name));
        return found.replace(NAME, (_, inner) => JSON.stringify(String(this.get(inner))).slice(1, -1));
      });
  }
}
