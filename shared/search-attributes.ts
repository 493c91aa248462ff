import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Keyword search attributes of every order workflow; ids and codes only, never personal data. */
export const SEARCH_ATTRIBUTE = {
  merchant: defineSearchAttributeKey('CartwayMerchant', SearchAttributeType.KEYWORD),
  cart: defineSearchAttributeKey('CartwayCart', SearchAttributeType.KEYWORD),
  status: defineSearchAttributeKey('CartwayStatus', SearchAttributeType.KEYWORD),
  orderNumber: defineSearchAttributeKey('CartwayOrderNumber', SearchAttributeType.KEYWORD),
} as const;

/** All of them, for a server that must be told before the first start. */
export const SEARCH_ATTRIBUTES = Object.values(SEARCH_ATTRIBUTE);
