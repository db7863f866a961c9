// Whether a proof proves: by sigstore's code (npm @sigstore/verify), none of ours but the canonical form.
import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { canonical } from './audit.mjs';

const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require('@sigstore/verify/dist/timestamp/checkpoint.js');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/timestamp/merkle.js');
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410, before the 32 bytes

// A log as sigstore knows one, from "name+id+base64(1 ‖ key)".
function logOf(vkey) {
  const [, id, key] = /^[^+]+\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  const der = Buffer.concat([ED25519_SPKI, Buffer.from(key, 'base64').subarray(1)]);
  return { logID: Buffer.from(id, 'hex'), publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }),
    validFor: { start: new Date(0), end: new Date(8640000000000000) } };
}

// Null when the answer of …/audit-events/ID/proof is good for that key.
export function proofFault(proof, vkey) {
  const { leaf_hash: _, ...event } = proof.event;
  const [, size, root] = proof.checkpoint.split('\n');
  const entry = { canonicalizedBody: Buffer.from(canonical(event), 'utf8'), integratedTime: '1',
    inclusionProof: { logIndex: String(event.seq - 1), treeSize: size, rootHash: Buffer.from(root, 'base64'),
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'hex')), checkpoint: { envelope: proof.checkpoint } } };
  try {
    verifyMerkleInclusion(entry);
    verifyCheckpoint(entry, [logOf(vkey)]);
    return null;
  } catch (fault) {
    return `event ${event.id}: ${fault.message}`;
  }
}
