// The audit log of a demo in SQLite, changed behind the daemon's back.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export class Behind {
  constructor(place, org) {
    this.file = path.join(place.daemon.dataDir, 'nexad.db');
    // An event stands at this number and its seq.
    this.base = BigInt(this.sql(`SELECT no << 40 FROM audit_logs WHERE org_id = '${org}'`));
    this.log = `at BETWEEN ${this.base} AND ${this.base + (1n << 40n) - 1n}`;
    this.sql(`CREATE TABLE kept_events AS SELECT * FROM audit_events WHERE ${this.log}; CREATE TABLE kept_parties AS SELECT * FROM audit_parties`);
  }

  sql(text) {
    return execFileSync('sqlite3', ['-cmd', '.timeout 60000', this.file, `BEGIN IMMEDIATE; ${text}; COMMIT;`], { encoding: 'utf8' });
  }

  // Everything as it was.
  mend() {
    this.sql(`DELETE FROM audit_events WHERE at < 0 OR ${this.log}; INSERT INTO audit_events SELECT * FROM kept_events;
      DELETE FROM audit_parties; INSERT INTO audit_parties SELECT * FROM kept_parties`);
  }
}
