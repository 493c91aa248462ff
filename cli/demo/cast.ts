/** Who and what plays in the demo. Nothing here says how an order ends: that is asked for. */
export const MERCHANT = 'harbor-goods';
export const SHOP = 'harbor-shop';

/** Keys of the simulated EasyPost account. They are worth nothing outside this process. */
export const TEST_KEY = 'EZTKdemotestkey';
export const PRODUCTION_KEY = 'EZAKdemoproductionkey';

export interface Product {
  barcode: string;
  title: string;
  /** Units in EasyPost's warehouse when the demo starts. */
  quantity: number;
}

export const MUG: Product = { barcode: '850000123457', title: 'Blue mug', quantity: 40 };
export const CAP: Product = { barcode: '850000123464', title: 'Grey cap', quantity: 25 };
export const LAMP: Product = { barcode: '850000123471', title: 'Desk lamp', quantity: 0 };
export const PRODUCTS: readonly Product[] = [MUG, CAP, LAMP];

/** What the shop calls the mug in a gift box: EasyPost has no such barcode. */
export const GIFT_SKU = 'MUG-GIFT';
