/** Codes that are no country of ISO 3166-1 although the machine has a name for them. */
const NOT_COUNTRIES = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

/** Names in use that are not the machine's own. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  usa: 'US',
  'united states of america': 'US',
  'great britain': 'GB',
  'korea republic of': 'KR',
  'republic of korea': 'KR',
  'russian federation': 'RU',
  'viet nam': 'VN',
  'czech republic': 'CZ',
  turkey: 'TR',
  holland: 'NL',
  'the netherlands': 'NL',
  'hong kong': 'HK',
  macau: 'MO',
};

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Old codes count as the country of today: `UK` is `GB`. */
function codeOf(letters: string): string | null {
  if (!/^[A-Z]{2}$/.test(letters) || NOT_COUNTRIES.has(letters)) return null;
  const current = Intl.getCanonicalLocales(`und-${letters}`)[0]?.slice(-2) ?? letters;
  return names.of(current) === undefined || NOT_COUNTRIES.has(current) ? null : current;
}

function codesByName(): Map<string, string> {
  const codes = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  const own = codes.flatMap((letters): [string, string][] => {
    const name = codeOf(letters) === letters ? names.of(letters) : undefined;
    return name === undefined ? [] : [[plain(name), letters]];
  });
  return new Map([...own, ...Object.entries(OTHER_NAMES)]);
}

const CODES = codesByName();

/** The ISO 3166-1 code of a country given as two letters or by its English name; null where it is neither. */
export function countryCode(country: string): string | null {
  return codeOf(country.trim().toUpperCase()) ?? CODES.get(plain(country)) ?? null;
}
