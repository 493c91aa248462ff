/** A buyer whose data nobody mistakes for anything else. */
export const BUYER = {
  name: 'Quillon Zabriskie',
  company: 'Zabriskiewerk Imports',
  street1: '4711 Plantagenet Hollow',
  street2: 'Unit Plantbox 9',
  city: 'Plantsburgh',
  postal_code: '90210-7713',
  phone: '+1 415 555 0142 77',
  email: 'quillon.zabriskie@planted.example',
} as const;

export const CART_TOKEN = 'planted-cart-token-8f31c0';

/** What a system says that repeats all it was given. */
export const WORDS = Object.values(BUYER).join(' / ');
