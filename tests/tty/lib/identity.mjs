// An identity provider for a console: node identity.mjs EMAIL FILE.  It prints its issuer, and vouches for the address
// once the file is there.
import { existsSync } from 'node:fs';
import { Identity, json } from '../../api/lib/identity.mjs';

const [, , email, approved] = process.argv;
const identity = await new Identity().listen();
identity.person = { sub: 'sub-of-a-console', email, email_verified: true };
const { '/device': device, '/token': token } = identity.answers;
identity.answers['/device'] = () => {
  const told = JSON.parse(device().body);
  return json(200, { ...told, interval: 1 });
};
identity.answers['/token'] = (seen) => (existsSync(approved) ? token(seen) : json(400, { error: 'authorization_pending' }));
console.log(identity.issuer);
