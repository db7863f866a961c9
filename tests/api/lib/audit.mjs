// The leaf hash of an audit event, computed as domain.md says and not as the daemon does.
import { createHash } from 'node:crypto';

// RFC 8785.  JSON.stringify() writes texts and integers as it wants them, and sort() compares by
// UTF-16 code units, so only the order of members is left to do.
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}

// RFC 6962: SHA-256(0x00 || the event without its leaf_hash).
export function leafHash(event) {
  const { leaf_hash: _, ...rest } = event;
  return createHash('sha256').update(Buffer.from([0])).update(canonical(rest), 'utf8').digest('hex');
}

export function leafFault(event) {
  const wanted = leafHash(event);
  return event.leaf_hash === wanted ? null : `event ${event.id} has leaf_hash ${event.leaf_hash}, computed ${wanted}`;
}

// All events of an organization (null: of the installation), oldest first.
export async function allEvents(client, org) {
  const base = org === null ? '/v1/audit-events' : `/v1/organizations/${org}/audit-events`;
  const events = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await client.get(`${base}?order=asc&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    events.push(...page.data);
    cursor = page.meta.next_cursor;
  }
  return events;
}

// What must hold of every log at any time: no gap, and every hash right.  A beginning may be gone when an event
// of the log says so.
export function logFaults(events, where) {
  const faults = events.map(leafFault).filter((fault) => fault !== null);
  const purged = Math.max(0, ...events.filter(({ type }) => type === 'audit.retention_purged').map(({ details }) => details.after.to_seq));
  const before = Math.min(purged, (events[0]?.seq ?? 1) - 1);
  events.forEach((event, i) => {
    if (event.seq !== before + i + 1) faults.push(`${where}: event ${event.id} has seq ${event.seq} in place ${before + i + 1}`);
  });
  return faults;
}
