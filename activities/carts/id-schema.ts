import { z } from 'zod';
import { DAMAGE, NOT_WHOLE } from '../../shared/clean-text.ts';

/** What Cartway compares with what it has: half of it would be taken for something else. */
export const wholeText = z.string().refine((value) => !value.includes(DAMAGE), { error: NOT_WHOLE });

/** An id of a cart, as it can be stored and compared: 1 to 200 characters, none of them a control character. */
export const cartIdSchema = wholeText
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, { error: 'allowed are characters that can be printed' });
