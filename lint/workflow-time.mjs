/** Getters and setters of Date that depend on the time zone of the process. */
const LOCAL = /^(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds|TimezoneOffset|Year)$/;
const LOCAL_TEXT = new Set([
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
  'toDateString',
  'toTimeString',
]);
const FORMATS = new Set(['format', 'formatToParts']);

function isDateTimeFormat(node) {
  const target = node?.type === 'NewExpression' || node?.type === 'CallExpression' ? node.callee : null;
  return (
    target?.type === 'MemberExpression' && target.object.name === 'Intl' && target.property.name === 'DateTimeFormat'
  );
}

function hasTimeZone(node) {
  const options = node.arguments[1];
  if (!options) return false;
  if (options.type !== 'ObjectExpression') return true;
  return options.properties.some((one) => one.type === 'SpreadElement' || one.key?.name === 'timeZone');
}

/**
 * The rule `cartway/workflow-time`: in workflows, a format without a date reads the real clock, and local getters depend
 * on the machine's time zone; both differ on replay.
 */
export const workflowTime = {
  create(context) {
    function checkFormat(node) {
      if (isDateTimeFormat(node) && !hasTimeZone(node)) {
        context.report({ node, message: 'Intl.DateTimeFormat needs a timeZone: the default is that of the machine.' });
      }
    }
    return {
      NewExpression: checkFormat,
      CallExpression(node) {
        checkFormat(node);
        const method = node.callee.type === 'MemberExpression' ? node.callee.property.name : undefined;
        if (method === undefined) return;
        if (FORMATS.has(method) && node.arguments.length === 0) {
          context.report({
            node,
            message: `${method}() without a date reads the real clock; pass the workflow's time.`,
          });
        }
        if (LOCAL.test(method) || LOCAL_TEXT.has(method)) {
          context.report({ node, message: `${method}() depends on the machine's time zone; use UTC or a named zone.` });
        }
      },
    };
  },
};
