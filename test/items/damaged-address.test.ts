import { expect, test } from 'vitest';
import { validateAddress } from '../../activities/items/validate-address.ts';

const ADDRESS = {
  name: 'Zoë Lee',
  company: null,
  street1: "1 Rue de l'Été",
  street2: null,
  city: 'Austin',
  state: 'TX',
  postalCode: '78701',
  country: 'US',
  phone: null,
  email: null,
};

test('an address that came in a wrong encoding stops the order and names the parts, not what stands in them', () => {
  const latin1 = Buffer.from(JSON.stringify(ADDRESS), 'latin1').toString('utf8');
  const damaged = JSON.parse(latin1) as typeof ADDRESS;
  expect(validateAddress(ADDRESS).kind).toBe('valid');
  expect(validateAddress(damaged)).toMatchObject({
    cause: 'invalid_address',
    subject: expect.stringMatching(/^name, street1 did not arrive whole/) as unknown,
  });
});
