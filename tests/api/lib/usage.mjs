// Usage as the daemon counts it, put into the database of one that does not run: for what a conversation
// would need thousands of calls for.
import { sql } from './daemon.mjs';

const quote = (text) => `'${text.replace(/'/g, "''")}'`;

// rows: { org, ws, name, at (ISO 8601, a whole hour), calls, minutes, paise, rental (paise) }
export function countUsage(dataDir, rows) {
  const values = rows.map((row) => `(${[quote(row.org), quote(row.ws), Date.parse(row.at), "''", quote(row.name), row.calls, row.calls,
    row.minutes * 60, row.paise * 100, (row.rental ?? 0) * 100].join()})`);
  sql(dataDir, `INSERT INTO usage_hours (org_id, ws_id, hour, invoice, ws_name, calls, answered, billed_s, calls_amount, rentals_amount) VALUES\n${values.join(',\n')};`);
}
