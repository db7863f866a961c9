// Invoices on paper: the PDF read back by pdftotext and the CSV by a strict reader, each against the JSON; with
// hundreds of workspaces, names of every kind, and without the font.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, conclude, faults } from './lib/checks.mjs';
import { Client } from './lib/client.mjs';
import { scratch, startDaemon } from './lib/daemon.mjs';
import { countUsage } from './lib/usage.mjs';

const home = path.join(scratch(), 'invoices');
const LIKE_OTHERS = 300; // workspaces beside those with a name of their own
const NAMES = {
  plain: 'Production',
  long: 'A workspace whose name goes on and on, since nobody ever told its owner that names may be short, too',
  unbroken: 'W'.repeat(100),
  accents: 'Łódź – Größe ß ₹ Ωμέγα Привет',
  hindi: 'मुंबई बिक्री',
  arabic: 'تجربة',
  emoji: 'Rocket 🚀 desk',
  pdf: '(parentheses) \\ backslash ) Tj ET /Name <</x>> endstream',
  formula: '=HYPERLINK("http://evil.example","x")',
  minus: '-1+1',
  csv: 'Quotes "and", commas\tand tabs',
  controls: 'line\nbreak\u0001\u202eoverride',
  empty: ' ',
};
let daemon = await startDaemon(home);
let client = new Client(daemon);
const org = (await client.must('POST', '/v1/organizations', { name: 'Acme', legal_name: 'Acme (Süd) Pvt. Ltd. \\ Co', plan: 'enterprise',
  contact: { person: 'Priya "P" Sharma', email: 'books@acme.example', address: `${'14 Marine Drive, '.repeat(20)}Mumbai 400020` },
  owner: { email: 'o@acme.example', display_name: 'O' } })).id;
const away = (await client.must('POST', '/v1/organizations', { name: 'Away', plan: 'starter',
  owner: { email: 'a@away.example', display_name: 'A' } })).id;
await client.must('PATCH', `/v1/organizations/${org}`, { gstin: '27AABCU9603R1ZN' });
await client.must('PATCH', `/v1/organizations/${away}`, { gstin: '29AABCU9603R1ZJ' });
client.close();
await daemon.stop();

const at = '2031-01-31T23:00:00Z';
const own = Object.values(NAMES).map((name, i) => ({ org, ws: `ws_own${i}`, name, at, calls: 1000 + i, minutes: 70000 + i, paise: 9000000 - i * 1003, rental: i * 25000 }));
const others = Array.from({ length: LIKE_OTHERS }, (_, i) => ({ org, ws: `ws_other${i}`, name: `Branch ${i}`, at, calls: i, minutes: i, paise: 1 + i * 151 }));
const rows = [...own, ...others];
// The hour after belongs to the next month.
const later = { org, ws: 'ws_own0', name: 'Production', at: '2031-02-01T00:00:00Z', calls: 1, minutes: 1, paise: 150 };
countUsage(daemon.dataDir, [...rows, later, { org: away, ws: 'ws_away', name: 'Front', at, calls: 1, minutes: 1, paise: 151 }]);

const options = ['--supplier-name', 'Dial (Nexa) Pvt. Ltd.', '--supplier-gstin', '27AAPFU0939F1ZV', '--supplier-address', '1 Exchange Plaza, Mumbai 400051'];
const start = async (more = []) => {
  daemon = await startDaemon(home, [...options, ...more], [], Date.parse('2031-02-01T00:00:05Z') - Date.now());
  client = new Client(daemon);
};
const paths = (id) => `/v1/organizations/${id}/billing/invoices`;
const newest = async (id) => {
  for (const end = Date.now() + 60000; Date.now() < end; await sleep(20)) {
    const { data } = await client.get(paths(id));
    if (data.length > 0) return client.get(`${paths(id)}/${data[0].number}`);
  }
  throw new Error(`${id} has no invoice after a minute`);
};
const fetchAs = (media, invoice) => client.send({ method: 'GET', path: `${paths(invoice.organization_id)}/${invoice.number}`, over: 'socket', headers: { Accept: media } });
await start();
const invoice = await newest(org);

// ---- the arithmetic, in paise as integers ----
const paise = (text) => {
  check(/^\d+\.\d\d$/.test(text), `'${text}' is no amount of whole paise`);
  return BigInt(text.replace('.', ''));
};
const sum = (list) => list.reduce((all, each) => all + each, 0n);
const whole = sum(rows.map((row) => BigInt(row.paise + (row.rental ?? 0))));
check(invoice.lines.length === rows.length, `there are ${invoice.lines.length} lines for ${rows.length} workspaces`);
check(sum(invoice.lines.map((line) => paise(line.amount_inr))) === whole, 'the lines are not what was used');
check(invoice.lines.every((line) => paise(line.calls_inr) + paise(line.rentals_inr) === paise(line.amount_inr)), 'a line does not add up');
check(paise(invoice.subtotal_inr) === whole, 'the subtotal is not the sum of the lines');
const half = (whole * 9n + 50n) / 100n;
check(paise(invoice.cgst_inr) === half && paise(invoice.sgst_inr) === half && invoice.igst_inr === '0.00', `the tax is ${invoice.cgst_inr}, ${invoice.sgst_inr}, ${invoice.igst_inr}`);
check(paise(invoice.total_inr) === whole + 2n * half, 'the total does not add up');
const abroad = await newest(away);
check(abroad.igst_inr === '0.27' && abroad.cgst_inr === '0.00' && abroad.total_inr === '1.78', `another state: ${JSON.stringify(abroad)}`);
check(abroad.number.slice(0, 9) !== invoice.number.slice(0, 9), 'two organizations share a series');
for (const row of rows) {
  const line = invoice.lines.find((each) => each.workspace_id === row.ws);
  check(line?.name === row.name && line.calls === row.calls && line.minutes === row.minutes && paise(line.calls_inr) === BigInt(row.paise),
    `the line of ${row.name}: ${JSON.stringify(line)}`);
}

// ---- CSV: RFC 4180 to the letter ----
function parseCsv(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const before = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) throw new Error(`this is no CSV: ${JSON.stringify(text.slice(before, before + 80))}`);
    rows.at(-1).push(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"'));
    if (found[3] === '\r\n') rows.push([]);
  }
  if (rows.pop().length !== 0) throw new Error('the last line has no end');
  return rows;
}
const csv = await fetchAs('text/csv', invoice);
check(/^text\/csv;/.test(csv.headers['content-type']), `CSV comes as ${csv.headers['content-type']}`);
const [titles, ...table] = parseCsv(csv.text);
check(table.every((row) => row.length === titles.length), 'not all rows have as many cells as there are titles');
const records = table.map((row) => Object.fromEntries(row.map((cell, i) => [titles[i], cell])));
const lines = records.filter((record) => record.type === 'workspace');
check(lines.length === invoice.lines.length && lines.every((record, i) => record.amount_inr === invoice.lines[i].amount_inr &&
  record.workspace_id === invoice.lines[i].workspace_id && record.calls === String(invoice.lines[i].calls)), 'the CSV has other lines than the JSON');
check(lines.every((record, i) => record.name.replace(/^'/, '') === invoice.lines[i].name), 'the CSV has other names than the JSON');
check(table.flat().every((cell) => !/^[=+\-@\t\r]/.test(cell)), 'a cell of the CSV is a formula');
for (const type of ['subtotal', 'cgst', 'sgst', 'igst', 'total', 'paid', 'due'])
  check(records.find((record) => record.type === type)?.amount_inr === invoice[`${type}_inr`], `the CSV has another ${type}`);
check(records.every((record) => record.number === invoice.number && record.customer === invoice.customer.name && record.period_to === '2031-02-01'), 'the CSV tells another invoice');

// ---- PDF, as pdftotext reads it ----
function run(program, ...args) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.error) throw result.error;
  check(result.status === 0 && result.stderr === '', `${program} ended with ${result.status}: ${result.stderr.slice(0, 500)}`);
  return result.stdout;
}
function readPdf(answer) {
  const file = `${home}.pdf`;
  check(answer.status === 200 && answer.headers['content-type'] === 'application/pdf', `PDF: ${answer.status} ${answer.headers['content-type']}`);
  writeFileSync(file, answer.bytes);
  return { text: run('pdftotext', '-layout', file, '-'), info: run('pdfinfo', file), fonts: run('pdffonts', file) };
}
const bare = (text) => text.replace(/\s+/g, '');
const answer = await fetchAs('application/pdf', invoice);
const pdf = readPdf(answer);
const pages = Number(/^Pages:\s+(\d+)$/m.exec(pdf.info)[1]);
check(pages > 5 && pages < 20 && /A4/.test(pdf.info), `the PDF has ${pages} pages`);
check(/^Title:\s+Invoice INV-/m.test(pdf.info) && /2031/.test(/^CreationDate:.*$/m.exec(pdf.info)[0]), `the PDF says of itself ${pdf.info}`);
check(/DejaVuSans\S*\s.*yes yes yes/.test(pdf.fonts), `the font is not embedded: ${pdf.fonts}`);
const parts = pdf.text.split('\f');
for (let i = 1; i <= pages; i++)
  check(parts[i - 1].includes(`Page ${i} of ${pages}`) && parts[i - 1].includes(invoice.number) && parts[i - 1].includes(i === 1 ? 'Tax invoice' : 'continued'), `page ${i} does not say what it is`);
check(pdf.text.includes('2031-01-01 to 2031-01-31 (UTC)') && pdf.text.includes('27 Maharashtra'), 'the PDF has no period or place of supply');
for (const part of [invoice.supplier.name, invoice.supplier.gstin, invoice.supplier.address, invoice.customer.name, invoice.customer.gstin, '14 Marine Drive', '2031-02-01', '9984'])
  check(bare(pdf.text).includes(bare(part)), `the PDF has no '${part}'`);
const printed = pdf.text.split('\n').map((line) => line.trim().replace(/ {2,}/g, '  '));
for (const line of invoice.lines) {
  const numbers = [line.calls, line.minutes, line.calls_inr, line.rentals_inr, line.amount_inr].join('  ');
  check(printed.some((each) => each.endsWith(numbers)), `the PDF has no line '${numbers}' of ${line.name}`);
}
const named = (key) => printed.find((each) => each.endsWith(invoice.lines.find((line) => line.name === NAMES[key]).amount_inr));
for (const key of ['plain', 'accents', 'minus', 'csv'])
  check(bare(named(key)).startsWith(bare(NAMES[key]).slice(0, 25)), `the PDF calls '${NAMES[key]}' '${named(key)}'`);
// No letter in the wrong place: what joins, moves or runs the other way is a box each, with the id and a word on it.
for (const key of ['hindi', 'arabic', 'emoji']) {
  const id = invoice.lines.find((line) => line.name === NAMES[key]).workspace_id;
  check(named(key).includes('□') && named(key).includes(id), `the PDF calls '${NAMES[key]}' '${named(key)}'`);
}
check(!/[\u0590-\u08ff\u0900-\u0dff]/u.test(pdf.text) && pdf.text.includes('The JSON and the CSV of this invoice have every name'), 'the PDF has letters that it cannot set');
check(bare(pdf.text).includes(bare('(parentheses)')) && bare(pdf.text).includes(bare('endstream')), 'a name broke the PDF');
check(bare(pdf.text).includes(bare('A workspace whose name goes on')), 'a long name is not there');
for (const [title, amount] of [['Subtotal', invoice.subtotal_inr], ['CGST 9.00 %', invoice.cgst_inr], ['SGST 9.00 %', invoice.sgst_inr], ['Total (INR)', invoice.total_inr], ['Paid from the wallet', invoice.paid_inr], ['Due (INR)', invoice.due_inr]])
  check(printed.some((each) => each === `${title}  ${amount}`), `the PDF has no '${title}  ${amount}'`);
check(!pdf.text.includes('IGST'), 'the PDF has a tax that is not due');
check((await fetchAs('application/pdf', invoice)).bytes.equals(answer.bytes), 'the same invoice is another PDF the second time');
const other = readPdf(await fetchAs('application/pdf', abroad));
check(/IGST 18\.00 %\s+0\.27/.test(other.text) && /Page 1 of 1/.test(other.text) && !/[CS]GST \d/.test(other.text), `another state: ${other.text}`);

// ---- without the font: built-in letters, and the nearest of those that it does not have ----
client.close();
let fault = await daemon.stop();
if (fault) faults.push(fault);
await start(['--invoice-font', `${home}/none.ttf`]);
const poor = readPdf(await fetchAs('application/pdf', invoice));
check(/Helvetica/.test(poor.fonts) && poor.text.includes(invoice.number) && poor.text.includes('Acme (Süd) Pvt. Ltd.') && bare(poor.text).includes('Lódz'), `without the font: ${poor.text.slice(0, 2000)}`);
for (const line of invoice.lines) check(poor.text.includes(line.amount_inr), `without the font: ${line.amount_inr} is missing`);
client.close();
fault = await daemon.stop();
if (fault) faults.push(fault);

conclude();
