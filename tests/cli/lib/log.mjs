// The audit log of a demo in SQLite, changed behind the daemon's back.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export class Behind {
  constructor(place, org) {
    this.file = path.join(place.daemon.dataDir, 'nexad.db');
    this.org = org;
    this.sql(`CREATE TABLE kept_events AS SELECT * FROM audit_events WHERE org_id = '${org}'`);
  }

  sql(text) {
    return execFileSync('sqlite3', ['-cmd', '.timeout 20000', this.file, `BEGIN IMMEDIATE; ${text}; COMMIT;`], { encoding: 'utf8' });
  }

  // Everything as it was.
  mend() {
    this.sql(`DELETE FROM audit_events WHERE org_id = '${this.org}'; INSERT INTO audit_events SELECT * FROM kept_events`);
  }
}
