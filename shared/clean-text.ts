/** What stands for bytes in a wrong encoding, or for half a character. */
export const DAMAGE = '\ufffd';

/** Said of a text with {@link DAMAGE} in it. */
export const NOT_WHOLE = 'did not arrive whole: the cart must answer in UTF-8';

/** PostgreSQL refuses NUL, and half a surrogate pair in JSON; every other character is kept as it is. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, DAMAGE);
}
