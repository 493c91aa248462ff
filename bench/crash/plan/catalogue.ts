/** What a merchant sells, by barcode: the carts use the same words as SKUs. */
export const PLENTY = ['MUG', 'CAP', 'TEE', 'PEN', 'BAG'] as const;
/** Runs out, and arrives again while the run goes on. */
export const SCARCE = 'LAMP';
/** Never arrives: its orders wait to the end, with that reason. */
export const ABSENT = 'SOFA';
/** Known to no EasyPost account: its orders wait for a person. */
export const UNKNOWN = 'NO-SUCH-SKU';

export const FIRST_STOCK: Record<string, number> = {
  ...Object.fromEntries(PLENTY.map((barcode) => [barcode, 100_000])),
  [SCARCE]: 4,
  [ABSENT]: 0,
};

export const MERCHANTS = ['anvil', 'birch', 'cedar'] as const;
export const CARTS_PER_MERCHANT = 2;
export const CART_COUNT = MERCHANTS.length * CARTS_PER_MERCHANT;

/** The second cart of each merchant makes a shipment of every request, as most real carts do. */
export function heedsKeys(cart: number): boolean {
  return cart % CARTS_PER_MERCHANT === 0;
}

export function merchantOf(cart: number): number {
  return Math.floor(cart / CARTS_PER_MERCHANT);
}

export function merchantName(merchant: number): string {
  return MERCHANTS[merchant] ?? MERCHANTS[0];
}

export function cartName(cart: number): string {
  return `${merchantName(merchantOf(cart))}-shop-${(cart % CARTS_PER_MERCHANT) + 1}`;
}
