/** Signs the journal of a run, and verifies its signature, with Ed25519 keys in PEM or in OpenSSH's format. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { ChaosError } from '../errors.ts';

/** A key cannot be used to sign or verify a run. */
export class KeyError extends ChaosError {
  override readonly name = 'KeyError';
}

const HOW = 'make one with: openssl genpkey -algorithm ed25519 -out key.pem';

/** @throws KeyError when it is not a private Ed25519 key without a passphrase */
export function privateKeyFrom(text: string): KeyObject {
  const key = parsed(() => (text.includes(OPENSSH_BEGIN) ? opensshPrivateKey(text) : createPrivateKey(text)));
  return demandEd25519(key, 'private');
}

/** @throws KeyError when it is not a public Ed25519 key */
export function publicKeyFrom(text: string): KeyObject {
  if (text.includes('PRIVATE KEY')) throw new KeyError('it is a private key; give the public one');
  const key = parsed(() => (text.startsWith(OPENSSH_TYPE) ? opensshPublicKey(text) : createPublicKey(text)));
  return demandEd25519(key, 'public');
}

/** The signature in Base64, as one line. */
export function signatureOf(journal: Uint8Array, key: KeyObject): string {
  return `${sign(null, journal, key).toString('base64')}\n`;
}

export function isSignatureOf(journal: Uint8Array, signature: string, key: KeyObject): boolean {
  return verify(null, journal, key, Buffer.from(signature.trim(), 'base64'));
}

function parsed(parse: () => KeyObject): KeyObject | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function demandEd25519(key: KeyObject | undefined, kind: 'private' | 'public'): KeyObject {
  if (key?.asymmetricKeyType === 'ed25519') return key;
  const passphrase = kind === 'private' ? ' without a passphrase' : '';
  throw new KeyError(`it is not a ${kind} Ed25519 key${passphrase}, in PEM or OpenSSH's format; ${HOW}`);
}

const OPENSSH_TYPE = 'ssh-ed25519';
const OPENSSH_BEGIN = '-----BEGIN OPENSSH PRIVATE KEY-----';
const SEED_BYTES = 32;
/** What precedes the seed of an Ed25519 key in PKCS #8. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** What precedes the point of an Ed25519 key in SPKI. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function opensshPublicKey(text: string): KeyObject {
  const [, encoded = ''] = text.trim().split(/\s+/);
  const [, point = Buffer.alloc(0)] = fieldsOf(Buffer.from(encoded, 'base64'));
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, point]), format: 'der', type: 'spki' });
}

/** The format is described in PROTOCOL.key of OpenSSH's sources. */
function opensshPrivateKey(text: string): KeyObject {
  const encoded = text.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const magic = Buffer.from('openssh-key-v1\0');
  const body = Buffer.from(encoded, 'base64').subarray(magic.length);
  const [cipher, , , ...counted] = fieldsOf(body, 3);
  if (cipher?.toString() !== 'none') throw new KeyError('it has a passphrase');
  // A count of keys, the public key, and the private part, which begins with two check numbers.
  const rest = Buffer.concat(counted).subarray(4);
  const [, secret = Buffer.alloc(0)] = fieldsOf(rest);
  const [, , pair = Buffer.alloc(0)] = fieldsOf(secret.subarray(8));
  return createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, pair.subarray(0, SEED_BYTES)]),
    format: 'der',
    type: 'pkcs8',
  });
}

/**
 * Splits a sequence of fields, each preceded by its length.
 *
 * @param most how many fields to split off; the rest follows as it is
 */
function fieldsOf(bytes: Buffer, most = Number.POSITIVE_INFINITY): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (fields.length < most && at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at < bytes.length ? [...fields, bytes.subarray(at)] : fields;
}
