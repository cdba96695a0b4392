import { z } from 'zod';
import { randomUUID } from 'node:crypto';
import { EffectError } from '../../shared/model/effectError';
import { format, Money, sameMoney } from '../../shared/model';
import { readMarks, writeMark } from '../orders/marks';
import { arrivalMs } from '../transport/arrival';
import type { ShopifyClient } from '../transport/client';
import { creditPlace, marksOf, type CreditMark, type CreditMarks } from '../orders/creditMarks';

export const Credit = z.object({
	reference: z.string(),
	id: z.string(),
	amount: Money,
});
export type Credit = z.infer<typeof Credit>;

export interface CreditOrder {
	orderId: string;
	/** Names the credit once and for all, e.g. `RMA-1/C1`. */
	reference: string;
	amount: Money;
}

/** One kind of credit at Shopify, which has no protection against giving it twice. */
export interface Giver<C extends Credit> {
	/** Ids of credits that are there before. */
	before(): Promise<string[]>;
	/** The credit that a try led to. `others`: ids that are known to belong to something else. Throws EffectError when it cannot be told. */
	find(mark: CreditMark, others: string[]): Promise<C | undefined>;
	give(): Promise<C>;
}

/** A credit of another amount was given under this reference before, or begun. */
export class CreditDiffers extends EffectError {
	constructor(
		reference: string,
		readonly mark: CreditMark,
		amount: Money,
	) {
		super(`Credit ${reference} was begun before with ${format(mark.amount)}, not ${format(amount)}`, {
			category: 'rejected',
			connection: 'shopify',
			code: 'credit_differs',
			advice: 'Look at what the customer was given in Shopify. For another credit use a new reference.',
		});
	}
}

/** A try that has not ended after this is taken for dead, and so is its request. */
const leaseMs = arrivalMs;

/** The credit that this reference led to before; undefined when there is none. */
export async function findGiven<C extends Credit>(
	client: ShopifyClient,
	order: CreditOrder,
	giver: Giver<C>,
): Promise<C | Credit | undefined> {
	const marks = await read(client, order);
	const mark = markFor(marks.all, order);
	if (!mark) return undefined;
	if (mark.id) return { reference: order.reference, id: mark.id, amount: mark.amount };
	const found = await giver.find(mark, othersOf(marks.all, order.reference));
	if (found) await write(client, order, marks, { ...mark, state: 'done', id: found.id });
	return found;
}

/**
 * Gives a credit at most once: it is noted at the order before it is given, by a compare-and-set that lets only one try through;
 * what a dead try has left is looked up before anything is given again. `lastLook`: at what others have paid back, once it is known that
 * this credit was not given; it throws when nothing may be given.
 */
export async function giveOnce<C extends Credit>(
	client: ShopifyClient,
	order: CreditOrder,
	giver: Giver<C>,
	lastLook: () => Promise<void>,
	now: () => number = Date.now,
): Promise<C | Credit> {
	const found = await findGiven(client, order, giver);
	if (found) return found;
	await lastLook();
	const before = await giver.before();
	const begun = await begin(client, order, before, now);
	if ('id' in begun) return begun;
	const { mine } = begun;
	// Whoever has stood still since may have been taken for dead. What another try gave meanwhile is found by the next one.
	if (now() - Date.parse(mine.at) > leaseMs / 5) throw busy(order.reference, 5_000);
	let given: C;
	try {
		given = await giver.give();
	} catch (error) {
		const nothing = error instanceof EffectError && error.category !== 'unknown_outcome';
		if (nothing) await note(client, order, { ...mine, holder: '' });
		throw error;
	}
	// When this note fails, a repeat still finds the credit by what was there before.
	await note(client, order, { ...mine, state: 'done', id: given.id });
	return given;
}

/** Notes that this try is at it. Gives back the mark, or the credit when another try has ended meanwhile; throws when one is at it. */
async function begin(
	client: ShopifyClient,
	order: CreditOrder,
	before: string[],
	now: () => number,
): Promise<{ mine: CreditMark } | Credit> {
	const holder = randomUUID();
	for (let tries = 0; tries < 5; tries++) {
		const marks = await read(client, order);
		const mark = markFor(marks.all, order);
		if (mark?.holder === holder) return { mine: mark }; // written, only the answer was lost
		if (mark?.id) return { reference: order.reference, id: mark.id, amount: mark.amount };
		const age = mark?.holder ? now() - Date.parse(mark.at) : leaseMs;
		if (age < leaseMs) throw busy(order.reference, leaseMs - age);
		const mine: CreditMark = {
			state: 'begun',
			holder,
			at: new Date(now()).toISOString(),
			amount: order.amount,
			before: mark?.before ?? before,
		};
		if (await write(client, order, marks, mine)) return { mine };
		// Another credit of this order was noted in that moment, or this one by another try: what is there now tells.
	}
	throw busy(order.reference, 5_000);
}

interface Marks {
	all: CreditMarks;
	metafield: Parameters<typeof writeMark>[5];
}

async function read(client: ShopifyClient, { orderId }: CreditOrder): Promise<Marks> {
	const { metafield } = await readMarks(client, orderId, creditPlace);
	return { all: marksOf(metafield), metafield };
}

async function write(
	client: ShopifyClient,
	{ orderId, reference }: CreditOrder,
	{ all, metafield }: Marks,
	mark: CreditMark,
): Promise<boolean> {
	return !!(await writeMark(
		client,
		orderId,
		creditPlace,
		'json',
		JSON.stringify({ ...all, [reference]: mark }),
		metafield,
	));
}

function markFor(marks: CreditMarks, { reference, amount }: CreditOrder): CreditMark | undefined {
	const mark = Object.hasOwn(marks, reference) ? marks[reference] : undefined;
	if (mark && !sameMoney(mark.amount, amount)) throw new CreditDiffers(reference, mark, amount);
	return mark;
}

function othersOf(marks: CreditMarks, reference: string): string[] {
	return Object.entries(marks).flatMap(([other, { id }]) => (other !== reference && id ? [id] : []));
}

function busy(reference: string, retryAfterMs: number): EffectError {
	return new EffectError(`Another execution is at credit ${reference}`, {
		category: 'retryable',
		connection: 'shopify',
		retryAfterMs,
		advice: 'Nothing to do: the other one ends it, or it is looked up when that one has died.',
	});
}

/** Notes how it ended; other credits of the order may be noted in the same moment. A note that fails does no harm. */
async function note(client: ShopifyClient, order: CreditOrder, mark: CreditMark): Promise<void> {
	try {
		for (let tries = 0; tries < 5; tries++) if (await write(client, order, await read(client, order), mark)) return;
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
	}
}
