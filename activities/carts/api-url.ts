import { z } from 'zod';

function isApiUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '' && url.hash === '';
}

/** The address of a cart's API. */
export const apiUrlSchema = z
  .string()
  .refine(isApiUrl, { error: 'allowed is an http or https address without user name, password or #' });

/** A value as an error may show it: of an address neither user name and password nor query. */
export function showValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? 'missing';
  if (!URL.canParse(value)) return value.includes('@') ? '(not shown)' : JSON.stringify(value);
  const url = new URL(value);
  if (url.host === '' || `${url.username}${url.password}${url.search}` === '') return JSON.stringify(value);
  return JSON.stringify(`${url.protocol}//${url.host}${url.pathname}`);
}
