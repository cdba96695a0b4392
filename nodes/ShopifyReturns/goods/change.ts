import { createHash } from 'node:crypto';

/** Quantities that Shopify counts apart; only these two can be set outright (docs/facts/shopify.md#quantities-of-stock). */
export const movable = ['available', 'damaged', 'quality_control', 'reserved', 'safety_stock'] as const;
export const settable = ['available', 'on_hand'] as const;

export interface ItemChange {
	inventoryItemId: string;
	quantity: number;
	/** What the quantity must still be before; absent: whatever it is. */
	expected?: number;
}

/** UUID of one change of stock, always the same for the same reference: name-based as RFC 9562 version 8, over SHA-256. */
export function changeKey(reference: string): string {
	const bytes = createHash('sha256').update(`n8n-nodes-returns/shopify/stock/${reference}`).digest().subarray(0, 16);
	bytes[6] = (bytes[6] & 0x0f) | 0x80;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What Shopify's ledger and history show as the reason of a change. */
export function documentUri(reference: string): string {
	return `gid://n8n-nodes-returns/StockChange/${encodeURIComponent(reference)}`;
}

/**
 * Shopify wants a ledger document for every quantity but `available` (docs/facts/shopify.md#quantities-of-stock), for which it refuses
 * one.
 */
function ledger(name: string, reference: string) {
	return name === 'available' ? {} : { ledgerDocumentUri: documentUri(reference) };
}

// The three inputs depend on nothing but what was given, so a repeat is the same request under the same key.

export function adjustInput(
	reference: string,
	{ name, reason, locationId, changes }: { name: string; reason: string; locationId: string; changes: ItemChange[] },
) {
	return {
		name,
		reason,
		referenceDocumentUri: documentUri(reference),
		changes: changes.map(({ inventoryItemId, quantity, expected }) => ({
			inventoryItemId,
			locationId,
			delta: quantity,
			changeFromQuantity: expected ?? null,
			...ledger(name, reference),
		})),
	};
}

export function moveInput(
	reference: string,
	{
		from,
		to,
		reason,
		locationId,
		changes,
	}: { from: string; to: string; reason: string; locationId: string; changes: ItemChange[] },
) {
	return {
		reason,
		referenceDocumentUri: documentUri(reference),
		changes: changes.map(({ inventoryItemId, quantity, expected }) => ({
			inventoryItemId,
			quantity,
			from: { locationId, name: from, changeFromQuantity: expected ?? null, ...ledger(from, reference) },
			to: { locationId, name: to, changeFromQuantity: null, ...ledger(to, reference) },
		})),
	};
}

export function setInput(
	reference: string,
	{ name, reason, locationId, changes }: { name: string; reason: string; locationId: string; changes: ItemChange[] },
) {
	return {
		name,
		reason,
		referenceDocumentUri: documentUri(reference),
		quantities: changes.map(({ inventoryItemId, quantity, expected }) => ({
			inventoryItemId,
			locationId,
			quantity,
			changeFromQuantity: expected ?? null,
		})),
	};
}
