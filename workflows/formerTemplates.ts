/** Templates that have another number now: a workflow that was imported under the old one goes on under the new one. */
const RENUMBERED: Record<string, string> = {
	'05-confirm-refunds': '40-confirm-refunds',
	'06-reconcile-nightly': '41-reconcile-nightly',
};

/** Templates that were one canvas, and those that have its lanes now. */
const REPLACED: Record<string, string[]> = {
	'01-return-to-refund': [
		'01-authorise',
		'02-label-and-tell',
		'03-receive-and-sort',
		'04-settle-and-book',
		'10-service-forms',
		'13-warehouse-forms',
		'14-finance-forms',
	],
	'02-exchange': ['20-exchange', '20-exchange-form', '20-exchange-order'],
	'03-return-in-store': ['21-return-in-store', '21-return-in-store-form'],
	'04-return-through-service': [
		'22-return-through-service',
		'22-return-through-service-form',
		'22-return-through-service-register',
	],
};

/** What a template is called now. */
export function currentKey(key: string): string {
	return RENUMBERED[key] ?? key;
}

/** The template that had the lanes of this one before, if there was one. */
export function formerKey(key: string): string | undefined {
	return Object.keys(REPLACED).find((former) => REPLACED[former].includes(key));
}
