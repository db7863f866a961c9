// The world that every conversation begins in, made through the REST API as an operator would:
//
//   Acme        Enterprise   Production  Owner: owner; admin, member and viewer have those roles
//                            Lab         Owner: neighbour, who has nothing in Production
//               org_owner, org_admin and org_viewer have organization roles and no workspace role
//   Rival       Enterprise   Secret      stranger owns both and has nothing in Acme
//   Corner      Starter      Front       starter owns both: the plan without an organization layer
//   newcomer    a user who has no place anywhere
//
// Its catalogue is tests/data/rate-deck-world.csv, whose default groups the workspaces start with.
import fs from 'node:fs';

export const PASSWORD = 'fixture-Pass-1';

export const PEOPLE = ['org_owner', 'org_admin', 'org_viewer', 'owner', 'admin', 'member', 'viewer',
  'neighbour', 'stranger', 'starter', 'newcomer'];

export async function buildWorld(client) {
  const world = { password: PASSWORD };
  const deck = await client.send({ method: 'POST', path: '/v1/telephony/providers/plivo/rate-deck', over: 'socket',
    headers: { 'Content-Type': 'text/csv' }, body: fs.readFileSync(new URL('../../data/rate-deck-world.csv', import.meta.url)) });
  if (deck.status !== 200) throw new Error(`the world's rate deck: ${deck.status} ${deck.text}`);

  for (const person of PEOPLE) {
    const name = person.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join(' ');
    const email = `${person}@nexa.example`;
    const user = await client.must('POST', '/v1/users', { email, display_name: name, password: PASSWORD });
    const session = await client.must('POST', '/v1/auth/login', { email, password: PASSWORD }, { over: 'tcp' });
    world[person] = user.id;
    world[`${person}.name`] = name;
    world[`${person}.email`] = email;
    world[`${person}.token`] = session.token;
  }

  const organization = async (key, name, plan, owner) => {
    const made = await client.must('POST', '/v1/organizations',
      { name, plan, owner: { email: world[`${owner}.email`], display_name: world[`${owner}.name`] } });
    world[key] = made.id;
    world[`${key}.name`] = name;
  };
  await organization('org', 'Acme', 'enterprise', 'org_owner');
  await organization('rival', 'Rival', 'enterprise', 'stranger');
  await organization('corner', 'Corner', 'starter', 'starter');

  for (const role of ['org_admin', 'org_viewer']) {
    const invitation = await client.must('POST', `/v1/organizations/${world.org}/invitations`,
      { email: world[`${role}.email`], role });
    await client.must('POST', `/v1/invitations/${invitation.token}/accept`, undefined, { token: world[`${role}.token`] });
  }

  const workspace = async (key, org, name, owner, members = []) => {
    const made = await client.must('POST', `/v1/organizations/${world[org]}/workspaces`,
      { name, region: 'in', owner_user_id: world[owner], members });
    world[key] = made.id;
    world[`${key}.name`] = name;
  };
  await workspace('ws', 'org', 'Production', 'owner',
    ['admin', 'member', 'viewer'].map((role) => ({ user_id: world[role], role })));
  await workspace('lab', 'org', 'Lab', 'neighbour');
  await workspace('rival_ws', 'rival', 'Secret', 'stranger');
  await workspace('corner_ws', 'corner', 'Front', 'starter');
  return world;
}
