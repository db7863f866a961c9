// A rate deck of any size, the same each time: node tests/data/deck.mjs PREFIXES [GROUPS [SHIFT]] >deck.csv
// Countries have 11,111 nested prefixes each; SHIFT moves the prices and the group of each fiftieth prefix.
const [prefixes, groups, shift] = [1000000, 20000, 0].map((usual, i) => Number(process.argv[2 + i] ?? usual));
const PER_COUNTRY = 11111;
const countries = Math.max(1, Math.ceil(prefixes / PER_COUNTRY));
const perCountry = Math.max(1, Math.floor(groups / countries));
const letter = (n) => String.fromCharCode(65 + n % 26);
const hash = (n) => (Math.imul(n, 2654435761) >>> 0) >>> 7;

let text = 'provider,country_iso2,country_name,network_group,prefix,inbound_inr_per_min,outbound_inr_per_min\n';
let written = 0;
for (let country = 0; country < countries; country++) {
  const code = String(100 + country);
  const name = `Land ${letter(country / 26 | 0)}${letter(country)}`;
  for (let digits = 0; digits <= 4; digits++) {
    for (let n = 0; n < 10 ** digits && written < prefixes; n++, written++) {
      const rest = digits === 0 ? '' : String(n).padStart(digits, '0');
      const moved = shift > 0 && written % 50 === 0 ? 1 : 0;
      const group = ((written % 10 === 0 ? hash(written) : Number(`${rest}00`.slice(0, 2)) * 3 + digits) + moved) % perCountry;
      const price = (hash(country * 1000 + group) % 900000 + 1000 + shift) / 10000;
      text += `Plivo,${letter(country / 26 | 0)}${letter(country)},${name},${name} - Carrier ${group},${code}${rest},0.1007,${price.toFixed(4)}\n`;
    }
    if (text.length > 1 << 16 || digits === 4) {
      process.stdout.write(text);
      text = '';
    }
  }
}
