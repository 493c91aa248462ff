/** Where an order goes, as the cart gives it: personal data, which leaves PostgreSQL only for EasyPost. */
export interface ShipTo {
  name: string | null;
  company: string | null;
  street1: string | null;
  street2: string | null;
  city: string | null;
  /** State or province as the cart gives it. */
  state: string | null;
  postalCode: string | null;
  /** As the cart gives it: a two-letter code, or a country's name. */
  country: string | null;
  phone: string | null;
  email: string | null;
}
