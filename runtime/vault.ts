import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface VaultKey {
  id: string;
  /** 32 bytes. */
  key: Buffer;
}

/** Seals secrets at rest (AES-256-GCM). The first key seals; the others only open what they sealed. */
export interface Vault {
  seal(secret: string): string;
  /** Throws when the key is not known or the text was changed; the message names the key id only. */
  open(sealed: string): string;
}

export function createVault(keys: readonly [VaultKey, ...VaultKey[]]): Vault {
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  const [current] = keys;
  return {
    seal(secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, current.key, nonce);
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${current.id}:${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')}`;
    },
    open(sealed) {
      const [id = '', data = ''] = sealed.split(':');
      const key = byId.get(id);
      if (!key)
        throw new Error(`A stored secret was sealed with key "${id}", which CARTWAY_ENCRYPTION_KEYS does not hold`);
      const bytes = Buffer.from(data, 'base64');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new Error(`A stored secret cannot be opened with key "${id}": the key is wrong or the text was changed`);
      }
    },
  };
}

/** Eight characters that tell two secrets apart without giving either away. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(`cartway:${secret}`).digest('hex').slice(0, 8);
}
