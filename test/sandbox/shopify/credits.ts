import { createHash } from 'node:crypto';
import { fromDecimal, type Money } from '../../../nodes/shared/model';
import { UserErrorSignal } from './types';

export interface CreditState {
	id: string;
	customerId: string;
	amount: Money;
	createdAt: string;
	event: string;
}

export interface GiftCardState {
	id: string;
	code: string;
	note: string | null;
	amount: Money;
	expiresOn: string | null;
	createdAt: string;
}

export interface MetafieldState {
	id: string;
	namespace: string;
	key: string;
	type: string;
	value: string;
}

interface MetafieldInput {
	ownerId: string;
	namespace?: string | null;
	key: string;
	type?: string | null;
	value: string;
	compareDigest?: string | null;
}

/** Store credit, gift cards and metafields. Giving credit is not idempotent here either: what protects from doubling is the caller's. */
export class ShopifyCredits {
	readonly credits: CreditState[] = [];
	readonly giftCards: GiftCardState[] = [];
	/** By owner. */
	readonly metafields = new Map<string, MetafieldState[]>();

	constructor(
		private readonly nextId: (kind: string) => string,
		private readonly isCustomer: (id: string) => boolean,
		private readonly isOwner: (id: string) => boolean,
	) {}

	credit(
		customerId: string,
		{ creditAmount, expiresAt }: { creditAmount: { amount: string; currencyCode: string }; expiresAt?: string | null },
	): CreditState {
		if (!this.isCustomer(customerId)) throw new UserErrorSignal('The owner does not exist', ['id'], 'OWNER_NOT_FOUND');
		const amount = fromDecimal(creditAmount.amount, creditAmount.currencyCode);
		if (amount.amount <= 0)
			throw new UserErrorSignal(
				'A positive amount must be used',
				['creditInput', 'creditAmount', 'amount'],
				'NEGATIVE_OR_ZERO_AMOUNT',
			);
		if (expiresAt && Date.parse(expiresAt) < Date.now())
			throw new UserErrorSignal(
				'The expiry date must be in the future',
				['creditInput', 'expiresAt'],
				'EXPIRES_AT_IN_PAST',
			);
		const made = {
			id: this.nextId('StoreCreditAccountCreditTransaction'),
			customerId,
			amount,
			createdAt: new Date().toISOString(),
			event: 'ADJUSTMENT',
		};
		this.credits.push(made);
		return made;
	}

	giftCard({
		initialAmount,
		initialValue,
		note,
		customerId,
		expiresOn,
	}: {
		initialAmount?: { amount: string; currencyCode: string } | null;
		initialValue?: string | null;
		note?: string | null;
		customerId?: string | null;
		expiresOn?: string | null;
	}): GiftCardState {
		if (customerId && !this.isCustomer(customerId))
			throw new UserErrorSignal('The customer could not be found.', ['input', 'customerId'], 'CUSTOMER_NOT_FOUND');
		const amount = initialAmount
			? fromDecimal(initialAmount.amount, initialAmount.currencyCode)
			: fromDecimal(initialValue ?? '0', 'EUR');
		if (amount.amount <= 0)
			throw new UserErrorSignal('The initial value must be greater than 0', ['input', 'initialValue'], 'GREATER_THAN');
		const id = this.nextId('GiftCard');
		const made = {
			id,
			code: `sandbox${createHash('sha256').update(id).digest('hex').slice(0, 9)}`,
			note: note ?? null,
			amount,
			expiresOn: expiresOn ?? null,
			createdAt: new Date().toISOString(),
		};
		this.giftCards.push(made);
		return made;
	}

	metafield(ownerId: string, namespace: string, key: string): MetafieldState | undefined {
		return this.metafields.get(ownerId)?.find((one) => one.namespace === namespace && one.key === key);
	}

	/** Atomic. `compareDigest: null` wants it not to be there; left out, nothing is compared. */
	setMetafields(inputs: MetafieldInput[]): MetafieldState[] {
		for (const [index, { ownerId, namespace, key, compareDigest }] of inputs.entries()) {
			if (!this.isOwner(ownerId))
				throw new UserErrorSignal('Owner does not exist.', ['metafields', String(index), 'ownerId'], 'INVALID');
			const known = this.metafield(ownerId, namespace ?? '$app', key);
			if (compareDigest !== undefined && compareDigest !== (known ? digestOf(known) : null))
				throw new UserErrorSignal(
					'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
					['metafields', String(index)],
					'STALE_OBJECT',
				);
		}
		return inputs.map(({ ownerId, namespace, key, type, value }) => {
			const known = this.metafield(ownerId, namespace ?? '$app', key);
			if (known) return Object.assign(known, { value, type: type ?? known.type });
			const made = {
				id: this.nextId('Metafield'),
				namespace: namespace ?? '$app',
				key,
				type: type ?? 'single_line_text_field',
				value,
			};
			this.metafields.set(ownerId, [...(this.metafields.get(ownerId) ?? []), made]);
			return made;
		});
	}
}

export function digestOf({ type, value }: Pick<MetafieldState, 'type' | 'value'>): string {
	return createHash('sha256').update(`${type} ${value}`).digest('hex');
}
