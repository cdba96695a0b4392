import { invalidInput } from '../../shared/model/effectError';

/** Fields that this pack finds its refunds by. */
const kept = ['return_reference', 'refund_intent'];

/**
 * Checks fields for a refund's metadata against Stripe's limits (docs/facts/stripe.md#limits-of-metadata). A blank value removes a
 * field.
 */
export function assertFields(fields: Record<string, string>): void {
	const names = Object.keys(fields);
	const wrong = (message: string, advice: string) => invalidInput(message, advice, 'fields');
	if (!names.length) throw wrong('There is nothing to change', 'Add at least one field.');
	if (names.length > 50)
		throw wrong(`${names.length} fields are more than the 50 that Stripe keeps`, 'Leave some out.');
	for (const name of names) {
		if (!name.trim()) throw wrong('A field has no name', 'Give each field a name, e.g. odoo_move.');
		if (kept.includes(name))
			throw wrong(
				`The field ${name} cannot be changed`,
				'Refunds are found by it: without it the same refund could be paid a second time.',
			);
		if (name.length > 40 || /[[\]]/.test(name))
			throw wrong(`"${name}" is no name for a field in Stripe`, 'Use at most 40 characters, and no square brackets.');
		if (fields[name].length > 500) throw wrong(`The value of ${name} is longer than 500 characters`, 'Shorten it.');
	}
}

/** Body of POST /v1/refunds/:id. */
export function metadataBody(fields: Record<string, string>): Record<string, string> {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`metadata[${name}]`, value]));
}

/** Whether the metadata already says all that; Stripe keeps no blank values. */
export function saysAll(metadata: Record<string, string>, fields: Record<string, string>): boolean {
	return Object.entries(fields).every(([name, value]) => (metadata[name] ?? '') === value);
}
