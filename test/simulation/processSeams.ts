import './storeSeams';
import './connectionSeams';
import * as lookPause from '../../nodes/ReturnCase/trigger/lookPause';
import * as shopifyPace from '../../nodes/ShopifyReturns/transport/pace';
import * as stripePace from '../../nodes/StripeRefunds/transport/pace';
import * as open from '../../nodes/shared/store/open';
import type { N8nProcess } from './n8nProcess';
import { owners } from './virtualTime';

/*
 * What the nodes keep once for the whole process: the case store, and how fast they may ask Shopify and Stripe. Here each
 * simulated process has its own, lost with it and unknown to the next run. Loaded before any node, this module puts itself in
 * the place of the functions that hand them out.
 */

const current = () => owners.getStore() as N8nProcess;

function replace(module: string, exports: object, by: object): void {
	require.cache[module]!.exports = { ...exports, ...by };
}

replace(require.resolve('../../nodes/shared/store/open'), open, {
	openStoreOf: async (node: { getNode(): { credentials?: Record<string, unknown> } }) =>
		node.getNode().credentials?.[open.caseCredential] ? current().store : undefined,
});
/** When a look for work is worth it the simulation knows by itself (virtualTime.ts, idle.ts): none is left out. */
class NoPause {
	isOver() {
		return true;
	}
	reset() {}
	grow() {}
}
replace(require.resolve('../../nodes/ReturnCase/trigger/lookPause'), lookPause, { LookPause: NoPause });
replace(require.resolve('../../nodes/ShopifyReturns/transport/pace'), shopifyPace, {
	paceOf: (key: string) => current().keep(`shopify ${key}`, () => new shopifyPace.Pace()),
});
replace(require.resolve('../../nodes/StripeRefunds/transport/pace'), stripePace, {
	pacerOf: (...key: string[]) => current().keep(`stripe ${key.join(' ')}`, () => new stripePace.Pacer()),
});
