import type { CatalogueOrder } from '../catalogue';
import { UserErrorSignal } from './types';

export interface ItemState {
	id: string;
	sku: string;
	tracked: boolean;
	/** Location -> name -> quantity. */
	levels: Record<string, Record<string, number>>;
}

export interface LocationState {
	id: string;
	name: string;
	isActive: boolean;
}

export interface GroupState {
	id: string;
	reason: string;
	referenceDocumentUri: string | null;
	createdAt: string;
	changes: Array<{
		name: string;
		delta: number;
		quantityAfterChange: number;
		itemId: string;
		locationId: string;
		ledgerDocumentUri: string | null;
	}>;
}

interface Terminal {
	locationId: string;
	name: string;
	changeFromQuantity?: number | null;
	ledgerDocumentUri?: string | null;
}

const names = ['available', 'damaged', 'quality_control', 'reserved', 'safety_stock', 'incoming'];

/** The shop's stock. Texts and codes of refusals as in the schema's descriptions (Admin API 2026-10). */
export class ShopifyStock {
	readonly locations: LocationState[] = [
		{ id: 'gid://shopify/Location/1', name: 'Sample location', isActive: true },
		{ id: 'gid://shopify/Location/2', name: 'Outlet', isActive: true },
		{ id: 'gid://shopify/Location/3', name: 'Old warehouse', isActive: false },
	];
	readonly items: ItemState[];
	readonly groups: GroupState[] = [];

	constructor(
		private readonly nextId: (kind: string) => string,
		shop: CatalogueOrder[],
	) {
		this.items = shop
			.flatMap(({ lines }) => lines)
			.map(({ sku }, index) => ({
				id: `gid://shopify/InventoryItem/${4001 + index}`,
				sku,
				tracked: true,
				levels: {
					'gid://shopify/Location/1': Object.fromEntries(names.map((name) => [name, name === 'available' ? 10 : 0])),
				},
			}));
	}

	adjust({
		name,
		reason,
		referenceDocumentUri,
		changes,
	}: {
		name: string;
		reason: string;
		referenceDocumentUri?: string | null;
		changes: Array<{
			inventoryItemId: string;
			locationId: string;
			delta: number;
			changeFromQuantity?: number | null;
			ledgerDocumentUri?: string | null;
		}>;
	}): GroupState {
		return this.book(
			reason,
			referenceDocumentUri,
			changes.map((change, index) => ({ ...change, name, at: ['input', 'changes', String(index)] })),
		);
	}

	move({
		reason,
		referenceDocumentUri,
		changes,
	}: {
		reason: string;
		referenceDocumentUri?: string | null;
		changes: Array<{ inventoryItemId: string; quantity: number; from: Terminal; to: Terminal }>;
	}): GroupState {
		const moves = changes.flatMap(({ inventoryItemId, quantity, from, to }, index) => {
			const at = ['input', 'changes', String(index)];
			if (quantity < 0) throw new UserErrorSignal("The quantity can't be negative.", at, 'INVALID_QUANTITY_NEGATIVE');
			if (from.locationId !== to.locationId)
				throw new UserErrorSignal(
					"The quantities can't be moved between different locations.",
					at,
					'DIFFERENT_LOCATIONS',
				);
			if (from.name === to.name)
				throw new UserErrorSignal("The quantity names for each change can't be the same.", at, 'SAME_QUANTITY_NAME');
			return [
				{ ...from, inventoryItemId, delta: -quantity, at },
				{ ...to, inventoryItemId, delta: quantity, at },
			];
		});
		return this.book(reason, referenceDocumentUri, moves);
	}

	set({
		name,
		reason,
		referenceDocumentUri,
		quantities,
	}: {
		name: string;
		reason: string;
		referenceDocumentUri?: string | null;
		quantities: Array<{
			inventoryItemId: string;
			locationId: string;
			quantity: number;
			changeFromQuantity?: number | null;
		}>;
	}): GroupState {
		if (!['available', 'on_hand'].includes(name))
			throw new UserErrorSignal(
				"The quantity name must be either 'available' or 'on_hand'.",
				['input', 'name'],
				'INVALID_NAME',
			);
		return this.book(
			reason,
			referenceDocumentUri,
			quantities.map(({ quantity, ...one }, index) => {
				const at = ['input', 'quantities', String(index)];
				if (quantity < 0) throw new UserErrorSignal("The quantity can't be negative.", at, 'INVALID_QUANTITY_NEGATIVE');
				return {
					...one,
					name: 'available',
					delta: quantity - this.quantityOf(one.inventoryItemId, one.locationId, name, at),
					at,
				};
			}),
			name !== 'available',
		);
	}

	quantityOf(itemId: string, locationId: string, name: string, at: string[] = []): number {
		const item = this.items.find(({ id }) => id === itemId);
		if (!item)
			throw new UserErrorSignal(
				'The specified inventory item could not be found.',
				[...at, 'inventoryItemId'],
				'INVALID_INVENTORY_ITEM',
			);
		const level = item.levels[locationId];
		if (!level)
			throw new UserErrorSignal(
				'The specified location could not be found.',
				[...at, 'locationId'],
				'INVALID_LOCATION',
			);
		if (name === 'on_hand')
			return names.filter((one) => one !== 'incoming').reduce((total, one) => total + level[one], 0);
		if (!(name in level))
			throw new UserErrorSignal('The specified quantity name is invalid.', [...at, 'name'], 'INVALID_QUANTITY_NAME');
		return level[name];
	}

	/** All or nothing: one bad change refuses the whole call. */
	private book(
		reason: string,
		referenceDocumentUri: string | null | undefined,
		changes: Array<{
			inventoryItemId: string;
			locationId: string;
			name: string;
			delta: number;
			changeFromQuantity?: number | null;
			ledgerDocumentUri?: string | null;
			at: string[];
		}>,
		onHand = false,
	): GroupState {
		for (const { inventoryItemId, locationId, name, changeFromQuantity, ledgerDocumentUri, at } of changes) {
			const have = this.quantityOf(inventoryItemId, locationId, onHand ? 'on_hand' : name, at);
			if (changeFromQuantity !== undefined && changeFromQuantity !== null && changeFromQuantity !== have)
				throw new UserErrorSignal(
					'The changeFromQuantity argument does not match the persisted quantity.',
					[...at, 'changeFromQuantity'],
					'CHANGE_FROM_QUANTITY_STALE',
				);
			if (name === 'available' && ledgerDocumentUri)
				throw new UserErrorSignal(
					'A ledger document URI is not allowed when adjusting available.',
					[...at, 'ledgerDocumentUri'],
					'INVALID_AVAILABLE_DOCUMENT',
				);
			if (name !== 'available' && !ledgerDocumentUri)
				throw new UserErrorSignal(
					'A ledger document URI is required except when adjusting available.',
					[...at, 'ledgerDocumentUri'],
					'INVALID_QUANTITY_DOCUMENT',
				);
		}
		const group: GroupState = {
			id: this.nextId('InventoryAdjustmentGroup'),
			reason,
			referenceDocumentUri: referenceDocumentUri ?? null,
			createdAt: new Date().toISOString(),
			changes: changes
				.filter(({ delta }) => delta)
				.map(({ inventoryItemId, locationId, name, delta, ledgerDocumentUri }) => {
					const level = this.items.find(({ id }) => id === inventoryItemId)!.levels[locationId];
					level[name] += delta;
					return {
						name,
						delta,
						quantityAfterChange: level[name],
						itemId: inventoryItemId,
						locationId,
						ledgerDocumentUri: ledgerDocumentUri ?? null,
					};
				}),
		};
		this.groups.push(group);
		return group;
	}
}
