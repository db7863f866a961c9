// An identity provider for a console: node identity.mjs EMAIL FILE.  It prints its issuer, and vouches for the address,
// or for the one that the file names, once the file is there.
import { existsSync, readFileSync } from 'node:fs';
import { Identity, json } from '../../api/lib/identity.mjs';

const [, , email, approved] = process.argv;
const identity = await new Identity().listen();
identity.person = { sub: 'sub-of-a-console', email, email_verified: true };
const { '/device': device, '/token': token } = identity.answers;
identity.answers['/device'] = () => {
  const told = JSON.parse(device().body);
  return json(200, { ...told, interval: 1 });
};
identity.answers['/token'] = (seen) => {
  if (!existsSync(approved)) return json(400, { error: 'authorization_pending' });
  const named = readFileSync(approved, 'utf8').trim();
  if (named !== '') identity.person = { sub: `sub-of-${named}`, email: named, email_verified: true };
  return token(seen);
};
console.log(identity.issuer);
