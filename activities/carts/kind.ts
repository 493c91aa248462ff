import type { z } from 'zod';
import type { HttpClient } from '../http/http-client.ts';
import type { Cart } from './contract.ts';

/** One kind of cart: what its connection needs, and how to make one. */
export interface CartKind<Connection, Credentials> {
  /** What a connection needs beside credentials; shown to operators. */
  connection: z.ZodType<Connection>;
  /** Secrets; encrypted at rest and never printed. */
  credentials: z.ZodType<Credentials>;
  connect(connection: Connection, credentials: Credentials, http: HttpClient): Cart;
}
