import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The bundle as the build leaves it, seen from the built files and from the sources. */
const PLACES = ['../workflow-bundle.js', '../dist/workflow-bundle.js'];

/** Path of the workflow bundle that `npm run build` made. Throws when there is none. */
export function workflowBundlePath(): string {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (found) return found;
  throw new Error(`The workflow bundle is missing (${paths[0]}); build it: npm run build`);
}
