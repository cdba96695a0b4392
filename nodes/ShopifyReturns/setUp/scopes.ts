import type { SetUpCheck } from '../../shared/operation';

/** An access scope, and what the pack needs it for (docs/nodes/shopify-returns.md#access-scopes). */
interface Need {
	scope: string;
	needed: 'always' | string;
}

export const needs: readonly Need[] = [
	{ scope: 'read_orders', needed: 'always' },
	{ scope: 'write_orders', needed: 'always' },
	{ scope: 'read_returns', needed: 'always' },
	{ scope: 'write_returns', needed: 'always' },
	{ scope: 'read_all_orders', needed: 'orders older than 60 days; Shopify gives it on request' },
	{ scope: 'read_customers', needed: "the customer's name and address, and store credit" },
	{ scope: 'read_products', needed: 'rules of the policy by category; without it each such return waits for a person' },
	{ scope: 'read_locations', needed: 'choosing a location, and putting goods back into its stock' },
	{ scope: 'read_inventory', needed: 'reading stock' },
	{ scope: 'write_inventory', needed: 'changing stock' },
	{ scope: 'read_store_credit_account_transactions', needed: 'store credit' },
	{ scope: 'write_store_credit_account_transactions', needed: 'store credit' },
	{ scope: 'read_gift_cards', needed: 'gift cards' },
	{ scope: 'write_gift_cards', needed: 'gift cards' },
	{ scope: 'write_customers', needed: 'assigning a gift card to its customer' },
	{ scope: 'read_shopify_payments_payouts', needed: 'payouts of Shopify Payments' },
	{ scope: 'read_shopify_payments_disputes', needed: 'disputes of Shopify Payments' },
];

/** What the desk shows of the scopes that were granted. `where`: how the app gets another one. Pure. */
export function scopeChecks(granted: readonly string[], where: string): SetUpCheck[] {
	// Who may write may read, also where the shop does not list it.
	const has = (scope: string) => granted.includes(scope) || granted.includes(scope.replace(/^read_/, 'write_'));
	return needs.map(({ scope, needed }) => {
		const always = needed === 'always';
		const why = always ? 'every return needs it.' : `${has(scope) ? '' : 'only '}for ${needed}.`;
		const fix = `Give the app the access scope ${scope}: ${where}`;
		return {
			what: `Access scope ${scope}`,
			light: has(scope) ? 'ok' : always ? 'mend' : 'look',
			is: `${has(scope) ? 'Granted' : 'Not granted'}; ${why}`,
			fix: has(scope) ? '' : always ? fix : `If you need that: ${fix}`,
		};
	});
}
