const { bootstrap, JobQueueService } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { config } = require('./config.cjs');

/** Starts the shop, fills it with countries, methods and a role, and prints `READY <port>`. */
async function main() {
  const app = await populate(() => bootstrap(config), require('./initial-data.json'));
  await app.get(JobQueueService).start();
  const stop = () => app.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The parent holds the other end of stdin: when it is gone, so is the shop.
  process.stdin.on('end', stop).resume();
  console.log(`READY ${app.getHttpServer().address().port}`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
