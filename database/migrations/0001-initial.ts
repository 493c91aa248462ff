import { sql, type Kysely } from 'kysely';

/** Tables in the order in which they refer to each other; `database/tables.ts` says what columns mean. */
const STATEMENTS: readonly string[] = [
  `create table merchants (
    id text primary key,
    name text not null,
    settings jsonb not null,
    created_at timestamptz not null default now()
  )`,
  `create table easypost_accounts (
    merchant_id text primary key references merchants,
    mode text not null check (mode in ('test', 'production')),
    production_key text,
    test_key text,
    calls_per_second double precision not null default 5 check (calls_per_second > 0),
    down_since timestamptz,
    stock_read_at timestamptz,
    updated_at timestamptz not null default now()
  )`,
  `create table carts (
    id text primary key,
    merchant_id text not null references merchants,
    kind text not null,
    name text not null,
    settings jsonb not null,
    connection jsonb not null,
    credentials text not null,
    position jsonb,
    take_orders_from timestamptz not null,
    down_since timestamptz,
    last_pull_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  `create index carts_merchant on carts (merchant_id)`,
  `create table orders (
    id uuid primary key,
    merchant_id text not null references merchants,
    cart_id text not null references carts,
    source_id text not null,
    number text not null,
    reference text not null unique,
    status text not null,
    skip_rule text,
    mode text not null check (mode in ('test', 'production')),
    content_hash text not null,
    placed_at timestamptz not null,
    currency text,
    shipping_method text,
    ship_to jsonb not null,
    edit_until timestamptz,
    next_step_at timestamptz,
    workflow_started_at timestamptz,
    pull_todo text check (pull_todo in ('tell', 'read_again')),
    easypost_order_id text,
    easypost_status text,
    easypost_hash text,
    accepted_at timestamptz,
    confirmed_at timestamptz,
    cancelled_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (cart_id, source_id)
  )`,
  `create index orders_by_merchant_status on orders (merchant_id, status, placed_at)`,
  `create index orders_by_cart_open on orders (cart_id) where status not in ('confirmed', 'cancelled')`,
  `create index orders_by_number on orders (number)`,
  `create unique index orders_easypost on orders (easypost_order_id) where easypost_order_id is not null`,
  `create index orders_not_started on orders (cart_id) where workflow_started_at is null and status <> 'skipped'`,
  `create index orders_pull_todo on orders (cart_id, pull_todo) where pull_todo is not null`,
  `create table order_lines (
    id bigint generated always as identity primary key,
    order_id uuid not null references orders on delete cascade,
    source_line_id text not null,
    position integer not null,
    sku text,
    name text not null,
    quantity integer not null,
    requires_shipping boolean not null,
    components jsonb,
    unique (order_id, source_line_id)
  )`,
  `create table send_attempts (
    id bigint generated always as identity primary key,
    order_id uuid not null references orders on delete cascade,
    number integer not null,
    state text not null,
    mode text not null,
    account text not null,
    started_at timestamptz not null,
    lease_until timestamptz not null,
    finished_at timestamptz,
    easypost_order_id text,
    unique (order_id, number)
  )`,
  `create table parcels (
    id uuid primary key,
    order_id uuid not null references orders on delete cascade,
    easypost_pick_id text not null,
    carrier text not null,
    tracking_code text not null,
    tracking_url text,
    units jsonb not null,
    shipped_at timestamptz not null,
    cart_shipment_id text,
    written_at timestamptz,
    created_at timestamptz not null default now(),
    unique (order_id, easypost_pick_id)
  )`,
  `create table parcel_lines (
    parcel_id uuid not null references parcels on delete cascade,
    order_line_id bigint not null references order_lines on delete cascade,
    quantity integer not null check (quantity > 0),
    primary key (parcel_id, order_line_id)
  )`,
  `create table products (
    merchant_id text not null references merchants,
    mode text not null,
    barcode text not null,
    easypost_product_id text not null,
    title text not null,
    seen_at timestamptz not null,
    primary key (merchant_id, mode, barcode)
  )`,
  `create table aliases (
    id bigint generated always as identity primary key,
    merchant_id text not null references merchants,
    cart_id text references carts,
    sku text not null,
    barcode text not null,
    created_at timestamptz not null default now(),
    unique nulls not distinct (merchant_id, cart_id, sku)
  )`,
  `create table inventory (
    merchant_id text not null references merchants,
    mode text not null,
    barcode text not null,
    warehouse_id text not null,
    quantity integer not null,
    read_at timestamptz not null,
    primary key (merchant_id, mode, barcode, warehouse_id)
  )`,
  `create table warehouses (
    merchant_id text not null references merchants,
    mode text not null,
    id text not null,
    name text not null,
    primary key (merchant_id, mode, id)
  )`,
  `create table cart_stock (
    cart_id text not null references carts,
    sku text not null,
    quantity integer not null,
    pushed_at timestamptz not null,
    rejected text,
    primary key (cart_id, sku)
  )`,
  `create table problems (
    id bigint generated always as identity primary key,
    merchant_id text not null references merchants,
    cart_id text references carts,
    order_id uuid references orders on delete cascade,
    cause text not null,
    subject text not null,
    detail text,
    opened_at timestamptz not null default now(),
    resolved_at timestamptz
  )`,
  `create unique index problems_open on problems (merchant_id, cart_id, order_id, cause, subject)
    nulls not distinct where resolved_at is null`,
  `create index problems_by_order on problems (order_id) where resolved_at is null`,
  `create table holds (
    id uuid primary key,
    order_id uuid not null references orders on delete cascade,
    reason text not null,
    author text not null,
    until timestamptz,
    created_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  `create index holds_by_order on holds (order_id) where ended_at is null`,
  `create table order_events (
    id bigint generated always as identity primary key,
    order_id uuid not null references orders on delete cascade,
    at timestamptz not null default clock_timestamp(),
    kind text not null,
    text text not null,
    author text not null
  )`,
  `create index order_events_by_order on order_events (order_id, id)`,
  `create table unreadable_orders (
    cart_id text not null references carts,
    source_id text not null,
    reason text not null,
    first_seen_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    primary key (cart_id, source_id)
  )`,
  `create table doubles (
    easypost_order_id text primary key,
    order_id uuid not null references orders on delete cascade,
    found_at timestamptz not null default now(),
    result text not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
