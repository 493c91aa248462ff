const { DefaultJobQueuePlugin, DefaultLogger, LogLevel, dummyPaymentHandler } = require('@vendure/core');

/** An in-memory shop on 127.0.0.1; `PORT` chooses the port. */
exports.config = {
  apiOptions: {
    hostname: '127.0.0.1',
    port: Number(process.env.PORT),
    adminApiPath: 'admin-api',
    shopApiPath: 'shop-api',
    adminListQueryLimit: 1000,
  },
  authOptions: {
    tokenMethod: ['bearer', 'api-key'],
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
    requireVerification: false,
  },
  dbConnectionOptions: { type: 'better-sqlite3', database: ':memory:', synchronize: true, logging: false },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  orderOptions: { orderItemsLimit: 100_000, orderLineItemsLimit: 100_000 },
  // Vendure's guide to digital products marks variants with a field of the shop's own.
  customFields: { ProductVariant: [{ name: 'isDigital', type: 'boolean', defaultValue: false }] },
  plugins: [DefaultJobQueuePlugin.init({ pollInterval: 1000 })],
};
