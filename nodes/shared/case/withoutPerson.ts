import type { CaseState } from './caseState';

/*
 * What is left of a case when what says who the customer is has been erased. Numbers and the texts named here stay: what, how much, when, by which rule, and
 * what other systems call it, which is what books and the law ask for. Every other text is gone, so a field that is added later is erased until it is named. Pure.
 */

/** Stands where a text was. */
export const erased = '[erased]';

/** Texts that say nothing of a person, by their key. */
const keptTexts = new Set(
	[
		// What things are called, here and elsewhere.
		'id reference number orderNumber system provider processor method payment intent refund credit dispute statement',
		'label claim hold receipt inspections parcel line lines orderLineId rule row rows policy clause step drift class effect key',
		'returnsCounted trackingNumber sha256 elsewhere orderCanceledIn',
		// Goods and money.
		'sku title category cn serials quantity item location condition destination disposition description',
		'currency otherCurrencies fix',
		// Where it stands, in words of ours or of a provider.
		'brand channel kind type code state status reached outcome verdict authorization logistics inspection settlement owner asks stage about phase',
		'refundTo refundTiming returnBy providerStatus failureReason resolution route send prices what who held releasedBy tier',
		'carrier service labelFormat mimeType language country timeZone void',
		// Who of the staff.
		'by',
		// When.
		'at time since until asOf toldAt sentAt requestedAt openedAt updatedAt closedAt approvedAt orderFoundAt recordedAt acknowledgedAt acceptedAt',
		'placedAt fulfilledAt deliveredAt paidAt createdAt decidedAt draftedAt submittedAt dueAt releaseAt releasedAt captureBefore',
		'estimatedDelivery lastDay refundDueBy sendBackBy remindOn',
	].flatMap((keys) => keys.split(' ')),
);
/** What is kept as it is, with all that is in it: rules of the shop, and what other systems call things. */
const keptWhole = new Set(['ids', 'providerIds', 'lineLinks', 'rules', 'law', 'published', 'can', 'changes']);
/** Kept when it is one word: an enumeration of a shop. Anything else somebody has typed. */
const keptWords = new Set(['reason', 'reasons']);
/** Gone with their key: nothing asks for them, and who looks a case up by them must not find it. */
const dropped = new Set(['email', 'phone', 'text', 'would', 'photos', 'proofs']);

const word = /^[\w.:/-]{0,60}$/;

/** An event's data, or a case, without what says who the customer is. */
export function withoutPerson<T>(value: T): T {
	return cleaned(value, '') as T;
}

/** The e-mail addresses by which a case knows its customer. */
export function addressesOf({ customer, statements = [], orders }: CaseState): string[] {
	const all = [
		customer?.email,
		...statements.map(({ email }) => email),
		...Object.values(orders).map((order) => order.customer?.email),
	];
	return [...new Set(all.flatMap((one) => (one ? [one.trim().toLowerCase()] : [])))];
}

function cleaned(value: unknown, key: string, parent: Record<string, unknown> = {}): unknown {
	if (keptWhole.has(key)) return value;
	if (typeof value === 'string') return isKept(key, value, parent) ? value : erased;
	if (Array.isArray(value)) return value.map((one) => cleaned(one, key, parent));
	if (typeof value !== 'object' || value === null) return value;
	const all = value as Record<string, unknown>;
	if (key === 'customer') return customerOf(all);
	return Object.fromEntries(
		Object.entries(all)
			.filter(([name]) => !dropped.has(name))
			.map(([name, one]) => [name, cleaned(one, name, all)]),
	);
}

function isKept(key: string, text: string, parent: Record<string, unknown>): boolean {
	if (text === '') return true;
	// A document of another system has a name; people and addresses have none of the other.
	if (key === 'name') return 'system' in parent || 'kind' in parent;
	// Of an address: a region.
	if (key === 'state' && 'postalCode' in parent) return false;
	return keptTexts.has(key) || (keptWords.has(key) && word.test(text));
}

/** Which language they read and which country they live in: rules and figures go by these. Their ids elsewhere lead to them. */
function customerOf({ language, address }: Record<string, unknown>): Record<string, unknown> {
	return {
		...(language !== undefined && { language }),
		...(address !== undefined && { address: cleaned(address, 'address') }),
		providerIds: {},
	};
}
