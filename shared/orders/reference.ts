import { createHash } from 'node:crypto';

/** Crockford's alphabet: no letter that a person mistakes for a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 12;

/** Matches a reference where it stands in an EasyPost order's `description`. */
const REFERENCE = new RegExp(`^CW-[${ALPHABET}]{${LENGTH}}(?![${ALPHABET}])`);

/** `CW-` and 12 characters (60 bits) derived from the order's id: the same id gives the same reference. */
export function orderReference(orderId: string): string {
  const digest = createHash('sha256').update(orderId).digest();
  const characters = Array.from({ length: LENGTH }, (_, i) => ALPHABET[(digest[i] ?? 0) & 31]);
  return `CW-${characters.join('')}`;
}

/** What Cartway writes into the EasyPost order's `description`: the reference first, then the cart's number. */
export function describeOrder(reference: string, orderNumber: string): string {
  return `${reference} ${orderNumber}`.slice(0, 255);
}

/** The reference at the start of a `description`, or null where it is not one of ours. */
export function referenceIn(description: string | null | undefined): string | null {
  return description?.match(REFERENCE)?.[0] ?? null;
}
