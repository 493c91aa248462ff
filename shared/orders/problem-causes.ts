/** What a person must fix: a closed set. Orders group by cause and subject. */
export const PROBLEM_CAUSES = [
  'unknown_sku',
  'missing_sku',
  'invalid_quantity',
  'invalid_address',
  'easypost_not_set_up',
  'easypost_unauthorized',
  'easypost_refused',
  'easypost_cancelled',
  'easypost_double',
  'cart_unauthorized',
  'cart_refused',
  'parcel_mismatch',
  'unreadable_order',
  'changed_after_sending',
  'cancel_requested_in_cart',
] as const;

export type ProblemCause = (typeof PROBLEM_CAUSES)[number];

interface CauseText {
  /** What happened, in plain words; the subject (a SKU, a field …) follows it. */
  readonly what: string;
  /** What a person does about it. */
  readonly fix: string;
}

export const PROBLEM_TEXT: Record<ProblemCause, CauseText> = {
  unknown_sku: {
    what: 'EasyPost knows no product for this SKU',
    fix: 'add an alias: cartway alias add <merchant> <sku> <barcode>',
  },
  missing_sku: {
    what: 'a line has no SKU',
    fix: 'give the product a SKU in the cart; the order is read again by itself',
  },
  invalid_quantity: {
    what: 'a line has a quantity that cannot be sent',
    fix: 'correct the order in the cart, or cancel it',
  },
  invalid_address: {
    what: 'the shipping address is incomplete',
    fix: 'correct the address in the cart; the order is read again by itself',
  },
  easypost_not_set_up: {
    what: 'the merchant has no EasyPost key for this mode',
    fix: 'add one: cartway easypost set <merchant>',
  },
  easypost_unauthorized: {
    what: 'EasyPost refuses the key of this merchant',
    fix: 'set a working key: cartway easypost set <merchant>; all waiting orders go on by themselves',
  },
  easypost_refused: {
    what: 'EasyPost refused the order',
    fix: 'correct what EasyPost names, then: cartway order recheck <order>',
  },
  easypost_cancelled: {
    what: 'EasyPost cancelled the order on its side',
    fix: 'send it again: cartway order recheck <order>, or cancel it: cartway order cancel <order>',
  },
  easypost_double: {
    what: 'EasyPost has the order twice and the second one is already picked',
    fix: 'call EasyPost to stop the second parcel, then: cartway order recheck <order>',
  },
  cart_unauthorized: {
    what: 'the cart refuses its credentials',
    fix: 'set working ones: cartway cart set <cart>',
  },
  cart_refused: {
    what: 'the cart refused the shipment',
    fix: 'correct what the cart names, then: cartway order recheck <order>',
  },
  parcel_mismatch: {
    what: 'EasyPost shipped units that this order does not have',
    fix: 'compare the parcel with the order, write it to the cart by hand, then: cartway order recheck <order>',
  },
  unreadable_order: {
    what: 'the cart sent an order that cannot be read',
    fix: 'correct the order in the cart; it is read again by itself',
  },
  changed_after_sending: {
    what: 'the order was changed in the cart after EasyPost accepted it',
    fix: 'call EasyPost about the change, then: cartway order recheck <order>',
  },
  cancel_requested_in_cart: {
    what: 'the order was cancelled in the cart and the cart is set to ask a person',
    fix: 'cartway order cancel <order>; or keep it: cartway order release <order> before it is sent, cartway order recheck <order> after',
  },
};

/** Told to people, but they do not stop the order: they stay until somebody has dealt with them. */
export const NOTICE_CAUSES: readonly ProblemCause[] = [
  'easypost_double',
  'parcel_mismatch',
  'changed_after_sending',
  'cancel_requested_in_cart',
];

/** What stops an order: over as soon as the order goes on. */
export const BLOCKING_CAUSES: readonly ProblemCause[] = PROBLEM_CAUSES.filter(
  (cause) => !NOTICE_CAUSES.includes(cause),
);
