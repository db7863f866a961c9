// memory.mjs PID TEXT: fails when the text is anywhere in the memory that the process can write.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const [pid, text] = process.argv.slice(2);
const wanted = Buffer.from(text);
const most = 1n << 30n; // what a sanitizer reserves is larger, and not memory of the program
const memory = openSync(`/proc/${pid}/mem`, 'r');
let found = 0;
for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
	const map = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
	if (map === null)
		continue;
	const from = BigInt(`0x${map[1]}`);
	const size = BigInt(`0x${map[2]}`) - from;
	if (size > most)
		continue;
	const part = Buffer.alloc(Number(size));
	let n = 0;
	try {
		n = readSync(memory, part, 0, part.length, from);
	} catch {
		continue; // [vvar] and the like
	}
	for (let at = part.indexOf(wanted); at >= 0 && at < n; at = part.indexOf(wanted, at + 1)) {
		console.error(`at ${(from + BigInt(at)).toString(16)} of ${line}`);
		found++;
	}
}
closeSync(memory);
process.exit(found > 0 ? 1 : 0);
