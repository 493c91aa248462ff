const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The format of one zone: made once, as each takes milliseconds and much memory. Preloaded into the workflow bundle, so
 * that all orders share them.
 */
export function dateFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions & { timeZone: string },
): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formats.set(key, made);
  return made;
}
