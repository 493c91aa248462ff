import { dirname, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/**
 * Who may import what: the boundaries of the architecture. `only`: folders and packages whose values may be imported;
 * `types`: folders of which types may be imported besides; `never`: files and folders that may not be imported at all.
 */
const BOUNDARIES = [
  {
    from: 'workflows/',
    only: ['workflows/', 'shared/', '@temporalio/workflow', '@temporalio/common'],
    types: ['activities/', 'shared/'],
    neverValues: /^shared\/(settings\/(merchant|cart|duration|identifier)|orders\/reference)\.ts$|-schema\.ts$/,
    why: 'workflows are deterministic and import only themselves, what of shared/ needs neither zod nor Node, and types of activities',
  },
  {
    from: 'shared/',
    only: ['shared/', 'zod', '@temporalio/common', 'node:crypto'],
    types: [],
    why: 'shared/ does no I/O and depends on nothing else of the product',
  },
  {
    from: 'simulators/',
    only: ['simulators/'],
    anyPackage: true,
    types: [],
    never: /^(pg|kysely|@temporalio)(\/|$)/,
    why: 'simulators stand for foreign systems and know nothing of the product',
  },
  { from: 'activities/carts/', never: /^activities\/easypost\//, why: 'carts and EasyPost never import each other' },
  { from: 'activities/easypost/', never: /^activities\/carts\//, why: 'carts and EasyPost never import each other' },
  {
    from: 'activities/',
    never: /^(workers|server|cli|simulators)\//,
    why: 'activities are used by the processes, not the other way round',
  },
  {
    from: 'database/',
    never: /^(workers|server|cli|simulators|workflows|operations)\//,
    why: 'the database is used by the other parts, not the other way round',
  },
];

/** Only database/ knows the driver and the query builder; tests and benches may look into the database themselves. */
const DRIVER = /^(pg|kysely)(\/|$)/;
const MAY_USE_DRIVER = /^(database|test|bench)\//;

function isWithin(target, places) {
  return places.some((place) => (place.endsWith('/') ? target.startsWith(place) : target === place));
}

/** An import as the boundaries name it: a path from the project's root, or a package with its sub-path. */
function targetOf(specifier, file) {
  if (isPackage(specifier)) return specifier;
  return relative(root, resolve(dirname(file), specifier))
    .split(sep)
    .join('/');
}

function isPackage(specifier) {
  return !specifier.startsWith('.');
}

function breaks(boundary, specifier, target, typeOnly) {
  if (boundary.never?.test(target)) return true;
  if (!boundary.only) return false;
  if (!typeOnly && boundary.neverValues?.test(target)) return true;
  if (boundary.anyPackage && isPackage(specifier)) return false;
  return !isWithin(target, boundary.only) && !(typeOnly && isWithin(target, boundary.types));
}

/** Why an import crosses a boundary, or null. Files outside the project's folders have none. */
export function crossing(file, specifier, typeOnly) {
  const from = relative(root, file).split(sep).join('/');
  const target = targetOf(specifier, file);
  if (DRIVER.test(target) && !MAY_USE_DRIVER.test(from)) return 'only database/ imports the driver';
  for (const boundary of BOUNDARIES) {
    if (from.startsWith(boundary.from) && breaks(boundary, specifier, target, typeOnly)) return boundary.why;
  }
  return null;
}

function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === 'type');
}

/** The rule `cartway/boundaries`. */
export const boundaries = {
  create(context) {
    function check(node, source, typeOnly) {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const why = crossing(context.filename, source.value, typeOnly);
      if (why) context.report({ node: source, message: `'${source.value}' may not be imported here: ${why}.` });
    }
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument, true),
    };
  },
};
