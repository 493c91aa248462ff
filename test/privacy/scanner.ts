/** What must not be found, by what it is. */
export type Needles = Readonly<Record<string, string>>;

export interface Finding {
  needle: string;
  place: string;
  /** The text around it, for whoever mends it. */
  around: string;
}

/** The forms in which a value may hide: as it is, in an address, in base64, as hex, as bare digits. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const digits = value.replaceAll(/\D/g, '');
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    value.replaceAll(' ', '+'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('hex'),
    ...(/^[+\d\s()-]+$/.test(value) && digits.length >= 9 ? [digits] : []),
    // A name is also found by its parts.
    ...value.split(/[\s@]+/).filter((part) => part.length >= 7 && /[a-z]/i.test(part)),
  ];
  return [...new Set(forms.map((form) => form.toLowerCase()))];
}

/** Looks for every needle in a text that was left at `place`. */
export function scan(needles: Needles, place: string, text: string): Finding[] {
  const haystack = text.toLowerCase();
  return Object.entries(needles).flatMap(([needle, value]) => {
    const at = Math.max(...formsOf(value).map((form) => haystack.indexOf(form)));
    return at < 0 ? [] : [{ needle, place, around: text.slice(Math.max(0, at - 200), at + 100) }];
  });
}

/** All texts and bytes in a value, decoded, with the places of an object's keys as well; one text. */
export function textOf(value: unknown): string {
  const found: string[] = [];
  const seen = new Set<object>();
  const collect = (each: unknown): void => {
    if (typeof each === 'string') found.push(each);
    else if (each instanceof Uint8Array) found.push(Buffer.from(each).toString('utf8'));
    else if (typeof each === 'object' && each !== null && !seen.has(each)) {
      seen.add(each);
      const entries = each instanceof Map ? [...each] : Object.entries(each);
      for (const [key, inner] of entries) {
        found.push(String(key));
        collect(inner);
      }
    }
  };
  collect(value);
  return found.join('\n');
}
