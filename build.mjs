import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const workflows = join(dist, 'workflows/index.js');
/** Once for all orders of a worker, not anew for each. */
const preloaded = ['workflows/short-stacks.js', 'shared/time/date-format.js'].map((file) => join(dist, file));
const main = join(dist, 'cli/main.js');

/** Compiles everything that runs in production; stops the build with the compiler's words on an error. */
function compile() {
  rmSync(dist, { recursive: true, force: true });
  const manifest = createRequire(join(root, 'build.mjs')).resolve('typescript/package.json');
  const tsc = join(manifest, '..', JSON.parse(readFileSync(manifest, 'utf8')).bin.tsc);
  try {
    execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { cwd: root, stdio: 'inherit' });
  } catch {
    process.exit(1);
  }
}

/** Bundles the workflows once, so that no worker has to at its start. */
async function bundle() {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const logger = new DefaultLogger('WARN', ({ level, message }) => console.error(`${level} ${message}`));
  const { code } = await bundleWorkflowCode({
    workflowsPath: workflows,
    preloadModules: preloaded,
    logger,
  });
  writeFileSync(join(dist, 'workflow-bundle.js'), code);
}

/** Lets `npx cartway` run this build: npm links the commands of dependencies, but not those of the project itself. */
function linkCommand() {
  const link = join(root, 'node_modules/.bin/cartway');
  mkdirSync(join(link, '..'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync('../../dist/cli/main.js', link);
}

compile();
for (const file of [workflows, main]) {
  if (existsSync(file)) continue;
  console.error(`The build made no ${file}`);
  process.exit(1);
}
await bundle();
chmodSync(main, 0o755);
linkCommand();
