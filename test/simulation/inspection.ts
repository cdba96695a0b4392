import type { CatalogueOrder } from '../sandbox/catalogue';
import type { Random } from './random';
import { pieceWorth, worthOf } from './shop';

/* What the warehouse finds when it looks at the pieces, what the brand keeps of their money for it, and what is owed then. */

const kept = ['restock', 'quarantine', 'refurbish', 'vendor', 'scrap'] as const;

/** Pieces of one article of which the warehouse says the same. */
export interface Inspected {
	sku: string;
	quantity: number;
	/** `customer`: they go back to the customer, and nothing is owed for them. */
	destination: (typeof kept)[number] | 'customer';
	condition: string;
	note?: string;
	evidence?: string;
}

/** How a seed's shop deals with what it inspects. */
export interface Care {
	/** Part of what pieces are worth, by destination and condition, as `policy.deductions` has it. */
	deductions?: Record<string, string>;
	/** Whether finance confirms a refund that inspection takes something off. */
	confirmDeductions?: boolean;
	/** How many of a hundred pieces go back to the customer. */
	sentBack: number;
}

const brands: Array<Record<string, string>> = [
	{ scrap: 'all', 'quarantine worn': '30 %', refurbish: '2' },
	{ quarantine: '12.5 %', 'vendor worn': '1', 'restock worn': '10 %' },
	{ 'restock worn': 'all', quarantine: '5' },
	{ scrap: '50 %', 'scrap as new': 'none', vendor: '33.3 %', refurbish: 'all' },
];

/** Most shops pay for whatever comes back; some keep something, some send pieces back, some do both. */
export function careOf(random: Random): Care {
	return {
		...(random.chance(0.35) && { deductions: random.pick(brands), confirmDeductions: random.chance(0.4) }),
		sentBack: random.pick([0, 0, 0, 15]),
	};
}

/** What the warehouse says of one piece; its note and a link to a picture are forgotten now and then. */
export function inspectionOf(random: Random, sku: string, { sentBack, deductions }: Care): Omit<Inspected, 'quantity'> {
	if (random.chance(sentBack / 100)) return { sku, destination: 'customer', condition: 'worn', note: 'not ours' };
	const destination = random.chance(0.7) ? ('restock' as const) : random.pick(kept);
	if (!deductions) return { sku, destination, condition: 'as new' };
	return {
		sku,
		destination,
		condition: random.pick(['as new', 'Worn']),
		...(random.chance(0.85) && { note: 'scratched' }),
		...(random.chance(0.85) && { evidence: 'https://pictures.example.com/1' }),
	};
}

/** Whether pieces stay. */
export function isKept({ destination }: Inspected): boolean {
	return destination !== 'customer';
}

/**
 * What is owed for inspected pieces of an order, in minor units: the oracle of what goes back. `within`: how far it may be off where a
 * line does not divide evenly (worthOf), or where a part of a piece is rounded.
 */
export function owedFor(
	order: CatalogueOrder,
	inspected: Inspected[],
	{ deductions = {} }: Care,
): { worth: number; within: number } {
	const stays = inspected.filter(isKept);
	let { worth, within } = worthOf(order, stays);
	for (const one of stays) {
		const rule = ruleFor(deductions, one);
		if (!rule || rule === 'none' || !one.note || !one.evidence) continue;
		const piece = pieceWorth(order, one.sku);
		worth -= one.quantity * taken(rule, piece.worth, piece.unit);
		within += one.quantity * piece.within;
	}
	return { worth, within };
}

/** The rule of the destination and condition, else that of the destination. */
function ruleFor(deductions: Record<string, string>, { destination, condition }: Inspected): string | undefined {
	return deductions[`${destination} ${condition.toLowerCase()}`] ?? deductions[destination];
}

/** What a rule keeps of a piece; `unit`: minor units of one of the currency. */
function taken(rule: string, worth: number, unit: number): number {
	if (rule === 'all') return worth;
	if (rule.endsWith('%')) return (worth * parseFloat(rule)) / 100;
	return Math.min(worth, Number(rule) * unit);
}

/** What makes a return's inspection special, for the table of a run. */
export function kindsOfInspection(inspected: Inspected[], { deductions = {} }: Care): string[] {
	const takes = (one: Inspected) => {
		const rule = isKept(one) && ruleFor(deductions, one);
		return rule && rule !== 'none';
	};
	return [
		...(inspected.some((one) => takes(one) && one.note && one.evidence) ? ['that inspection takes something off'] : []),
		...(inspected.some((one) => takes(one) && !(one.note && one.evidence))
			? ['that inspection takes nothing off for want of a note or a picture']
			: []),
		...(inspected.some((one) => !isKept(one)) ? ['of which pieces go back to the customer'] : []),
	];
}
