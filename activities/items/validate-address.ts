import { DAMAGE, NOT_WHOLE } from '../../shared/clean-text.ts';
import type { ShipTo } from '../../shared/orders/ship-to.ts';
import type { EasypostAddress } from '../easypost/types.ts';
import { countryCode } from './country.ts';
import type { ItemProblem } from './resolve-lines.ts';
import { usState } from './us-state.ts';

export type CheckedAddress = { kind: 'valid'; destination: EasypostAddress } | ItemProblem;

/** Countries where no parcel arrives without the state. */
const NEEDS_STATE = new Set(['US', 'CA', 'AU']);

/** Countries without postal codes, or with ones that nobody uses; elsewhere an address needs one. */
const NO_POSTAL_CODE = new Set(
  `AE AG AN AO AW BF BI BJ BO BS BW BZ CD CF CG CI CK CM DJ DM ER FJ GA GD GH GM GN GQ GY HK JM KI KM KN KP LC ML MO MR
  MS MU MW NR NU PA QA RW SB SC SL SR ST SY TD TF TG TK TL TO TT TV UG VU YE ZW`.split(/\s+/),
);

function present(text: string | null): text is string {
  return text !== null && text.trim() !== '';
}

function missingParts(shipTo: ShipTo, country: string | null): string[] {
  const needed: [part: string, there: boolean][] = [
    ['name or company', present(shipTo.name) || present(shipTo.company)],
    ['street1', present(shipTo.street1)],
    ['city', present(shipTo.city)],
    ['state', present(shipTo.state) || country === null || !NEEDS_STATE.has(country)],
    ['postal code', present(shipTo.postalCode) || country === null || NO_POSTAL_CODE.has(country)],
    ['country', present(shipTo.country)],
  ];
  return needed.filter(([, there]) => !there).map(([part]) => part);
}

const PARTS = ['name', 'company', 'street1', 'street2', 'city', 'state', 'postalCode'] as const;

/** Parts that did not arrive whole: no label should be printed with them. */
function damagedParts(shipTo: ShipTo): string[] {
  return PARTS.filter((part) => shipTo[part]?.includes(DAMAGE));
}

function problem(subject: string): ItemProblem {
  return { kind: 'problem', cause: 'invalid_address', subject };
}

function optional<Key extends string>(key: Key, value: string | null): { [K in Key]?: string } {
  return (present(value) ? { [key]: value.trim() } : {}) as { [K in Key]?: string };
}

/** The address as EasyPost takes it, or all parts that it lacks. The problem names parts, never what stands in them. */
export function validateAddress(shipTo: ShipTo | null): CheckedAddress {
  if (shipTo === null) return problem('the whole address is missing');
  const country = shipTo.country === null ? null : countryCode(shipTo.country);
  const missing = missingParts(shipTo, country);
  if (missing.length > 0) return problem(`${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing`);
  const damaged = damagedParts(shipTo);
  if (damaged.length > 0) return problem(`${damaged.join(', ')} ${NOT_WHOLE}`);
  if (country === null) return problem('country is neither a two-letter code nor an English name of a country');
  const state = country === 'US' && shipTo.state ? usState(shipTo.state) : shipTo.state;
  return {
    kind: 'valid',
    destination: {
      ...optional('name', shipTo.name),
      ...optional('company', shipTo.company),
      street1: shipTo.street1?.trim() ?? '',
      ...optional('street2', shipTo.street2),
      city: shipTo.city?.trim() ?? '',
      ...optional('state', state),
      zip: shipTo.postalCode?.trim() ?? '',
      country,
      ...optional('phone', shipTo.phone),
      ...optional('email', shipTo.email),
    },
  };
}
