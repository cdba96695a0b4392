import * as open from '../../nodes/shared/case/open';
import type { N8nProcess } from './n8nProcess';
import { owners } from './virtualTime';

/**
 * The nodes open the case store by their credential. Here each simulated process has its own view of one database, so this
 * module, loaded before any node, puts itself in the place of that one function.
 */
require.cache[require.resolve('../../nodes/shared/case/open')]!.exports = {
	...open,
	openStoreOf: async (node: { getNode(): { credentials?: Record<string, unknown> } }) => (node.getNode().credentials?.[open.caseCredential] ? (owners.getStore() as N8nProcess).store : undefined),
};
