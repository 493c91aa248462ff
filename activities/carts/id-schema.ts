import { z } from 'zod';

/** An id of a cart, as it can be stored and compared: 1 to 200 characters, none of them a control character. */
export const cartIdSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, { error: 'allowed are characters that can be printed' });
