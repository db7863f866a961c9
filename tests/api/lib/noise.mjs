// Requests that no client would make: every operation with values from a box of nasty ones.  The seed
// decides all of it, so that a finding can be repeated.
const NASTY = [null, true, 0, -1, 1.5, 1e308, 9007199254740993, '', ' ', 'x', '\u0000', '\ud800', 'a'.repeat(5000), '\u202e', 'é', 'e\u0301',
  '\u{1f600}', "'; DROP TABLE users; --", '%00', '../..', '=1+1', '*', 'owner', 'org_owner', 'admin', 'enterprise', 'standard', 'active',
  'suspended', 'in', 'x@example.org', 'good-Pass-1', '2026-01-01', '2026-13-01T00:00:00Z', 'member.*', '9999999999999999999', [], {}, [[]], [{}],
  { role: 'owner' }, [{ user_id: 'x', role: null }], 'null', 'true', '1', '-1', 'nxi_x', 'asc'];

// Mulberry32: small, and good enough to pick from a box.
export function random(seed) {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

function valueFor(name, pick, world) {
  const ids = { org: [world.org, world.rival, world.corner], ws: [world.ws, world.lab, world.rival_ws], workspace_id: [world.ws],
    user: [world.viewer, world.admin, world.owner], user_id: [world.newcomer, world.viewer], owner_user_id: [world.admin],
    role: ['admin', 'viewer', 'org_admin'], email: [world['newcomer.email']], name: ['Lab', 'Fresh'], display_name: ['Somebody'], region: ['in'] };
  if (ids[name] && pick(3) > 0) return ids[name][pick(ids[name].length)];
  return NASTY[pick(NASTY.length)];
}

export function compose(each, pick, world) {
  const { operation, template, method } = each;
  const text = (name) => {
    const value = valueFor(name, pick, world);
    const plain = typeof value === 'string' ? value : JSON.stringify(value);
    return encodeURIComponent(plain.toWellFormed?.() ?? plain.replace(/[\ud800-\udfff]/g, '?'));
  };
  let path = template.replace(/\{(\w+)\}/g, (_, name) => text(name) || 'x');
  const query = operation.parameters.filter((parameter) => parameter.in === 'query' && pick(4) === 0)
    .map((parameter) => `${parameter.name}=${parameter.name === 'wait' ? 0 : text(parameter.name)}`);
  if (query.length > 0) path += `?${query.join('&')}`;
  const headers = {};
  if (pick(6) === 0) headers['If-Match'] = ['"1"', '*', '""', '"x"', '"99999999999999999999"'][pick(5)];
  if (pick(8) === 0) headers['Idempotency-Key'] = `k${pick(20)}`;
  const content = operation.requestBody?.content;
  let body = null;
  if (content?.['text/csv']) {
    headers['Content-Type'] = 'text/csv';
    body = Buffer.from(`display_name,email,role\n${[0, 1, 2].map((i) => JSON.stringify(valueFor(['display_name', 'email', 'role'][i], pick, world))).join(',')}\n`);
  } else if (content) {
    headers['Content-Type'] = 'application/json';
    const names = Object.keys(content['application/json'].schema.properties).filter(() => pick(5) > 0);
    const members = Object.fromEntries(names.map((name) => [name, valueFor(name, pick, world)]));
    body = Buffer.from(pick(20) === 0 ? JSON.stringify(NASTY[pick(NASTY.length)]) : JSON.stringify(members));
  }
  return { method, path, headers, body, over: 'socket', dryRun: /[?&]dry_run=true(&|$)/.test(path) };
}
