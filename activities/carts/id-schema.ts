import { z } from 'zod';
import { DAMAGE } from '../../shared/clean-text.ts';

function isWhole(value: string): boolean {
  return !value.includes(DAMAGE);
}

const NOT_WHOLE = { error: 'did not arrive whole: the cart must answer in UTF-8' };

/** What Cartway compares with what it has: half of it would be taken for something else. */
export const wholeText = z.string().refine(isWhole, NOT_WHOLE);

/** An id of a cart, as it can be stored and compared: 1 to 200 characters, none of them a control character. */
export const cartIdSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, { error: 'allowed are characters that can be printed' })
  .refine(isWhole, NOT_WHOLE);
