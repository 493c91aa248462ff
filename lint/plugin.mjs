import { boundaries } from './boundaries.mjs';
import { workflowTime } from './workflow-time.mjs';

/** The project's own lint rules, loaded by .oxlintrc.json. */
export default {
  meta: { name: 'cartway' },
  rules: { boundaries, 'workflow-time': workflowTime },
};
